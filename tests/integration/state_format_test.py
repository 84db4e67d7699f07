#!/usr/bin/env python3
"""Upgrade and downgrade: the real server on the state of an older and of a newer one.

  state_format_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import glob
import json
import os
import shutil
import sys
import unittest

import server_test
from server_test import ServerTest


class OtherVersions(ServerTest):
    """The remote is gone from the second start on: what is served then comes from the state alone."""

    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        server = self.start()
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        self.assertEqual(server.stop(), 0)
        os.rename(f"{self.where}/main.git", f"{self.where}/gone.git")
        self.files = sorted(glob.glob(f"{self.where}/state/cairn/state/*"))
        self.assertEqual(len(self.files), 2, self.files)  # the file and its copy

    def rewrite(self, change):
        for path in self.files:
            with open(path, encoding="utf-8") as file:
                state = json.load(file)
            change(state)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(state, file)

    def contents(self):
        found = {}
        for path in glob.glob(f"{self.where}/state/cairn/state/*"):
            with open(path, encoding="utf-8") as file:
                found[path] = file.read()
        return found

    def test_an_upgrade_takes_over_what_the_server_before_it_wrote(self):
        self.rewrite(lambda state: state.pop("digest"))
        self.assertEqual(self.start().source("/shop/dev"), {"release": "one"})

    def test_a_downgrade_too_far_is_refused_and_destroys_nothing(self):
        self.rewrite(lambda state: state.update(format=2, labels=["of another shape"]))
        before = self.contents()
        mirrors = sorted(os.walk(f"{self.where}/state/cairn/git"))
        server = self.start(wait=False)
        self.assertEqual(server.process.wait(30), 2, server.log())
        self.assertIn(f"'{self.files[0]}': the state file has format 2, this server reads up to 1: a newer "
                      "cairn-server wrote it.", server.log())
        self.assertEqual(self.contents(), before)
        self.assertEqual(sorted(os.walk(f"{self.where}/state/cairn/git")), mirrors)

    def test_the_way_out_that_is_told_works(self):
        self.rewrite(lambda state: state.update(format=2))
        os.rename(f"{self.where}/gone.git", f"{self.where}/main.git")
        for path in self.files:
            shutil.move(path, f"{self.where}/{os.path.basename(path)}.kept")
        self.assertEqual(self.start().source("/shop/dev"), {"release": "one"})


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

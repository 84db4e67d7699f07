#!/usr/bin/env python3
"""A commit beyond a limit is never served: who reads its label gets the last good commit, and is told.

  limits_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import os
import sys
import unittest

import server_test
from sources_test import GIT, SourcesTest


class Refused(SourcesTest):
    def rejected_of(self, server):
        return [one["rejected"] for one in json.loads(server.get("/-/v1/status")[2])["repositories"]]

    def test_answers_status_and_log_tell_which_commit_and_why(self):
        main = self.commit("main", shop="from: good\n")
        arguments = (f"{GIT}uri={main}", "--cairn.limits.tree-files=3", "--cairn.poll-interval=1h")
        server = self.start_with(*arguments)
        self.assertEqual(self.from_of(server, "/shop/dev"), "good")
        self.commit("main", shop="from: refused\n", a="x: 1\n", b="x: 1\n", c="x: 1\n")
        server.request("POST", "/-/v1/refresh")
        for path in ("/shop/dev", "/shop-dev.yml", "/shop/dev/main/shop.yml"):
            with self.subTest(path):
                status, headers, body = server.get(path)
                self.assertEqual(status, 200)
                self.assertIn(b"good", body)
                self.assertRegex(headers["cairn-rejected"],
                                 r"^[0-9a-f]{40}; more than 3 files, links and directories \(cairn.limits.tree-files\)$")
                self.assertRegex(headers["cairn-stale"], "reason=held")
        commit = server.get("/shop/dev")[1]["cairn-rejected"][:40]
        rejected = self.rejected_of(server)
        self.assertEqual(len(rejected[0]), 1, rejected)
        self.assertTrue(rejected[0][0].startswith(f"{commit}; label 'main': more than 3 files"), rejected)

        server.process.kill()
        server.process.wait()
        server = self.start_with(*arguments)
        self.assertEqual(self.from_of(server, "/shop/dev"), "good")
        self.assertEqual(server.get("/shop/dev")[1]["cairn-rejected"][:40], commit)

        self.repositories.apply("main", [{"commit": "less", "files": {"shop.yml": "from: repaired\n", "a.yml": None,
                                                                      "b.yml": None}}])
        server.request("POST", "/-/v1/refresh")
        status, headers, _ = server.get("/shop/dev")
        self.assertEqual(self.from_of(server, "/shop/dev"), "repaired")
        self.assertNotIn("cairn-rejected", headers)
        self.assertEqual(self.rejected_of(server), [[]])

    def test_a_label_that_never_had_a_good_commit_is_503(self):
        main = self.commit("main", shop="from: main\n", more="x: 1\n")
        server = self.start_with(f"{GIT}uri={main}", "--cairn.limits.tree-files=1", wait=False)
        server.wait()
        self.until(503, lambda: self.from_of(server, "/shop/dev"))
        self.assertTrue(self.rejected_of(server)[0])


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main()

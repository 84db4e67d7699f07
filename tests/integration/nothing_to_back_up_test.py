#!/usr/bin/env python3
"""There is nothing to back up: a server that lost everything gives the same answers again, byte for byte.

  nothing_to_back_up_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import os
import shutil
import sys
import unittest

import server_test
from server_test import ServerTest

PATHS = ("/shop/dev", "/shop/dev/release(_)1", "/shop/dev/v1.0", "/shop-dev.yml", "/shop-dev.properties", "/shop-dev.json",
         "/shop/dev/main/banner.txt", "/cart/dev,prod")
TOLD = ("etag", "cairn-revision", "content-type", "content-length")


class Loss(ServerTest):
    def answers(self, server):
        found = {}
        for path in PATHS:
            status, headers, body = server.get(path)
            self.assertEqual(status, 200, (path, body))
            found[path] = (body, {name: headers.get(name) for name in TOLD})
        return found

    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"application.yml": "company: Harbor Goods\n", "shop.yml": "release: one\n",
                                               "banner.txt": "release ${release}\n"}},
                   {"branch": "release/1"}, {"tag": "v1.0"},
                   {"commit": "two", "files": {"shop.yml": "release: two\n", "cart.yml": "size: 3\n"}})

    def test_the_data_directory_can_be_lost(self):
        server = self.start()
        before = self.answers(server)
        self.assertEqual(server.stop(), 0)
        shutil.rmtree(f"{self.where}/state")
        self.assertEqual(self.answers(self.start()), before)
        self.assertTrue(os.path.isdir(f"{self.where}/state"))

    def test_replicas_that_never_met_give_the_same_bytes(self):
        first = self.start(f"--cairn.data-dir={self.where}/first")
        second = self.start(f"--cairn.data-dir={self.where}/second")
        answers = self.answers(first)
        self.assertEqual(self.answers(second), answers)
        for path, (_, told) in answers.items():
            self.assertEqual(second.get(path, {"If-None-Match": told["etag"]})[0], 304, path)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""A service that links the client library, beside the real server: what it starts with.

  client_load_test.py PATH_OF_CAIRN_SERVER PATH_OF_HELLO [unittest arguments]
"""
import os
import subprocess
import sys
import unittest

import server_test
from server_test import ServerTest

HELLO = ""


class Loading(ServerTest):
    def setUp(self):
        super().setUp()
        self.program = f"{self.where}/program"
        os.mkdir(self.program)
        self.apply({"commit": "one", "files": {"shop.yml": "server.port: 81\n", "shop-eu.yml": "server.port: 82\n",
                                               "shop-bad.yml": "server.port: none\n"}})

    def hello(self, server, *arguments):
        env = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        env.update(HOME=self.where, XDG_STATE_HOME=self.where + "/state")
        uri = f"--spring.cloud.config.uri=http://127.0.0.1:{server.port}"
        done = subprocess.run([HELLO, uri, *arguments], env=env, cwd=self.program, timeout=60, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_it_starts_with_what_the_server_says_for_its_profiles(self):
        server = self.start()
        self.assertEqual(self.hello(server), (0, "port 81\n", ""))
        self.assertEqual(self.hello(server, "--spring.profiles.active=eu"), (0, "port 82\n", ""))
        self.assertEqual(self.hello(server, "--server.port=90"), (0, "port 90\n", ""))

    def test_it_starts_while_the_server_is_away(self):
        server = self.start()
        self.hello(server)
        server.stop()
        status, said, told = self.hello(server)
        self.assertEqual((status, said), (0, "port 81, as last known\n"))
        self.assertIn(f"127.0.0.1:{server.port}", told)

    def test_without_server_and_copy_it_does_not_start_unless_that_is_allowed(self):
        server = self.start()
        server.stop()
        status, said, told = self.hello(server)
        self.assertEqual((status, said), (1, ""))
        self.assertIn(f"127.0.0.1:{server.port}", told)
        with open(f"{self.program}/application.yml", "w") as file:
            file.write("spring.config.import: 'optional:configserver:'\n")
        self.assertEqual(self.hello(server)[:2], (0, "port 8080\n"))

    def test_a_value_of_the_wrong_type_is_told_with_its_place(self):
        status, _, told = self.hello(self.start(), "--spring.profiles.active=bad")
        self.assertEqual(status, 1)
        self.assertRegex(told, r"shop-bad\.yml:1:14: server\.port: ")


if __name__ == "__main__":
    server_test.SERVER, HELLO = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)

#!/usr/bin/env python3
"""Repositories that nobody reads are polled less, and nobody who reads them again notices.

  rest_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import http.client
import json
import os
import signal
import sys
import time
import unittest

import git_servers
import server_test
from sources_test import GIT, SourcesTest

POLL = 0.5
QUIET = 1  # seconds after which nobody reads


class Rest(SourcesTest):
    def start_resting(self, uri, *arguments, unread_after=f"{QUIET}s"):
        return self.start_with(f"{GIT}uri={uri}", f"--cairn.poll-interval={int(POLL * 1000)}ms",
                               f"--cairn.unread-after={unread_after}", "--management.endpoints.web.exposure.include=*",
                               *arguments)

    def sources(self, server):
        return json.loads(server.get("/-/v1/sources")[2])["sources"][0]

    def until_resting(self, server):
        self.until(True, lambda: self.sources(server)["resting"])

    def test_it_is_polled_once_in_twelve_intervals(self):
        server = self.start_resting(self.commit("main", shop="from: main\n"))
        self.assertEqual(self.from_of(server, "/shop/dev"), "main")
        self.until_resting(server)

        def looks():
            text = server.get("/actuator/prometheus")[2].decode()
            return next(float(line.split()[-1]) for line in text.splitlines()
                        if line.startswith("cairn_repository_looks_total"))

        before = looks()
        time.sleep(12 * POLL)
        self.assertLessEqual(looks() - before, 3)  # and not 12

    def test_the_first_read_gets_what_was_pushed_a_moment_ago(self):
        main = self.commit("main", shop="from: one\n")
        server = self.start_resting(main)
        for path in ("/shop/dev", "/shop/dev", "/shop-dev.yml"):
            self.assertEqual(server.get(path)[0], 200)
        for round_, path in enumerate(("/shop/dev", "/shop-dev.yml", "/shop/dev/main")):  # known, known, and not
            self.until_resting(server)
            self.commit("main", shop=f"from: round{round_}\n")
            self.assertIn(f"round{round_}", server.get(path)[2].decode())
            self.assertFalse(self.sources(server)["resting"])

    def test_a_remote_that_hangs_costs_the_first_read_a_second_and_the_next_ones_nothing(self):
        self.commit("main", shop="from: main\n")
        daemon = git_servers.GitDaemon(self.where)
        self.addCleanup(daemon.stop)
        self.addCleanup(os.kill, daemon.process.pid, signal.SIGCONT)
        server = self.start_resting(f"git://127.0.0.1:{daemon.port}/main.git", f"{GIT}timeout=60", "--cairn.fetch-wait=60s")
        self.assertEqual(self.from_of(server, "/shop/dev"), "main")
        self.until_resting(server)
        os.kill(daemon.process.pid, signal.SIGSTOP)
        begun = time.monotonic()
        self.assertEqual(self.from_of(server, "/shop/dev"), "main")
        took = time.monotonic() - begun
        self.assertGreaterEqual(took, 0.9)
        self.assertLess(took, 20)
        self.assertEqual(self.from_of(server, "/shop/dev"), "main")
        self.assertTrue(self.sources(server)["looking"])

    def test_who_streams_reads(self):
        server = self.start_resting(self.commit("main", shop="from: one\n"))
        self.assertEqual(self.from_of(server, "/shop/dev"), "one")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", "/shop/dev", headers={"Accept": "text/event-stream"})
        stream = connection.getresponse()
        self.assertEqual(stream.status, 200)
        time.sleep(QUIET + 3 * POLL)
        self.assertFalse(self.sources(server)["resting"])
        connection.close()
        stream.close()
        self.until_resting(server)

    def test_nothing_rests_where_that_is_turned_off(self):
        server = self.start_resting(self.commit("main", shop="from: one\n"), unread_after=0)
        self.assertEqual(self.from_of(server, "/shop/dev"), "one")
        time.sleep(QUIET + 3 * POLL)
        self.assertFalse(self.sources(server)["resting"])


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main()

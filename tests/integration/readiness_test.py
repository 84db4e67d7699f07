#!/usr/bin/env python3
"""Whether reads should be sent to a server: not while it has nothing to serve, and for no other reason.

  readiness_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import os
import signal
import sys
import time
import unittest

import server_test
from sources_test import GIT, HangingRemote, SourcesTest

LONG = 600  # seconds that somebody would wait who waited for a remote here
HASTE = 10  # and what is far less, on a busy machine too


class Readiness(SourcesTest):
    def ask(self, server, group):
        """The status of a group, which must come without waiting for a remote."""
        begun = time.monotonic()
        status, _, body = server.get(f"/actuator/health/{group}")
        self.assertLess(time.monotonic() - begun, HASTE)
        return status, json.loads(body)["status"]

    def start_listening(self, *arguments):
        """A server that need not have anything to serve."""
        server = self.start_with(*arguments, f"{GIT}timeout={LONG}", f"--cairn.first-fetch-wait={LONG}s", wait=False)
        end = time.monotonic() + 30
        while True:
            try:
                server.get("/actuator/health/liveness")
                return server
            except OSError:
                self.assertLess(time.monotonic(), end, server.log())
                time.sleep(0.02)

    def hanging(self):
        remote = HangingRemote()
        self.addCleanup(remote.close)
        return remote.uri()

    def until_ready(self, server):
        self.until((200, "UP"), lambda: self.ask(server, "readiness"))

    def test_a_server_whose_remote_never_answered_is_alive_and_not_ready(self):
        server = self.start_listening(f"{GIT}uri={self.hanging()}")
        for _ in range(3):
            self.assertEqual(self.ask(server, "readiness"), (503, "OUT_OF_SERVICE"))
            self.assertEqual(self.ask(server, "liveness"), (200, "UP"))

    def test_it_becomes_ready_by_itself_with_the_first_fetch(self):
        for freshness in ("background", "request"):
            with self.subTest(freshness):
                server = self.start_listening(f"{GIT}uri={self.where}/{freshness}.git", f"--cairn.freshness={freshness}",
                                              f"--cairn.data-dir={self.where}/data-{freshness}", "--cairn.poll-interval=100ms")
                self.assertEqual(self.ask(server, "readiness"), (503, "OUT_OF_SERVICE"))
                self.commit(freshness, shop="from: here\n")  # and nobody reads
                self.until_ready(server)
                self.assertEqual(self.from_of(server, "/shop/dev"), "here")

    def test_a_dead_remote_is_no_reason_while_there_is_a_last_good_state(self):
        main = self.commit("main", shop="from: main\n")
        arguments = (f"{GIT}uri={main}", "--cairn.poll-interval=100ms")
        server = self.start_listening(*arguments)
        self.until_ready(server)
        os.rename(main, main + ".away")
        self.until(True, lambda: "cairn-stale" in server.get("/shop/dev")[1])
        self.assertEqual(self.ask(server, "readiness"), (200, "UP"))
        server.stop(signal.SIGKILL)
        server = self.start_listening(*arguments)
        self.assertEqual(self.ask(server, "readiness"), (200, "UP"))
        self.until(True, lambda: "reason=fetch-failed" in server.get("/shop/dev")[1].get("cairn-stale", ""))
        self.assertEqual(self.ask(server, "readiness"), (200, "UP"))
        self.assertEqual(self.from_of(server, "/shop/dev"), "main")

    def test_one_repository_of_two_is_something_to_serve(self):
        main = self.commit("main", shop="from: main\n")
        server = self.start_listening(f"{GIT}uri={main}", f"{GIT}repos.team.uri={self.hanging()}", f"{GIT}repos.team.pattern=team*")
        self.until_ready(server)

    def test_an_address_with_placeholders_needs_a_reader_first(self):
        server = self.start_listening(f"{GIT}uri={self.hanging()}/{{application}}")
        self.assertEqual(self.ask(server, "readiness"), (200, "UP"))


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main()

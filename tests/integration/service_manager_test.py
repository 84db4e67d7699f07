#!/usr/bin/env python3
"""The real server under a service manager: this test, at the other end of $NOTIFY_SOCKET.

  service_manager_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import os
import select
import signal
import socket
import sys
import time
import unittest

import server_test
from server_test import ServerTest

PATIENCE = 30  # seconds


class UnderAManager(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)

    def launch(self, name=None, **environment):
        """The server with a manager that listens at this name; not waited for."""
        self.manager.bind(name or f"{self.where}/notify")
        shown = (name or f"{self.where}/notify").replace("\0", "@")
        return self.start(wait=False, environment={"NOTIFY_SOCKET": shown, **environment})

    def heard(self, seconds=PATIENCE):
        """The next message; None when none comes in time."""
        if not select.select([self.manager], [], [], seconds)[0]:
            return None
        return self.manager.recv(4096).decode()

    def end(self, server):
        server.process.send_signal(signal.SIGTERM)
        code = server.process.wait(PATIENCE)
        messages = []
        while (message := self.heard(0)) is not None:
            messages.append(message)
        return code, messages

    def test_ready_is_told_when_it_can_be_asked_and_stopping_at_its_end(self):
        server = self.launch()
        self.assertEqual(self.heard(), f"READY=1\nSTATUS=serving at port {server.port}", server.log())
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})  # at once: nobody waited for the port
        self.assertEqual(self.end(server), (0, ["STOPPING=1"]))

    def test_a_manager_with_an_abstract_socket_is_told_as_well(self):
        server = self.launch(name=f"\0cairn-test-{os.getpid()}")
        self.assertTrue(self.heard().startswith("READY=1\n"), server.log())
        self.assertEqual(self.end(server), (0, ["STOPPING=1"]))

    def test_the_watchdog_hears_of_it_again_and_again(self):
        server = self.launch(WATCHDOG_USEC="400000")
        self.assertTrue(self.heard().startswith("READY=1\n"), server.log())
        began = time.monotonic()
        for _ in range(5):
            self.assertEqual(self.heard(), "WATCHDOG=1", server.log())
        self.assertGreaterEqual(time.monotonic() - began, 0.35)  # not all the time either
        code, messages = self.end(server)
        self.assertEqual((code, messages[-1], set(messages[:-1]) - {"WATCHDOG=1"}), (0, "STOPPING=1", set()))

    def test_a_process_that_stands_still_is_not_told_to_be_alive(self):
        server = self.launch(WATCHDOG_USEC="200000")
        for _ in range(3):
            self.assertIsNotNone(self.heard(), server.log())
        server.process.send_signal(signal.SIGSTOP)
        try:
            while self.heard(0.5) is not None:  # what was on its way
                pass
            self.assertIsNone(self.heard(1))
        finally:
            server.process.send_signal(signal.SIGCONT)
        self.assertEqual(self.heard(), "WATCHDOG=1", server.log())

    def test_a_watchdog_of_another_process_is_none_of_its_business(self):
        server = self.launch(WATCHDOG_USEC="40000", WATCHDOG_PID="1")
        self.assertTrue(self.heard().startswith("READY=1\n"), server.log())
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        self.assertEqual(self.end(server), (0, ["STOPPING=1"]))

    def test_a_start_that_fails_is_never_ready(self):
        taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(taken.close)
        self.manager.bind(f"{self.where}/notify")
        server = self.start(wait=False, port=taken.getsockname()[1],
                            environment={"NOTIFY_SOCKET": f"{self.where}/notify"})
        self.assertEqual(server.process.wait(PATIENCE), 2, server.log())
        self.assertIsNone(self.heard(0))

    def test_a_manager_that_is_gone_keeps_nobody_from_being_served(self):
        server = self.start(environment={"NOTIFY_SOCKET": f"{self.where}/nobody"})
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        self.assertIn("the service manager cannot be told", server.log())
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main()

#!/usr/bin/env python3
"""Programs that follow the real server, while it, or what is between, lets them down.

  live_following_test.py PATH_OF_CAIRN_SERVER PATH_OF_WATCHER [unittest arguments]
"""
import signal
import sys
import time
import unittest

import server_test
from server_test import ServerTest
from tcp_proxy import Proxy
from watchers import PATIENCE, Watcher, await_parked

WATCHER = ""
HTML = b"<html><body>Please log in</body></html>"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"page\"\r\nContent-Length: %d\r\n\r\n%b" % (len(HTML), HTML)


class Following(ServerTest):
    def setUp(self):
        super().setUp()
        self.watchers = []
        self.addCleanup(lambda: [watcher.kill() for watcher in self.watchers])
        self.commit("one")

    def commit(self, release):
        self.apply({"commit": release, "files": {"shop.yml": f"release: {release}\n"}})

    def publish(self, server, release):
        self.commit(release)
        self.refresh(server)

    def refresh(self, server):
        self.assertEqual(server.request("POST", "/-/v1/refresh")[0], 200, server.log())

    def start_quiet(self, *arguments, **options):
        """A server that looks at its repository when it starts, and when it is told to."""
        return self.start("--cairn.poll-interval=1h", *arguments, **options)

    def proxy(self, *servers):
        proxy = Proxy(*(server.port for server in servers))
        self.addCleanup(proxy.close)
        return proxy

    def watch(self, port, count=1):
        """Programs that follow what is on that port, all of which have their first values."""
        started = [Watcher(WATCHER, self.where, f"http://127.0.0.1:{port}") for _ in range(count)]
        self.watchers += started
        for watcher in started:
            watcher.await_said("started", 1)
        return started

    def assert_told_once(self, watcher):
        """No trouble was told twice in a row while there was no success."""
        troubles = watcher.words("trouble")
        self.assertTrue(troubles, watcher.log())
        for one, next_one in zip(troubles, troubles[1:]):
            self.assertNotEqual(one, next_one, watcher.log())


class ServersThatGo(Following):
    def comes_back_after(self, sig):
        server = self.start_quiet()
        watchers = self.watch(server.port, 5)
        await_parked(watchers, server.port)
        server.stop(sig)
        for watcher in watchers:
            watcher.await_state(lambda _, failures, value: failures >= 2 and value == "one")
        self.commit("two")
        self.start_quiet(port=server.port)
        for watcher in watchers:
            self.assertEqual(watcher.await_said("change", 1), ["two"])
            self.assert_told_once(watcher)
        return watchers

    def test_a_server_that_was_killed_is_found_again_with_the_change_of_meanwhile(self):
        for watcher in self.comes_back_after(signal.SIGKILL):
            self.assertEqual(watcher.state()[1:], (0, "two"))

    def test_a_server_that_was_ended_in_order_is_found_again(self):
        for watcher in self.comes_back_after(signal.SIGTERM):
            self.assertEqual(watcher.state()[1:], (0, "two"))

    def test_who_is_told_goes_on_being_told_after_the_server_came_back(self):
        watchers = self.comes_back_after(signal.SIGKILL)
        server = self.servers[-1]
        await_parked(watchers, server.port)
        self.publish(server, "three")
        for watcher in watchers:
            self.assertEqual(watcher.await_said("change", 2), ["two", "three"])

    def test_a_force_push_to_an_older_commit_is_a_change(self):
        server = self.start_quiet()
        (watcher,) = self.watch(server.port)
        self.publish(server, "two")
        watcher.await_said("change", 1)
        self.apply({"reset": "main", "to": "main~1"})
        self.refresh(server)
        self.assertEqual(watcher.await_said("change", 2), ["two", "one"])
        self.publish(server, "three")
        self.assertEqual(watcher.await_said("change", 3), ["two", "one", "three"])
        self.assertEqual(watcher.words("trouble"), [])


class BadCompany(Following):
    def test_a_connection_that_is_cut_makes_the_wait_shorter_and_changes_go_on_coming(self):
        server = self.start_quiet()
        proxy = self.proxy(server)
        proxy.cut_after = 3
        (watcher,) = self.watch(proxy.port)
        end = time.monotonic() + PATIENCE
        while len(proxy.waits) < 3:
            self.assertLess(time.monotonic(), end, watcher.log())
            time.sleep(0.05)
        self.assertEqual(proxy.waits[:2], [0, 45])
        self.assertLess(proxy.waits[2], 3)
        self.publish(server, "two")
        self.assertEqual(watcher.await_said("change", 1), ["two"])
        # It settles: requests that are held to their end leave the wait as it is, a cut one does not.
        while len(proxy.waits) < 6 or len(set(proxy.waits[-4:])) > 1:
            self.assertLess(time.monotonic(), end, watcher.log())
            time.sleep(0.05)

    def test_a_page_of_html_keeps_the_values(self):
        server = self.start_quiet()
        proxy = self.proxy(server)
        (watcher,) = self.watch(proxy.port)
        await_parked([watcher], server.port)
        proxy.page = PAGE
        self.publish(server, "two")  # what was held is answered; the next request gets the page
        self.assertEqual(watcher.await_said("change", 1), ["two"])
        watcher.await_state(lambda _, failures, value: failures >= 2 and value == "two")
        self.assert_told_once(watcher)
        self.commit("three")
        proxy.page = None
        self.refresh(server)
        self.assertEqual(watcher.await_said("change", 2), ["two", "three"])

    def test_servers_that_contradict_each_other_are_asked_less_and_less_often(self):
        first = self.start_quiet()
        self.commit("two")
        second = self.start_quiet(f"--spring.cloud.config.server.git.basedir={self.where}/other")
        proxy = self.proxy(first, second)
        (watcher,) = self.watch(proxy.port)
        watcher.await_said("change", 5)
        began = time.monotonic()
        time.sleep(6)
        # The pause after the fifth change is at least a second, the next ones two and four.
        self.assertLessEqual(proxy.requests_since(began), 2, watcher.log())
        told = watcher.words("change")
        self.assertEqual(told, [("two", "one")[i % 2] for i in range(len(told))])
        self.assertEqual(watcher.words("trouble"), [])
        watcher.await_said("change", len(told) + 1)


if __name__ == "__main__":
    server_test.SERVER, WATCHER = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)

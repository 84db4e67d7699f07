#!/usr/bin/env python3
"""The real server, told of pushes as Git hosts tell them.

  monitor_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import hashlib
import hmac
import http.client
import json
import os
import sys
import time
import unittest

import server_test
from git_servers import Lighttpd, write
from server_test import Server, ServerTest

MONITOR = "spring.cloud.config.server.monitor."
SECRET = "canary-of-the-webhook"
BODY = json.dumps({"commits": [{"modified": ["shop.yml"]}]})


def sign(body, secret=SECRET):
    return "sha256=" + hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def github(body, signature=None):
    return {"Content-Type": "application/json", "X-GitHub-Event": "push", "X-Hub-Signature-256": signature or sign(body)}


class Monitor(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        self.web = Lighttpd(self.where)
        self.addCleanup(self.web.stop)
        settings = write(f"{self.where}/application.yml", "\n".join([
            f"spring.cloud.config.server.git.uri: {self.web.url('open', 'main.git')}", "cairn.poll-interval: 1h",
            f"{MONITOR}github.webhook-secret: {SECRET}", "logging.level.root: debug", "cairn.access-log: true"]) + "\n")
        server = Server(self.where, f"--spring.config.location=file:{settings}")
        self.servers.append(server)
        self.server = server.wait()
        self.assertEqual(self.server.source("/shop/dev"), {"release": "one"})

    def tell(self, body=BODY, headers=None, path="/monitor"):
        status, _, answer = self.server.request("POST", path, headers or github(body), body)
        return status, answer

    def looks(self):
        """How often the remote was asked what it has."""
        return self.server.log().count("event=looked ")

    def wait_for(self, release):
        end = time.monotonic() + 20
        while self.server.source("/shop/dev") != {"release": release}:
            self.assertLess(time.monotonic(), end, self.server.log())
            time.sleep(0.02)

    def test_a_push_that_is_told_is_served_without_waiting_for_the_timer(self):
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.assertEqual(self.tell(), (200, b'["shop"]'))
        self.wait_for("two")

    def test_a_push_during_a_look_is_not_lost(self):
        for number in range(5):
            self.apply({"commit": f"n{number}", "files": {"shop.yml": f"release: n{number}\n"}})
            self.assertEqual(self.tell()[0], 200)
        self.wait_for("n4")

    def test_forged_ones_start_nothing(self):
        before = self.looks()
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        wrong = [github(BODY, "sha256=" + 64 * "0"), github(BODY, sign(BODY)[:-1]), github(BODY, sign(BODY + " ")),
                 github(BODY, sign(BODY, "another")), {"Content-Type": "application/json"},
                 {"Content-Type": "application/json", "X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": SECRET},
                 {"Content-Type": "application/json", "X-GitHub-Event": "ping", "X-Hub-Signature-256": sign(BODY)}]
        for headers in wrong:
            self.assertEqual(self.tell(headers=headers)[0], 403, headers)
        self.assertEqual(self.tell(body=BODY + " ", headers=github(BODY))[0], 403)
        self.assertEqual(self.looks(), before)
        self.assertEqual(self.server.source("/shop/dev"), {"release": "one"})

    def test_a_body_at_the_limit_is_read_and_one_beyond_is_413(self):
        frame = len(json.dumps({"path": ""}))
        for size, status in ((1 << 20, 200), ((1 << 20) + 1, 413)):
            body = json.dumps({"path": (size - frame) * "x"})
            self.assertEqual(len(body), size)
            self.assertEqual(self.tell(body)[0], status)

    def test_many_notifications_start_few_looks_and_disturb_no_reader(self):
        before = self.looks()
        began = time.monotonic()
        connection = self.server_connection()
        for _ in range(10_000):
            connection.request("POST", "/monitor", body=BODY, headers=github(BODY))
            response = connection.getresponse()
            self.assertIn(response.status, (200, 429))
            response.read()
        connection.close()
        took = time.monotonic() - began
        self.assertEqual(self.server.source("/shop/dev"), {"release": "one"})
        # One look a second, and each of them asks the remote once.
        self.assertLessEqual(self.looks() - before, took + 2)
        self.assertGreaterEqual(self.looks() - before, 1)

    def test_the_secret_is_nowhere(self):
        self.tell()
        self.tell(headers=github(BODY, "sha256=" + SECRET))
        self.server.stop()
        self.assertNotIn(SECRET, self.server.log())

    def server_connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0]] + sys.argv[2:])

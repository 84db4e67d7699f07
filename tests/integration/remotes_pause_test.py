#!/usr/bin/env python3
"""A remote that has enough of us says so, and is left alone; one that only fails is asked less and less often.

  remotes_pause_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import http.server
import os
import subprocess
import sys
import threading
import time
import unittest

import server_test
from remotes_test import RemoteTest


class Moody(http.server.ThreadingHTTPServer):
    """Serves a directory of repositories over http, or one status for everything; notes when it was asked."""

    daemon_threads = True

    def __init__(self, where):
        self.where = where
        self.status = 0  # 0: well
        self.fields = {}
        self.asked = []
        super().__init__(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def url(self, login=""):
        return f"http://{login}127.0.0.1:{self.server_address[1]}/main.git"

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path.endswith("info/refs"):
            self.server.asked.append(time.monotonic())
        if self.server.status != 0:
            self.answer(self.server.status, self.server.fields, b"")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        backend = subprocess.run(["git", "http-backend"], input=body, stdout=subprocess.PIPE, check=True, env={
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": self.server.where, "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "REQUEST_METHOD": self.command, "PATH_INFO": path,
            "QUERY_STRING": query, "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", "")})
        head, _, content = backend.stdout.partition(b"\r\n\r\n")
        self.answer(200, dict(line.split(": ", 1) for line in head.decode().split("\r\n")), content)

    do_POST = do_GET

    def answer(self, status, fields, body):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Pauses(RemoteTest):
    def setUp(self):
        super().setUp()
        self.remote = self.opened(Moody(self.where))

    def start_with(self, *arguments, uri=None):
        """One that polls."""
        server = server_test.Server(self.where, f"--spring.cloud.config.server.git.uri={uri or self.remote.url()}", *arguments,
                                    "--logging.level.root=debug")
        self.servers.append(server)
        return server.wait()

    def until(self, holds, seconds=30):
        end = time.monotonic() + seconds
        while not holds():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def is_served(self, server, release):
        return server.get("/shop/dev")[0] == 200 and server.source("/shop/dev") == {"release": release}

    def test_retry_after_is_kept_to_whoever_asks_and_then_all_is_well(self):
        for status, freshness in ((429, "background"), (503, "request")):
            with self.subTest(status):
                self.remote.status = 0
                self.push("one")
                server = self.start_with("--cairn.poll-interval=100ms", f"--cairn.freshness={freshness}",
                                         f"--cairn.data-dir={self.where}/{status}")
                self.until(lambda: self.is_served(server, "one"))
                self.remote.fields = {"Retry-After": "4"}
                self.remote.status = status
                self.push("two")
                self.until(lambda: f"error: {status}" in server.request("POST", "/-/v1/refresh")[2].decode()
                           or "left alone for 4 seconds" in server.log())
                server.await_log("left alone for 4 seconds")
                asked = len(self.remote.asked)
                first = self.remote.asked[-1]
                while time.monotonic() < first + 2.5:
                    begun = time.monotonic()
                    answer = server.request("POST", "/-/v1/refresh")
                    self.assertEqual(answer[0], 503, answer)
                    self.assertTrue(self.is_served(server, "one"))
                    self.assertLess(time.monotonic() - begun, 2)
                self.assertEqual(len(self.remote.asked), asked)
                self.remote.status = 0
                self.until(lambda: self.is_served(server, "two"))
                self.assertGreaterEqual(self.remote.asked[asked] - first, 3.9)
                server.stop()

    def test_failures_without_a_word_are_asked_less_and_less_often_and_one_success_ends_that(self):
        server = self.start_with("--cairn.poll-interval=200ms")
        self.until(lambda: self.is_served(server, "one"))
        self.remote.status = 500
        begun = time.monotonic()
        self.until(lambda: len([one for one in self.remote.asked if one > begun]) >= 6)
        failed = [one for one in self.remote.asked if one > begun]
        # After the fifth failure the pause is 16 times 200 ms, or half of that.
        self.assertGreater(failed[5] - failed[4], 1.5)
        self.remote.status = 0
        self.push("two")
        self.until(lambda: self.is_served(server, "two"))
        well = len(self.remote.asked)
        self.until(lambda: len(self.remote.asked) >= well + 6, 10)

    def test_a_login_does_not_show_in_what_is_told(self):
        self.remote.status, self.remote.fields = 429, {"Retry-After": "60"}
        server = self.start_with(uri=self.remote.url("reader:canary-secret@"))
        self.until(lambda: "left alone for 60 seconds" in server.get("/-/v1/status")[2].decode())
        self.assertIn(server.get("/shop/dev")[0], (500, 503))
        status = server.get("/-/v1/status")[2].decode()
        server.stop()
        for secret in ("canary-secret", "Y2FuYXJ5", "cmVhZGVyOmNhbmFyeS1zZWNyZXQ="):
            self.assertNotIn(secret, status + server.log())


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main()

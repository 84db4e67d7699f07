#!/usr/bin/env python3
"""Watching as clients see it: event streams and waiting requests, of the real server and through nginx.

  event_stream_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import unittest

import git_servers
import server_test
from server_test import ServerTest

PATIENCE = 30
STREAM = {"Accept": "text/event-stream"}


class Nginx(git_servers.Daemon):
    """In front of a server, with its default settings but for what `more` says."""

    def __init__(self, where, server_port, more=""):
        self.where, self.server_port, self.more = where, server_port, more
        super().__init__(where, "nginx")

    def command(self):
        temporary = "\n".join(f"{name}_temp_path {self.where}/{name};"
                              for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # Workers of a root's nginx would be somebody else, who may not write there.
        user = "user root;" if os.geteuid() == 0 else ""
        path = git_servers.write(f"{self.where}/nginx-{self.port}.conf", f"""
{user} daemon off; pid {self.where}/nginx-{self.port}.pid; error_log stderr;
events {{}}
http {{
  access_log off;
  {temporary}
  server {{
    listen 127.0.0.1:{self.port};
    location / {{ proxy_pass http://127.0.0.1:{self.server_port}; {self.more} }}
  }}
}}
""")
        return [shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"), "-c", path, "-p", self.where]


class Events:
    """An open stream: its status and events, one after the other."""

    def __init__(self, port, path, headers=None, context=None):
        self.connection = (http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=context) if context
                           else http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE))
        self.connection.request("GET", path, headers={**STREAM, **(headers or {})})
        self.response = self.connection.getresponse()

    def next(self, comments=False):
        """The fields of the next event (of the next block at all, with `comments`); None at the end."""
        end = time.monotonic() + PATIENCE
        while True:
            if time.monotonic() > end:  # heartbeats alone are no event
                raise AssertionError("no event came")
            lines = []
            while (line := self.response.readline()) not in (b"\n", b""):
                lines.append(line.decode().rstrip("\n"))
            if not lines:
                return None
            fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
            if comments or "event" in fields:
                return fields

    def close(self):
        self.connection.close()
        self.response.close()


class WatchTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n", "cart.yml": "size: 1\n"}})

    def start(self, *arguments, **options):
        server = super().start("--cairn.poll-interval=100ms", *arguments, **options)
        server.source("/shop/dev")
        return server

    def open(self, port, path="/shop/dev", headers=None, **more):
        events = Events(port, path, headers, **more)
        self.addCleanup(events.close)
        self.assertEqual(events.response.status, 200)
        return events

    def watching(self, server):
        return json.loads(server.get("/-/v1/status")[2])["watching"]

    def await_watching(self, server, **wanted):
        end = time.monotonic() + PATIENCE
        while not wanted.items() <= self.watching(server).items():
            self.assertLess(time.monotonic(), end, (wanted, self.watching(server), server.log()))
            time.sleep(0.02)


class Streaming(WatchTest):
    def test_each_change_is_told_with_its_keys_and_nobody_else_is_woken(self):
        server = self.start()
        shop, cart = self.open(server.port), self.open(server.port, "/cart-dev.properties")
        tag, size = shop.next()["id"], cart.next()["id"]
        self.assertEqual(tag, server.get("/shop/dev")[1]["etag"])
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\nnew: x\n"}})
        event = shop.next()
        headers = server.get("/shop/dev")[1]
        self.assertEqual((event["event"], event["id"]), ("change", headers["etag"]))
        self.assertEqual(json.loads(event["data"]), {"revision": headers["cairn-revision"], "keys": ["new", "release"]})
        self.apply({"commit": "three", "files": {"cart.yml": "size: 2\n"}})
        event = cart.next()
        self.assertEqual(json.loads(event["data"])["keys"], ["size"])
        self.assertNotEqual(event["id"], size)
        self.assertEqual(self.watching(server), {"waiting": 0, "streams": 2, "woken": 2, "uselessWakeUps": 0, "cutOff": 0})

    def test_who_comes_back_is_told_at_once_what_it_missed(self):
        server = self.start()
        tag = server.get("/shop/dev")[1]["etag"]
        same = self.open(server.port, headers={"Last-Event-ID": tag})
        self.assertNotIn("event", same.next(comments=True))
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        new = same.next()["id"]
        late = self.open(server.port, headers={"Last-Event-ID": tag})
        self.assertEqual(late.next()["id"], new)

    def test_a_deleted_file_is_a_failure_and_then_a_change_again(self):
        self.apply({"commit": "two", "files": {"banner.txt": "hello\n"}})
        server = self.start()
        events = self.open(server.port, "/shop/dev/main/banner.txt")
        tag = events.next()["id"]
        self.apply({"commit": "three", "files": {"banner.txt": None}})
        event = events.next()
        self.assertEqual((event["event"], json.loads(event["data"])), ("failure", {"status": 404, "error": "Not Found"}))
        self.assertNotIn("id", event)
        self.apply({"commit": "four", "files": {"banner.txt": "hello\n"}})
        event = events.next()
        self.assertEqual((event["event"], event["id"]), ("change", tag))

    def test_nothing_but_the_stream_itself_is_another_answer(self):
        server = self.start()
        plain = server.get("/shop/dev", {"Accept": "application/json"})
        both = server.get("/shop/dev", {"Accept": "application/json, text/event-stream;q=0.9"})
        self.assertEqual((plain[0], plain[2], plain[1]["content-type"]), (both[0], both[2], both[1]["content-type"]))
        refused = server.get("/shop/dev", {"Accept": "text/event-stream;q=0"})
        self.assertEqual(refused[0], 406)
        self.assertEqual(server.request("HEAD", "/shop/dev", STREAM)[0], 406)
        self.assertEqual(server.get("/none/dev/no-such-label", STREAM)[0], 404)

    def test_a_stream_is_kept_alive_and_ends_at_last(self):
        server = self.start("--cairn.watch.heartbeat=100ms", "--cairn.watch.stream-life=1s")
        events = self.open(server.port)
        blocks = []
        while (block := events.next(comments=True)) is not None:
            blocks.append(block)
        self.assertEqual(blocks[0].keys() | blocks[1].keys(), {"retry", "id", "event", "data"})
        self.assertGreater(blocks.count({}), 3)  # comments
        self.assertTrue(events.response.isclosed())

    def test_sigterm_ends_streams_with_the_last_chunk(self):
        server = self.start()
        events = [self.open(server.port) for _ in range(20)]
        for each in events:
            each.next()
        began = time.monotonic()
        self.assertEqual(server.stop(), 0, server.log())
        for each in events:
            self.assertIsNone(each.next())  # http.client raises where the last chunk is missing
        self.assertLess(time.monotonic() - began, 4)

    def test_who_hangs_up_leaves_at_once_also_behind_bytes_that_nobody_read(self):
        server = self.start()
        tag = server.get("/shop/dev")[1]["etag"]
        for lines in (f"If-None-Match: {tag}\r\nPrefer: wait=60", "Accept: text/event-stream"):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(f"GET /shop/dev HTTP/1.1\r\nHost: h\r\n{lines}\r\n\r\n".encode())
                end = time.monotonic() + PATIENCE
                while sum(self.watching(server)[kind] for kind in ("waiting", "streams")) == 0:
                    self.assertLess(time.monotonic(), end)
                client.sendall(b"GET /cart/dev HTTP/1.1\r\nHost: h\r\n\r\n" * 100)
            began = time.monotonic()
            self.await_watching(server, waiting=0, streams=0)
            self.assertLess(time.monotonic() - began, 10)


class WaitingOverTls(WatchTest):
    def test_a_request_sent_behind_a_waiting_one_is_answered_after_it(self):
        authority, certificate = git_servers.make_certificate(self.where)
        context = ssl.create_default_context(cafile=authority)
        server = ServerTest.start(self, "--cairn.poll-interval=100ms", f"--server.ssl.certificate=file:{certificate}",
                                  f"--server.ssl.certificate-private-key=file:{certificate}", wait=False)
        server.await_log("event=started", PATIENCE)
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=PATIENCE, context=context)
        self.addCleanup(connection.close)
        connection.request("GET", "/shop/dev")
        response = connection.getresponse()
        response.read()
        tag = response.getheader("etag")
        connection.sock.sendall(f"GET /shop/dev HTTP/1.1\r\nHost: h\r\nIf-None-Match: {tag}\r\nPrefer: wait=2\r\n\r\n".encode())
        time.sleep(0.3)  # it waits now, and not before
        connection.sock.sendall(b"GET /cart-dev.properties HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        all_bytes = b""
        while block := connection.sock.recv(65536):
            all_bytes += block
        self.assertTrue(all_bytes.startswith(b"HTTP/1.1 304"), all_bytes)
        self.assertTrue(all_bytes.endswith(b"\r\n\r\nsize: 1"), all_bytes)
        events = self.open(server.port, context=context)
        events.next()
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.assertEqual(json.loads(events.next()["data"])["keys"], ["release"])


class BehindNginx(WatchTest):
    def proxy(self, server, more=""):
        nginx = Nginx(self.where, server.port, more)
        self.addCleanup(nginx.stop)
        return nginx

    def test_with_default_settings_a_waiting_request_is_woken_and_a_stream_is_refused(self):
        server = self.start()
        nginx = self.proxy(server)
        tag = server.get("/shop/dev")[1]["etag"]
        connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=PATIENCE)
        self.addCleanup(connection.close)
        connection.request("GET", "/shop/dev", headers={"If-None-Match": tag, "Prefer": "wait=30"})
        self.await_watching(server, waiting=1)
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        response = connection.getresponse()
        self.assertEqual(response.status, 200)
        self.assertIn(b'"release":"two"', response.read())
        # It asks with HTTP/1.0, which gets no streams.
        connection.request("GET", "/shop/dev", headers=STREAM)
        refused = connection.getresponse()
        refused.read()
        self.assertEqual(refused.status, 406)

    def test_with_http_1_1_events_come_through_at_once(self):
        server = self.start("--cairn.watch.heartbeat=500ms")
        nginx = self.proxy(server, "proxy_http_version 1.1;")
        events = self.open(nginx.port)
        self.assertEqual(events.next()["event"], "change")
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.assertEqual(json.loads(events.next()["data"])["keys"], ["release"])
        self.assertEqual(events.next(comments=True), {})  # a heartbeat
        self.assertEqual(server.stop(), 0, server.log())
        while (block := events.next(comments=True)) is not None:
            self.assertEqual(block, {})

    def test_who_leaves_the_proxy_leaves_the_server(self):
        server = self.start()
        nginx = self.proxy(server, "proxy_http_version 1.1;")
        events = self.open(nginx.port)
        events.next()
        self.await_watching(server, streams=1)
        events.close()
        self.await_watching(server, streams=0)


class FewDescriptors(WatchTest):
    def await_status(self, server, status):
        """Until the server has accepted, or seen the end of, those who connected before."""
        end = time.monotonic() + PATIENCE
        while server.get("/shop/dev")[0] != status:
            self.assertLess(time.monotonic(), end)

    def test_fewer_descriptors_than_connections_are_told_and_the_others_refused(self):
        if subprocess.run(["prlimit", "--nofile=350:350", "prlimit", "--nofile=400:400", "true"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0:
            self.skipTest("who may raise its own hard limit, as root, has no limit")
        server = self.start(prefix=("prlimit", "--nofile=350:350"))
        server.await_log("fewer connections than cairn.http.connections says")
        server.await_log("taken=30")
        clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
        self.addCleanup(lambda: [client.close() for client in clients])
        self.await_status(server, 503)
        self.assertEqual(server.get("/actuator/health")[0], 200)
        for client in clients:
            client.close()
        self.await_status(server, 200)
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""Who is kept out, who has to hurry, and whose address counts: real sockets to the real server.

  gate_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import os
import re
import signal
import socket
import ssl
import sys
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "hostile_requests")]
import server_test  # noqa: E402
from proxy import Proxy  # noqa: E402
from server_test import ServerTest  # noqa: E402
from tls_test import TlsTest  # noqa: E402

BIG = 24 * 1024 * 1024


def connect(port, source="127.0.0.1", receive_buffer=None):
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.bind((source, 0))
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    return connection


def request(target, *fields):
    return ("\r\n".join([f"GET {target} HTTP/1.1", "Host: h", *fields, "", ""])).encode()


def answer(connection):
    """Head and body, by Content-Length; what came when the connection ended first."""
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            block = connection.recv(65536)
            if not block:
                return data
            data += block
        length = re.search(rb"(?i)\r\nContent-Length: (\d+)", data)
        size = data.index(b"\r\n\r\n") + 4 + int(length[1] if length else 0)
        while len(data) < size:
            block = connection.recv(65536)
            if not block:
                return data
            data += block
    except ConnectionError:
        pass
    return data


def status(data):
    return int(data.split(b" ", 2)[1]) if data else None


class Gate(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})

    def start(self, *arguments, **options):
        return super().start("--cairn.first-fetch-wait=2m", *arguments, **options)  # on a machine as busy as it may be

    def connect(self, server, *arguments, **options):
        connection = connect(server.port, *arguments, **options)
        self.addCleanup(connection.close)
        return connection

    def asked(self, server, target, *fields, source="127.0.0.1"):
        with connect(server.port, source) as connection:
            connection.sendall(request(target, *fields))
            return answer(connection)


class Full(Gate):
    def test_beyond_all_connections_there_is_health_and_503_for_the_rest(self):
        server = self.start("--cairn.http.connections=4")
        server.source("/shop/dev")
        held = [self.connect(server) for _ in range(4)]
        for connection in held:
            connection.sendall(request("/shop/dev"))
            self.assertEqual(status(answer(connection)), 200)
        refused = self.asked(server, "/shop/dev")
        self.assertEqual(status(refused), 503)
        self.assertIn(b"\r\nRetry-After: 1\r\n", refused)
        self.assertIn(b"\r\nConnection: close\r\n", refused)
        self.assertEqual(status(self.asked(server, "/actuator/health")), 200)
        held.pop().close()
        end = time.monotonic() + 20
        while status(self.asked(server, "/shop/dev")) != 200:
            self.assertLess(time.monotonic(), end)
        for connection in held:
            connection.sendall(request("/shop/dev"))
            self.assertEqual(status(answer(connection)), 200)

    def test_one_address_does_not_take_the_places_of_others(self):
        server = self.start("--cairn.http.connections-per-address=3", "--cairn.http.connections=100")
        held = [self.connect(server, "127.0.0.2") for _ in range(3)]
        for connection in held:
            connection.sendall(request("/shop/dev"))
            self.assertEqual(status(answer(connection)), 200)
        refused = self.asked(server, "/shop/dev", source="127.0.0.2")
        self.assertEqual((status(refused), b"Retry-After: 1" in refused), (503, True))
        self.assertEqual(status(self.asked(server, "/actuator/health", source="127.0.0.2")), 200)
        self.assertEqual(status(self.asked(server, "/shop/dev", source="127.0.0.3")), 200)


class Slow(Gate):
    def drip(self, connection, begin, byte, seconds):
        """A byte each tenth of a second. What the server said, and after how many seconds it ended."""
        connection.sendall(begin)
        started, done = time.monotonic(), threading.Event()

        def drip():
            while not done.wait(0.1) and time.monotonic() < started + seconds:
                try:
                    connection.sendall(byte)
                except OSError:
                    return
        thread = threading.Thread(target=drip)
        thread.start()
        data = answer(connection)
        took = time.monotonic() - started
        done.set()
        thread.join()
        return data, took

    def test_bytes_that_drip_buy_no_time(self):
        server = self.start("--cairn.http.head-timeout=1s", "--cairn.http.body-timeout=1s", "--cairn.http.idle-timeout=1s")
        for begin, byte in ((b"GET /shop/dev HTTP/1.1\r\nHost: h\r\nX: ", b"y"),
                            (b"POST /-/v1/refresh HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n", b"y")):
            data, took = self.drip(self.connect(server), begin, byte, 20)
            self.assertEqual(status(data), 408, data)
            self.assertGreater(took, 0.9)
            self.assertLess(took, 15)
        data, took = self.drip(self.connect(server), b"", b"", 20)
        self.assertEqual(data, b"")
        self.assertLess(took, 15)


class Reading(Gate):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "two", "files": {"big.bin": "0123456789abcdef" * (BIG // 16)}})

    def test_a_reader_that_is_slow_but_reads_gets_all(self):
        server = self.start("--cairn.http.write-timeout=2s", "--cairn.limits.file-size=32MB")
        connection = self.connect(server, receive_buffer=65536)
        connection.sendall(request("/shop/dev/main/big.bin", "Accept: application/octet-stream"))
        taken, end = 0, time.monotonic() + 8
        while time.monotonic() < end:  # a few hundred KB each second: its deadline passes several times
            taken += len(connection.recv(32768))
            time.sleep(0.1)
        while block := connection.recv(1 << 20):
            taken += len(block)
            if taken > BIG:
                break
        self.assertGreater(taken, BIG)

    def test_a_reader_that_never_reads_is_cut_off_and_disturbs_nobody(self):
        server = self.start("--cairn.http.write-timeout=1s", "--cairn.limits.file-size=32MB")
        connection = self.connect(server, receive_buffer=65536)
        connection.sendall(request("/shop/dev/main/big.bin", "Accept: application/octet-stream"))
        end = time.monotonic() + 20
        while f":{connection.getsockname()[1]} " in self.sockets(server):
            self.assertLess(time.monotonic(), end, "it is still connected")
            self.assertEqual(server.source("/shop/dev"), {"release": "one"})

    def sockets(self, server):
        """The server's ends of established connections, by the client's port."""
        with open("/proc/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file][1:]
        return "".join(f":{int(remote.split(':')[1], 16)} " for _, local, remote, state, *_ in rows
                       if int(local.split(":")[1], 16) == server.port and state == "01")


class SlowTls(TlsTest):
    def test_records_that_never_end_do_not_keep_an_idle_connection(self):
        server = self.pem("--cairn.http.idle-timeout=1s")
        connection = socket.create_connection(("127.0.0.1", server.port), 30)
        self.addCleanup(connection.close)
        session = self.authority.context().wrap_socket(connection, server_hostname="localhost", suppress_ragged_eofs=True)
        self.addCleanup(session.close)
        raw = os.dup(session.fileno())
        self.addCleanup(os.close, raw)
        begin = time.monotonic()
        os.write(raw, b"\x17\x03\x03\x40\x00")  # a record of 16 KB begins
        with self.assertRaises(OSError):  # EPIPE or a reset, once the server has closed
            while time.monotonic() < begin + 20:
                os.write(raw, b"x")
                time.sleep(0.1)

    def test_a_handshake_that_drips_is_ended(self):
        server = self.pem("--cairn.http.handshake-timeout=1s")
        connection = socket.create_connection(("127.0.0.1", server.port), 30)
        self.addCleanup(connection.close)
        outgoing = ssl.MemoryBIO()
        session = self.authority.context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
        with self.assertRaises(ssl.SSLWantReadError):
            session.do_handshake()
        hello = outgoing.read()
        with self.assertRaises(OSError):
            for byte in hello:
                connection.sendall(bytes([byte]))
                time.sleep(0.1)
            self.fail("the server took all of the greeting")


class Proxied(Gate):
    def assert_logged(self, server, target, address):
        """The request for this target is logged with this address; the line comes a moment after the answer."""
        line = re.compile(r"event=request .*\baddress=(\S+) .*\btarget=\"?" + re.escape(target) + r"[\" ]")
        self.assertEqual(line.findall(server.await_log(line, 20)), [address])

    def test_whose_word_counts(self):
        believing = self.start("--cairn.access-log=true", "--cairn.http.trusted-proxies=127.0.0.1,10.0.0.0/8")
        for number, (source, named, expected) in enumerate((
                ("127.0.0.1", "203.0.113.9", "203.0.113.9"), ("127.0.0.1", "1.1.1.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
                ("127.0.0.1", "nonsense", "127.0.0.1"), ("127.0.0.2", "203.0.113.9", "127.0.0.2"))):
            self.asked(believing, f"/shop/dev?n={number}", f"X-Forwarded-For: {named}", "Forwarded: for=6.6.6.6", source=source)
            self.assert_logged(believing, f"/shop/dev?n={number}", expected)

    def test_nobody_is_believed_by_default(self):
        server = self.start("--cairn.access-log=true")
        self.asked(server, "/shop/dev", "X-Forwarded-For: 203.0.113.9")
        self.assert_logged(server, "/shop/dev", "127.0.0.1")

    def test_the_other_field(self):
        server = self.start("--cairn.access-log=true", "--cairn.http.trusted-proxies=127.0.0.1",
                            "--cairn.http.forwarded-header=forwarded")
        self.asked(server, "/shop/dev", "X-Forwarded-For: 6.6.6.6", 'Forwarded: for="[2001:db8::9]:47";proto=https')
        self.assert_logged(server, "/shop/dev", "2001:db8::9")

    def test_a_client_cannot_lie_through_nginx(self):
        server = self.start("--cairn.access-log=true", "--cairn.http.trusted-proxies=127.0.0.1")
        proxy = Proxy(self.where, server.port)
        self.addCleanup(proxy.close)
        with connect(proxy.keeping, "127.0.0.5") as connection:
            connection.sendall(request("/shop/dev", "X-Forwarded-For: 203.0.113.9"))
            self.assertEqual(status(answer(connection)), 200)
        self.assert_logged(server, "/shop/dev", "127.0.0.5")

    def test_a_list_that_is_none_is_named_at_the_start(self):
        server = self.start("--cairn.http.trusted-proxies=10.0.0.0/99", wait=False)
        self.assertNotEqual(server.process.wait(20), 0)
        self.assertIn("cairn.http.trusted-proxies", server.log())
        self.assertIn("10.0.0.0/99", server.log())


class Draining(Gate):
    def test_who_waits_is_told_and_what_runs_is_finished(self):
        server = self.start("--cairn.poll-interval=1h")
        tag = server.get("/shop/dev")[1]["etag"]
        watcher = self.connect(server)
        watcher.sendall(request("/shop/dev", f"If-None-Match: {tag}", "Prefer: wait=100"))
        pipeline = self.connect(server)
        pipeline.sendall(request("/shop/dev") * 200)
        idle = self.connect(server)
        idle.sendall(request("/shop/dev"))
        self.assertEqual(status(answer(idle)), 200)
        server.process.send_signal(signal.SIGTERM)
        ended = answer(watcher)
        self.assertEqual(status(ended), 304)
        self.assertIn(b"\r\nConnection: close\r\n", ended)
        first = answer(pipeline)
        self.assertEqual(status(first), 200)
        self.assertEqual(idle.recv(1), b"")
        self.assertEqual(server.process.wait(20), 0)
        self.assertNotIn("cut off", server.log())


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""The server's TLS, as clients with Python's ssl see it; keys and certificates made by openssl.

  tls_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import concurrent.futures
import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
import unittest
import warnings

import server_test
from server_test import Server, ServerTest

P256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Authority:
    """Signs certificates in a directory of its own."""

    def __init__(self, where):
        self.where = where
        os.mkdir(where)
        openssl("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=Authority", *P256, "-keyout", self.path("ca.key"),
                "-out", self.path("ca.pem"))

    def path(self, name):
        return os.path.join(self.where, name)

    def issue(self, name, password=None):
        """<name>.pem and <name>.key, for localhost and 127.0.0.1."""
        request, extensions = self.path("request.csr"), self.path("extensions")
        locked = ["-passout", "pass:" + password] if password else ["-nodes"]
        openssl("req", "-new", "-subj", f"/CN={name}", *P256, *locked, "-keyout", self.path(name + ".key"), "-out", request)
        with open(extensions, "w") as file:
            file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        openssl("x509", "-req", "-days", "2", "-in", request, "-CA", self.path("ca.pem"), "-CAkey", self.path("ca.key"),
                "-CAcreateserial", "-extfile", extensions, "-out", self.path(name + ".pem"))

    def pkcs12(self, name, password):
        openssl("pkcs12", "-export", "-in", self.path(name + ".pem"), "-inkey", self.path(name + ".key"), "-certfile",
                self.path("ca.pem"), "-name", "cairn", "-passout", "pass:" + password, "-out", self.path(name + ".p12"))

    def context(self, client=None, version=None):
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        if client:
            context.load_cert_chain(client.path("client.pem"), client.path("client.key"))
        if version:
            context.minimum_version = context.maximum_version = version
        return context


class TlsServer(Server):
    context = None

    def request(self, method, path, headers=None, body=None, context=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=context or self.context)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read()
        finally:
            connection.close()


class TlsTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n", "big.txt": "0123456789abcde\n" * 131072}})
        self.authority = Authority(self.where + "/authority")
        self.authority.issue("server")

    def serve(self, *arguments, context=None, wait=True):
        server = TlsServer(self.where, f"--spring.cloud.config.server.git.uri={self.where}/main.git", *arguments)
        server.context = context or self.authority.context()
        self.servers.append(server)
        return server.wait() if wait else server

    def pem(self, *more, **options):
        path = self.authority.path
        return self.serve(f"--server.ssl.certificate=file:{path('server.pem')}",
                          f"--server.ssl.certificate-private-key=file:{path('server.key')}", *more, **options)

    def connect(self, server, context=None, session=None):
        raw = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        return (context or server.context).wrap_socket(raw, server_hostname="localhost", session=session)

    def fails(self, server, context):
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            with self.connect(server, context) as connection:
                connection.sendall(b"GET /shop/dev HTTP/1.1\r\nHost: x\r\n\r\n")
                if not connection.recv(1000):
                    raise ConnectionError("ended")

    def refuses_to_start(self, *arguments):
        server = self.serve(*arguments, wait=False)
        self.assertEqual(server.process.wait(30), 1)
        return server.log()


class Speaking(TlsTest):
    def test_both_versions_and_no_older_one(self):
        server = self.pem()
        for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
            status, _, body = server.request("GET", "/shop-dev.yml", context=self.authority.context(version=version))
            self.assertEqual((status, body), (200, b"release: one\n"))
        old = self.authority.context()
        old.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        self.fails(server, old)

    def test_only_the_versions_and_ciphers_of_the_settings(self):
        server = self.pem("--server.ssl.enabled-protocols=TLSv1.2", "--server.ssl.ciphers=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
        self.fails(server, self.authority.context(version=ssl.TLSVersion.TLSv1_3))
        with self.connect(server) as connection:
            self.assertEqual(connection.version(), "TLSv1.2")
            self.assertEqual(connection.cipher()[0], "ECDHE-ECDSA-AES128-GCM-SHA256")

    def test_a_large_answer_comes_whole_also_to_a_slow_reader(self):
        server = self.pem()
        with self.connect(server) as connection:
            connection.sendall(b"GET /shop/dev/main/big.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            time.sleep(0.3)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        self.assertTrue(answer.endswith(b"\r\n\r\n" + b"0123456789abcde\n" * 131072))

    def test_pipelined_requests_are_answered_in_order(self):
        server = self.pem()
        with self.connect(server) as connection:
            connection.sendall(b"".join(b"GET /shop-%d.yml HTTP/1.1\r\nHost: x\r\nCairn-Request-Id: r%d\r\n\r\n" % (i, i)
                                        for i in range(100)) + b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 100)
        at = [answer.find(b"Cairn-Request-Id: r%d\r\n" % i) for i in range(100)]
        self.assertTrue(at[0] > 0 and at == sorted(at))

    def test_bodies_that_come_right_behind_the_handshake_are_answered(self):
        server = self.pem("--encrypt.key=a-key-of-sixteen-letters")

        def ask(_):
            return server.request("POST", "/encrypt", {"Content-Type": "text/plain"}, "text")[0]

        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            self.assertEqual(set(clients.map(ask, range(200))), {200})

    def test_a_session_is_resumed(self):
        server = self.pem()
        context = self.authority.context(version=ssl.TLSVersion.TLSv1_2)
        with self.connect(server, context) as first:
            session = first.session
        with self.connect(server, context, session) as second:
            self.assertTrue(second.session_reused)

    def test_who_does_not_speak_tls_gets_no_answer_and_who_says_nothing_is_cut_off(self):
        server = self.pem("--cairn.http.handshake-timeout=200ms")
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain:
            plain.sendall(b"GET /shop/dev HTTP/1.1\r\nHost: x\r\n\r\n")
            try:
                self.assertIn(plain.recv(1000)[:1], (b"", b"\x15"))  # an alert, if anything
            except ConnectionResetError:
                pass  # it had more to say than was read
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as silent:
            self.assertEqual(silent.recv(1000), b"")

    def test_a_watch_is_answered_by_a_commit_and_ends_with_its_client(self):
        server = self.pem("--cairn.poll-interval=100ms")
        tag = server.request("GET", "/shop/dev")[1]["etag"]
        question = f"GET /shop/dev HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\nPrefer: wait=60\r\n\r\n".encode()
        with self.connect(server) as goes, self.connect(server) as stays:
            for connection in goes, stays:
                connection.sendall(question)
            time.sleep(0.2)
            goes.unwrap()
            goes.close()
            self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
            self.assertIn(b"200", stays.recv(65536).split(b"\r\n")[0])

    def test_the_server_ends_while_clients_shake_hands_and_watch(self):
        server = self.pem()
        tag = server.request("GET", "/shop/dev")[1]["etag"]
        with socket.create_connection(("127.0.0.1", server.port), timeout=30), self.connect(server) as watching:
            watching.sendall(f"GET /shop/dev HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\nPrefer: wait=60\r\n\r\n".encode())
            time.sleep(0.2)
            self.assertEqual(server.stop(), 0)
            self.assertIn(b"304", watching.recv(65536).split(b"\r\n")[0])


class Identity(TlsTest):
    def test_a_pkcs12_store(self):
        self.authority.pkcs12("server", "wordword")
        store = "--server.ssl.key-store=file://" + self.authority.path("server.p12")
        server = self.serve(store, "--server.ssl.key-store-password=wordword", "--server.ssl.key-alias=cairn")
        self.assertEqual(server.get("/shop-dev.yml")[0], 200)
        self.assertRegex(self.refuses_to_start(store, "--server.ssl.key-store-password=no"),
                         r"server\.ssl\.key-store: the store '.*server\.p12' cannot be opened")
        self.assertIn("is called 'cairn', not 'other'",
                      self.refuses_to_start(store, "--server.ssl.key-store-password=wordword", "--server.ssl.key-alias=other"))

    def test_a_key_with_a_password(self):
        self.authority.issue("locked", "wordword")
        words = [f"--server.ssl.certificate={self.authority.path('locked.pem')}",
                 f"--server.ssl.certificate-private-key={self.authority.path('locked.key')}"]
        self.assertEqual(self.serve(*words, "--server.ssl.key-password=wordword").get("/shop-dev.yml")[0], 200)
        log = self.refuses_to_start(*words, "--server.ssl.key-password=canary-word")
        self.assertIn("the key '" + self.authority.path("locked.key"), log)
        self.assertNotIn("canary-word", log)

    def test_files_that_cannot_be_used_stop_the_start(self):
        path = self.authority.path
        self.authority.issue("other")
        for certificate, key, reason in ((path("none.pem"), path("server.key"), "none.pem"),
                                         (path("server.pem"), path("other.key"), "key values mismatch"),
                                         (path("server.key"), path("server.key"), "the certificate"),
                                         (path("server.pem"), path("server.pem"), "the key")):
            self.assertIn(reason, self.refuses_to_start(f"--server.ssl.certificate={certificate}",
                                                        f"--server.ssl.certificate-private-key={key}"))

    def test_a_new_certificate_is_taken_over_and_a_broken_one_is_not(self):
        server = self.pem("--cairn.tls.reload-interval=100ms")
        subject = lambda connection: connection.getpeercert()["subject"][0][0][1]  # noqa: E731
        with self.connect(server) as before:
            self.assertEqual(subject(before), "server")
            self.authority.issue("next")
            for name in "key", "pem":
                os.replace(self.authority.path("next." + name), self.authority.path("server." + name))
            self.until(lambda: self.subject_now(server) == "next")
            with open(self.authority.path("server.pem"), "w") as file:
                file.write("no certificate\n")
            server.await_log("the old one goes on")
            self.assertEqual(self.subject_now(server), "next")
            before.sendall(b"GET /shop-dev.yml HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertIn(b"200", before.recv(65536).split(b"\r\n")[0])

    def subject_now(self, server):
        with self.connect(server) as connection:
            return connection.getpeercert()["subject"][0][0][1]

    def until(self, holds):
        end = time.monotonic() + 30
        while not holds():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)


class Clients(TlsTest):
    def setUp(self):
        super().setUp()
        self.authority.issue("client")
        self.stranger = Authority(self.where + "/stranger")
        self.stranger.issue("client")
        self.trust = f"--server.ssl.trust-certificate={self.authority.path('ca.pem')}"

    def test_needed_certificates(self):
        known = self.authority.context(client=self.authority)
        server = self.pem("--server.ssl.client-auth=need", self.trust, context=known)
        self.assertEqual(server.get("/shop-dev.yml")[0], 200)
        self.fails(server, self.authority.context())
        self.fails(server, self.authority.context(client=self.stranger))

    def test_wanted_certificates(self):
        server = self.pem("--server.ssl.client-auth=want", self.trust)
        self.assertEqual(server.get("/shop-dev.yml")[0], 200)
        self.assertEqual(server.request("GET", "/shop-dev.yml", context=self.authority.context(client=self.authority))[0], 200)
        self.fails(server, self.authority.context(client=self.stranger))

    def test_a_store_of_authorities(self):
        openssl("pkcs12", "-export", "-nokeys", "-in", self.authority.path("ca.pem"), "-passout", "pass:wordword", "-out",
                self.authority.path("trust.p12"))
        server = self.pem("--server.ssl.client-auth=need", f"--server.ssl.trust-store={self.authority.path('trust.p12')}",
                          "--server.ssl.trust-store-password=wordword",
                          context=self.authority.context(client=self.authority))
        self.assertEqual(server.get("/shop-dev.yml")[0], 200)

    def test_without_authorities_there_is_nobody_to_trust(self):
        path = self.authority.path
        self.assertIn("client-auth needs", self.refuses_to_start(
            f"--server.ssl.certificate={path('server.pem')}", f"--server.ssl.certificate-private-key={path('server.key')}",
            "--server.ssl.client-auth=need"))


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

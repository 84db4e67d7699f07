#!/usr/bin/env python3
"""Who may do what over gRPC: credentials, rules and certificates, of the real server.

  grpc_guarded_test.py PATH_OF_CAIRN_SERVER [unittest arguments]

For Debian's Python, whose gRPC is a package of Debian.
"""
import os
import signal
import ssl
import sys
import time
import unittest

import grpc

import access_test
import server_test
from audit_test import PAIR, plain
from grpc_client import basic, bearer
from grpc_test import Code, GrpcTest
from loopback_ports import free_port
from tls_test import Authority, TlsServer

RULES = """
cairn:
  access:
    - principals: [ann]
      applications: [shop]
    - roles: [ops]
      rights: [status]
"""


class Guarded(access_test.AccessTest):
    """Rules and credentials count as in HTTP."""
    fails, client, watching = GrpcTest.fails, GrpcTest.client, GrpcTest.watching

    def guarded_by(self, users, rules=RULES):
        port = free_port()
        server = self.guarded(rules, f"--cairn.grpc.port={port}", "--cairn.poll-interval=100ms", "--cairn.auth.failures=1000",
                              users=users)
        return server, port

    def refusals(self, server):
        """Their lines in the audit, each as a dict."""
        lines = [{key: plain(value) for key, value in PAIR.findall(line)} for line in server.log().splitlines()]
        return [{key: value for key, value in line.items() if key not in ("room", "level")} for line in lines
                if line.get("room") == "audit" and line["event"] in ("login failed", "denied")]

    def test_who_is_not_known_learns_nothing(self):
        _, port = self.guarded_by(f"ann:{access_test.YESCRYPT}\n")
        for metadata in ([], basic("ann", "wrong"), basic("bob", access_test.HORSE), bearer("nothing"),
                         [("authorization", "nonsense")]):
            client = self.client(port, metadata)
            self.fails(Code.UNAUTHENTICATED, client.get)
            self.fails(Code.UNAUTHENTICATED, client.get, application="")
            self.fails(Code.UNAUTHENTICATED, client.watch)
            self.fails(Code.UNAUTHENTICATED, client.sources)
            self.assertEqual(client.health(), 1)

    def test_rights_are_those_of_the_rules(self):
        _, port = self.guarded_by(f"ann:{access_test.YESCRYPT}\nole:{access_test.YESCRYPT}:ops\n")
        ann, ole = (self.client(port, basic(name, access_test.HORSE)) for name in ("ann", "ole"))
        self.assertEqual(ann.get().environment.name, "shop")
        next(ann.watch())
        self.fails(Code.PERMISSION_DENIED, ann.get, "cart")
        self.fails(Code.PERMISSION_DENIED, ann.watch, "cart")
        self.fails(Code.PERMISSION_DENIED, ann.file, "cart.yml")
        self.fails(Code.PERMISSION_DENIED, ann.sources)
        self.fails(Code.PERMISSION_DENIED, ole.get)
        self.assertEqual(len(ole.sources().sources), 1)

    def test_refusals_are_in_the_audit_with_whose_they_are(self):
        server, port = self.guarded_by(f"ann:{access_test.YESCRYPT}\n")
        trace = [("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
        self.fails(Code.UNAUTHENTICATED, self.client(port, basic("ann", "wrong") + trace).get)
        self.fails(Code.UNAUTHENTICATED, self.client(port, basic("secret", "wrong")).watch)
        self.fails(Code.UNAUTHENTICATED, self.client(port, bearer("nothing")).sources)
        ann = self.client(port, basic("ann", access_test.HORSE))
        self.fails(Code.PERMISSION_DENIED, ann.get, "cart", label="main")
        self.fails(Code.PERMISSION_DENIED, ann.sources)
        expected = [
            {"event": "login failed", "user": "ann", "path": "/cairn.v1.Config/Get", "by": "password",
             "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7"},
            {"event": "login failed", "user": "(not known)", "path": "/cairn.v1.Config/Watch", "by": "password"},
            {"event": "login failed", "user": "(not known)", "path": "/cairn.v1.Config/ListSources", "by": "token"},
            {"event": "denied", "user": "ann", "path": "/cairn.v1.Config/Get", "right": "read", "application": "cart",
             "profiles": "dev", "label": "main"},
            {"event": "denied", "user": "ann", "path": "/cairn.v1.Config/ListSources", "right": "status"}]
        self.until(lambda: len(self.refusals(server)) == len(expected), "a line of the audit is missing")
        for found, wanted in zip(self.refusals(server), expected):
            self.assertIn(found.pop("address"), ("127.0.0.1", "::1"))
            self.assertEqual(found, wanted)
        server.stop()
        self.assertNotIn("secret", server.log())

    def test_who_lost_a_right_is_told_without_a_change(self):
        server, port = self.guarded_by(f"ann:{access_test.YESCRYPT}\n")
        call = self.client(port, basic("ann", access_test.HORSE)).watch()
        self.addCleanup(call.cancel)
        next(call)
        self.write("users", "")
        self.fails(Code.UNAUTHENTICATED, next, call)

    def test_who_lost_a_right_hears_of_no_later_change(self):
        server, port = self.guarded_by(f"ann:{access_test.YESCRYPT}\n")
        ann = self.client(port, basic("ann", access_test.HORSE))
        call = ann.watch()
        self.addCleanup(call.cancel)
        next(call)
        self.settings(RULES.replace("shop", "cart"))
        server.process.send_signal(signal.SIGHUP)
        server.await_log("settings reloaded")
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.fails(Code.PERMISSION_DENIED, next, call)

    def test_an_address_that_fails_too_often_has_to_wait(self):
        port = free_port()
        self.guarded(RULES, f"--cairn.grpc.port={port}", "--cairn.auth.failures=3", "--cairn.auth.failure-interval=1h",
                     users=f"ann:{access_test.YESCRYPT}\n")
        wrong = self.client(port, bearer("cairn_wrong"))
        for _ in range(3):
            self.fails(Code.UNAUTHENTICATED, wrong.get)
        self.fails(Code.RESOURCE_EXHAUSTED, wrong.get)


class Tls(GrpcTest):
    """The port shows the certificate of server.ssl, and takes the same clients."""
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.where + "/authority")
        self.authority.issue("server")

    def secured(self, *arguments):
        port = free_port()
        path = self.authority.path
        server = TlsServer(self.where, f"--spring.cloud.config.server.git.uri={self.where}/main.git",
                           f"--cairn.grpc.port={port}", f"--server.ssl.trust-certificate={path('ca.pem')}", *arguments)
        server.context = self.authority.context(self.authority if "client-auth=need" in str(arguments) else None)
        self.servers.append(server)
        server.wait()
        return port

    def credentials(self, client=None):
        def read(name):
            with open(self.authority.path(name), "rb") as file:
                return file.read()
        return (grpc.ssl_channel_credentials(read("ca.pem"), read(client + ".key"), read(client + ".pem")) if client
                else grpc.ssl_channel_credentials(read("ca.pem")))

    def pem(self):
        path = self.authority.path
        return f"--server.ssl.certificate={path('server.pem')}", f"--server.ssl.certificate-private-key={path('server.key')}"

    def test_pem_files(self):
        port = self.secured(*self.pem())
        self.assertEqual(self.client(port, credentials=self.credentials()).get().environment.name, "shop")
        self.fails(Code.UNAVAILABLE, self.client(port).get, timeout=5)  # without TLS

    def test_a_locked_store(self):
        self.authority.pkcs12("server", "word")
        port = self.secured(f"--server.ssl.key-store={self.authority.path('server.p12')}", "--server.ssl.key-store-password=word")
        self.assertEqual(self.client(port, credentials=self.credentials()).get().environment.name, "shop")

    def test_a_new_certificate_counts_without_a_restart(self):
        port = self.secured(*self.pem(), "--cairn.tls.reload-interval=100ms")
        old = self.client(port, credentials=self.credentials())
        call = old.watch()
        self.addCleanup(call.cancel)
        next(call)
        first = ssl.get_server_certificate(("127.0.0.1", port))
        self.authority.issue("server")
        end = time.monotonic() + 30
        while ssl.get_server_certificate(("127.0.0.1", port)) == first:
            self.assertLess(time.monotonic(), end, self.servers[-1].log())
            time.sleep(0.05)
        self.assertEqual(self.client(port, credentials=self.credentials()).get().environment.name, "shop")
        old.get()  # who was connected stays
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.assertTrue(next(call).HasField("environment"))

    def test_a_client_certificate_is_asked_for_and_says_who_it_is(self):
        self.authority.issue("client")
        port = self.secured(*self.pem(), "--server.ssl.client-auth=need", "--cairn.auth.certificates[0].name=DNS:localhost",
                            "--cairn.auth.certificates[0].principal=ann", "--cairn.access[0].principals=ann",
                            "--cairn.access[0].applications=shop")
        client = self.client(port, credentials=self.credentials("client"))
        self.assertEqual(client.get().environment.name, "shop")
        self.fails(Code.PERMISSION_DENIED, client.get, "cart")
        self.fails(Code.UNAVAILABLE, self.client(port, credentials=self.credentials()).get, timeout=5)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

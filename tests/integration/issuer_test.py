#!/usr/bin/env python3
"""JWTs of an issuer whose keys are at an address: a real server, and an issuer that comes, changes
its keys and goes. Keys and signatures are made by openssl.

  issuer_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import base64
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
import time
import unittest

import server_test
from server_test import ServerTest
from tls_test import Authority, openssl


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """An RSA key of an issuer."""

    def __init__(self, where, name):
        self.name, self.file = name, os.path.join(where, name + ".pem")
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", self.file)

    def jwk(self):
        words = ["openssl", "rsa", "-in", self.file, "-noout", "-modulus"]
        modulus = subprocess.run(words, check=True, capture_output=True).stdout.decode().strip().partition("=")[2]
        return {"kty": "RSA", "kid": self.name, "use": "sig", "alg": "RS256", "n": base64url(bytes.fromhex(modulus)),
                "e": "AQAB"}

    def token(self):
        claims = {"iss": "https://issuer.example", "aud": "cairn", "sub": "shop", "roles": ["reader"], "exp": int(time.time()) + 600}
        parts = [base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": self.name}, claims)]
        words = ["openssl", "dgst", "-sha256", "-sign", self.file]
        signature = subprocess.run(words, input=".".join(parts).encode(), check=True, capture_output=True).stdout
        return ".".join([*parts, base64url(signature)])


class Issuer:
    """Serves a document by https at a port, from start() to stop()."""

    def __init__(self, authority):
        self.authority, self.document, self.server, self.port = authority, b"", None, 0

    def publish(self, *keys):
        self.document = json.dumps({"keys": [key.jwk() for key in keys]}).encode()

    def start(self):
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if self.path == "/keys?of=cairn" else 404)
                self.send_header("Content-Length", str(len(issuer.document)))
                self.end_headers()
                self.wfile.write(issuer.document)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority.path("server.pem"), self.authority.path("server.key"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class IssuerTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        self.authority = Authority(self.where + "/authority")
        self.authority.issue("server")
        self.issuer = Issuer(self.authority)
        self.addCleanup(self.issuer.stop)

    def serve(self, *arguments, trust=True):
        trusted = [f"--cairn.auth.jwt.jwks-trust-certificate={self.authority.path('ca.pem')}"] if trust else []
        return self.start("--cairn.auth.jwt.issuer=https://issuer.example", "--cairn.auth.jwt.audiences=cairn",
                          f"--cairn.auth.jwt.jwks-uri=https://localhost:{self.issuer.port}/keys?of=cairn",
                          "--cairn.auth.jwt.refresh-interval=1s", "--cairn.auth.failures=1000", "--cairn.access[0].roles=reader",
                          "--cairn.access[0].applications=shop", *trusted, *arguments)

    def status(self, server, token):
        return server.get("/shop/dev", {"Authorization": "Bearer " + token})[0]

    def until(self, server, token, status):
        end = time.monotonic() + 30
        while self.status(server, token) != status:
            self.assertLess(time.monotonic(), end, server.log())
            time.sleep(0.05)

    def test_keys_come_change_and_outlast_their_issuer(self):
        old, new = Key(self.where, "old"), Key(self.where, "new")
        self.issuer.publish(old)
        self.issuer.start()
        self.issuer.stop()  # the port is known, and nobody there
        server = self.serve()
        self.assertEqual(self.status(server, old.token()), 401)
        self.issuer.start()
        self.until(server, old.token(), 200)
        self.assertEqual(self.status(server, new.token()), 401)
        self.issuer.publish(new)
        self.until(server, new.token(), 200)
        self.assertEqual(self.status(server, old.token()), 401)
        self.issuer.document = b"<html>busy</html>"
        server.await_log("cannot be read; those of before go on")
        self.issuer.stop()
        server.await_log("there is no connection")
        self.assertEqual(self.status(server, new.token()), 200)

    def test_an_issuer_that_cannot_prove_itself_is_not_believed(self):
        key = Key(self.where, "one")
        self.issuer.publish(key)
        self.issuer.start()
        server = self.serve(trust=False)
        server.await_log("not of a trusted authority")
        self.assertEqual(self.status(server, key.token()), 401)

    def test_the_file_counts_until_the_address_has_answered(self):
        key = Key(self.where, "one")
        self.issuer.publish(key)
        self.issuer.start()
        self.issuer.stop()
        path = os.path.join(self.where, "keys.json")
        with open(path, "wb") as file:
            file.write(self.issuer.document)
        server = self.serve(f"--cairn.auth.jwt.jwks-file={path}")
        self.assertEqual(self.status(server, key.token()), 200)

    def test_too_much_is_not_read(self):
        self.issuer.document = b" " * (1024 * 1024 + 1)
        self.issuer.start()
        self.serve().await_log("larger than 1048576 bytes")


if __name__ == "__main__":
    server_test.SERVER = sys.argv[1]
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)

#!/usr/bin/env python3
"""Encrypted values and the endpoints that make them, on the real server.

  encryption_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import os
import socket
import subprocess
import sys
import threading
import unittest

import server_test
from server_test import ServerTest

KEY = "canary-of-the-key-27182"
VALUE = "canary-of-a-value-31415"
PLAIN = {"Content-Type": "text/plain"}


class Encrypting(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "open: visible\n"}})

    def start(self, *arguments, **options):
        with open(f"{self.where}/application.yml", "w", encoding="utf-8") as settings:
            settings.write(f"encrypt.key: {KEY}\n")
        return super().start("--cairn.poll-interval=1h", *arguments, **options)

    def encrypt(self, server, text):
        status, _, cipher = server.request("POST", "/encrypt", PLAIN, text)
        self.assertEqual(status, 200, cipher)
        return cipher.decode()

    def push(self, server, files):
        self.apply({"commit": "next", "files": files})
        self.assertEqual(server.request("POST", "/-/v1/refresh")[0], 200)

    def test_what_the_server_encrypts_it_serves_in_clear(self):
        server = self.start()
        cipher = self.encrypt(server, VALUE)
        self.push(server, {"shop.yml": f"open: visible\ndb.password: '{{cipher}}{cipher}'\n",
                           "url.txt": "jdbc:x:${db.password}\n"})
        self.assertEqual(server.source("/shop/dev"), {"open": "visible", "db.password": VALUE})
        self.assertEqual(server.get("/shop-dev.properties")[2].decode(), f"open: visible\ndb.password: {VALUE}")
        self.assertEqual(server.get("/shop/dev/main/url.txt")[2].decode(), f"jdbc:x:{VALUE}\n")
        self.assertEqual(server.request("POST", "/decrypt", PLAIN, cipher)[2].decode(), VALUE)
        self.assertEqual(json.loads(server.get("/encrypt/status")[2]), {"status": "OK"})

    def test_a_tag_holds_as_long_as_the_content_and_tells_nothing_of_it(self):
        server = self.start()
        files = {"shop.yml": f"a: '{{cipher}}{self.encrypt(server, '1')}'\n"}
        self.push(server, files)
        tag = server.get("/shop/dev")[1]["etag"]
        self.assertEqual(server.get("/shop/dev", {"If-None-Match": tag})[0], 304)
        self.push(server, {**files, "cart.yml": "b: 1\n"})
        self.assertEqual(server.get("/shop/dev", {"If-None-Match": tag})[0], 304)
        self.push(server, {"shop.yml": "a: '1'\n"})  # the same content in clear has another tag
        self.assertEqual(server.get("/shop/dev", {"If-None-Match": tag})[0], 200)

    def test_a_change_of_a_value_wakes_who_waits_for_it(self):
        server = self.start()
        self.push(server, {"shop.yml": f"a: '{{cipher}}{self.encrypt(server, 'before')}'\n"})
        tag = server.get("/shop/dev")[1]["etag"]
        got = []
        waiting = threading.Thread(target=lambda: got.append(
            server.get("/shop/dev", {"If-None-Match": tag, "Prefer": "wait=25"})))
        waiting.start()
        self.push(server, {"shop.yml": f"a: '{{cipher}}{self.encrypt(server, 'behind')}'\n"})
        waiting.join()
        self.assertEqual(got[0][0], 200)
        self.assertIn(b"behind", got[0][2])

    def test_a_body_may_come_in_pieces_and_the_next_request_behind_it(self):
        server = self.start()
        for size in (1, 100, 20_000, 300_000):
            text = VALUE.encode() + b"x" * size
            head = f"POST /encrypt HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
            behind = b"GET /encrypt/status HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            stream = head.encode() + text + behind
            cuts = {1, len(head) - 1, len(head), len(head) + 1, len(head) + len(text) // 2, len(head) + len(text)}
            for cut in sorted(cuts):
                with socket.create_connection(("127.0.0.1", server.port), 30) as client:
                    client.sendall(stream[:cut])
                    client.sendall(stream[cut:])
                    answer = b"".join(iter(lambda c=client: c.recv(65536), b""))
                first, _, rest = answer.partition(b"\r\n\r\n")
                self.assertTrue(first.startswith(b"HTTP/1.1 200"), first)
                cipher, _, second = rest.partition(b"HTTP/1.1 200 OK")
                self.assertTrue(second.endswith(b'{"status":"OK"}'), second)
                self.assertEqual(server.request("POST", "/decrypt", PLAIN, cipher)[2], text)

    def test_a_body_beyond_the_limit_is_refused(self):
        server = self.start("--cairn.http.body-size=1000")
        self.assertEqual(server.request("POST", "/encrypt", PLAIN, "x" * 1000)[0], 200)
        self.assertEqual(server.request("POST", "/encrypt", PLAIN, "x" * 1001)[0], 413)

    def test_endpoints_are_as_the_setting_says(self):
        server = self.start("--cairn.encrypt.endpoints=encrypt-only")
        cipher = self.encrypt(server, "x")
        self.assertEqual(server.request("POST", "/decrypt", PLAIN, cipher)[0], 404)
        self.push(server, {"shop.yml": f"a: '{{cipher}}{cipher}'\n"})
        self.assertEqual(server.source("/shop/dev"), {"a": "x"})
        self.stop_all()
        server = self.start("--cairn.encrypt.endpoints=off")
        for path in ("/encrypt", "/decrypt", "/key"):
            self.assertEqual(server.request("POST", path, PLAIN, "x")[0], 404)
        self.assertEqual(server.source("/shop/dev"), {"a": "x"})

    def test_a_value_that_cannot_be_opened_is_told_with_its_place(self):
        server = self.start()
        self.push(server, {"shop.yml": "open: 1\ndb.password: '{cipher}00'\n"})
        self.assertEqual(server.source("/shop/dev"), {"open": 1, "invalid.db.password": "<n/a>"})
        server.source("/shop/dev")
        server.stop()
        told = [line for line in server.log().splitlines() if "cannot be opened" in line]
        self.assertEqual(len(told), 1, server.log())
        self.assertIn("shop.yml:2:14 db.password", told[0])

    def test_neither_keys_nor_values_nor_texts_are_told(self):
        server = self.start("--logging.level.root=debug", "--cairn.access-log=true",
                            "--management.endpoint.health.show-details=always")
        cipher = self.encrypt(server, VALUE)
        bad = cipher[:-1] + ("0" if cipher[-1] != "0" else "1")
        self.push(server, {"shop.yml": f"seen.key: '{{cipher}}{cipher}'\nbad.key: '{{cipher}}{bad}'\n",
                           "x.txt": "${seen.key}\n"})
        self.assertEqual(server.source("/shop/dev")["seen.key"], VALUE)
        told = []
        for path in ("/shop-dev.json", "/shop/dev/main/x.txt", "/shop/nothing/here"):
            server.get(path)
        for body in (cipher, bad, "{secret:" + KEY + "}00", VALUE):
            server.request("POST", "/decrypt", PLAIN, body)
        told.append(server.request("POST", "/decrypt", PLAIN, bad)[2])
        told.append(server.request("POST", "/decrypt", {}, VALUE)[2])
        told.append(server.request("POST", "/encrypt", {"Content-Type": "x"}, VALUE)[2])
        for path in ("/actuator/health", "/-/v1/status", "/key"):
            told.append(server.get(path)[2])
        with open(f"/proc/{server.process.pid}/cmdline", "rb") as line:
            told.append(line.read())
        told.append(subprocess.run([server_test.SERVER, "--check-config"], cwd=self.where, check=True,
                                   env={"HOME": self.where, "PATH": os.environ["PATH"],
                                        "SPRING_CLOUD_CONFIG_SERVER_GIT_URI": "/x"}, stdout=subprocess.PIPE).stdout)
        server.stop()
        everything = server.log() + b"\n".join(told).decode(errors="replace")
        for planted in ("bad.key", "/shop/nothing/here", "encrypt.key"):  # the search finds what is there
            self.assertIn(planted, everything)
        for secret in (KEY, VALUE, cipher[32:], bad[32:]):
            self.assertNotIn(secret, everything)


class Binding(ServerTest):
    """Cairn's own format: values that open at their place alone."""

    K1, K2 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "ff" * 32

    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "open: visible\n"}})

    def start(self, keys, *arguments):
        with open(f"{self.where}/application.yml", "w", encoding="utf-8") as settings:
            settings.write(f"encrypt.key: {KEY}\n" + keys)
        return super().start("--cairn.poll-interval=1h", *arguments)

    def ring(self, **keys):
        lines = "".join(f"    {name}: '{key}'\n" for name, key in keys.items())
        return f"cairn.encrypt:\n  format: cairn\n  active-key: {list(keys)[-1]}\n  keys:\n{lines}"

    def seal(self, server, application, key, text):
        status, _, sealed = server.request("POST", f"/encrypt?application={application}&key={key}", PLAIN, text)
        self.assertEqual(status, 200, sealed)
        return "{cipher}" + sealed.decode()

    def refused(self, settings):
        with open(f"{self.where}/application.yml", "w", encoding="utf-8") as file:
            file.write(settings)
        server = super().start(wait=False)
        self.assertNotEqual(server.process.wait(30), 0)
        return server.log()

    push = Encrypting.push

    def test_a_value_opens_at_its_key_in_its_applications_files_and_nowhere_else(self):
        server = self.start(self.ring(k1=self.K1))
        mine = self.seal(server, "shop", "db.password", VALUE)
        shared = self.seal(server, "application", "list%5B0%5D", "shared")
        altered = mine[:-3] + ("A" if mine[-3] != "A" else "B") + mine[-2:]
        self.push(server, {"shop-dev.yml": f"db.password: '{mine}'\n",
                           "shop.yml": f"db.user: '{mine}'\ndb.password: '{altered}'\n",
                           "cart.yml": f"db.password: '{mine}'\n",
                           "application.yml": f"list: ['{shared}', '{shared}']\n"})
        sources = json.loads(server.get("/shop/dev")[2])["propertySources"]
        self.assertEqual([source["source"] for source in sources], [
            {"db.password": VALUE}, {"invalid.db.user": "<n/a>", "invalid.db.password": "<n/a>"},
            {"list[0]": "shared", "list[1]": "shared"}])
        self.assertEqual(server.source("/cart/dev"), {"invalid.db.password": "<n/a>"})
        # The same file, asked for as another application's.
        self.assertEqual(server.source("/shop-dev/x"), {"invalid.db.password": "<n/a>"})
        server.source("/shop/dev")
        server.stop()
        told = [line for line in server.log().splitlines() if "cannot be opened" in line]
        for place in ("shop.yml:1:10 db.user", "shop.yml:2:14 db.password", "cart.yml:1:14 db.password",
                      "shop-dev.yml:1:14 db.password"):
            with self.subTest(place=place):
                self.assertEqual(len([line for line in told if place in line and "altered or moved" in line]), 1, told)
        self.assertEqual(len(told), 4)
        self.assertNotIn(VALUE, server.log())

    def test_keys_are_rotated(self):
        server = self.start(self.ring(k1=self.K1))
        before = self.seal(server, "shop", "a", "x")
        server.stop()
        server = self.start(self.ring(k1=self.K1, k2=self.K2))
        behind = self.seal(server, "shop", "b", "y")
        self.assertTrue(behind.startswith("{cipher}cairn:1:k2:"), behind)
        self.push(server, {"shop.yml": f"a: '{before}'\nb: '{behind}'\n"})
        self.assertEqual(server.source("/shop/dev"), {"a": "x", "b": "y"})
        server.stop()
        server = self.start(self.ring(k2=self.K2))
        self.assertEqual(server.source("/shop/dev"), {"b": "y", "invalid.a": "<n/a>"})
        server.await_log("unknown key id 'k1'")

    def test_both_formats_stand_side_by_side_and_texts_and_overrides_know_springs_alone(self):
        server = self.start(f"cairn.encrypt.keys.k1: {self.K1}\n")  # Spring's is what is written by default
        spring = server.request("POST", "/encrypt?application=shop&key=a", PLAIN, "x")[2].decode()
        self.assertNotIn("cairn:", spring)
        server.stop()
        server = self.start(self.ring(k1=self.K1), "--cairn.encrypt.plain-text=true")
        mine = self.seal(server, "shop", "b", "y")
        self.push(server, {"shop.yml": f"a: '{{cipher}}{spring}'\nb: '{mine}'\n",
                           "text.yml": f"b: '{mine}'\n", "spring.yml": f"a: '{{cipher}}{spring}'\n",
                           "url.txt": "x:${b}\n"})
        self.assertEqual(server.source("/shop/dev"), {"a": "x", "b": "y"})
        self.assertEqual(server.get("/shop/dev/main/url.txt")[2], b"x:y\n")
        self.assertEqual(server.get("/shop/dev/main/spring.yml")[2], b"a: 'x'\n")
        self.assertEqual(server.get("/shop/dev/main/text.yml")[0], 500)
        server.stop()
        log = self.refused(self.ring(k1=self.K1) + f"spring.cloud.config.server.overrides.b: '{mine}'\n")
        self.assertIn("overrides.b: Cairn's own format opens in files of applications, not in settings", log)

    def test_the_endpoints_need_the_place(self):
        server = self.start(self.ring(k1=self.K1))
        for query in ("", "?application=shop", "?key=a", "?application=&key=a", "?application=%FF&key=a"):
            self.assertEqual(server.request("POST", "/encrypt" + query, PLAIN, "x")[0], 400, query)
        sealed = self.seal(server, "shop", "a", "a+b=")[8:]
        self.assertEqual(server.request("POST", "/decrypt?application=shop&key=a", PLAIN, sealed)[2], b"a+b=")
        for query in ("", "?application=shop&key=b", "?application=cart&key=a"):
            status, _, body = server.request("POST", "/decrypt" + query, PLAIN, sealed)
            self.assertEqual((status, json.loads(body)["status"]), (400, "INVALID"), query)


class Refusing(ServerTest):
    def refused(self, settings):
        self.apply({"commit": "one", "files": {"shop.yml": "a: 1\n"}})
        with open(f"{self.where}/application.yml", "w", encoding="utf-8") as file:
            file.write(settings)
        server = self.start(wait=False)
        self.assertNotEqual(server.process.wait(30), 0)
        return server.log()

    def test_a_key_store_that_cannot_be_used_stops_the_start(self):
        with open(f"{self.where}/store", "wb") as file:
            file.write(b"no key store")
        store = "encrypt.key-store: {location: 'file:%s', password: hidden-1, alias: a}\n"
        log = self.refused(store % f"{self.where}/store")
        self.assertIn("error: encrypt.key-store: it is neither a JKS nor a PKCS#12 key store", log)
        self.assertNotIn("hidden-1", log)
        self.assertIn("error: encrypt.key-store: ", self.refused(store % f"{self.where}/gone"))

    def test_a_public_key_stops_the_start(self):
        self.assertIn("not a public key", self.refused("encrypt.key: ssh-rsa AAAA\n"))

    def test_an_encrypted_setting_without_its_key_stops_the_start(self):
        log = self.refused("a: 1\nspring.security.user.password: '{cipher}00'\n")
        self.assertIn("application.yml:2:32: spring.security.user.password: there is no encrypt.key", log)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

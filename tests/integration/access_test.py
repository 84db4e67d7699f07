#!/usr/bin/env python3
"""Who may do what: the real server with users, tokens, certificates and rules, and what changes
while it runs.

  access_test.py PATH_OF_CAIRN_SERVER PATH_OF_CAIRN [unittest arguments]
"""
import base64
import hashlib
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import unittest

import server_test
from server_test import Server, ServerTest
from tls_test import Authority, TlsServer, openssl

CAIRN = ""
HORSE = "correct horse"
YESCRYPT = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79"  # of HORSE
BCRYPT = "$2b$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu"  # likewise


def basic(user, password=HORSE):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bearer(token):
    return {"Authorization": "Bearer " + token}


class AccessTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"application.yml": "company: Harbor\n", "shop.yml": "release: one\n",
                                               "cart.yml": "release: two\n", "banner.txt": "hello\n"}})
        self.logs = []

    def write(self, name, text):
        """Replaces a file as a whole."""
        path = os.path.join(self.where, name)
        with open(path + ".new", "w") as file:
            file.write(text)
        os.rename(path + ".new", path)
        return path

    def settings(self, text):
        return "--spring.config.location=file:" + self.write("application.yml", text)

    def guarded(self, rules, *arguments, users="", tokens="", **options):
        """A server with both files and these rules in its settings."""
        users, tokens = self.write("users", users), self.write("tokens", tokens)
        return self.start(self.settings(rules), f"--cairn.auth.users-file={users}", f"--cairn.auth.tokens-file={tokens}",
                          "--cairn.auth.reload-interval=100ms", *arguments, **options)

    def until(self, condition, what):
        end = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), end, what + "\n" + self.servers[-1].log())
            time.sleep(0.02)

    def status(self, server, path, headers=None, method="GET"):
        return server.request(method, path, headers)[0]


ANN_READS_SHOP = """
cairn:
  access:
    - principals: [ann]
      applications: [shop]
    - roles: [ops]
      rights: [refresh, status]
"""


class Rules(AccessTest):
    def test_every_form_of_a_url_asks_for_the_same_right(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\nbob:{BCRYPT}:ops\n")
        forms = ["/{}/dev", "/{}/dev/main", "/{}-dev.yml", "/{}-dev.yaml", "/{}-dev.properties", "/{}-dev.json",
                 "/main/{}-dev.yml", "/{}/dev/main/banner.txt", "/{}/dev/banner.txt?useDefaultLabel"]
        for form in forms:
            with self.subTest(form):
                self.assertEqual(self.status(server, form.format("shop")), 401)
                self.assertEqual(self.status(server, form.format("shop"), basic("ann")), 200)
                self.assertEqual(self.status(server, form.format("cart"), basic("ann")), 403)
                self.assertEqual(self.status(server, form.format("shop"), basic("bob")), 403)
                self.assertEqual(self.status(server, form.format("shop,cart"), basic("ann")), 403)
        self.assertEqual(self.status(server, "/shop/dev/main/cart.yml", basic("ann")), 403)
        self.assertEqual(self.status(server, "/application/dev", basic("ann")), 403)

    def test_a_refusal_has_the_body_of_springs_and_names_no_rule(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\n")
        status, headers, body = server.get("/cart/dev", basic("ann"))
        told = json.loads(body)
        self.assertEqual((status, told["status"], told["error"], told["path"]), (403, 403, "Forbidden", "/cart/dev"))
        self.assertEqual(sorted(told), ["error", "path", "status", "timestamp"])
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", "/cart/dev")
        response = connection.getresponse()
        self.assertEqual((response.status, json.loads(response.read())["error"]), (401, "Unauthorized"))
        self.assertEqual(response.headers.get_all("WWW-Authenticate"), ['Basic realm="Realm"', 'Bearer realm="Realm"'])

    def test_rights_of_the_server_are_separate(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\nbob:{BCRYPT}:ops\n")
        for method, path in ("POST", "/-/v1/refresh"), ("GET", "/-/v1/status"):
            self.assertEqual(self.status(server, path, basic("ann"), method), 403)
            self.assertEqual(self.status(server, path, basic("bob"), method), 200)
        self.assertEqual(self.status(server, "/actuator/health"), 200)

    def test_without_rules_the_user_of_spring_reads_everything_and_others_nothing(self):
        server = self.guarded("a: 1\n", "--spring.security.user.password=a long password", users=f"ann:{YESCRYPT}\n")
        self.assertEqual(self.status(server, "/shop/dev", basic("user", "a long password")), 200)
        self.assertEqual(self.status(server, "/-/v1/status", basic("user", "a long password")), 200)
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 403)

    def test_access_test_explains_what_the_server_does(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\nbob:{BCRYPT}:ops\n")
        for user, path, granted, words in [("ann", "/shop/dev", True, "cairn.access[0]"),
                                           ("ann", "/shop-dev.yml", True, "cairn.access[0]"),
                                           ("ann", "/cart/dev/main", False, "application 'cart'"),
                                           ("ann", "/shop/dev/main/cart.yml", False, "'files'"),
                                           ("bob", "/-/v1/status", True, "cairn.access[1]"),
                                           ("svc:ops,x", "/-/v1/refresh", True, "cairn.access[1]"),
                                           ("ann", "/actuator/health", True, "everybody")]:
            with self.subTest(user=user, path=path):
                done = subprocess.run([server_test.SERVER, "access", "test", user, path, *server.arguments],
                                      cwd=self.where, capture_output=True, text=True, timeout=30)
                self.assertEqual(done.returncode, 0 if granted else 3, done.stderr)
                self.assertIn(words, done.stdout)
                if ":" not in user:
                    method = "POST" if "refresh" in path else "GET"
                    self.assertEqual(self.status(server, path, basic(user), method), 200 if granted else 403)
        unknown = subprocess.run([server_test.SERVER, "access", "test", "eve", "/shop/dev", *server.arguments],
                                 cwd=self.where, capture_output=True, text=True, timeout=30)
        self.assertEqual(unknown.returncode, 1)


class Changes(AccessTest):
    def test_tokens_are_changed_from_one_to_the_next(self):
        def made():
            words = [CAIRN, "token", "new", "shop", "--roles", "reader", "--json"]
            return json.loads(subprocess.run(words, check=True, capture_output=True, timeout=30).stdout)

        old, new = made(), made()
        server = self.guarded("cairn.access: [{roles: [reader], applications: [shop]}]\n", tokens=old["line"] + "\n")
        self.assertEqual(self.status(server, "/shop/dev", bearer(old["token"])), 200)
        status, headers, _ = server.get("/shop/dev", bearer(new["token"]))
        self.assertEqual(status, 401)
        self.assertIn("invalid_token", headers["www-authenticate"])
        self.write("tokens", old["line"] + "\n" + new["line"] + "\n")
        self.until(lambda: self.status(server, "/shop/dev", bearer(new["token"])) == 200, "the new token")
        self.assertEqual(self.status(server, "/shop/dev", bearer(old["token"])), 200)
        self.write("tokens", new["line"] + "\n")
        self.until(lambda: self.status(server, "/shop/dev", bearer(old["token"])) == 401, "the old token")
        self.assertEqual(self.status(server, "/shop/dev", bearer(new["token"])), 200)
        server.stop()
        for secret in old["token"], new["token"]:
            self.assertNotIn(secret, server.log())

    def test_a_changed_file_counts_and_a_broken_one_does_not(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\n")
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 200)
        self.write("users", "ann\n")
        server.await_log("users:1:1")
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 200)
        self.write("users", f"bob:{BCRYPT}\n")
        self.until(lambda: self.status(server, "/shop/dev", basic("ann")) == 401, "the user is gone")

    def wait_for_change(self, server, headers):
        """A client that waits, in a thread; its answer comes into the list."""
        tag = server.get("/shop/dev", headers)[1]["etag"]
        answers = []

        def ask():
            answers.append(server.get("/shop/dev", {**headers, "If-None-Match": tag, "Prefer": "wait=60"}))

        thread = threading.Thread(target=ask)
        thread.start()
        self.addCleanup(thread.join)
        time.sleep(0.5)  # to have it parked; if not, the right is refused at once, which is as good
        self.assertEqual(answers, [])
        return thread, answers

    def test_who_waits_and_loses_the_right_is_told_at_once(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\n")
        thread, answers = self.wait_for_change(server, basic("ann"))
        self.write("application.yml", ANN_READS_SHOP.replace("[shop]", "[cart]"))
        server.process.send_signal(signal.SIGHUP)
        thread.join(20)
        self.assertEqual([answer[0] for answer in answers], [403], server.log())
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 403)
        self.assertEqual(self.status(server, "/cart/dev", basic("ann")), 200)

    def test_who_waits_and_is_nobody_any_more_is_told_at_once(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\n")
        thread, answers = self.wait_for_change(server, basic("ann"))
        self.write("users", f"bob:{BCRYPT}\n")
        thread.join(20)
        self.assertEqual([answer[0] for answer in answers], [401], server.log())

    def test_the_stream_of_who_loses_the_right_ends(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\n")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", "/shop/dev", headers={**basic("ann"), "Accept": "text/event-stream"})
        stream = connection.getresponse()
        self.assertEqual(stream.status, 200)
        self.assertIn(b":", stream.readline())  # it has begun
        self.write("application.yml", ANN_READS_SHOP.replace("[shop]", "[cart]"))
        server.process.send_signal(signal.SIGHUP)
        self.assertTrue(stream.read().endswith(b'event: failure\ndata: {"status":403,"error":"Forbidden"}\n\n'))
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 403)

    def test_settings_that_cannot_be_used_change_no_rule(self):
        server = self.guarded(ANN_READS_SHOP, users=f"ann:{YESCRYPT}\n")
        self.write("application.yml", "cairn.access: [{principals: [ann], rights: [everything]}]\n")
        server.process.send_signal(signal.SIGHUP)
        server.await_log("settings not reloaded")
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 200)


class Guessing(AccessTest):
    def test_an_address_that_fails_too_often_waits_and_who_was_there_before_does_not(self):
        server = self.guarded(ANN_READS_SHOP, "--cairn.auth.failures=5", "--cairn.auth.failure-interval=1h",
                              users=f"ann:{YESCRYPT}\n")
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 200)
        statuses = [self.status(server, "/shop/dev", basic("ann", f"wrong-{i}")) for i in range(8)]
        self.assertEqual(statuses, [401] * 5 + [429] * 3)
        status, headers, _ = server.get("/shop/dev", basic("ann", "wrong"))
        self.assertEqual(status, 429)
        self.assertGreater(int(headers["retry-after"]), 3000)
        self.assertEqual(self.status(server, "/shop/dev", basic("ann")), 200)
        self.assertEqual(self.status(server, "/shop/dev"), 401)
        self.assertEqual(self.status(server, "/actuator/health"), 200)

    def test_a_password_is_written_nowhere(self):
        canary = "canary-" + secrets.token_hex(16)
        server = self.guarded(ANN_READS_SHOP, f"--spring.security.user.password={canary}", "--logging.level.root=trace",
                              "--cairn.access-log=true", users=f"ann:{YESCRYPT}\n")
        seen = []
        for headers in (basic("user", canary), basic("ann", canary), basic(canary, "x"), bearer(canary),
                        {"Authorization": "Odd " + canary}):
            for path in "/shop/dev", "/actuator/health", "/-/v1/status", "/nowhere", "/encrypt/status":
                status, fields, body = server.get(path, headers)
                seen.append(str(fields) + body.decode(errors="replace"))
        server.stop()
        forms = [canary, base64.b64encode(("user:" + canary).encode()).decode(), hashlib.sha256(canary.encode()).hexdigest()]
        warned = "spring.security.user.password: every user of this machine can see arguments"
        self.assertIn(warned, server.log())
        for form in forms:
            self.assertNotIn(form, server.log())
            self.assertNotIn(form, "\n".join(seen))
            for directory, _, names in os.walk(self.where + "/state"):
                for name in names:
                    with open(os.path.join(directory, name), "rb") as file:
                        self.assertNotIn(form.encode(), file.read(), name)


class Certificates(AccessTest):
    def client(self, name, san):
        """A certificate that the authority signs for a client."""
        path = self.authority.path
        with open(path("client.ext"), "w") as file:
            file.write(f"subjectAltName={san}\nextendedKeyUsage=clientAuth\n")
        openssl("req", "-new", "-nodes", "-subj", f"/CN={name}", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-keyout", path(name + ".key"), "-out", path("client.csr"))
        openssl("x509", "-req", "-days", "2", "-in", path("client.csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
                "-CAcreateserial", "-extfile", path("client.ext"), "-out", path(name + ".pem"))
        context = self.authority.context()
        context.load_cert_chain(path(name + ".pem"), path(name + ".key"))
        return context

    def test_a_certificate_is_known_by_its_mapped_name_alone(self):
        self.authority = Authority(self.where + "/authority")
        self.authority.issue("server")
        path = self.authority.path
        rules = """
server.ssl: {client-auth: want}
cairn:
  auth.certificates: [{name: "URI:spiffe://example/shop", principal: shop, roles: [reader]}]
  access: [{roles: [reader], applications: [shop]}, {principals: [ann], applications: [cart]}]
"""
        server = TlsServer(self.where, f"--spring.cloud.config.server.git.uri={self.where}/main.git", self.settings(rules),
                           f"--cairn.auth.users-file={self.write('users', f'ann:{YESCRYPT}' + chr(10))}",
                           f"--server.ssl.certificate=file:{path('server.pem')}",
                           f"--server.ssl.certificate-private-key=file:{path('server.key')}",
                           f"--server.ssl.trust-certificate=file:{path('ca.pem')}")
        server.context = self.authority.context()
        self.servers.append(server)
        server.wait()
        shop = self.client("known", "URI:spiffe://example/shop")
        other = self.client("shop", "DNS:shop")  # a common name is no name

        def status(where, headers=None, context=None):
            return server.request("GET", where, headers, context=context)[0]

        self.assertEqual(status("/shop/dev"), 401)
        self.assertEqual(status("/shop/dev", context=shop), 200)
        self.assertEqual(status("/cart/dev", context=shop), 403)
        self.assertEqual(status("/shop/dev", context=other), 401)
        self.assertEqual(status("/cart/dev", basic("ann"), other), 200)
        self.assertEqual(status("/cart/dev", basic("ann"), shop), 401)  # two principals at once


class Starting(AccessTest):
    def refuses(self, *arguments):
        server = Server(self.where, f"--spring.cloud.config.server.git.uri={self.where}/main.git", *arguments)
        self.servers.append(server)
        self.assertEqual(server.process.wait(30), 1, server.log())
        return server.log()

    def test_an_open_address_needs_login_and_tls_or_a_word(self):
        self.assertIn("cairn.insecure", self.refuses("--server.address=0.0.0.0"))
        self.assertIn("TLS", self.refuses("--server.address=::", "--spring.security.user.password=a long password"))
        server = self.start("--server.address=0.0.0.0", "--cairn.insecure=true")
        self.assertEqual(self.status(server, "/shop/dev"), 200)
        server.await_log("as cairn.insecure says")

    def test_a_broken_file_and_a_broken_rule_stop_the_start_with_their_place(self):
        users = self.write("users", f"# people\nann:{YESCRYPT}\nbob:secret\n")
        log = self.refuses(f"--cairn.auth.users-file={users}")
        self.assertIn("users:3:1: the user 'bob'", log)
        self.assertNotIn("secret", log.replace("bob:secret", ""))
        self.assertIn("is no right", self.refuses(self.settings(
            "cairn.access: [{principals: [a], rights: [all], applications: [b]}]\n"), "--spring.security.user.password=x"))
        self.assertIn("rules need somebody", self.refuses(self.settings(
            "cairn.access: [{principals: [a], applications: [b]}]\n")))


if __name__ == "__main__":
    server_test.SERVER, CAIRN = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)

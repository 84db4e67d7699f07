#!/usr/bin/env python3
"""What the real server writes down: a line for everything that somebody has to answer for, as text
and as JSON, and never a value.

  audit_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import sys
import tempfile
import time
import unittest

import server_test
from server_test import Repositories, Server

PAIR = re.compile(r'([\w.-]+)=("(?:[^"\\]|\\.)*"|\S+)')
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
HOOK = "canary-of-the-webhook"
PASSWORD = "canary-of-the-operator"
SETTINGS = """
cairn:
  poll-interval: 1h
  access-log: true
  access:
    - principals: [ops]
      rights: [refresh, pin, status, decrypt, encrypt, metrics]
    - principals: [ops]
      applications: ["*"]
  auth:
    users-file: users
    reload-interval: 100ms
encrypt.key: canary-of-the-key
spring.security.user: {name: ops, password: canary-of-the-operator}
spring.cloud.config.server.monitor.github.webhook-secret: canary-of-the-webhook
management.endpoints.web.exposure.include: "*"
"""
HORSE = "correct horse"
USERS = "ann:$2b$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu\n"


def basic(user, password=PASSWORD):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def plain(text):
    """The words of a value of a line of text."""
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


class OneServer(unittest.TestCase):
    """One server for all tests of a class."""
    ARGUMENTS = ()
    ENVIRONMENT = None

    @classmethod
    def setUpClass(cls):
        cls.where = tempfile.mkdtemp(prefix="cairn-it-")
        cls.addClassCleanup(shutil.rmtree, cls.where, ignore_errors=True)
        cls.repositories = Repositories(cls.where)
        cls.apply({"commit": "one", "files": {"shop.yml": "release: one\nsecret: canary-of-a-value\n"}})
        cls.write("users", USERS)
        settings = cls.write("application.yml", SETTINGS)
        cls.server = Server(cls.where, f"--spring.config.location=file:{settings}",
                            f"--spring.cloud.config.server.git.uri={cls.where}/main.git", *cls.ARGUMENTS,
                            environment=cls.ENVIRONMENT)
        cls.addClassCleanup(cls.server.stop)
        cls.server.wait()
        cls.server.get("/shop/dev", basic("ops"))

    @classmethod
    def apply(cls, *steps):
        cls.repositories.apply("main", list(steps))

    @classmethod
    def write(cls, name, text):
        path = os.path.join(cls.where, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".new", path)
        return path

    @classmethod
    def lines(cls, room="audit"):
        """Each line of the room as a dict."""
        found = []
        for line in cls.server.log().splitlines():
            if line.startswith("{"):
                fields = json.loads(line)
                fields["room"] = fields.get("log.logger", fields.get("logger_name", ""))[len("cairn."):]
                fields["event"] = fields["message"]
            else:
                fields = {key: plain(value) for key, value in PAIR.findall(line)}
            if fields.get("room") == room:
                found.append(fields)
        return found

    def line(self, event, room="audit", **wanted):
        """The line that has these fields; waited for, since the log is written behind."""
        end = time.monotonic() + 30
        while True:
            found = [one for one in self.lines(room) if one.get("event") == event
                     and all(one.get(key) == value for key, value in wanted.items())]
            if found:
                return found[-1]
            self.assertLess(time.monotonic(), end, (event, wanted, self.server.log()))
            time.sleep(0.02)

    def fields(self, event, **wanted):
        return set(self.line(event, **wanted)) - {"room", "event"}

    def ask(self, method, path, headers=None, body=None, status=200):
        got, fields, answer = self.server.request(method, path, headers, body)
        self.assertEqual(got, status, (answer, self.server.log()))
        return fields, answer


class Audit(OneServer):
    def test_the_start(self):
        line = self.line("started")
        self.assertEqual((line["address"], line["port"]), ("127.0.0.1", str(self.server.port)))
        self.assertTrue(line["version"].startswith("cairn-server "))
        self.assertIn("main.git", line["repositories"])

    def test_a_login_that_fails(self):
        fields, _ = self.ask("GET", "/shop/dev", {**basic("ops", "canary-wrong"), **TRACEPARENT}, status=401)
        line = self.line("login failed", id=fields["cairn-request-id"])
        self.assertEqual((line["address"], line["user"], line["by"]), ("127.0.0.1", "ops", "password"))
        self.assertEqual((line["traceId"], line["spanId"]), (TRACE, SPAN))

    def test_a_login_that_fails_by_a_hash_names_the_user(self):
        for user, shown in ("ann", "ann"), ("canary-password-in-the-wrong-field", "(not known)"):
            fields, _ = self.ask("GET", "/shop/dev", basic(user, "canary-wrong"), status=401)
            self.assertEqual(self.line("login failed", id=fields["cairn-request-id"])["user"], shown)

    def test_a_token_that_is_none(self):
        fields, _ = self.ask("GET", "/shop/dev", {"Authorization": "Bearer canary-token"}, status=401)
        self.assertEqual(self.line("login failed", id=fields["cairn-request-id"])["by"], "token")

    def test_a_denial(self):
        self.write("users", USERS)
        fields, _ = self.ask("POST", "/-/v1/refresh", basic("ann", HORSE), status=403)
        self.assertEqual({key: value for key, value in self.line("denied", id=fields["cairn-request-id"]).items()
                          if key not in ("id", "room", "event")},
                         {"address": "127.0.0.1", "user": "ann", "right": "refresh", "path": "/-/v1/refresh"})
        fields, _ = self.ask("GET", "/shop/dev?x=%0Aforged", {**basic("ann", HORSE), **TRACEPARENT}, status=403)
        line = self.line("denied", id=fields["cairn-request-id"])
        self.assertEqual((line["right"], line["path"], line["traceId"]), ("read", "/shop/dev", TRACE))

    def test_a_refresh_and_what_it_publishes(self):
        self.ask("POST", "/-/v1/refresh", basic("ops"))  # instead of the look that another test's notification announced
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\nsecret: canary-of-a-value\n"}})
        fields, _ = self.ask("POST", "/-/v1/refresh", {**basic("ops"), **TRACEPARENT})
        line = self.line("refresh", id=fields["cairn-request-id"])
        self.assertEqual((line["user"], line["moved"], line["looked"], line["failed"], line["result"], line["traceId"]),
                         ("ops", "1", "1", "0", "ok", TRACE))
        self.assertGreaterEqual(int(line["ms"]), 0)
        published = self.line("published", trigger="refresh")
        self.assertEqual((published["repository"], published["label"]), ("git", "main"))
        self.assertRegex(published["before"] + published["after"], "^[0-9a-f]{80}$")
        self.assertRegex(published["author"], "^.+ <.+>$")
        self.assertGreaterEqual(int(published["ms"]), 0)

    def test_the_first_publication_has_nothing_before(self):
        first = self.lines()
        first = next(line for line in first if line["event"] == "published")
        self.assertEqual((first["label"], "before" in first), ("main", False))
        self.assertIn(first["trigger"], ("start", "read"))

    def test_a_refresh_of_what_there_is_not(self):
        fields, _ = self.ask("POST", "/-/v1/refresh?repository=none", basic("ops"), status=404)
        line = self.line("refresh", id=fields["cairn-request-id"])
        self.assertEqual((line["repository"], line["result"]), ("none", "failed"))
        self.assertIn("none", line["error"])

    def test_a_pin_and_its_end(self):
        _, answer = self.ask("GET", "/shop/dev", basic("ops"))
        commit = json.loads(answer)["version"]
        wish = json.dumps({"label": "main", "commit": commit, "reason": "night\nshift"})
        fields, _ = self.ask("POST", "/-/v1/pin", {**basic("ops"), "Content-Type": "application/json"}, wish)
        line = self.line("pin", id=fields["cairn-request-id"])
        self.assertEqual((line["user"], line["repository"], line["label"], line["commit"], line["result"]),
                         ("ops", "git", "main", commit, "ok"))
        self.assertIn('reason="night\\nshift"', self.server.log())
        fields, _ = self.ask("DELETE", "/-/v1/pin?label=main", basic("ops"))
        line = self.line("unpin", id=fields["cairn-request-id"])
        self.assertEqual((line["commit"], line["result"]), (commit, "ok"))
        fields, _ = self.ask("DELETE", "/-/v1/pin?label=main", basic("ops"), status=404)
        self.assertEqual(self.line("unpin", id=fields["cairn-request-id"])["result"], "failed")

    def test_a_decryption_without_what_it_gave(self):
        text = {**basic("ops"), "Content-Type": "text/plain"}
        _, cipher = self.ask("POST", "/encrypt", text, "canary-of-a-cipher")
        fields, clear = self.ask("POST", "/decrypt/shop/dev", {**text, **TRACEPARENT}, cipher)
        self.assertEqual(clear, b"canary-of-a-cipher")
        line = self.line("decrypt", id=fields["cairn-request-id"])
        self.assertEqual((line["user"], line["application"], line["profiles"], line["status"], line["result"], line["traceId"]),
                         ("ops", "shop", "dev", "200", "ok", TRACE))
        fields, _ = self.ask("POST", "/decrypt", text, "abcd", status=400)
        self.assertEqual(self.line("decrypt", id=fields["cairn-request-id"])["result"], "failed")

    def test_a_notification_and_one_that_proves_nothing(self):
        body = json.dumps({"commits": [{"modified": ["shop.yml"]}]})
        proof = "sha256=" + hmac.new(HOOK.encode(), body.encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-GitHub-Event": "push", "X-Hub-Signature-256": proof}
        fields, _ = self.ask("POST", "/monitor", headers, body)
        self.assertEqual(self.line("notification", id=fields["cairn-request-id"])["result"], "ok")
        fields, _ = self.ask("POST", "/monitor", {**headers, "X-Hub-Signature-256": "sha256=00"}, body, status=403)
        line = self.line("notification", id=fields["cairn-request-id"])
        self.assertEqual((line["result"], line["status"], line["address"]), ("refused", "403", "127.0.0.1"))

    def test_a_file_with_credentials_that_changed(self):
        self.write("users", "# one more line\n" + USERS)
        self.assertIn("generation", self.fields("credentials read"))

    def test_a_trace_that_is_none_is_nowhere(self):
        for bad in ("00-" + "0" * 32 + f"-{SPAN}-01", f"00-{TRACE.upper()}-{SPAN}-01", f"ff-{TRACE}-{SPAN}-01",
                    f"00-{TRACE}-{SPAN}-01-more", "forged traceId=1"):
            fields, _ = self.ask("GET", "/shop/dev", {**basic("ops"), "traceparent": bad})
            self.assertNotIn("traceId", self.line("request", room="http", id=fields["cairn-request-id"]))
        fields, _ = self.ask("GET", "/shop/dev", {**basic("ops"), **TRACEPARENT})
        line = self.line("request", room="http", id=fields["cairn-request-id"])
        self.assertEqual((line["traceId"], line["spanId"]), (TRACE, SPAN))

    def test_zz_no_value_and_no_credential_is_in_the_log(self):
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.line("stopping")["signal"], "Terminated")
        self.assertNotIn("canary", self.server.log())


class Json(OneServer):
    ARGUMENTS = ("--logging.structured.format.console=ecs", "--logging.level.root=error")

    def test_every_line_is_an_object_and_the_audit_is_written_at_each_level(self):
        self.ask("GET", "/shop/dev", {**basic("ops", "wrong"), **TRACEPARENT}, status=401)
        line = self.line("login failed")
        self.assertEqual((line["log.level"], line["log.logger"], line["service.name"], line["ecs.version"]),
                         ("INFO", "cairn.audit", "cairn-server", "8.11"))
        self.assertEqual((line["traceId"], line["address"], line["process.pid"]),
                         (TRACE, "127.0.0.1", self.server.process.pid))
        self.assertRegex(line["@timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        for one in self.server.log().splitlines():
            if not one.startswith("warning: "):  # of the settings, before there is a log
                self.assertIsInstance(json.loads(one), dict)
        self.assertEqual(self.lines("http"), [])


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

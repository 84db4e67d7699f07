#!/usr/bin/env python3
"""SIGHUP on the real server: what counts at once, what waits for a start and says so, and settings
that cannot be used.

  reload_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import os
import select
import signal
import socket
import sys
import unittest

import audit_test
import server_test
from audit_test import SETTINGS, OneServer, basic

OTHER = "canary-of-the-next-operator"


class Reloading(OneServer):
    def reload(self, settings, event="settings reloaded"):
        """Sends SIGHUP with other settings; the line that it leads to."""
        before = len([line for line in self.lines() if line["event"] == event])
        self.write("application.yml", settings)
        self.server.process.send_signal(signal.SIGHUP)
        end = audit_test.time.monotonic() + 30
        while True:
            found = [line for line in self.lines() if line["event"] == event]
            if len(found) > before:
                return found[-1]
            self.assertLess(audit_test.time.monotonic(), end, self.server.log())
            audit_test.time.sleep(0.02)

    def tearDown(self):
        self.reload(SETTINGS)

    def test_what_did_not_change_is_not_told(self):
        line = self.reload(SETTINGS)
        self.assertEqual(("changed" in line, "need-start" in line), (False, False))

    def test_another_password_counts_at_once(self):
        line = self.reload(SETTINGS.replace("canary-of-the-operator", OTHER))
        self.assertEqual(line["changed"], "spring.security.user.password")
        self.ask("GET", "/shop/dev", basic("ops"), status=401)
        self.ask("GET", "/shop/dev", basic("ops", OTHER))

    def test_a_login_that_goes_waits_for_the_next_start(self):
        line = self.reload(SETTINGS.replace("spring.security.user: {name: ops, password: canary-of-the-operator}", ""))
        self.assertIn("spring.security.user.password", line["need-start"])
        self.ask("GET", "/shop/dev", basic("ops"))

    def test_rules_and_limits_count_at_once(self):
        line = self.reload(SETTINGS.replace("rights: [refresh, pin,", "rights: [pin,") + "cairn.auth.failures: 3\n")
        self.assertEqual(line["changed"], "cairn.access[0].rights[0] cairn.access[0].rights[1] cairn.access[0].rights[2] "
                                          "cairn.access[0].rights[3] cairn.access[0].rights[4] cairn.access[0].rights[5] "
                                          "cairn.auth.failures")
        self.ask("POST", "/-/v1/refresh", basic("ops"), status=403)
        statuses = [self.server.get("/shop/dev", basic("nobody"))[0] for _ in range(5)]
        self.assertEqual((statuses[0], statuses[-1]), (401, 429))

    def test_level_and_format_of_the_log_count_at_once(self):
        self.reload(SETTINGS + "logging: {level.root: debug, structured.format.console: logstash}\n")
        self.ask("POST", "/-/v1/refresh", basic("ops"))
        line = self.line("looked", room="service.refresh")
        self.assertEqual((line["level"], line["level_value"], line["@version"]), ("DEBUG", 10000, "1"))
        self.reload(SETTINGS)
        self.assertNotIn("{", self.server.log().splitlines()[-1])

    def test_what_cannot_change_is_named_without_its_value_and_stays(self):
        line = self.reload(SETTINGS.replace("canary-of-the-key", "canary-of-another-key")
                           + "server.port: 1\ncairn.hold.depth: 7\n")
        self.assertEqual(line["need-start"], "cairn.hold.depth encrypt.key")  # an argument has the last word on the port
        self.assertNotIn("changed", line)
        self.ask("GET", "/shop/dev", basic("ops"))
        self.assertEqual(self.reload(SETTINGS).get("need-start"), None)

    def test_settings_that_cannot_be_used_change_nothing_and_say_where(self):
        line = self.reload(SETTINGS.replace("canary-of-the-operator", OTHER) + "cairn.hold.depth: many\n",
                           "settings not reloaded")
        self.assertIn("application.yml:", line["reason"])
        self.assertIn("cairn.hold.depth", line["reason"])
        self.ask("GET", "/shop/dev", basic("ops"))
        self.assertIn("application.yml", self.reload("a: [\n", "settings not reloaded")["reason"])
        self.ask("GET", "/shop/dev", basic("ops"))

    def test_zz_no_secret_is_in_the_log(self):
        self.assertNotIn("canary", self.server.log())


class UnderAManager(OneServer):
    @classmethod
    def setUpClass(cls):
        cls.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        cls.addClassCleanup(cls.manager.close)
        name = f"cairn-reload-{os.getpid()}"
        cls.manager.bind("\0" + name)
        cls.ENVIRONMENT = {"NOTIFY_SOCKET": "@" + name}
        super().setUpClass()

    def heard(self):
        self.assertTrue(select.select([self.manager], [], [], 30)[0], self.server.log())
        return self.manager.recv(4096).decode()

    def test_it_hears_of_the_beginning_and_the_end(self):
        self.assertTrue(self.heard().startswith("READY=1\n"))
        for settings in SETTINGS, "a: [\n":
            self.write("application.yml", settings)
            self.server.process.send_signal(signal.SIGHUP)
            self.assertRegex(self.heard(), r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
            self.assertEqual(self.heard(), "READY=1")


class Actuator(OneServer):
    def read(self, path, status=200):
        _, body = self.ask("GET", path, basic("ops"), status=status)
        return json.loads(body)

    def test_metrics_have_names_and_each_has_its_numbers(self):
        self.ask("GET", "/shop/dev/nothing", basic("ops"), status=404)
        names = self.read("/actuator/metrics")["names"]
        self.assertEqual(names, sorted(names))
        for name in ("http.server.requests", "cairn.repository.looks", "cairn.repository.up", "process.resident.memory",
                     "cairn.documents", "cairn.watchers"):
            self.assertIn(name, names)
            told = self.read("/actuator/metrics/" + name)
            self.assertEqual(set(told) - {"baseUnit"}, {"name", "description", "measurements", "availableTags"})
        self.assertEqual(self.read("/actuator/metrics/process.resident.memory")["baseUnit"], "bytes")
        requests = self.read("/actuator/metrics/http.server.requests")
        self.assertEqual([one["statistic"] for one in requests["measurements"]], ["COUNT", "TOTAL_TIME"])
        self.assertEqual({tag["tag"] for tag in requests["availableTags"]}, {"method", "uri", "status", "outcome"})
        narrow = self.read("/actuator/metrics/http.server.requests?tag=status:404&tag=uri:/%7Bname%7D/%7Bprofiles%7D/%7Blabel%7D")
        self.assertEqual(narrow["measurements"][0], {"statistic": "COUNT", "value": 1})
        self.assertEqual({tag["tag"] for tag in narrow["availableTags"]}, {"method", "outcome"})
        self.read("/actuator/metrics/http.server.requests?tag=status:999", 404)
        self.read("/actuator/metrics/no.such", 404)
        self.read("/actuator/metrics/http.server.requests?tag=nothing", 400)

    def test_env_has_names_and_places_and_no_value(self):
        told = self.read("/actuator/env")
        self.assertEqual(set(told), {"activeProfiles", "defaultProfiles", "propertySources"})
        sources = {source["name"]: source["properties"] for source in told["propertySources"]}
        file = next(properties for name, properties in sources.items() if name.startswith("Config resource 'file ["))
        self.assertEqual(file["cairn.poll-interval"]["value"], "******")
        self.assertRegex(file["cairn.poll-interval"]["origin"], r"application\.yml:3:\d+$")
        self.assertIn("server.port", sources["commandLineArgs"])
        one = self.read("/actuator/env/cairn.poll-interval")
        self.assertEqual(one["property"]["value"], "******")
        self.read("/actuator/env/no.such", 404)
        self.assertNotIn("canary", json.dumps(told))
        self.assertNotIn("1h", json.dumps(told))

    def test_each_needs_its_right(self):
        for path in "/actuator/metrics", "/actuator/metrics/cairn.watchers", "/actuator/env", "/actuator/env/a", "/actuator/info":
            self.ask("GET", path, status=401)
            self.ask("GET", path, basic("ann", audit_test.HORSE), status=403)
        links = self.read("/actuator")["_links"]
        self.assertEqual({"metrics", "env", "info", "health"} - set(links), set())


class ShownValues(OneServer):
    ARGUMENTS = ("--management.endpoint.env.show-values=always", "--management.endpoints.web.exposure.exclude=metrics")

    def test_values_are_shown_on_request_and_secrets_never(self):
        _, body = self.ask("GET", "/actuator/env", basic("ops"))
        told = json.loads(body)
        values = {name: one["value"] for source in told["propertySources"] for name, one in source["properties"].items()}
        self.assertEqual((values["cairn.poll-interval"], values["encrypt.key"]), ("1h", "******"))
        self.assertNotIn("canary", body.decode())
        self.ask("GET", "/actuator/metrics", basic("ops"), status=404)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

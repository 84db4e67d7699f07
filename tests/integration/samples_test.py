#!/usr/bin/env python3
"""The samples beside the real server and the demo repository: each does what it is there to show.

  samples_test.py PATH_OF_CAIRN_SERVER BUILD_DIRECTORY_OF_SAMPLES [unittest arguments]
"""
import http.client
import os
import re
import signal
import subprocess
import sys
import time
import unittest

import server_test
from loopback_ports import free_port
from server_test import ServerTest

SAMPLES = ""
DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples", "config-repo")
PATIENCE = 60


def demo_file(name):
    with open(os.path.join(DEMO, name)) as file:
        return file.read()


class Sample(ServerTest):
    def setUp(self):
        super().setUp()
        self.program = f"{self.where}/program"
        os.mkdir(self.program)
        self.shop = demo_file("shop.yml")
        self.apply({"commit": "demo", "files": {name: demo_file(name) for name in os.listdir(DEMO)}})
        self.server = self.start("--cairn.poll-interval=1h")

    def environment(self):
        env = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        return dict(env, HOME=self.where, XDG_STATE_HOME=self.where + "/state")

    def command(self, name, *arguments):
        uri = f"--spring.cloud.config.uri=http://127.0.0.1:{self.server.port}"
        return [f"{SAMPLES}/{name}/{name}", uri, *arguments]

    def run_once(self, name, *arguments):
        """(exit status, what it said, what it complained about)."""
        done = subprocess.run(self.command(name, *arguments), env=self.environment(), cwd=self.program, timeout=PATIENCE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def change(self, *replacements):
        """Commits shop.yml with other values; the server has it when this returns."""
        for old, new in replacements:
            self.assertIn(old, self.shop)
            self.shop = self.shop.replace(old, new)
        self.apply({"commit": "change", "files": {"shop.yml": self.shop}})
        self.assertEqual(self.server.request("POST", "/-/v1/refresh")[0], 200)


class Service:
    """A sample that goes on running."""

    def __init__(self, test, name, *arguments):
        self.test, self.log_path = test, f"{test.where}/{name}-{time.monotonic_ns()}.log"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(test.command(name, *arguments), env=test.environment(), cwd=test.program,
                                            stdout=log, stderr=log)
        test.addCleanup(self.kill)

    def log(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def await_log(self, pattern):
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.log()):
            if self.process.poll() is not None or time.monotonic() > end:
                self.test.assertRegex(self.log(), pattern)
            time.sleep(0.05)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.test.assertEqual(self.process.wait(PATIENCE), 0, self.log())

    def kill(self):
        self.process.kill()
        self.process.wait()


class Starting(Sample):
    """hello: a program that loads its configuration and goes on."""

    def test_it_starts_with_what_the_server_says_for_its_profiles(self):
        self.apply({"commit": "eu", "files": {"shop-eu.yml": "server.port: 82\n"}})
        self.assertEqual(self.server.request("POST", "/-/v1/refresh")[0], 200)
        self.assertEqual(self.run_once("hello"), (0, "port 8081\n", ""))
        self.assertEqual(self.run_once("hello", "--spring.profiles.active=eu"), (0, "port 82\n", ""))
        self.assertEqual(self.run_once("hello", "--server.port=90"), (0, "port 90\n", ""))

    def test_it_starts_while_the_server_is_away(self):
        self.run_once("hello")
        self.server.stop()
        self.assertEqual(self.run_once("hello"), (0, "port 8081\n", ""))

    def test_without_server_and_copy_it_does_not_start_unless_that_is_allowed(self):
        self.server.stop()
        status, said, told = self.run_once("hello")
        self.assertEqual((status, said), (1, ""))
        self.assertIn(f"127.0.0.1:{self.server.port}", told)
        with open(f"{self.program}/application.yml", "w") as file:
            file.write("spring.config.import: 'optional:configserver:'\n")
        self.assertEqual(self.run_once("hello")[:2], (0, "port 8080\n"))

    def test_a_value_of_the_wrong_type_is_told_with_its_place(self):
        self.change(("port: 8081", "port: none"))
        status, _, told = self.run_once("hello")
        self.assertEqual(status, 1)
        self.assertRegex(told, r"shop\.yml:2:9: server\.port: ")


class Typed(Sample):
    """typed: a struct of the program filled from the configuration."""

    def test_it_has_nested_values_lists_and_defaults(self):
        self.assertEqual(self.run_once("typed"), (0, "3 steps, then card in EUR\n"
                                                  "at most 100 items, kept for 1440 minutes\n"
                                                  "bike takes 120 minutes\npost takes 2880 minutes\n", ""))
        self.assertIn("1 steps, then simulated in EUR", self.run_once("typed", "--spring.profiles.active=dev")[1])

    def test_all_mistakes_are_told_together_with_their_places(self):
        self.change(("items-max: 100", "items-max: many"), ("takes: 2h", "takes: soon"), ("name: post", "nam: post"),
                    ("currency: EUR", "currenzy: EUR"))
        status, said, told = self.run_once("typed")
        self.assertEqual((status, said), (1, ""))
        expected = (r"no value for 'checkout\.currency'$",
                    r"shop\.yml:9:16: checkout\.basket\.items-max: 'many' is no whole number",
                    r"shop\.yml:11:27: checkout\.couriers\[0\]\.takes: 'soon' is no duration",
                    r"no value for 'checkout\.couriers\[1\]\.name'$",
                    r"shop\.yml:6:13: unknown name 'checkout\.currenzy': did you mean 'checkout\.currency'\?$",
                    r"shop\.yml:12:12: unknown name 'checkout\.couriers\[1\]\.nam': did you mean")
        lines = told.splitlines()
        self.assertEqual(len(lines), len(expected), told)
        for line, words in zip(lines, expected):
            self.assertRegex(line, words)


class Refresh(Sample):
    """refresh: an HTTP service that changes its behaviour while it runs."""

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.service = Service(self, "refresh", f"--server.port={self.port}")
        self.service.await_log(rf"http://127\.0\.0\.1:{self.port}\n")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Connection": "close"})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def await_answer(self, path, wanted):
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.get(path)
            if wanted(answer):
                return answer
            self.assertLess(time.monotonic(), end, (answer, self.service.log()))
            time.sleep(0.2)

    def test_banner_and_feature_change_while_it_runs(self):
        self.assertEqual(self.get("/"), (200, "Free delivery this week\n"))
        self.assertEqual(self.get("/checkout"), (200, "step by step\n"))
        self.change(("Free delivery this week", "Summer sale"), ("express: false", "express: true"))
        self.await_answer("/", lambda answer: answer == (200, "Summer sale\n"))
        self.await_answer("/checkout", lambda answer: answer == (200, "express\n"))
        self.assertRegex(self.service.log(), r"storefront\.banner changed, by .*shop\.yml:14:11\n")
        self.service.end()
        self.assertTrue(self.service.log().endswith("ended\n"), self.service.log())

    def test_the_limit_of_requests_follows_and_a_limit_that_is_none_changes_nothing(self):
        self.assertEqual(self.get("/")[0], 200)
        self.change(("requests-per-second: 10", "requests-per-second: 0"))
        self.await_answer("/", lambda answer: answer[0] == 429)
        self.change(("requests-per-second: 0", "requests-per-second: few"))
        self.service.await_log(r"shop\.yml:15:24: storefront\.requests-per-second: 'few'")
        self.assertEqual(self.get("/")[0], 429)
        self.change(("requests-per-second: few", "requests-per-second: 1000"))
        self.await_answer("/", lambda answer: answer[0] == 200)

    def test_its_status_says_how_it_follows_and_what_is_wrong(self):
        head = self.server.get("/shop/default")[1]["cairn-revision"]
        self.assertEqual(self.get("/status"), (200, "following: waiting\nvalues: the server's\n"
                                               f"version: {head}\ntrouble: none\n"))
        self.server.stop()
        self.await_answer("/status", lambda answer: f"127.0.0.1:{self.server.port}" in answer[1].split("trouble: ")[1])
        self.assertEqual(self.get("/"), (200, "Free delivery this week\n"))
        self.service.await_log(rf"127\.0\.0\.1:{self.server.port}")
        self.service.end()


class Offline(Sample):
    """offline: a service that starts while the server is away."""

    def test_it_starts_with_the_last_values_and_catches_up(self):
        first = Service(self, "offline")
        first.await_log(r"^40 products on a page, as the server says\n")
        self.server.stop(signal.SIGKILL)
        first.await_log(r"\n40 products on a page, unconfirmed since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\n")
        first.end()

        second = Service(self, "offline")
        second.await_log(r"127\.0\.0\.1.*\n40 products on a page, as last known at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\n")
        self.apply({"commit": "two", "files": {"shop.yml": self.shop.replace("page-size: 40", "page-size: 60")}})
        self.start("--cairn.poll-interval=1h", port=self.server.port)
        second.await_log(r"\n60 products on a page, as the server says\n")
        second.end()


if __name__ == "__main__":
    server_test.SERVER, SAMPLES = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)

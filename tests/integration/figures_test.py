#!/usr/bin/env python3
"""The real server's figures: what Prometheus would read, and whether it is true. promtool looks at them too, where it is installed.

  figures_test.py PATH_OF_CAIRN_SERVER PATH_OF_GRAFANA_DASHBOARD [unittest arguments]
"""
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

import server_test
from git_servers import write
from server_test import Server, ServerTest

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? ([0-9.]+|\+Inf)$')
HEADER = re.compile(r"# (HELP|TYPE) ([a-z_]+) (.+)$")


def figures(text):
    """Every sample by its name and labels, as written; fails where Prometheus would."""
    found, family, kinds = {}, None, {}
    assert text.endswith("\n")
    for line in text.splitlines():
        header = HEADER.match(line)
        if header:
            if header.group(1) == "HELP":
                family = header.group(2)
                assert family not in kinds, family
            else:
                assert header.group(2) == family and header.group(3) in ("counter", "gauge", "histogram"), line
                kinds[family] = header.group(3)
            continue
        sample = SAMPLE.match(line)
        assert sample, line
        name = sample.group(1)
        assert re.sub("_(bucket|sum|count)$", "", name) == family if kinds[family] == "histogram" else name == family, line
        key = name + ("{" + sample.group(2) + "}" if sample.group(2) else "")
        assert key not in found, key
        found[key] = float(sample.group(3))
    return found


class Figures(ServerTest):
    def start(self, *lines):
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        settings = write(f"{self.where}/application.yml", "\n".join([
            f"spring.cloud.config.server.git.uri: {self.where}/main.git", "cairn.poll-interval: 1h",
            "management.endpoints.web.exposure.include: health,prometheus", *lines]) + "\n")
        self.server = Server(self.where, f"--spring.config.location=file:{settings}")
        self.servers.append(self.server)
        self.server.wait()

    def read(self):
        status, fields, body = self.server.get("/actuator/prometheus")
        self.assertEqual((status, fields["content-type"]), (200, "text/plain;version=0.0.4;charset=utf-8"))
        self.text = body.decode()
        return figures(self.text)

    def count(self, uri, status, method="GET"):
        return self.read().get('http_server_requests_seconds_count{method="%s",uri="%s",status="%d",outcome="%s"}' % (
            method, uri, status, {2: "SUCCESS", 3: "REDIRECTION", 4: "CLIENT_ERROR"}[status // 100]), 0)

    def test_requests_are_counted_by_kind_and_never_by_name(self):
        self.start()
        tag = self.server.get("/canary-name/dev")[1]["etag"]
        for _ in range(3):
            self.server.get("/canary-name/dev", {"If-None-Match": tag})
        self.server.get("/canary-name/dev/canary-label")
        self.server.get("/canary-name-dev.yml")
        self.server.request("HEAD", "/canary-name/dev")
        self.server.get("/canary-path")
        self.assertEqual(self.count("/{name}/{profiles}", 200), 1)
        self.assertEqual(self.count("/{name}/{profiles}", 304), 3)
        self.assertEqual(self.count("/{name}/{profiles}", 200, "HEAD"), 1)
        self.assertEqual(self.count("/{name}/{profiles}/{label}", 404), 1)
        self.assertEqual(self.count("/{name}-{profiles}.{extension}", 200), 1)
        self.assertEqual(self.count("UNKNOWN", 404), 1)
        self.assertNotIn("canary", self.text)

    def test_looks_and_moves_are_counted(self):
        self.start()
        self.server.get("/shop/dev")
        before = self.read()
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.server.request("POST", "/-/v1/refresh")
        os.rename(f"{self.where}/main.git", f"{self.where}/away.git")
        self.server.request("POST", "/-/v1/refresh")
        after = self.read()

        def grown(name):
            return after[name + '{repository="git"}'] - before[name + '{repository="git"}']
        self.assertEqual(grown("cairn_repository_looks_total"), 2)
        self.assertEqual(grown("cairn_repository_failed_looks_total"), 1)
        self.assertEqual(grown("cairn_repository_moved_labels_total"), 1)
        self.assertGreater(grown("cairn_repository_look_seconds_total"), 0)
        self.assertEqual(after['cairn_repository_up{repository="git"}'], 0)
        self.assertEqual(before['cairn_repository_up{repository="git"}'], 1)

    def test_they_are_for_those_who_may_read_them(self):
        self.start("spring.security.user.password: pass")
        self.assertEqual(self.server.get("/actuator/prometheus")[0], 401)
        self.stop_all()
        server = Server(self.where, "--management.endpoints.web.exposure.include=health")
        self.servers.append(server)
        login = {"Authorization": "Basic dXNlcjpwYXNz"}  # user:pass
        self.assertEqual(server.wait().get("/actuator/prometheus", login)[0], 404)
        self.assertEqual(server.get("/shop/dev", login)[0], 200)

    def test_promtool_finds_nothing(self):
        promtool = shutil.which("promtool")
        if promtool:
            self.start()
            self.read()
            checked = subprocess.run([promtool, "check", "metrics"], input=self.text, text=True, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT)
            self.assertEqual((checked.returncode, checked.stdout), (0, ""))

    def test_the_dashboard_asks_for_figures_that_there_are(self):
        self.start()
        self.server.get("/shop/dev")
        self.read()
        with open(DASHBOARD) as file:
            panels = json.load(file)["panels"]
        asked = {name for panel in panels for target in panel.get("targets", [])
                 for name in re.findall(r"\b(?:cairn|http|process)_[a-z_]+", target["expr"])}
        self.assertGreater(len(asked), 10)
        there = {line.split(" ")[2] for line in self.text.splitlines() if line.startswith("# TYPE ")}
        self.assertEqual({name for name in asked if re.sub("_(bucket|sum|count)$", "", name) not in there and name not in there}, set())


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    DASHBOARD = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

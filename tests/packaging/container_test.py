#!/usr/bin/env python3
"""The Dockerfile and the Kubernetes example, against the real programs, without a container.

  container_test.py SOURCE PATH_OF_CAIRN_SERVER PATH_OF_CAIRN [unittest arguments]
"""
import json
import os
import subprocess
import sys
import unittest

import yaml

SOURCE = CAIRN = ""
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
import server_test  # noqa: E402
from server_test import ServerTest  # noqa: E402
import dockerfile  # noqa: E402


def text_of(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


class Image(ServerTest):
    def setUp(self):
        super().setUp()
        self.build, self.final = dockerfile.stages(text_of("packaging/container/Dockerfile"))
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})

    def check(self, server, **environment):
        """The status of HEALTHCHECK's command, run as Docker does."""
        command = dockerfile.value(self.final, "HEALTHCHECK").partition(" CMD ")[2]
        return subprocess.run(["/bin/sh", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env={"PATH": f"{os.path.dirname(CAIRN)}:/usr/bin:/bin", "HOME": self.where,
                                   "CAIRN_SERVER": f"http://127.0.0.1:{server.port}", **environment},
                              timeout=60, check=False).returncode

    def test_it_is_healthy_while_it_answers_also_who_has_no_password(self):
        server = self.start()
        self.assertEqual(self.check(server), 0)
        server.stop()
        self.assertNotEqual(self.check(server), 0)
        server = self.start("--spring.security.user.password=some", wait=False)
        server.await_log("event=started")
        self.assertEqual(self.check(server), 0)

    def test_it_runs_without_rights_and_both_stages_are_the_same_debian(self):
        self.assertEqual(dockerfile.value(self.final, "USER"), "64888:64888")
        self.assertEqual(dockerfile.value(self.build, "FROM"), "debian:12-slim AS build")
        self.assertEqual(dockerfile.value(self.final, "FROM"), "debian:12-slim")
        words = json.loads(dockerfile.value(self.final, "ENTRYPOINT")) + json.loads(dockerfile.value(self.final, "CMD"))
        self.assertEqual(words[-2:], ["/usr/bin/cairn-server", "--spring.config.location=file:/etc/cairn/"])


class Kubernetes(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        self.things = {thing["kind"]: thing for thing in yaml.safe_load_all(text_of("packaging/kubernetes/cairn.yaml"))}
        self.pod = self.things["Deployment"]["spec"]["template"]["spec"]
        self.container = self.pod["containers"][0]

    def mounted(self):
        """The directory that the volume "settings" becomes, with its links, and a repository that is there."""
        root = os.path.join(self.where, "etc")
        volume = next(v for v in self.pod["volumes"] if v["name"] == "settings")
        secrets = {"git-password": "hidden\n", "server.yml": "spring.security.user.password: a-hidden-password\n"}
        for source in volume["projected"]["sources"]:
            items = (self.things["ConfigMap"]["data"].items() if "configMap" in source else
                     [(item["path"], secrets[item["key"]]) for item in source["secret"]["items"]])
            for path, text in items:
                file = os.path.join(root, "..data", path)
                os.makedirs(os.path.dirname(file), exist_ok=True)
                with open(file, "w", encoding="utf-8") as out:
                    out.write(text.replace("/etc/cairn/", root + "/").replace(
                        "https://git.example.org/team/config.git", f"{self.where}/main.git"))
        for name in os.listdir(f"{root}/..data"):
            os.symlink(f"..data/{name}", f"{root}/{name}")
        return root

    def test_its_settings_its_secrets_and_its_probes_work_as_they_are_mounted(self):
        server = server_test.Server(self.where, f"--spring.config.location=file:{self.mounted()}/",
                                    "--server.address=127.0.0.1")
        self.servers.append(server)
        server.wait()
        self.assertNotRegex(server.log(), r"(?m)^(warning|error): ")
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            self.assertEqual(server.get(self.container[probe]["httpGet"]["path"])[0], 200, probe)
        self.assertEqual(server.get("/shop/dev")[0], 401)
        basic = {"Authorization": "Basic dXNlcjphLWhpZGRlbi1wYXNzd29yZA=="}  # user:a-hidden-password
        self.assertEqual(server.get("/shop/dev", basic)[0], 200)

    def test_its_pod_has_no_rights_and_agrees_with_the_image(self):
        final = dockerfile.stages(text_of("packaging/container/Dockerfile"))[-1]
        context = self.pod["securityContext"]
        self.assertEqual(f"{context['runAsUser']}:{context['runAsGroup']}", dockerfile.value(final, "USER"))
        self.assertTrue(context["runAsNonRoot"])
        self.assertEqual(self.container["securityContext"],
                         {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                          "capabilities": {"drop": ["ALL"]}})
        mounts = {mount["mountPath"] for mount in self.container["volumeMounts"]}
        self.assertEqual(mounts, {"/etc/cairn", "/tmp", dockerfile.value(final, "VOLUME")})
        self.assertEqual(str(self.container["ports"][0]["containerPort"]), dockerfile.value(final, "EXPOSE"))

    def test_what_selects_a_pod_is_on_it(self):
        labels = self.things["Deployment"]["spec"]["template"]["metadata"]["labels"]
        for selector in (self.things["Deployment"]["spec"]["selector"]["matchLabels"],
                         self.things["Service"]["spec"]["selector"],
                         self.things["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"]):
            self.assertLessEqual(selector.items(), labels.items())


if __name__ == "__main__":
    SOURCE, server_test.SERVER, CAIRN = (os.path.abspath(path) for path in sys.argv[1:4])
    del sys.argv[1:4]
    unittest.main(verbosity=2)

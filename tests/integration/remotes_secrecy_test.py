#!/usr/bin/env python3
"""Secrets of remotes, looked for in all that the real server shows while it talks to them.

  remotes_secrecy_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import base64
import os
import subprocess
import sys
import unittest

import server_test
from git_servers import Lighttpd, Proxy, Relay, Sshd, make_key, read, user_name
from remotes_test import RemoteTest


class Processes:
    """What root can see of a process and all that it started: arguments and environments, whenever look() is called."""

    def __init__(self, first):
        self.first, self.arguments, self.environments = first, set(), set()

    def family(self):
        parents = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/stat") as file:
                    parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                pass  # it has ended
        family, size = {self.first()}, 0
        while size < len(family):
            size = len(family)
            family.update(child for child, parent in parents.items() if parent in family)
        return family

    def look(self):
        for process in self.family():
            for what, seen in (("cmdline", self.arguments), ("environ", self.environments)):
                try:
                    with open(f"/proc/{process}/{what}", "rb") as file:
                        seen.add(file.read())
                except OSError:
                    pass  # it has ended


class Secrecy(RemoteTest):
    """Secrets are looked for where they must not be; what is not secret must be found there, or the search is none."""

    SECRETS = {"password": "c4nary-p%assw0rd", "proxy": "c4nary-pr0xy", "passphrase": "c4nary-phr4se", "token": "c4nary-t0ken"}

    def look_everywhere(self, server, processes, secrets, planted):
        self.assertTrue(any(planted in text for text in processes.arguments), "no fetch was seen")
        self.assertTrue(any(b"GIT_ALLOW_PROTOCOL=" in text for text in processes.environments), "no fetch was seen")
        health = b"".join(server.get(path)[2] for path in ("/actuator/health", "/-/v1/status", "/shop/dev", "/shop-dev.yml"))
        server.stop()
        log = server.log().encode()
        check = subprocess.run([server_test.SERVER, "--check-config", f"--spring.config.location=file:{self.settings}"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.where).stdout
        stored = b""
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    stored += file.read()
        for text, what in ((health, "health"), (log, "log"), (check, "check")):
            self.assertIn(planted, text, what)
        self.assertIn(planted, stored)
        places = {"arguments": b"".join(processes.arguments), "environments": b"".join(processes.environments),
                  "answers": health, "log": log, "check": check, "data directory": stored}
        for secret in secrets:
            for place, text in places.items():
                self.assertFalse(secret.encode() in text, f"{secret} is seen in the {place}")

    def basic(self, user):
        return base64.b64encode(f"{user}:{self.SECRETS['password']}".encode()).decode()

    def looked_at(self, port):
        processes = Processes(lambda: self.servers[-1].process.pid)
        return processes, self.opened(Relay(port, processes.look))

    def plant(self):
        os.rename(f"{self.where}/main.git", f"{self.where}/planted.git")

    def test_of_http_with_a_password_and_a_proxy(self):
        web = self.opened(Lighttpd(self.where, users=f"me:{self.SECRETS['password']}\n"))
        self.plant()
        proxy = self.opened(Proxy(f"me:{self.SECRETS['proxy']}"))
        processes, relay = self.looked_at(proxy.port)
        for password in (self.SECRETS["password"], self.SECRETS["password"] + "-wrong"):
            server = self.start(web.url("basic", "planted.git"), data="kept", username="me", password=password, proxy__http__host="127.0.0.1",
                                proxy__http__port=relay.port, proxy__http__username="me",
                                proxy__http__password=self.SECRETS["proxy"])
            server.request("POST", "/-/v1/refresh")
            self.assert_served(server)
            self.look_everywhere(server, processes, [*self.SECRETS.values(), self.basic("me")], b"planted.git")

    def test_of_http_with_a_token(self):
        web = self.opened(Lighttpd(self.where, token=self.SECRETS["token"]))
        self.plant()
        processes, relay = self.looked_at(web.port)
        server = self.start(f"http://127.0.0.1:{relay.port}/bearer/planted.git", cairn_git_token=self.SECRETS["token"])
        self.assert_served(server)
        self.look_everywhere(server, processes, self.SECRETS.values(), b"planted.git")

    def test_of_ssh_with_an_encrypted_key(self):
        key = make_key(f"{self.where}/key", passphrase=self.SECRETS["passphrase"])
        ssh = self.opened(Sshd(self.where, [read(key + ".pub")]))
        self.plant()
        processes, relay = self.looked_at(ssh.port)
        algorithm, host_key, _ = ssh.public_key("ed25519")
        server = self.start(f"ssh://{user_name()}@127.0.0.1:{relay.port}{self.where}/planted.git", private_key=read(key),
                            passphrase=self.SECRETS["passphrase"], ignore_local_ssh_settings=True, host_key=host_key,
                            host_key_algorithm=algorithm)
        self.assert_served(server)
        key_lines = [line for line in read(key).split("\n") if line and not line.startswith("-----")]
        self.look_everywhere(server, processes, [self.SECRETS["passphrase"], *key_lines], b"planted.git")


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

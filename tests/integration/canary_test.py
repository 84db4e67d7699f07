#!/usr/bin/env python3
"""A canary in every confidential setting and value, looked for in everything that the server and the client leave.

  canary_test.py PATH_OF_CAIRN_SERVER PATH_OF_CAIRN PATH_OF_SECRET_SETTINGS PATH_OF_PRELOAD [unittest arguments]

What is not secret is planted as well, and must be found in each place first: a search that finds nothing proves nothing.
"""
import base64
import glob
import http.client
import json
import os
import pathlib
import re
import secrets
import ssl
import struct
import subprocess
import sys
import threading
import unittest

import server_test
from remotes_secrecy_test import Processes
from server_test import Server, ServerTest

PROGRAM = SETTINGS = PRELOAD = ""
PLANTED = "planted-and-not-secret-16180"
PLAIN = {"Content-Type": "text/plain"}


def canary(what):
    return f"canary-{what}-{secrets.token_hex(8)}"


def forms(secret):
    """The spellings in which a secret may lie about."""
    yield secret.encode()
    yield secret.encode("utf-16-be")
    yield secret.encode("utf-16-le")


def openssl(*words):
    return subprocess.run(["openssl", *words], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def numbers_of_rsa_key(path):
    """Of the private half, d, p, q and what is made of them: 32 bytes from the middle of each, in both orders."""
    text = openssl("rsa", "-in", path, "-noout", "-text").decode()
    for name in ("privateExponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient"):
        digits = re.search(name + r":\n((?:\s+[0-9a-f:]+\n?)+)", text).group(1)
        number = bytes.fromhex(re.sub(r"[\s:]", "", digits))
        part = number[len(number) // 2 - 16:len(number) // 2 + 16]
        yield part
        yield part[::-1]


def memory_of_core(path):
    """The pages of a core that anybody has written to. Its notes are left out: they have the registers of every thread,
    and in those stands what the thread copied last."""
    kept, nothing = [], bytes(4096)
    with open(path, "rb") as file:
        head = file.read(64)
        (table,), (count,) = struct.unpack_from("<Q", head, 32), struct.unpack_from("<H", head, 56)
        file.seek(table)
        entries = [struct.unpack("<IIQQQQQQ", file.read(56)) for _ in range(count)]
        for kind, _, offset, _, _, size, _, _ in entries:
            if kind == 1:  # PT_LOAD
                file.seek(offset)
                kept += [page for page in (file.read(4096) for _ in range(size // 4096)) if page != nothing]
    return b"".join(kept)


class Canary(ServerTest):
    def setUp(self):
        super().setUp()
        self.secrets = {}  # name: list of byte strings to look for
        self.leak = {}

    def plant(self, name, text=None):
        text = text or canary(name.replace("<id>", "id").split(".")[-1])
        self.secrets[name] = list(forms(text))
        return text

    def values_of_special_settings(self):
        """Settings whose value cannot be any text. What is not here gets a canary as it is: also one that is new."""
        word = self.plant("server.ssl.key-password")
        openssl("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-keyout", f"{self.where}/plain.key", "-out", f"{self.where}/server.pem")
        locked = openssl("pkcs8", "-topk8", "-in", f"{self.where}/plain.key", "-passout", f"pass:{word}").decode()
        self.secrets["server.ssl.certificate-private-key"] = [locked.splitlines()[2].encode()]
        der = openssl("ec", "-in", f"{self.where}/plain.key", "-outform", "DER")
        self.secrets["the private key of TLS"] = [der[7:39], der[7:39][::-1]]
        broker = self.plant("spring.rabbitmq.addresses")
        ring_key = secrets.token_bytes(32)
        self.secrets["cairn.encrypt.keys.<id>"] = [ring_key, base64.b64encode(ring_key)]
        ssh_key = subprocess.run(["openssl", "genrsa", "-traditional", "2048"], check=True, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL).stdout.decode()
        self.secrets["spring.cloud.config.server.git.private-key"] = [ssh_key.splitlines()[3].encode()]
        return {"spring.rabbitmq.addresses": f"amqp://reader:{broker}@127.0.0.1:1", "server.ssl.key-password": word,
                "server.ssl.certificate-private-key": locked,
                "cairn.encrypt.keys.<id>": base64.b64encode(ring_key).decode(),
                "spring.cloud.config.server.git.private-key": ssh_key}

    def write_settings(self, rsa):
        """Every confidential setting of the table: those of remotes at the element of the composite that is served, too."""
        names = subprocess.run([SETTINGS], check=True, stdout=subprocess.PIPE).stdout.decode().split()
        self.assertGreater(len(names), 10)
        values = self.values_of_special_settings()
        if rsa:
            values["encrypt.key"] = self.rsa_key()
        lines = [f"server.ssl.certificate: '{self.where}/server.pem'", "encrypt.salt: cafebabe",
                 f"spring.cloud.config.server.git.repos.one.uri: 'file://{self.where}/main.git'",
                 "spring.cloud.config.server.git.repos.one.pattern: nobody", "cairn.bus.broker: rabbit",
                 f"spring.cloud.config.server.overrides.planted: {PLANTED}", "cairn.encrypt.active-key: one"]
        for name in names:
            if name.endswith("private-key"):  # of further repositories
                values.setdefault(name, values["spring.cloud.config.server.git.private-key"])
            if name.endswith("token") == rsa or not name.endswith(("token", "git.password", ">.password")):
                value = values.get(name) or self.plant(name)
                written = name.replace("composite.<id>", "composite[0]").replace("<id>", "one")
                lines.append(f"{written}: {json.dumps(value)}")
        with open(f"{self.where}/application.yml", "w") as file:
            file.write("\n".join(lines) + "\n")

    def rsa_key(self):
        openssl("genrsa", "-traditional", "-out", f"{self.where}/rsa.pem", "2048")
        with open(f"{self.where}/rsa.pem") as file:
            text = file.read()
        self.secrets["encrypt.key"] = [text.splitlines()[5].encode(), *numbers_of_rsa_key(f"{self.where}/rsa.pem")]
        os.remove(f"{self.where}/rsa.pem")
        return text

    def begin(self, leak, rsa):
        self.apply({"commit": "one", "files": {"shop.yml": f"open: {PLANTED}\n"}})
        self.write_settings(rsa)
        environment = {"LD_PRELOAD": PRELOAD}
        if leak:
            environment.update(CAIRN_TEST_LEAK=leak, CAIRN_TEST_LEAK_FILE=f"{self.where}/leak")
        with open(f"{self.where}/leak", "wb") as file:
            file.write(self.secrets["encrypt.key"][0] + b"\n")
        server = Server(self.where, f"--spring.cloud.config.server.git.uri=file://{self.where}/main.git",
                        "--logging.level.root=trace", "--cairn.access-log=true", "--cairn.poll-interval=200ms",
                        "--management.endpoint.health.show-details=always",
                        "--management.endpoints.web.exposure.include=*", environment=environment)
        self.servers.append(server)
        login = "user:" + self.text_of("spring.security.user.password")
        token = base64.b64encode(login.encode()).decode()
        self.secrets["the header Authorization"] = [token.encode()]
        self.login = {"Authorization": "Basic " + token}
        context = ssl._create_unverified_context()  # who it is does not matter here

        def request(method, path, headers=None, body=None):
            connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=context)
            try:
                return self.ask(connection, method, path, headers, body)
            finally:
                connection.close()

        server.request = request
        self.kept = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=context)
        self.addCleanup(self.kept.close)
        return server.wait()

    def text_of(self, name):
        return self.secrets[name][0].decode()

    def ask(self, connection, method, path, headers=None, body=None):
        connection.request(method, path, body=body, headers={**self.login, **(headers or {})})
        response = connection.getresponse()
        return response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read()

    def exercise(self, server):
        """Values through every door, with connections that are closed and one that is kept. What was told on the way."""
        spring, bound, body = (self.plant(name) for name in ("value.spring", "value.own", "body.encrypt"))
        ciphers = []
        for text, query in ((spring, ""), (body, "")):
            status, _, cipher = self.ask(self.kept, "POST", "/encrypt" + query, PLAIN, text)
            self.assertEqual(status, 200, server.log())
            ciphers.append(cipher.decode())
        with open(f"{self.where}/keys", "w") as file:
            file.write("one: " + self.secrets["cairn.encrypt.keys.<id>"][1].decode() + "\n")
        sealed = subprocess.run([PROGRAM, "encrypt", "--keys-file", f"{self.where}/keys", "--file", "shop.yml", "--key",
                                 "own.value"], input=bound.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
        os.remove(f"{self.where}/keys")
        self.apply({"commit": "two", "files": {
            "shop.yml": f"open: {PLANTED}\nspring.value: '{{cipher}}{ciphers[0]}'\nown.value: '{sealed.strip()}'\n"
                        f"moved: '{sealed.strip()}'\n", "x.txt": "${spring.value} ${own.value} ${open}\n"}})
        self.assertEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        told = []
        for connection in (None, self.kept):
            get = server.get if connection is None else lambda path: self.ask(self.kept, "GET", path)
            for path in ("/shop/dev", "/shop-dev.yml", "/shop-dev.json", "/shop-dev.properties", "/shop/dev/main/x.txt"):
                status, _, answer = get(path)
                self.assertEqual(status, 200, server.log())
                self.assertIn(spring.encode(), answer)
                self.assertIn(bound.encode(), answer)
            for path in ("/shop/nothing/here", "/encrypt/status", "/key", "/actuator/health", "/-/v1/status",
                         "/actuator/info", "/actuator/prometheus", "/actuator/metrics", "/metrics", "/%zz"):
                told.append(get(path)[2])
        self.assertEqual(server.request("POST", "/decrypt", PLAIN, ciphers[1])[::2], (200, body.encode()))
        for text in (ciphers[1][:-2] + "00", "{secret:" + body + "}00", body, body * 100):
            told.append(server.request("POST", "/decrypt", PLAIN, text)[2])
            told.append(server.request("POST", "/encrypt", {}, text)[2])
        told.append(json.dumps(server.request("GET", "/shop/dev/" + "x" * 3, {"Authorization": "Basic eDp5"})[2].decode()).encode())
        return b"\n".join(told) + PLANTED.encode()  # that these places show values at all, the others say

    def client_cache(self, server):
        state = f"{self.where}/client"
        password = f"{self.where}/password"
        with open(password, "w") as file:
            file.write(self.text_of("spring.security.user.password"))
        got = subprocess.run([PROGRAM, "get", "shop", "dev", "--server", f"https://localhost:{server.port}", "--ca-file",
                              f"{self.where}/server.pem", "--user", "user", "--password-file", password, "--cache-dir",
                              state], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"HOME": self.where}, check=False)
        os.remove(password)
        self.assertIn(self.text_of("value.own"), got.stdout.decode(), got.stderr)
        return b"".join(pathlib.Path(path).read_bytes() for path in glob.glob(state + "/**", recursive=True)
                        if os.path.isfile(path))

    def core(self, server):
        done = subprocess.run(["gcore", "-o", f"{self.where}/core", str(server.process.pid)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, timeout=200)
        path = f"{self.where}/core.{server.process.pid}"
        self.assertTrue(os.path.exists(path), done.stdout)
        return memory_of_core(path)

    def look(self, leak=None, rsa=False):
        """Where which secret was seen: empty is as it should be."""
        processes = Processes(lambda: self.servers[0].process.pid)
        server = self.begin(leak, rsa)
        end = threading.Event()

        def watch():
            while not end.is_set():
                processes.look()
                end.wait(0.01)

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            told = self.exercise(server)
        finally:
            end.set()
            watching.join()
        cache = self.client_cache(server)
        core = self.core(server)
        server.stop()
        check = subprocess.run([server_test.SERVER, "--check-config"], cwd=self.where, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, env={"HOME": self.where, "PATH": os.environ["PATH"],
                                                              "SPRING_CLOUD_CONFIG_SERVER_GIT_URI": "/x"}).stdout
        places = {"log": server.log().encode(), "answers": told, "check-config": check, "core": core,
                  "arguments": b"\0".join(processes.arguments), "environment": b"\0".join(processes.environments),
                  "client cache": cache}
        planted = {"log": b"main.git", "answers": PLANTED.encode(), "check-config": PLANTED.encode(),
                   "core": PLANTED.encode(), "arguments": b"main.git", "environment": b"GIT_", "client cache": b"CAIRN"}
        for place, text in planted.items():
            self.assertIn(text, places[place], f"nothing is found in {place}: the search is none")
        return {(place, name) for place, text in places.items() for name, spellings in self.secrets.items()
                if any(spelling in text for spelling in spellings)}

    def test_no_canary_is_seen_anywhere(self):
        self.assertEqual(self.look(), set())

    def test_no_canary_is_seen_anywhere_with_an_rsa_key_and_a_token(self):
        self.assertEqual(self.look(rsa=True), set())

    def test_memory_that_is_not_hidden_is_noticed(self):
        self.assertIn(("core", "value.own"), self.look("dump"))

    def test_bytes_that_are_not_overwritten_are_noticed(self):
        self.assertTrue(any(place == "core" for place, _ in self.look("wipe")))

    def test_a_secret_in_the_log_is_noticed(self):
        self.assertIn(("log", "encrypt.key"), self.look("log"))


if __name__ == "__main__":
    server_test.SERVER, PROGRAM, SETTINGS, PRELOAD = (os.path.abspath(path) for path in sys.argv[1:5])
    unittest.main(argv=[sys.argv[0], *sys.argv[5:]], verbosity=2)

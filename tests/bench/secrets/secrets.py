#!/usr/bin/env python3
"""What encrypted values cost: a repository with 10,000 of them, in each format.

  secrets.py PATH_OF_CAIRN_SERVER PATH_OF_BENCH_FAILURES [--values N]

For each format: the first answer after a start, the steady state, and the first answer after a commit that touches one
value; beside it the same values in clear, and the slowest read of another file by somebody who reads all the while.
Then how long failures take, by the place of the mistake.
"""
import argparse
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "integration"))
import server_test  # noqa: E402
from repositories import Repositories  # noqa: E402

RING_KEY = "6f1d" * 16
PLAIN = {"Content-Type": "text/plain"}


class Kind:
    def __init__(self, name, settings, query):
        self.name, self.settings, self.query = name, settings, query


def kinds(where):
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", f"{where}/rsa.pem", "2048"], check=True,
                   stderr=subprocess.DEVNULL)
    with open(f"{where}/rsa.pem") as file:
        pem = "".join("    " + line for line in file)
    return [Kind("in clear", "", None),
            Kind("Spring, password", "encrypt: {key: a-password-of-some-length, salt: cafebabe}\n", ""),
            Kind("Spring, RSA 2048", "encrypt:\n  key: |\n" + pem, ""),
            Kind("Cairn's own", f"cairn.encrypt: {{format: cairn, keys: {{k1: '{RING_KEY}'}}}}\n", "?application=shop&key=k")]


class Bench:
    def __init__(self, where, kind, count):
        self.where, self.kind, self.count = f"{where}/{kind.name.replace(' ', '-')}", kind, count
        os.mkdir(self.where)
        self.repositories = Repositories(self.where)
        with open(f"{self.where}/application.yml", "w") as file:
            file.write(kind.settings)

    def start(self):
        return server_test.Server(self.where, f"--spring.cloud.config.server.git.uri={self.where}/main.git",
                                  "--cairn.poll-interval=1h", "--cairn.limits.config-size=16MB").wait()

    def encrypted(self, server, number, text):
        """Values that the server encrypts, over one connection."""
        if self.kind.query is None:
            return text
        connection = self.connection
        connection.request("POST", "/encrypt" + (self.kind.query and f"{self.kind.query}{number}"), text, PLAIN)
        return "{cipher}" + connection.getresponse().read().decode()

    def push(self, values, message):
        text = "".join(f"k{number}: '{value}'\n" for number, value in enumerate(values))
        self.repositories.apply("main", [{"commit": message, "files": {"shop.yml": text, "cart.yml": "size: 1\n"}}])

    def timed(self, path="/shop/dev"):
        start = time.monotonic()
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        size = len(response.read())
        assert response.status == 200, response.status
        return (time.monotonic() - start) * 1000, size

    def read_beside(self, server, end, slowest):
        """Reads of a file without secrets, each of another profile so that no answer is kept, until the end."""
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        number = 0
        while not end.is_set():
            start = time.monotonic()
            connection.request("GET", f"/cart/p{number}")
            response = connection.getresponse()
            response.read()
            assert response.status == 200, response.status
            slowest.append((time.monotonic() - start) * 1000)
            number += 1

    def connect(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)

    def run(self):
        self.push(["x"], "nothing")
        server = self.start()
        self.connect(server)
        values = [self.encrypted(server, number, f"value {number} of ten thousand") for number in range(self.count)]
        other = self.encrypted(server, 7, "another value")
        server.stop()
        self.push(values, "all")
        server = self.start()
        self.connect(server)
        server.request("POST", "/-/v1/refresh")  # it begins with what it served last
        end, beside = threading.Event(), []
        reader = threading.Thread(target=self.read_beside, args=(server, end, beside))
        reader.start()
        first, size = self.timed()
        end.set()
        reader.join()
        steady = statistics.median(self.timed()[0] for _ in range(50))
        flat = self.timed("/shop-dev.properties")[0]  # of the same values, rendered once more
        values[7] = other
        self.push(values, "one")
        server.request("POST", "/-/v1/refresh")
        after = self.timed()[0]
        server.stop()
        print(f"{self.kind.name:18} {first:12.1f} {steady:12.2f} {flat:14.1f} {after:14.1f} {size / 1e6:9.2f} "
              f"{len(beside):8} {statistics.median(beside):8.2f} {max(beside):8.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("failures")
    parser.add_argument("--values", type=int, default=10_000)
    options = parser.parse_args()
    server_test.SERVER = os.path.abspath(options.server)
    where = tempfile.mkdtemp(prefix="cairn-bench-secrets-")
    try:
        print(f"{options.values} encrypted values in one file; milliseconds at the client")
        print(f"{'format':18} {'first answer':>12} {'steady':>12} {'other format':>14} {'after a commit':>14} {'MB':>9} "
              f"{'beside':>8} {'median':>8} {'slowest':>8}")
        for kind in kinds(where):
            Bench(where, kind, options.values).run()
    finally:
        shutil.rmtree(where, ignore_errors=True)
    return subprocess.run([os.path.abspath(options.failures)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Requests per second of cairn-server beside nginx serving the same bodies as files, and beside a server
that reads no request; see README.md for how to read the table.

  load.py CAIRN_SERVER BLIND HANDSHAKES [--pairs 9] [--seconds 2] [--check]

--check makes the exit status 1 when a promised ratio is missed, 3 when the run is void.
"""
import argparse
import base64
import os
import shutil
import statistics
import sys
import tempfile

import engines
import site_content as site
from measure import Connections, Load, compare

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "integration"))
from git_servers import make_certificate  # noqa: E402

NULL_MAX = 0.03  # nginx against nginx may differ by that much
# name of the row: the least ratio of requests, the largest of CPU and of the 99th percentile.
PROMISED = {
    "1.5 KB": (1.15, 0.85, 1.2),
    "20 KB": (0.95, None, None),
    "304": (1.00, None, None),
    "300 targets": (1.00, None, None),
    "304, two loops": (0.95, None, None),
    "1.5 KB, TLS": (1.00, None, None),
    # What OpenSSL takes for a handshake is kept out of cores, and wiped when it is given back.
    "TLS, full handshakes": (0.95, None, None),
    "TLS, resumed": (0.95, None, None),
}


class Bench:
    def __init__(self, args, where):
        self.args, self.where, self.running, self.missed = args, where, [], []

    def prepare(self):
        where = self.where
        repository, self.root = os.path.join(where, "repository"), os.path.join(where, "files")
        site.make_repository(repository)
        self.repository = repository
        self.cairn = self.start_cairn("cairn", "0", 1)
        sizes = site.take_bodies(self.cairn.get, self.root)
        print(f"bodies: {sizes['/small-000/default']} and {sizes['/large-000/default']} bytes")
        self.nginx = self.start(engines.nginx(os.path.join(where, "nginx"), self.root, "0", 1))

    def start(self, engine):
        self.running.append(engine)
        return engine

    def start_cairn(self, name, cpus, threads, *more, **secured):
        return self.start(engines.cairn(self.args.cairn, os.path.join(self.where, name), self.repository, cpus,
                                        threads, *more, **secured))

    def stop(self, *which):
        for engine in which or list(self.running):
            engine.stop()
            self.running.remove(engine)

    def load(self, name, targets, fields=None, tags=None, **more):
        return Load(self.where, name.replace(" ", "-"), [(t, (tags or {}).get(t, "")) for t in targets],
                    fields or site.FIELDS, self.args.seconds, **more)

    def row(self, name, load, first, second):
        ratios = compare(load, first, second, self.args.pairs)
        print(ratios.row(name), flush=True)
        least, cpu_max, p99_max = PROMISED.get(name, (None, None, None))
        for what, values, limit, sign in (("requests", ratios.rate, least, 1), ("cpu", ratios.cpu, cpu_max, -1),
                                          ("p99", ratios.p99, p99_max, -1)):
            median = statistics.median(values)
            if limit is not None and sign * (median - limit) < 0:
                self.missed.append(f"{name}: {what} {median:.2f}, promised {limit}")
        return ratios

    def null_run(self):
        other = self.start(engines.nginx(os.path.join(self.where, "nginx-again"), self.root, "0", 1))
        ratios = self.row("nginx against nginx", self.load("null", ["/small-000/default"]), other, self.nginx)
        self.stop(other)
        return abs(statistics.median(ratios.rate) - 1) <= NULL_MAX

    def tags(self, engine, targets):
        return {t: engine.get(t)[1]["etag"] for t in targets}

    def rows(self):
        small, large = ["/small-000/default"], ["/large-000/default"]
        many = site.targets()[:site.TARGETS]
        self.row("1.5 KB", self.load("small", small), self.cairn, self.nginx)
        self.row("20 KB", self.load("large", large), self.cairn, self.nginx)
        self.row_304("304", small, self.cairn, self.nginx)
        self.row("300 targets", self.load("many", many), self.cairn, self.nginx)
        blind = self.start(engines.blind(self.args.blind, os.path.join(self.where, "blind"),
                                         self.root + small[0], "0"))
        self.row("1.5 KB, blind by nginx", self.load("blind", small), blind, self.nginx)
        self.stop(blind)
        self.row_with_password(small)
        self.rows_with_tls(small)

    def row_304(self, name, targets, first, second, **more):
        """Each engine has tags of its own, and so a load of its own."""
        loads = {e: self.load(f"{name} {e.name}", targets, tags=self.tags(e, targets), **more) for e in (first, second)}
        self.row(name, ByEngine(loads), first, second)

    def row_with_password(self, targets):
        locked = self.start_cairn("locked", "0", 1, "--spring.security.user.name=bench",
                                  "--spring.security.user.password=bench")
        word = base64.b64encode(b"bench:bench").decode()
        fields = dict(site.FIELDS, Authorization=f"Basic {word}")
        self.row("1.5 KB, with a password", self.load("locked", targets, fields), locked, self.nginx)
        self.stop(locked)

    def rows_with_tls(self, targets):
        """Connections that stay; then one for each request, with a whole handshake and with a ticket."""
        _, certificate = make_certificate(self.where)
        cairn = self.start_cairn("cairn-tls", "0", 1, certificate=certificate)
        nginx = self.start(engines.nginx(os.path.join(self.where, "nginx-tls"), self.root, "0", 1, certificate))
        self.row("1.5 KB, TLS", self.load("tls", targets), cairn, nginx)
        for name, how in (("TLS, full handshakes", "full"), ("TLS, resumed", "resumed")):
            self.row(name, Connections(self.args.handshakes, targets[0], how, self.args.seconds), cairn, nginx)
        self.stop(cairn, nginx)

    def two_loops(self):
        """Nothing pinned: load generator and servers share both processors."""
        small = ["/small-000/default"]
        self.stop()
        cairn = self.start_cairn("cairn-two", "0,1", 2)
        nginx = self.start(engines.nginx(os.path.join(self.where, "nginx-two"), self.root, "0,1", 2))
        shape = {"cpus": "0,1", "threads": 2}
        self.row("1.5 KB, two loops", self.load("small two", small, **shape), cairn, nginx)
        self.row_304("304, two loops", small, cairn, nginx, **shape)


class ByEngine:
    def __init__(self, loads):
        self.loads = loads

    def run(self, engine):
        return self.loads[engine].run(engine)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cairn")
    parser.add_argument("blind")
    parser.add_argument("handshakes")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    args.cairn, args.blind, args.handshakes = map(os.path.abspath, (args.cairn, args.blind, args.handshakes))
    where = tempfile.mkdtemp(prefix="cairn-bench-")
    bench = None
    try:
        bench = Bench(args, where)
        bench.prepare()
        print(f"{'row':<28} {'requests, by nginx':>18}  and CPU and p99, medians of {args.pairs} pairs")
        valid = bench.null_run()
        bench.rows()
        bench.two_loops()
    finally:
        if bench:
            bench.stop()
        shutil.rmtree(where, ignore_errors=True)
    for line in bench.missed:
        print("missed: " + line)
    if not valid:
        print(f"VOID: nginx differs from itself by more than {NULL_MAX:.0%}; the machine was not quiet")
    if args.check:
        sys.exit(3 if not valid else 1 if bench.missed else 0)


if __name__ == "__main__":
    main()

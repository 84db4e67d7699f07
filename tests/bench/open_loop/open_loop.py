#!/usr/bin/env python3
"""Times for answers at a fixed rate of requests, undisturbed, with a fetch every second, and with a remote that
accepts connections and says nothing; see ../README.md.

  open_loop.py CAIRN_SERVER OPEN_LOOP [--rate 2000] [--seconds 6] [--slices 7] [--check]

--check makes the exit status 1 when a promise is missed, 3 when the run is void.
"""
import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support"), os.path.join(HERE, "..", "..", "integration")]
import git_servers  # noqa: E402
import repositories  # noqa: E402
from cairn_server import CairnServer  # noqa: E402

APPLICATIONS = 1_000
TARGETS = 100
CONNECTIONS = 64
# The 99th percentile may be this much more than the one without: the larger of the two.
P99_RATIO, P99_MORE_US = 1.2, 2_000
# Two servers that are left alone may differ by this much, and requests be sent this late, or the run is void.
NULL_RATIO, NULL_MORE_US = 1.2, 1_000
LATE_US = 1_000
SILENCE_S = 3  # the remote's timeout; a look ends after twice that


class Slice:
    def __init__(self, text, looks):
        words = text.split()
        self.looks = looks
        figures = dict(zip(words[::2], map(int, words[1::2])))
        if figures["bad"]:
            raise RuntimeError(f"{figures['bad']} answers are not 200")
        self.p50, self.p99, self.p999, self.late = (figures[k] for k in ("p50", "p99", "p999", "late"))


class EverySecond(threading.Thread):
    """Publishes a commit and makes the server fetch it, each second of a slice."""

    def __init__(self, server, repository):
        super().__init__()
        self.server, self.repository, self.ended, self.count = server, repository, threading.Event(), 0
        self.start()

    def run(self):
        due = time.monotonic()
        while not self.ended.is_set():
            self.repository.publish_next()
            self.server.refresh()
            self.count += 1
            due += 1
            self.ended.wait(max(0.0, due - time.monotonic()))

    def stop(self):
        self.ended.set()
        self.join()


class AtOnceAgain(threading.Thread):
    """One look after the other at a remote that says nothing."""

    def __init__(self, server):
        super().__init__()
        self.server, self.ended, self.count = server, threading.Event(), 0
        self.start()

    def run(self):
        while not self.ended.is_set():
            status, _, _ = self.server.get("/-/v1/refresh", "POST")
            if status == 200:
                raise RuntimeError("the silent remote was reached")
            self.count += 1

    def stop(self):
        self.ended.set()
        self.join()


class Bench:
    def __init__(self, args, where):
        self.args, self.where, self.servers = args, where, []
        self.repository = repositories.applications(os.path.join(where, "config.git"), APPLICATIONS)
        self.repository.prepare_commits(args.slices * (args.seconds + 3) + 10)
        self.targets = os.path.join(where, "targets")
        with open(self.targets, "w", encoding="utf-8") as file:
            file.writelines(target + "\n" for target in self.repository.targets[:TARGETS])

    def start(self, name, uri):
        server = CairnServer(self.args.cairn, os.path.join(self.where, name), uri, self.repository.targets[0],
                             "--cairn.poll-interval=1h", f"--spring.cloud.config.server.git.timeout={SILENCE_S}")
        self.servers.append(server)
        return server

    def prepare(self):
        self.near = self.start("near", self.repository.where)
        daemon = git_servers.GitDaemon(self.where)
        self.far = self.start("far", f"git://127.0.0.1:{daemon.port}/config.git")
        time.sleep(1)
        daemon.stop()
        # The kernel accepts for a socket that listens; nobody will ever say anything.
        self.silent = socket.socket()
        self.silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.silent.bind(("127.0.0.1", daemon.port))
        self.silent.listen(64)

    def slice(self, server, disturb=None):
        disturbance = disturb() if disturb else None
        time.sleep(0.2 if disturb else 0)
        try:
            done = subprocess.run([self.args.open_loop, str(server.port), str(self.args.rate), str(self.args.seconds),
                                   str(CONNECTIONS), self.targets], check=True, capture_output=True, text=True)
        finally:
            if disturbance:
                disturbance.stop()
        if disturbance and disturbance.count == 0:
            raise RuntimeError("nothing disturbed the slice")
        return Slice(done.stdout, disturbance.count if disturbance else 0)

    def run(self):
        rows = {name: [] for name in ("left alone", "a fetch every second", "left alone, the other server", "a silent remote")}
        kinds = [(self.near, None), (self.near, lambda: EverySecond(self.near, self.repository)), (self.far, None),
                 (self.far, lambda: AtOnceAgain(self.far))]
        for server, _ in kinds:
            self.slice(server)  # so that all is warm
        for number in range(self.args.slices):
            turn = list(zip(rows, kinds))
            for name, (server, disturb) in turn if number % 2 == 0 else reversed(turn):
                rows[name].append(self.slice(server, disturb))
        return rows

    def stop(self):
        for server in self.servers:
            server.stop()


def median(slices, name):
    return statistics.median(getattr(one, name) for one in slices)


def report(rows):
    """Prints the table; what is missed, and whether the run counts."""
    print(f"{'milliseconds':<32}{'p50':>9}{'p99':>9}  [least-most]     {'p99.9':>9}{'sent late, p99':>16}{'looks':>7}")
    for name, slices in rows.items():
        p99 = [one.p99 / 1e3 for one in slices]
        print(f"{name:<32}{median(slices, 'p50') / 1e3:>9.2f}{median(slices, 'p99') / 1e3:>9.2f}"
              f"  [{min(p99):.2f}-{max(p99):.2f}]{'':>5}{median(slices, 'p999') / 1e3:>9.2f}{median(slices, 'late') / 1e3:>16.2f}"
              f"{sum(one.looks for one in slices):>7}")
    missed = []
    names = list(rows)
    for alone, disturbed in ((names[0], names[1]), (names[2], names[3])):
        base, p99 = median(rows[alone], "p99"), median(rows[disturbed], "p99")
        limit = max(P99_RATIO * base, base + P99_MORE_US)
        verdict = "met" if p99 <= limit else "MISSED"
        print(f"{disturbed}: p99 {p99 / 1e3:.2f} ms, without {base / 1e3:.2f} ms; promised at most {limit / 1e3:.2f} ms: {verdict}")
        if p99 > limit:
            missed.append(disturbed)
    one, other = sorted(median(rows[names[i]], "p99") for i in (0, 2))
    late = max(median(slices, "late") for slices in rows.values())
    return missed, other <= max(NULL_RATIO * one, one + NULL_MORE_US) and late <= LATE_US


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cairn")
    parser.add_argument("open_loop")
    parser.add_argument("--rate", type=int, default=2_000)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--slices", type=int, default=7)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    args.cairn, args.open_loop = os.path.abspath(args.cairn), os.path.abspath(args.open_loop)
    where = tempfile.mkdtemp(prefix="cairn-bench-open-loop-")
    bench = None
    try:
        bench = Bench(args, where)
        bench.prepare()
        missed, valid = report(bench.run())
    finally:
        if bench:
            bench.stop()
        shutil.rmtree(where, ignore_errors=True)
    if not valid:
        print("VOID: two servers that were left alone differ by more than 20 % and 1 ms, or requests were sent more than"
              " 1 ms late; the machine was not quiet")
    if args.check:
        sys.exit(3 if not valid else 1 if missed else 0)


if __name__ == "__main__":
    main()

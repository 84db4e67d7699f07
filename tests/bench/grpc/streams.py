#!/usr/bin/env python3
"""2,000 Watch streams on one server: when a change reaches the last of them, and what one costs.

  streams.py PATH_OF_CAIRN_SERVER PATH_OF_BENCH_GRPC_STREAMS [--check] [--streams N] [--changes N]

`first` is when the first stream had a change, `last` when the last one had it, both after the request
that made the server look at its remote; the time of the look itself (git) is in both.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "integration"))
import server_test  # noqa: E402
from loopback_ports import free_port  # noqa: E402
from server_test import Repositories, Server  # noqa: E402

LAST_AFTER_FIRST_MS = 200
KILOBYTES_EACH = 64


def memory(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def threads(server):
    return len(os.listdir(f"/proc/{server.process.pid}/task"))


def measure(server, program, port, args, channels, repositories):
    before, threads_before = memory(server), threads(server)
    clients = subprocess.Popen([program, str(port), str(args.streams), str(channels)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    try:
        assert clients.stdout.readline() == "open\n"
        each = (memory(server) - before) / args.streams
        more_threads = threads(server) - threads_before
        spreads, firsts = [], []
        for number in range(args.changes):
            repositories.apply("main", [{"commit": f"change {channels}-{number}",
                                         "files": {"shop.yml": f"release: {channels}-{number}\n" + "key: value\n"}}])
            begun = time.time()
            assert server.request("POST", "/-/v1/refresh")[0] == 200
            first, last = (int(word) / 1e6 for word in clients.stdout.readline().split())
            firsts.append((first - begun) * 1e3)
            spreads.append((last - first) * 1e3)
    finally:
        clients.stdin.close()
        clients.wait(60)
    print(f"{args.streams} streams, {channels} connections: last after first {statistics.median(spreads):.0f} ms "
          f"(worst {max(spreads):.0f}), first after the wish to look {statistics.median(firsts):.0f} ms, "
          f"{each:.1f} KB and {more_threads / args.streams:.3f} threads a stream", flush=True)
    return statistics.median(spreads), each, more_threads


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("program")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--changes", type=int, default=10)
    args = parser.parse_args()
    server_test.SERVER = os.path.abspath(args.server)
    where = tempfile.mkdtemp(prefix="cairn-bench-grpc-")
    port, failed = free_port(), []
    try:
        repositories = Repositories(where)
        repositories.apply("main", [{"commit": "one", "files": {"shop.yml": "release: one\nkey: value\n"}}])
        server = Server(where, f"--spring.cloud.config.server.git.uri={where}/main.git", f"--cairn.grpc.port={port}",
                        "--cairn.poll-interval=1h", "--cairn.grpc.calls-per-connection=10000").wait()
        try:
            for channels in (1, 20, 200):
                spread, each, more = measure(server, args.program, port, args, channels, repositories)
                if spread > LAST_AFTER_FIRST_MS or each > KILOBYTES_EACH or more > 32:
                    failed.append(channels)
        finally:
            server.stop()
    finally:
        shutil.rmtree(where, ignore_errors=True)
    return 1 if args.check and failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""A million names that nobody has: what they leave in memory, and what clients with a name feel.

  flood.py CAIRN_SERVER [--names 1000000] [--check]

The server keeps 300 answers that are asked for all the time. Then wrk asks for names at random, from 16
connections, while one good client goes on asking for the 300. --check makes the exit status 1 when memory
grows by more than a name's worth would explain, or when the hot answers have to be made again.
"""
import argparse
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "load"))
import engines  # noqa: E402
import site_content as site  # noqa: E402

HOT = 300
GROWTH_MAX_MB = 64     # from a tenth of the names to all of them
HOT_BY_NEW_MAX = 0.75  # a hot answer by one that has to be made, asked in turn


class Client:
    """One kept connection; the time for each answer in microseconds."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, target):
        begin = time.perf_counter()
        self.connection.request("GET", target)
        answer = self.connection.getresponse()
        answer.read()
        took = (time.perf_counter() - begin) * 1e6
        if answer.status != 200:
            raise RuntimeError(f"{target}: {answer.status}")
        return took

    def ask_all(self, targets):
        return [self.ask(target) for target in targets]


class Asking(threading.Thread):
    """A good client beside the flood."""

    def __init__(self, port, targets):
        super().__init__()
        self.client, self.targets, self.times, self.stop = Client(port), targets, [], threading.Event()

    def run(self):
        while not self.stop.is_set():
            self.times += self.client.ask_all(self.targets)
            time.sleep(0.05)


def memory_mb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def flood(port, seconds, turn):
    """How many names were asked for."""
    run = subprocess.run(["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", os.path.join(HERE, "random_names.lua"),
                          f"http://127.0.0.1:{port}", "--", f"{turn}x{time.time_ns():x}"], check=True, capture_output=True, text=True)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", run.stdout)
    if refused:
        raise RuntimeError(run.stdout)
    return int(re.search(r"(\d+) requests in", run.stdout)[1])


def line(name, times):
    times = sorted(times)
    tenth = times[len(times) // 10]  # the one that a busy machine spoils least
    print(f"{name:<36} {tenth:8.0f} {statistics.median(times):8.0f} {times[int(len(times) * 0.99)]:8.0f}   {len(times)} answers",
          flush=True)
    return tenth


def in_turn(client, hot, when):
    """Hot answers, and answers that have to be made: what happens on the machine happens to both."""
    known, new = [], []
    for i, target in enumerate(hot):
        known.append(client.ask(target))
        new.append(client.ask(f"/nobody-{when}-{i}/default"))
    return line(f"hot, {when}", known) / line(f"names that nobody asked for, {when}", new)


def measure(engine, names):
    hot = site.targets()[:HOT]
    client = Client(engine.port)
    for _ in range(3):
        client.ask_all(hot)
    print(f"{'microseconds for an answer':<36} {'p10':>8} {'median':>8} {'p99':>8}")
    in_turn(client, hot, "before")
    asking = Asking(engine.port, hot)
    asking.start()
    begin, asked, turn, memory = time.monotonic(), 0, 0, []
    try:
        while asked < names:
            asked += flood(engine.port, 3, turn)
            turn += 1
            memory.append((asked, memory_mb(engine.process.pid)))
    finally:
        asking.stop.set()
        asking.join()
    took = time.monotonic() - begin
    line("hot, under the flood", asking.times)
    ratio = in_turn(Client(engine.port), hot, "after")  # the first one was idle for too long meanwhile
    early = next(mb for count, mb in memory if count >= names / 10)
    print(f"{asked:,} names, {asked / took:,.0f}/s; resident memory {early:.0f} MB after {names // 10:,}, "
          f"{memory[-1][1]:.0f} MB after all, {max(mb for _, mb in memory):.0f} MB at most")
    missed = []
    if memory[-1][1] - early > GROWTH_MAX_MB:
        missed.append(f"memory grew by {memory[-1][1] - early:.0f} MB")
    if ratio > HOT_BY_NEW_MAX:
        missed.append(f"a hot answer takes {ratio:.2f} of one that has to be made: it was made again")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cairn")
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    where = tempfile.mkdtemp(prefix="cairn-flood-")
    engine = None
    try:
        repository = os.path.join(where, "repository")
        site.make_repository(repository)
        engine = engines.cairn(os.path.abspath(args.cairn), os.path.join(where, "cairn"), repository, "0,1", 1)
        missed = measure(engine, args.names)
    finally:
        if engine:
            engine.stop()
        shutil.rmtree(where, ignore_errors=True)
    for words in missed:
        print("missed: " + words)
    sys.exit(1 if missed and args.check else 0)


if __name__ == "__main__":
    main()

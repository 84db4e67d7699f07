#!/usr/bin/env python3
"""How soon a commit reaches a hundred running programs, and what they cost.

  live_reach_check.py PATH_OF_CAIRN_SERVER PATH_OF_WATCHER [--clients N] [--promises]

Each is a process of its own with the client library's default options. Fails unless every one is
told every commit, in order, with the right value. With --promises, also when it takes longer than
is promised, which a busy machine may cause.

A commit's time is counted from the server's log line that says that it was fetched: it is published
right after that. The time since the refresh was asked for has Git's part in it as well.
"""
import argparse
import datetime
import os
import re
import shutil
import statistics
import sys
import tempfile
import time

import server_test
from server_test import Repositories, Server
from watchers import Watcher, await_parked

COMMITS = ("two", "three", "four", "five")
# Milliseconds.
REACHED_MAX = 1000       # the last of all programs
DESTRUCTION_MAX = 100    # the slowest
CACHED_START_MEDIAN = 20


class Promises:
    """Prints figures, and remembers which of them are worse than what is promised."""

    def __init__(self):
        self.broken = []

    def figures(self, name, values, unit, max_of_all=None, max_median=None):
        median = statistics.median(values)
        line = f"{name}: min {min(values):.1f}, median {median:.1f}, max {max(values):.1f} {unit}"
        print(line, flush=True)
        if (max_of_all is not None and max(values) > max_of_all) or (max_median is not None and median > max_median):
            self.broken.append(line)


def push_and_await(repositories, server, watchers, release, number, promises):
    """Commits, refreshes, and waits until everybody was told: their changes have that number."""
    repositories.apply("main", [{"commit": release, "files": {"shop.yml": f"release: {release}\n"}}])
    asked = time.time()
    status, _, _ = server.request("POST", "/-/v1/refresh")
    assert status == 200, server.log()
    told = []
    for watcher in watchers:
        watcher.await_said("change", number)
        told.append(watcher.said("change")[number - 1][0] / 1e6)
    fetched = fetch_times(server)[number]  # the first one is that of the start
    promises.figures(f"{release}: on_change after the server fetched it", [(t - fetched) * 1000 for t in told], "ms",
                     max_of_all=REACHED_MAX)
    promises.figures(f"{release}: on_change after the refresh was asked for", [(t - asked) * 1000 for t in told], "ms")


def fetch_times(server):
    """Seconds since 1970, cut to milliseconds, of each log line that says what was fetched."""
    lines = re.findall(r'^(\S+)Z info room=source\.git event="new revisions"', server.log(), re.M)
    return [datetime.datetime.fromisoformat(line + "+00:00").timestamp() for line in lines]


def resident(watchers):
    """Kilobytes of each process: resident, and its share of what it shares."""
    rss, pss = [], []
    for watcher in watchers:
        with open(f"/proc/{watcher.process.pid}/smaps_rollup") as file:
            fields = dict((line.split()[0], line.split()[1]) for line in list(file)[1:])
        rss.append(int(fields["Rss:"]))
        pss.append(int(fields["Pss:"]))
    return rss, pss


def start_without_server(program, where, uri, home, promises):
    """Starts from the cache, again and again."""
    whole, loading = [], []
    for _ in range(20):
        watcher = Watcher(program, where, uri, home=home)
        watcher.end()
        whole.append((time.monotonic() - watcher.spawned) * 1000)
        how, took, value = watcher.words("started")[0].split(" ", 2)
        assert (how, value) == ("cache", COMMITS[-1]), watcher.log()
        loading.append(int(took) / 1000)
    promises.figures("start without the server: the whole program", whole, "ms")
    promises.figures("start without the server: loading alone", loading, "ms", max_median=CACHED_START_MEDIAN)


def run(where, options, promises):
    repositories = Repositories(where)
    repositories.apply("main", [{"commit": "one", "files": {"shop.yml": "release: one\n"}}])
    server = Server(where, f"--spring.cloud.config.server.git.uri={where}/main.git", "--cairn.poll-interval=1h").wait()
    uri = f"http://127.0.0.1:{server.port}"
    watchers = []
    try:
        watchers += [Watcher(options.watcher, where, uri) for _ in range(options.clients)]
        for number, release in enumerate(COMMITS, 1):
            await_parked(watchers, server.port)
            push_and_await(repositories, server, watchers, release, number, promises)
        await_parked(watchers, server.port)
        rss, pss = resident(watchers)
        promises.figures("resident", [kb / 1024 for kb in rss], "MB")
        promises.figures("resident, shared pages divided", [kb / 1024 for kb in pss], "MB")
        promises.figures("destruction with an open request", [watcher.end() / 1000 for watcher in watchers], "ms",
                         max_of_all=DESTRUCTION_MAX)
        for watcher in watchers:
            assert watcher.words("change") == list(COMMITS), watcher.log()
            assert watcher.words("trouble") == [], watcher.log()
        server.stop()
        start_without_server(options.watcher, where, uri, watchers[0].home, promises)
    finally:
        for watcher in watchers:
            watcher.kill()
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("watcher")
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--promises", action="store_true")
    options = parser.parse_args()
    server_test.SERVER = os.path.abspath(options.server)
    options.watcher = os.path.abspath(options.watcher)
    where = tempfile.mkdtemp(prefix="cairn-reach-")
    promises = Promises()
    try:
        run(where, options, promises)
    finally:
        shutil.rmtree(where, ignore_errors=True)
    if options.promises and promises.broken:
        sys.exit("longer than promised:\n" + "\n".join(promises.broken))


if __name__ == "__main__":
    main()

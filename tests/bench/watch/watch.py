#!/usr/bin/env python3
"""What clients that wait cost cairn-server, and what those cost the others that behave badly; see README.md.

  watch.py CAIRN_SERVER BENCH_WATCHERS BENCH_FRESH [--count 10000] [--sources 1] [--names 1000000] [--only ROW,...]
           [--check]

--check makes the exit status 1 when a promise is missed.
"""
import argparse
import calendar
import json
import os
import re
import resource
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "integration"))
from git_servers import make_certificate  # noqa: E402
from loopback_ports import free_port  # noqa: E402

# KiB for a watcher, ms to the last one, ms for the 99th percentile of fresh requests, part of a processor.
PROMISED = {"plain": 6, "tls": 18, "last": 200, "fresh": 2, "idle": 0.002}
PATIENCE = 180


class Repository:
    """shop and cart, which are watched, and a larger file that others read."""

    def __init__(self, path):
        self.path, self.count = path, 0
        os.makedirs(path)
        self.git("init", "-q", "-b", "main")
        self.commit({"shop.yml": self.shop(0), "cart.yml": "size: 1\n",
                     "large.yml": "".join(f"key{i}: {'value' * 10}\n" for i in range(300))})

    def git(self, *words):
        subprocess.run(["git", "-C", self.path, "-c", "user.name=b", "-c", "user.email=b@localhost", *words], check=True)

    def shop(self, release):
        return f"release: {release}\n" + "".join(f"setting-{i}: value of setting {i}\n" for i in range(25))

    def commit(self, files):
        for name, text in files.items():
            with open(os.path.join(self.path, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a change")

    def change_shop(self):
        self.count += 1
        self.commit({"shop.yml": self.shop(self.count)})


class Server:
    def __init__(self, binary, where, repository, connections, certificate=None):
        self.port, self.scheme = free_port(), "https" if certificate else "http"
        self.log_path = os.path.join(where, f"server-{self.port}.log")
        more = [f"--server.ssl.certificate=file:{certificate}",
                f"--server.ssl.certificate-private-key=file:{certificate}"] if certificate else []
        environment = {"PATH": os.environ["PATH"], "HOME": where, "XDG_STATE_HOME": os.path.join(where, f"state-{self.port}")}
        self.log = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [binary, f"--server.port={self.port}", f"--spring.cloud.config.server.git.uri={repository.path}",
             "--cairn.poll-interval=1h", "--logging.level.root=debug", "--cairn.watch.wait-max=1h", f"--cairn.http.connections={connections}",
             f"--cairn.http.connections-per-address={connections}", *more], stdout=self.log, stderr=self.log, env=environment)
        self.await_true(lambda: self.get("/shop/dev"))

    def await_true(self, condition):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if condition():
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f"it never came to that; see {self.log_path}")

    def get(self, path, method="GET"):
        request = urllib.request.Request(f"{self.scheme}://127.0.0.1:{self.port}{path}", method=method)
        context = ssl._create_unverified_context() if self.scheme == "https" else None
        with urllib.request.urlopen(request, timeout=PATIENCE, context=context) as answer:
            return answer.headers, answer.read()

    def watching(self):
        return json.loads(self.get("/-/v1/status")[1])["watching"]

    def anonymous_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            return int(re.search(r"RssAnon:\s+(\d+) kB", file.read()).group(1))

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def published_us(self):
        """When the last catalog was published."""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            stamp = [line.split(" ")[0] for line in file if "event=published" in line][-1]
        whole, _, part = stamp.rstrip("Z").partition(".")
        return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) * 1_000_000 + int(part.ljust(6, "0")[:6])

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class Crowd:
    def __init__(self, binary, server, count, mode, target, sources):
        tag = server.get(target)[0]["ETag"]
        tls = ["--tls"] if server.scheme == "https" else []
        self.process = subprocess.Popen([binary, str(server.port), str(count), mode, target, tag, *tls, "--sources", str(sources)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the crowd did not come together")

    def report(self):
        """Clients that were woken, microseconds of the first and the last, connections that the server ended."""
        self.process.stdin.write("report\n")
        self.process.stdin.flush()
        return [int(word) for word in self.process.stdout.readline().split()[1:]]

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Bench:
    def __init__(self, args, where):
        self.args, self.where, self.missed, self.servers = args, where, [], []
        self.repository = Repository(os.path.join(where, "repository"))

    def promise(self, row, what, value, limit):
        if value > limit:
            self.missed.append(f"{row}: {what} {value:.3g}, promised {limit}")

    def server(self, tls=False):
        certificate = make_certificate(self.where)[1] if tls else None
        self.servers.append(Server(self.args.cairn, self.where, self.repository, self.args.count + 1000, certificate))
        return self.servers[-1]

    def fresh(self, server, seconds=5, target="/shop/dev"):
        """p50 and p99 in ms of requests on new connections."""
        tls = ["--tls"] if server.scheme == "https" else []
        said = subprocess.run([self.args.fresh, str(server.port), "fresh", str(seconds), target, *tls], check=True,
                              stdout=subprocess.PIPE, text=True).stdout.split()
        return int(said[1]) / 1000, int(said[2]) / 1000

    def crowd_row(self, name, mode, tls=False):
        """10,000 that wait: memory, processor, other requests, and how soon they hear of a commit."""
        server = self.server(tls)
        for _ in range(200):
            server.get("/shop/dev")
        alone = self.fresh(server, 2)
        before = server.anonymous_kib()
        kind = "waiting" if mode == "wait" else "streams"
        crowds = {"shop": Crowd(self.args.watchers, server, self.args.count, mode, "/shop/dev", self.args.sources)}
        server.await_true(lambda: server.watching()[kind] == self.args.count)
        time.sleep(2)
        each = (server.anonymous_kib() - before) / self.args.count
        cpu, began = server.cpu_seconds(), time.monotonic()
        time.sleep(10)
        idle = (server.cpu_seconds() - cpu) / (time.monotonic() - began)
        fresh = self.fresh(server)
        self.repository.commit({"cart.yml": f"size: {time.time()}\n"})
        server.get("/-/v1/refresh", "POST")
        time.sleep(1)
        others = crowds["shop"].report()[0]
        meanwhile = subprocess.Popen([self.args.fresh, str(server.port), "fresh", "3", "/cart/dev",
                                      *(["--tls"] if tls else [])], stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        self.repository.change_shop()
        server.get("/-/v1/refresh", "POST")
        server.await_true(lambda: server.watching()["woken"] >= self.args.count)
        time.sleep(0.5)
        woken, first, last, _ = crowds["shop"].report()
        wave = int(meanwhile.communicate()[0].split()[2]) / 1000
        published = server.published_us()
        watching = server.watching()
        crowds["shop"].stop()
        print(f"{name:20} {each:5.2f} KiB each, idle cpu {idle:6.2%}, fresh p50/p99 {fresh[0]:.2f}/{fresh[1]:.2f} ms "
              f"(alone {alone[0]:.2f}/{alone[1]:.2f}, during the wave p99 {wave:.2f}); woken {woken} after "
              f"{(first - published) / 1000:.0f} to {(last - published) / 1000:.0f} ms, by another commit {others}, "
              f"in vain {watching['uselessWakeUps']}", flush=True)
        self.promise(name, "KiB each", each, PROMISED["tls" if tls else "plain"])
        # Heartbeats are no idleness.
        self.promise(name, "idle processor", idle if mode == "wait" else 0, PROMISED["idle"])
        self.promise(name, "fresh p99", fresh[1], PROMISED["fresh"] if not tls else max(PROMISED["fresh"], 2 * alone[1]))
        self.promise(name, "ms to the last", (last - published) / 1000, PROMISED["last"])
        self.promise(name, "missing", self.args.count - woken, 0)
        self.promise(name, "woken by another commit", others + watching["uselessWakeUps"], 0)
        server.stop()

    def misbehaving_row(self, name, mode):
        """1,000 that misbehave beside clients that do not."""
        server = self.server()
        self.fresh(server, 1)
        alone = self.fresh(server)
        crowd = Crowd(self.args.watchers, server, 1000, mode, "/large/dev", self.args.sources)
        beside = self.fresh(server)
        ended = crowd.report()[3]
        crowd.stop()
        print(f"{name:20} fresh p50/p99 alone {alone[0]:.2f}/{alone[1]:.2f} ms, beside 1,000 {beside[0]:.2f}/{beside[1]:.2f} ms; "
              f"{ended} were closed", flush=True)
        self.promise(name, "fresh p99", beside[1], max(PROMISED["fresh"], 2 * alone[1]))
        server.stop()

    def names_row(self, name):
        """A million names that nobody has, asked for once each, beside one that is asked for all the time."""
        server = self.server()
        quarter = self.args.names // 4
        alone, sizes = self.fresh(server), [server.anonymous_kib() / 1024]
        for part in range(4):
            asking = subprocess.Popen([self.args.fresh, str(server.port), "names", str(quarter)], stdout=subprocess.PIPE, text=True)
            if part == 0:
                beside = self.fresh(server)
            asking.communicate()
            sizes.append(server.anonymous_kib() / 1024)
        print(f"{name:20} {self.args.names} names: {' '.join(f'{size:.0f}' for size in sizes)} MiB; the known one p50/p99 alone "
              f"{alone[0]:.2f}/{alone[1]:.2f} ms, beside {beside[0]:.2f}/{beside[1]:.2f} ms", flush=True)
        self.promise(name, "growth in the last quarter", sizes[-1] - sizes[-2], 0.1 * sizes[-2])
        server.stop()

    def rows(self):
        return {
            "wait": lambda: self.crowd_row("Prefer: wait", "wait"),
            "stream": lambda: self.crowd_row("event streams", "stream"),
            "wait-tls": lambda: self.crowd_row("Prefer: wait, TLS", "wait", tls=True),
            "stream-tls": lambda: self.crowd_row("event streams, TLS", "stream", tls=True),
            "half-open": lambda: self.misbehaving_row("half-open requests", "half-open"),
            "deaf": lambda: self.misbehaving_row("deaf readers", "deaf"),
            "names": lambda: self.names_row("random names"),
        }


def main():
    parser = argparse.ArgumentParser()
    for name in ("cairn", "watchers", "fresh"):
        parser.add_argument(name)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--sources", type=int, default=1)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--only", default="")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < args.count + 1500:
        sys.exit(f"{args.count} clients need {args.count + 1500} descriptors, and the limit is {hard}: raise ulimit -n")
    where = tempfile.mkdtemp(prefix="cairn-bench-watch-")
    bench = Bench(args, where)
    try:
        for name, row in bench.rows().items():
            if not args.only or name in args.only.split(","):
                row()
    finally:
        for server in bench.servers:
            if server.process.poll() is None:
                server.stop()
        shutil.rmtree(where, ignore_errors=True)
    for missed in bench.missed:
        print("missed:", missed)
    return 1 if bench.missed and args.check else 0


if __name__ == "__main__":
    sys.exit(main())

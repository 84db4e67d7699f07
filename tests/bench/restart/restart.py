#!/usr/bin/env python3
"""How long a server is away that is killed and started again, while readers hammer at its port; see ../README.md.

  restart.py CAIRN_SERVER [--restarts 20] [--readers 20] [--check]

--check makes the exit status 1 when a promise is missed.
"""
import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support"), os.path.join(HERE, "..", "..", "integration")]
import git_servers  # noqa: E402
import repositories  # noqa: E402
from cairn_server import CairnServer  # noqa: E402
from loopback_ports import free_port  # noqa: E402
from verdicts import Verdicts  # noqa: E402

AWAY_MS = 1_000  # each, not their median
TARGETS = 500
BETWEEN_S = 0.7  # from the first answer to the next kill: so long everything is under way


class Bench:
    def __init__(self, args, where):
        self.args, self.where, self.verdicts = args, where, Verdicts()
        self.repository = repositories.applications(os.path.join(where, "config.git"))
        self.repository.prepare_commits(args.restarts + 1)
        self.targets = os.path.join(where, "targets")
        with open(self.targets, "w", encoding="utf-8") as file:
            file.writelines(target + "\n" for target in self.repository.targets[:TARGETS])

    def start(self, name, uri, port):
        return CairnServer(self.args.cairn, os.path.join(self.where, name), uri, self.repository.targets[0],
                           "--cairn.poll-interval=1s", port=port)

    def restarts(self, name, uri, before_each):
        """Milliseconds from each start to its first answer."""
        port, times = free_port(), []
        server = self.start(name, uri, port)
        hammer = subprocess.Popen([sys.executable, os.path.join(HERE, "hammer.py"), str(port), str(self.args.readers),
                                   self.targets])
        try:
            for _ in range(self.args.restarts):
                time.sleep(BETWEEN_S)
                server.stop(signal.SIGKILL)
                before_each()
                server = self.start(name, uri, port)
                times.append(server.first_answer * 1e3)
        finally:
            hammer.kill()
            hammer.wait()
            server.stop(signal.SIGKILL)
        return times

    def row(self, name, times):
        self.verdicts.spread(f"{name}, median", times, "ms")
        self.verdicts.figure(f"{name}, the longest of {len(times)}", max(times), "ms", AWAY_MS)

    def run(self):
        self.verdicts.section(f"30,000 files, {self.args.readers} readers")
        self.row("a commit to be fetched", self.restarts("near", self.repository.where, self.repository.publish_next))
        daemon = git_servers.GitDaemon(self.where)
        uri = f"git://127.0.0.1:{daemon.port}/config.git"
        self.start("far", uri, free_port()).stop()
        daemon.stop()
        # The kernel accepts for a socket that listens; nobody will ever say anything.
        with socket.socket() as silent:
            silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            silent.bind(("127.0.0.1", daemon.port))
            silent.listen(64)
            self.row("a remote that says nothing", self.restarts("far", uri, lambda: None))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cairn")
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    args.cairn = os.path.abspath(args.cairn)
    where = tempfile.mkdtemp(prefix="cairn-bench-restart-")
    try:
        bench = Bench(args, where)
        bench.run()
    finally:
        shutil.rmtree(where, ignore_errors=True)
    for line in bench.verdicts.missed:
        print("missed: " + line)
    sys.exit(1 if args.check and bench.verdicts.missed else 0)


if __name__ == "__main__":
    main()

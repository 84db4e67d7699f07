#!/usr/bin/env python3
"""What large repositories cost the real server: starts, one small commit, memory; see ../README.md.

  scale.py CAIRN_SERVER [--rounds 9] [--check]

--check makes the exit status 1 when a promise is missed, 3 when the run is void.
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

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import repositories  # noqa: E402
from cairn_server import CairnServer  # noqa: E402
from verdicts import Verdicts  # noqa: E402

WARM_START_MS = 300
VISIBLE_MS = 50
BYTES_PER_FILE = 300
# A commit that touches one file of 100,000 in folders may take this many times what it takes in ten files.
PUBLICATION_RATIO = 3
KIB_PER_BRANCH = 256
# What it takes this machine to run three children of git and write five files for good: a publication does the same
# and more. Above this the machine is not quiet, or its disk too slow for the promises to say anything.
MACHINE_MS = 25


def machine_ms(where):
    times = []
    for _ in range(9):
        begun = time.perf_counter()
        for _ in range(3):
            subprocess.run(["git", "version"], check=True, stdout=subprocess.DEVNULL)
        for _ in range(5):
            with open(os.path.join(where, "probe"), "wb") as file:
                file.write(b"x" * 1024)
                file.flush()
                os.fsync(file.fileno())
        times.append((time.perf_counter() - begun) * 1e3)
    return times


class Reader(threading.Thread):
    """Asks for one target a thousand times a second, until the answer is of a commit, or of another one than before;
    `seen` is when it was."""

    def __init__(self, server, target, commit=None, before=None):
        super().__init__()
        self.server, self.target, self.commit, self.before, self.seen = server, target, commit, before, None
        self.start()

    def is_new(self, revision):
        return revision == self.commit if self.commit else revision != self.before

    def run(self):
        end = time.monotonic() + 60
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        while time.monotonic() < end:
            connection.request("GET", self.target)
            answer = connection.getresponse()
            answer.read()
            if self.is_new(answer.getheader("Cairn-Revision")):
                self.seen = time.time()
                break
            time.sleep(0.001)
        connection.close()


class Subject:
    """A repository, and a server for it."""

    def __init__(self, bench, name, make):
        self.bench, self.name = bench, name
        self.where = os.path.join(bench.where, name)
        self.repository = make(os.path.join(bench.where, f"{name}.git"))

    def server(self):
        more = ["--cairn.poll-interval=1h"]  # Nothing happens but what is asked for.
        if self.repository.search_paths:
            more.append(f"--spring.cloud.config.server.git.search-paths={self.repository.search_paths}")
        return CairnServer(self.bench.binary, self.where, self.repository.where, self.repository.targets[0], *more)

    def starts(self):
        """Seconds of the first start, and of each of several with a mirror."""
        first = self.timed_start()
        return first, [self.timed_start() for _ in range(self.bench.rounds)]

    def timed_start(self):
        server = self.server()
        server.stop()
        return server.first_answer

    def commits(self):
        """Of several commits of one file: milliseconds of the whole look, and from the end of the fetch until the
        catalog was published and until a reader saw it."""
        server, looks, published, visible = self.server(), [], [], []
        try:
            server.refresh()  # The look at the start is over.
            for _ in range(self.bench.rounds):
                commit = self.repository.change_one()
                reader = Reader(server, self.repository.targets[0], commit)
                begun = time.time()
                server.refresh()
                looks.append((time.time() - begun) * 1e3)
                reader.join()
                arrived = server.event_after("objects arrived", begun - 0.001)
                published.append((server.event_after("published", arrived) - arrived) * 1e3)
                visible.append((reader.seen - arrived) * 1e3)
        finally:
            server.stop()
        return looks, published, visible

    def memory(self, read_all):
        """Anonymous bytes with a mirror from an earlier run, after one answer, and after all targets were read."""
        server = self.server()
        try:
            time.sleep(0.3)  # The look that every start makes.
            one = server.private_bytes()[0]
            for target in self.repository.targets if read_all else []:
                if server.get(target)[0] != 200:
                    raise RuntimeError(f"{target} is not answered")
            return one, server.private_bytes()[0]
        finally:
            server.stop()


class Directory:
    """Files on disk, in folders of a hundred, and a server of them that keeps what it served."""

    def __init__(self, bench, files):
        self.bench, self.where = bench, os.path.join(bench.where, "directory")
        self.served = os.path.join(self.where, "served")
        self.names = [f"app-{i // 100:03d}/app-{i // 100:03d}-p{i % 100:02d}.yml" for i in range(files)]
        for name in self.names:
            os.makedirs(os.path.dirname(os.path.join(self.served, name)), exist_ok=True)
            self.write(name, 0)

    def write(self, name, mark):
        path = os.path.join(self.served, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(repositories.text_of(os.path.basename(name), mark))
        os.replace(path + ".new", path)

    def server(self):
        return CairnServer(self.bench.binary, self.where, "none", "/app-000/p00", "--spring.profiles.active=native",
                           f"--spring.cloud.config.server.native.search-locations=file:{self.served},file:{self.served}/app-000",
                           "--cairn.native.scan-interval=1h", f"--cairn.data-dir={self.where}/data")

    def starts(self):
        times = []
        for _ in range(self.bench.rounds + 1):
            server = self.server()
            server.refresh()  # What is written down, and the first check of that, is over.
            server.stop()
            times.append(server.first_answer)
        return times[0], times[1:]

    def edits(self):
        """Of several edits of one file: milliseconds until a reader saw each, which inotify told of."""
        server, visible = self.server(), []
        try:
            server.refresh()
            for mark in range(1, self.bench.rounds + 1):
                before = server.get("/app-000/p00")[1]["cairn-revision"]
                reader = Reader(server, "/app-000/p00", before=before)
                begun = time.time()
                self.write(self.names[0], mark)
                reader.join()
                visible.append((reader.seen - begun) * 1e3)
        finally:
            server.stop()
        return visible


class Bench:
    def __init__(self, binary, rounds, where):
        self.binary, self.rounds, self.where, self.verdicts = binary, rounds, where, Verdicts()
        self.visible, self.machine = {}, []

    def subject(self, name, title, make):
        begun = time.perf_counter()
        subject = Subject(self, name, make)
        self.verdicts.section(f"{title} (made in {time.perf_counter() - begun:.1f} s, "
                              f"{subject.repository.bytes_on_disk() / 1e6:.1f} MB)")
        return subject

    def start_rows(self, subject):
        first, warm = subject.starts()
        self.verdicts.figure("first start, with the clone, to the first answer", first * 1e3, "ms")
        self.verdicts.spread("start with a mirror to the first answer", [1e3 * t for t in warm], "ms", WARM_START_MS)
        self.verdicts.figure("data directory", repositories.bytes_below(os.path.join(subject.where, "state")) / 1e6, "MB",
                             digits=1)

    def commit_rows(self, subject):
        looks, published, visible = subject.commits()
        self.verdicts.spread("a commit of one file: the look with its fetch", looks, "ms")
        self.verdicts.spread("  end of the fetch to the new catalog", published, "ms")
        self.verdicts.spread("  end of the fetch to a reader's first new answer", visible, "ms", VISIBLE_MS)
        self.visible[subject.name] = statistics.median(visible)

    def machine_row(self):
        times = machine_ms(self.where)
        self.verdicts.spread("three children of git and five files on the disk", times, "ms")
        self.machine.append(statistics.median(times))

    def quiet(self):
        return max(self.machine) <= MACHINE_MS

    def run(self):
        self.verdicts.section("this machine, before")
        self.machine_row()
        self.subjects()
        self.verdicts.section("this machine, after")
        self.machine_row()

    def subjects(self):
        few = self.subject("few", "10 files", repositories.few)
        self.start_rows(few)
        self.commit_rows(few)
        base, _ = few.memory(False)
        self.verdicts.figure("anonymous memory after one answer", base / 1e6, "MB", digits=1)
        self.applications()
        self.folders(base)
        self.branches()
        self.directory(10_000)

    def directory(self, files):
        begun = time.perf_counter()
        subject = Directory(self, files)
        self.verdicts.section(f"a directory of {files:,} files (made in {time.perf_counter() - begun:.1f} s)")
        first, later = subject.starts()
        self.verdicts.figure("first start, with all files read and kept, to the first answer", first * 1e3, "ms")
        self.verdicts.spread("start with what was kept to the first answer", [1e3 * t for t in later], "ms")
        self.verdicts.spread("an edit of one file to a reader's first new answer", subject.edits(), "ms")
        self.verdicts.figure("data directory", repositories.bytes_below(os.path.join(subject.where, "data")) / 1e6, "MB",
                             digits=1)

    def applications(self):
        subject = self.subject("applications", "10,000 applications of 3 files, all in the root", repositories.applications)
        self.start_rows(subject)
        self.commit_rows(subject)
        one, read = subject.memory(True)
        self.verdicts.figure("anonymous memory after one answer", one / 1e6, "MB", digits=1)
        self.verdicts.figure("anonymous memory after all 10,000 were read", read / 1e6, "MB", digits=1)

    def folders(self, base):
        # The same targets with nothing beside them: what is more with 100 files in each folder is theirs.
        thin = Subject(self, "thin", lambda where: repositories.folders(where, each=1))
        thin.timed_start()
        _, thin_read = thin.memory(True)
        subject = self.subject("folders", "100,000 files, a folder for each of 1,000 applications", repositories.folders)
        self.start_rows(subject)
        self.commit_rows(subject)
        self.verdicts.figure("the same end to a reader's answer, by that of 10 files",
                             self.visible["folders"] / self.visible["few"], "times", PUBLICATION_RATIO, digits=2)
        one, read = subject.memory(True)
        files = len(subject.repository.files)
        self.verdicts.figure("anonymous memory after one answer", one / 1e6, "MB", digits=1)
        self.verdicts.figure("  more than with 10 files, for each file", (one - base) / (files - 10), "bytes", BYTES_PER_FILE)
        self.verdicts.figure("anonymous memory after an answer from each folder", read / 1e6, "MB", digits=1)
        self.verdicts.figure("  more than without the files not asked for, for each", (read - thin_read) / (files - 1_000),
                             "bytes", BYTES_PER_FILE)

    def branches(self):
        subject = self.subject("branches", "100 branches of 10,000 files, each with one of its own", repositories.branches)
        self.start_rows(subject)
        self.commit_rows(subject)
        begun = time.perf_counter()
        one, read = subject.memory(True)
        seconds = time.perf_counter() - begun
        self.verdicts.figure("anonymous memory after one answer", one / 1e6, "MB", digits=1)
        self.verdicts.figure("anonymous memory after an answer from each branch", read / 1e6, "MB", digits=1)
        self.verdicts.figure("  for each branch", (read - one) / 1024 / (subject.repository.branches - 1), "KiB",
                             KIB_PER_BRANCH)
        self.verdicts.figure("start, an answer from each branch, and the end", seconds * 1e3, "ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cairn")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    where = tempfile.mkdtemp(prefix="cairn-bench-scale-")
    try:
        bench = Bench(os.path.abspath(args.cairn), args.rounds, where)
        bench.run()
    finally:
        shutil.rmtree(where, ignore_errors=True)
    for line in bench.verdicts.missed:
        print("missed: " + line)
    if not bench.quiet():
        print(f"VOID: what takes a quiet machine less than {MACHINE_MS} ms took {max(bench.machine):.0f}")
    if args.check:
        sys.exit(3 if not bench.quiet() else 1 if bench.verdicts.missed else 0)


if __name__ == "__main__":
    main()

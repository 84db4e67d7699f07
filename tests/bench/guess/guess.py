#!/usr/bin/env python3
"""What a client with a password feels while others guess passwords, 100,000 of them; see ../README.md.

  guess.py CAIRN_SERVER OPEN_LOOP [--rate 2000] [--guesses 100000] [--slices 5] [--check]

The good client asks at a fixed rate, with a password whose hash is in the file of users. Guesses come at a fixed
rate too, each another one: from one address, and from 60, so that the limit of failures per address hides nothing.
--check makes the exit status 1 when a promise is missed, 3 when the run is void.
"""
import argparse
import base64
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import repositories  # noqa: E402
from cairn_server import CairnServer  # noqa: E402

USERS = "ann:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79:reader\n"
PASSWORD = "correct horse"
TARGETS, CONNECTIONS, GUESSERS = 100, 64, 60
SECONDS = 6
P99_RATIO = 2.0  # promised: at most doubled
LATE_US = 1_000


def field(user, password):
    return "Authorization: Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def figures(text):
    words = text.split()
    return dict(zip(words[::2], map(int, words[1::2])))


class Bench:
    def __init__(self, args, where):
        self.args, self.where, self.guessed, self.refused = args, where, 0, 0
        repository = repositories.applications(os.path.join(where, "config.git"), TARGETS)
        users = self.write("users", [USERS.strip()])
        self.good = self.write("good", [f"{target}\t{field('ann', PASSWORD)}" for target in repository.targets])
        self.server = CairnServer(args.cairn, os.path.join(where, "server"), repository.where, "/actuator/health",
                                  f"--cairn.auth.users-file={users}", "--cairn.access[0].roles=reader",
                                  "--cairn.access[0].applications=*")

    def write(self, name, lines):
        path = os.path.join(self.where, name)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        return path

    def guesses(self, count):
        """A file of requests with passwords that nobody tried before, half of them for a user that there is."""
        numbers = range(self.guessed, self.guessed + count)
        self.guessed += count
        return self.write("guesses", [f"/app-00000/prod\t{field('ann' if i % 2 else f'user{i}', f'guess {i}')}" for i in numbers])

    def slice(self, addresses=0):
        """Figures of the good client, beside guesses from that many addresses."""
        crowd = None
        if addresses:
            rate = self.args.guesses // (SECONDS * self.args.slices)
            words = [rate, SECONDS + 1, GUESSERS, self.guesses(rate * (SECONDS + 1)), addresses]
            crowd = subprocess.Popen([self.args.open_loop, str(self.server.port), *map(str, words)], stdout=subprocess.PIPE, text=True)
        good = subprocess.run([self.args.open_loop, str(self.server.port), str(self.args.rate), str(SECONDS), str(CONNECTIONS),
                               self.good], check=True, capture_output=True, text=True)
        if crowd:
            said, _ = crowd.communicate(timeout=60)
            guessed = figures(said)
            if guessed["bad"] != guessed["requests"]:
                raise RuntimeError("a wrong password was taken")
            self.refused += guessed["bad"]
        result = figures(good.stdout)
        if result["bad"]:
            raise RuntimeError(f"{result['bad']} answers for the good client are not 200")
        return result

    def run(self):
        rows = {0: [], 1: [], GUESSERS: []}
        self.slice()  # so that all is warm
        for number in range(self.args.slices):
            for addresses in rows if number % 2 == 0 else reversed(rows):
                rows[addresses].append(self.slice(addresses))
        return rows


def report(rows):
    names = {0: "nobody guesses", 1: "guesses from one address", GUESSERS: f"guesses from {GUESSERS} addresses"}
    print(f"{'milliseconds':<32}{'p50':>8}{'p99':>8}  [least-most]     {'p99.9':>8}{'sent late, p99':>16}")
    p99 = {}
    for row, slices in rows.items():
        def median(name):
            return statistics.median(one[name] for one in slices) / 1e3

        all_p99 = [one["p99"] / 1e3 for one in slices]
        p99[row] = median("p99")
        print(f"{names[row]:<32}{median('p50'):>8.2f}{p99[row]:>8.2f}  [{min(all_p99):.2f}-{max(all_p99):.2f}]{'':>5}"
              f"{median('p999'):>8.2f}{median('late'):>16.2f}")
    late = max(statistics.median(one["late"] for one in slices) for slices in rows.values())
    missed = [row for row in rows if p99[row] > P99_RATIO * p99[0]]
    for row in list(rows)[1:]:
        print(f"{names[row]}: p99 {p99[row] / p99[0]:.2f} times that without; promised at most {P99_RATIO:.1f}: "
              f"{'MISSED' if row in missed else 'met'}")
    return missed, late <= LATE_US


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cairn")
    parser.add_argument("open_loop")
    parser.add_argument("--rate", type=int, default=2_000)
    parser.add_argument("--guesses", type=int, default=100_000)
    parser.add_argument("--slices", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    args.cairn, args.open_loop = os.path.abspath(args.cairn), os.path.abspath(args.open_loop)
    where = tempfile.mkdtemp(prefix="cairn-bench-guess-")
    bench = None
    try:
        bench = Bench(args, where)
        missed, valid = report(bench.run())
        print(f"{bench.refused:,} wrong passwords, none taken")
    finally:
        if bench:
            bench.server.stop()
        shutil.rmtree(where, ignore_errors=True)
    if not valid:
        print("VOID: requests were sent more than 1 ms late; the machine was not quiet")
    if args.check:
        sys.exit(3 if not valid else 1 if missed else 0)


if __name__ == "__main__":
    main()

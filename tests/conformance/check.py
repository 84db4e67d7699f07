#!/usr/bin/env python3
"""Runs the recorded suites against a server and compares its answers with the recorded ones.

  check.py --server build/release/bin/cairn-server       the required suites
  check.py --server ... --mode background --refresh 'POST /-/v1/refresh'   no fetch before a read
  check.py --server ... --all --only yaml --verbose                        look at some others

Suites run side by side, each with its own server, free port and directory. The suites that the file
`required` names must be without a difference, and this share of their answers equal as bytes; other
suites run with --all and are only reported. The last line is the figure.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import random
import secrets
import shlex
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "integration"))
import harness  # noqa: E402
import verdict  # noqa: E402
from loopback_ports import free_port  # noqa: E402

BYTES_MIN_PERCENT = 98.0
KINDS = ("bytes", "data", "departure", "different")


def shuffled(cases, seed):
    """The cases in another order between two changes of the repositories: no answer may depend on
    the requests before it."""
    order, groups = random.Random(seed), [[]]
    for case in cases:
        if "then" in case:
            groups += [[case], []]
        else:
            groups[-1].append(case)
    for group in groups:
        order.shuffle(group)
    return [case for group in groups for case in group]


def with_login(root):
    """A principal that may do everything, by a token and a rule: header fields and arguments."""
    token = "cairn_" + secrets.token_urlsafe(32)
    path = os.path.join(root, "tokens")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"suites suites {hashlib.sha256(token.encode()).hexdigest()} 2999-01-01 everything\n")
    rule = "--cairn.access[0]."
    rights = "read,refresh,pin,encrypt,decrypt,status,metrics"
    return ({"Authorization": "Bearer " + token},
            [f"--cairn.auth.tokens-file={path}", f"{rule}roles=everything",
             f"{rule}applications=*", f"{rule}rights={rights}"])


class Suite:
    """One suite's run: its verdicts and the lines to print."""

    def __init__(self, path):
        self.name = os.path.basename(path)[:-len(".json")]
        self.number = self.name.split("-")[0]
        with open(path, encoding="utf-8") as file:
            self.content = json.load(file)
        self.kinds = {}  # case -> kind
        # Error pages of the reference's servlet container: only their status counts.
        self.pages = {case["name"] for case in self.content["cases"]
                      if "request" in case and verdict.is_error_page(case["expect"])}
        self.lines = []

    def run(self, args, departures):
        if args.shuffle is not None:
            self.content["cases"] = shuffled(self.content["cases"], args.shuffle)
        port = free_port()
        config = [f"--server.port={port}", f"--cairn.freshness={args.mode}"]
        root = tempfile.mkdtemp(prefix="conformance-")
        login = None
        if args.login:
            login, more = with_login(root)
            config += more
        try:
            for case, got in harness.run(self.content, root, shlex.split(args.server), port, config,
                                         args.refresh, login):
                self.judge(case, got, departures.get(f"{self.name}/{case['name']}"), args.verbose)
        except Exception as problem:  # whatever it was, the rest of this suite is unanswered
            self.lines.append(f"  {self.name}: {type(problem).__name__}: {problem}")
            self.lines += tail(os.path.join(root, "server.log"))
            self.kinds.setdefault("(the server)", "different")
        finally:
            harness.remove(root)
        for case in self.content["cases"]:
            if "request" in case:
                self.kinds.setdefault(case["name"], "different")
        self.lines.append(f"{self.name}: " + ", ".join(
            f"{count} {kind}" for kind, count in self.count().items() if count))
        return self

    def judge(self, case, got, departure, verbose):
        kind, words = verdict.judge(departure, case["expect"], got)
        self.kinds[case["name"]] = kind
        if kind != "different":
            return
        request = case["request"]
        self.lines.append(f"  {self.name}: {case['name']}\n"
                          f"    {request.get('method', 'GET')} {request['path']} -> {words}")
        if verbose:
            self.lines.append("    got      " + json.dumps(got, ensure_ascii=False))
            self.lines.append("    recorded " + json.dumps(case["expect"], ensure_ascii=False))

    def count(self):
        kinds = list(self.kinds.values())
        return {kind: kinds.count(kind) for kind in KINDS}


def tail(path, characters=1500):
    if not os.path.exists(path):
        return []
    with open(path, errors="replace", encoding="utf-8") as log:
        return ["    | " + line for line in log.read()[-characters:].splitlines()]


def figure(title, suites, departures):
    """The line that sums up some suites, whether nothing is different, and the byte rate."""
    total = {kind: sum(suite.count()[kind] for suite in suites) for kind in KINDS}
    asked = sum(total.values())
    good = asked - total["different"]
    plain = [kind for suite in suites for case, kind in suite.kinds.items()
             if f"{suite.name}/{case}" not in departures and case not in suite.pages]
    rate = 100 * plain.count("bytes") / max(len(plain), 1)
    line = (f"{title}: {good} of {asked} answers as recorded ({100 * good / max(asked, 1):.1f} %), "
            f"{total['bytes']} equal as bytes ({rate:.1f} % of those without a departure), "
            f"{total['data']} as data, {total['departure']} departures")
    return line, asked > 0 and good == asked and rate >= BYTES_MIN_PERCENT


def required_numbers():
    with open(os.path.join(HERE, "required"), encoding="utf-8") as file:
        return {word for line in file for word in line.split("#")[0].split()}


def chosen(args, required):
    directory = os.path.join(HERE, args.suites)
    for file in sorted(os.listdir(directory)):
        if file == "departures.json":
            continue
        number = file.split("-")[0]
        if args.only in file and (args.all or number in required):
            yield Suite(os.path.join(directory, file))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True, help="the program, with arguments if need be")
    parser.add_argument("--mode", choices=("request", "background"), default="request")
    parser.add_argument("--refresh", metavar="'METHOD PATH'",
                        help="send this after each change of the repositories")
    parser.add_argument("--shuffle", type=int, metavar="SEED",
                        help="ask in another order between two changes of the repositories")
    parser.add_argument("--login", action="store_true",
                        help="with authentication on, as a principal that may do everything")
    parser.add_argument("--suites", default="suites",
                        help="the directory of the suites: suites, or more (recorded by ourselves)")
    parser.add_argument("--all", action="store_true", help="also suites that are not required")
    parser.add_argument("--only", default="", help="only suites whose name contains this")
    parser.add_argument("--jobs", type=int, default=2, help="suites at a time")
    parser.add_argument("--verbose", action="store_true", help="print both answers that differ")
    parser.add_argument("--report", help="write the verdict of each case to this JSON file")
    return parser.parse_args()


def main():
    args = parse_arguments()
    required = required_numbers()
    own = os.path.join(HERE, args.suites, "departures.json")
    shared = os.path.join(HERE, "departures.json")
    with open(own if os.path.exists(own) else shared, encoding="utf-8") as file:
        departures = {departure["case"]: departure for departure in json.load(file)}
    done = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        runs = [pool.submit(suite.run, args, departures) for suite in chosen(args, required)]
        for run in concurrent.futures.as_completed(runs):
            done.append(run.result())
            print("\n".join(done[-1].lines), flush=True)
    if args.report:
        report = {f"{suite.name}/{case}": kind for suite in done
                  for case, kind in suite.kinds.items()}
        with open(args.report, "w", encoding="utf-8") as out:
            json.dump(report, out, indent=1, ensure_ascii=False, sort_keys=True)
    if args.all:
        print(figure("all suites", done, departures)[0])
    line, good = figure("conformance", [s for s in done if s.number in required], departures)
    print(line)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

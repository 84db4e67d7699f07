#!/usr/bin/env python3
"""Generates files, lets our parsers and independent ones read them, and fails on an unexplained difference.

  check.py --tool PATH [--seed TEXT] [--times N]

Types and values have to be equal exactly, and in order; a file that is refused has to be refused by both.
What differs must be explained by a rule of rules.md. The same seed gives the same files on every machine;
--times multiplies how many there are. The last line is the figure.
"""
import argparse
import base64
import collections
import json
import os
import random
import re
import subprocess
import sys

import properties_files
import properties_reference
import recorded
import yaml_documents
import yaml_reference
import yaml_scalars

HERE = os.path.dirname(os.path.abspath(__file__))
SHOWN_MAX = 20
REFERENCES = {"yaml": yaml_reference.read, "properties": properties_reference.read}

Input = collections.namedtuple("Input", "group kind name data")


def generated(seed, times):
    """The inputs: (group, kind of scalar or file, parser, bytes)."""
    r = random.Random(seed)
    inputs = []
    for _ in range(16_000 * times):
        kind, text = yaml_scalars.generate(r)
        inputs.append(Input("scalars", kind, "yaml", text.encode()))
    for _ in range(6_000 * times):
        inputs.append(Input("scalars", "property", "properties", properties_files.scalar(r)))
    for _ in range(2_600 * times):
        inputs.append(Input("documents", "yaml file", "yaml", yaml_documents.generate(r)))
    for _ in range(1_000 * times):
        inputs.append(Input("documents", "properties file", "properties", properties_files.generate(r)))
    return inputs


def read_by_us(tool, inputs):
    """What our parsers make of each: its documents, or an error as text."""
    lines = "".join(f"{item.name} {base64.b64encode(item.data).decode()}\n" for item in inputs)
    done = subprocess.run([tool], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in done.stdout.split(b"\n") if line]
    if len(answers) != len(inputs):
        raise SystemExit(f"{tool} answered {len(answers)} of {len(inputs)} inputs")
    return [answer.get("documents", answer.get("error")) for answer in answers]


def agree(a, b):
    return a == b or (isinstance(a, str) and isinstance(b, str))


class Comparison:
    def __init__(self):
        self.kinds = collections.Counter()   # (kind, outcome)
        self.groups = collections.Counter()
        self.rules = collections.Counter()
        self.unexplained = 0

    def compare(self, item, ours):
        self.groups[item.group] += 1
        expected, _ = REFERENCES[item.name](item.data, False)
        if agree(expected, ours):
            self.kinds[item.kind, "refused" if isinstance(ours, str) else "equal"] += 1
            return
        expected, fired = REFERENCES[item.name](item.data, True)
        if agree(expected, ours) and fired:
            self.kinds[item.kind, "by a rule"] += 1
            self.rules.update(fired)
            return
        self.kinds[item.kind, "unexplained"] += 1
        self.unexplained += 1
        if self.unexplained <= SHOWN_MAX:
            print(f"UNEXPLAINED {item.kind}: {item.data!r}\n  expected {expected!r}\n  got      {ours!r}")

    def print_figures(self):
        outcomes = ("equal", "refused", "by a rule", "unexplained")
        print(f"{'kind':18}" + "".join(f"{outcome:>12}" for outcome in outcomes))
        for kind in dict.fromkeys(kind for kind, _ in self.kinds):
            print(f"{kind:18}" + "".join(f"{self.kinds[kind, outcome]:12}" for outcome in outcomes))
        for rule, count in self.rules.most_common():
            print(f"{count:6} by {rule}")


def listed_rules():
    with open(os.path.join(HERE, "rules.md"), encoding="utf-8") as file:
        return set(re.findall(r"^\| `([a-z0-9-]+)` \|", file.read(), re.M))


def check_recordings():
    """The references with their rules give what the server gave; returns how many files they read so."""
    files = wrong = 0
    for name, data, properties in recorded.sources():
        if b"{cipher}" in data:
            continue
        files += 1
        parser = "properties" if name.endswith(".properties") else "yaml"
        documents, _ = REFERENCES[parser](data, True)
        got = recorded.as_json_shows(documents[0]) if not isinstance(documents, str) and len(documents) == 1 else documents
        if got != recorded.listed(properties):
            wrong += 1
            print(f"THE REFERENCE IS WRONG about {name}\n  recorded {recorded.listed(properties)!r}\n  got      {got!r}")
    return files, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True, help="the program that reads with our parsers")
    parser.add_argument("--seed", default="cairn")
    parser.add_argument("--times", type=int, default=1)
    args = parser.parse_args()

    inputs = generated(args.seed, args.times)
    comparison = Comparison()
    for item, ours in zip(inputs, read_by_us(args.tool, inputs)):
        comparison.compare(item, ours)
    comparison.print_figures()

    listed, fired = listed_rules(), set(comparison.rules)
    for rule in sorted(listed - fired):
        print(f"rule {rule} explains nothing: leave it out")
    for rule in sorted(fired - listed):
        print(f"rule {rule} is not listed in rules.md")
    files, wrong = check_recordings()
    print(f"{comparison.groups['scalars']} scalars, {comparison.groups['documents']} documents: "
          f"{comparison.unexplained} unexplained, {sum(comparison.rules.values())} by {len(fired)} rules; "
          f"{files} recorded files, {wrong} of which the references read wrongly")
    return 1 if comparison.unexplained or listed != fired or wrong else 0


if __name__ == "__main__":
    sys.exit(main())

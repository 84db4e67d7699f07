#!/usr/bin/env python3
"""Prints the table of docs/RELIABILITY.md from the reports of full runs.

  reliability_table.py build/release/faults-*.json
"""
import json
import sys


def figures_of(case):
    shown = [f"{name.replace(', ms', '')} {value:.0f} ms" if name.endswith(", ms")
             else f"{name.replace(', KB', '')} {value / 1024:.1f} MB" if name.endswith(", KB") else f"{name}: {value:.0f}"
             for name, value in sorted(case["figures"].items())]
    return "; ".join([*shown, f"{case['reads']:,} reads"])


def main(paths):
    print("| fault | case | promise | runs | failures | figure |\n|---|---|---|---|---|---|")
    runs = failures = reads = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for case in json.load(file):
                runs, failures, reads = runs + case["runs"], failures + case["failures"], reads + case["reads"]
                promise = case["promise"].replace("no wrong answer, no failed read, no manual repair", "the three")
                print(f"| {case['fault']} | `{case['name']}` | {promise} | {case['runs']} | {case['failures']} | {figures_of(case)} |")
    print(f"\n{runs} runs, {failures} failures, {reads:,} reads.")


if __name__ == "__main__":
    main(sys.argv[1:])

#!/usr/bin/env python3
"""Adds up the reports of ctest and says what counts: the last line is "N passed, N failed, N skipped".

  totals.py --expected-skips FILE [--passed N] [--failed N] DIRECTORY-OF-JUNIT-FILES

A test program that says how many cases it ran (doctest, unittest) counts as that many. The exit
status is 0 only when nothing failed, every skip is listed in the file, and something ran.
"""
import argparse
import os
import re
import sys
import xml.etree.ElementTree

# A test that chose to be skipped; any other reason not to run is a failure.
CHOSEN_SKIP = re.compile(r"SKIP_RETURN_CODE|SKIP_REGULAR_EXPRESSION")
DOCTEST = re.compile(r"\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed"
                     r" \|\s*(\d+) skipped")
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(.*)$", re.M)


class Totals:
    def __init__(self, passed, failed):
        self.passed, self.failed = passed, failed
        self.skipped = []   # names
        self.problems = []  # lines to print

    def add_report(self, path):
        preset = os.path.basename(path)[:-len(".xml")]
        try:
            cases = list(xml.etree.ElementTree.parse(path).getroot().iter("testcase"))
        except (OSError, xml.etree.ElementTree.ParseError) as problem:
            self.fail(f"{preset}: the report cannot be read: {problem}")
            return
        if not cases:
            self.fail(f"FAILED {preset}: no test ran")
        for case in cases:
            self.add_case(preset, case)

    def add_case(self, preset, case):
        name, status = f"{preset}/{case.get('name')}", case.get("status")
        reason = case.find("skipped")
        if status == "run":
            self.add_passed(name, case.findtext("system-out") or "")
        elif status == "disabled":
            self.skipped.append(name)
        elif reason is not None and CHOSEN_SKIP.search(reason.get("message") or ""):
            self.skipped.append(name)
        else:
            output = case.findtext("system-out") or ""
            doctest = DOCTEST.search(output)
            if doctest and int(doctest.group(2)):
                self.passed += int(doctest.group(1))
                self.failed += int(doctest.group(2)) - 1
            words = "" if reason is None else f" ({reason.get('message')})"
            self.fail(f"FAILED {name}{words}", output)

    def add_passed(self, name, output):
        doctest, unittest = DOCTEST.search(output), UNITTEST.search(output)
        if doctest:
            self.passed += int(doctest.group(1))
            self.skipped += [name + " (cases)"] * int(doctest.group(3))
        elif unittest:
            skipped = re.search(r"skipped=(\d+)", unittest.group(2))
            count = int(skipped.group(1)) if skipped else 0
            self.passed += int(unittest.group(1)) - count
            self.skipped += [name + " (cases)"] * count
        else:
            self.passed += 1

    def fail(self, words, output=""):
        self.failed += 1
        self.problems.append(words)
        self.problems += ["    " + line for line in output.splitlines()[-40:]]

    def judge_skips(self, expected):
        for name in sorted(set(self.skipped)):
            if name in expected:
                print(f"skipped as expected: {name}: {expected[name]}")
            else:
                self.fail(f"SKIPPED without being listed in tests/expected-skips: {name}")


def read_expected(path):
    """Lines "preset/test: reason"; '#' begins a comment."""
    expected = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, _, reason = line.split("#")[0].strip().partition(": ")
            if name:
                expected[name] = reason
    return expected


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--expected-skips", required=True)
    parser.add_argument("--passed", type=int, default=0)
    parser.add_argument("--failed", type=int, default=0)
    parser.add_argument("reports")
    args = parser.parse_args()
    totals = Totals(args.passed, args.failed)
    for file in sorted(os.listdir(args.reports)):
        totals.add_report(os.path.join(args.reports, file))
    totals.judge_skips(read_expected(args.expected_skips))
    if totals.passed == 0 and totals.failed == 0:
        totals.fail("FAILED: no test ran")
    if totals.problems:
        print("\n".join(totals.problems))
    print(f"{totals.passed} passed, {totals.failed} failed, {len(totals.skipped)} skipped")
    sys.exit(0 if totals.failed == 0 else 1)


if __name__ == "__main__":
    main()

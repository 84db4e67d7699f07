#!/usr/bin/env python3
"""Tests of the sum that scripts/test ends with: nothing that went wrong may look like a success."""
import os
import subprocess
import sys
import tempfile
import unittest

TOTALS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/lib/totals.py")
DOCTEST = "[doctest] test cases: 5 | %d passed | %d failed | %d skipped"


def case(name, status, output="", skipped=None):
    reason = f'<skipped message="{skipped}"/>' if skipped else ""
    return (f'<testcase name="{name}" status="{status}">{reason}'
            f"<system-out>{output}</system-out></testcase>")


class Totals(unittest.TestCase):
    def sum(self, cases, expected_skips="", arguments=(), report=None):
        """The last line and whether the exit status is 0."""
        with tempfile.TemporaryDirectory() as root:
            os.mkdir(os.path.join(root, "reports"))
            if report is None:
                report = f"<testsuite>{''.join(cases)}</testsuite>" if cases is not None else ""
            for name, text in (("skips", expected_skips), ("reports/release.xml", report)):
                if text is not None:
                    with open(os.path.join(root, name), "w", encoding="utf-8") as out:
                        out.write(text)
            done = subprocess.run(
                [sys.executable, TOTALS, "--expected-skips", os.path.join(root, "skips"),
                 *arguments, os.path.join(root, "reports")],
                capture_output=True, text=True, check=False)
        return done.stdout.strip().split("\n")[-1], done.returncode == 0

    def test_a_program_counts_as_the_cases_that_it_ran(self):
        cases = [case("a", "run"), case("b", "run", DOCTEST % (5, 0, 0)),
                 case("c", "run", "Ran 7 tests in 0.1s\n\nOK\n")]
        self.assertEqual(self.sum(cases), ("13 passed, 0 failed, 0 skipped", True))

    def test_a_failure_fails(self):
        for bad in (case("a", "fail"), case("a", "notrun", skipped="Unable to find executable"),
                    case("a", "notrun", skipped="Fixture dependency failed"), case("a", "odd")):
            self.assertEqual(self.sum([case("b", "run"), bad]),
                             ("1 passed, 1 failed, 0 skipped", False), bad)
        self.assertEqual(self.sum([case("a", "fail", DOCTEST % (3, 2, 0))]),
                         ("3 passed, 2 failed, 0 skipped", False))
        self.assertEqual(self.sum([case("a", "run")], arguments=["--failed", "1"]),
                         ("1 passed, 1 failed, 0 skipped", False))

    def test_only_a_listed_skip_is_forgiven(self):
        for skip in (case("a", "disabled"), case("a", "notrun", skipped="SKIP_RETURN_CODE=77")):
            self.assertEqual(self.sum([case("b", "run"), skip]),
                             ("1 passed, 1 failed, 1 skipped", False))
            self.assertEqual(self.sum([case("b", "run"), skip], "release/a: no such device\n"),
                             ("1 passed, 0 failed, 1 skipped", True))
        self.assertFalse(self.sum([case("b", "run", DOCTEST % (4, 0, 1))])[1])

    def test_nothing_that_ran_is_a_failure(self):
        self.assertFalse(self.sum([])[1])
        self.assertFalse(self.sum(None, report="<testsuite>")[1])


if __name__ == "__main__":
    unittest.main()

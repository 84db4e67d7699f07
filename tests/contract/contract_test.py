#!/usr/bin/env python3
"""The check of the contract finds what it is there for: planted breaks, each with its line.

  contract_test.py PROTO_DIRECTORY
"""
import os
import shutil
import sys
import tempfile
import unittest

import contract

PROTOS = ""


class Breaks(unittest.TestCase):
    def setUp(self):
        self.where = tempfile.mkdtemp(prefix="cairn-contract-")
        self.addCleanup(shutil.rmtree, self.where)
        self.snapshot = contract.lines_of(contract.descriptor(PROTOS))
        with open(os.path.join(PROTOS, contract.FILE), encoding="utf-8") as file:
            self.text = file.read()

    def problems(self, before, after):
        self.assertEqual(self.text.count(before), 1, before)
        path = os.path.join(self.where, contract.FILE)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.text.replace(before, after))
        return contract.compare(self.snapshot, contract.lines_of(contract.descriptor(self.where)))

    def test_what_did_not_change_is_fine(self):
        self.assertEqual(contract.compare(self.snapshot, self.snapshot), [])

    def test_every_break_is_named(self):
        for before, after, named in (
                ("string revision = 2;\n  // What", "// What", "field cairn.v1.Facts revision"),
                ("string key = 1;", "string key = 9;", "field cairn.v1.Property key = 1"),
                ("string key = 1;", "bytes key = 1;", "field cairn.v1.Property key = 1"),
                ("string key = 1;", "string name = 1;", "field cairn.v1.Property key = 1"),
                ("optional string state = 5;", "string state = 5;", "field cairn.v1.Environment state = 5"),
                ("repeated Property properties = 2;", "Property properties = 2;", "field cairn.v1.PropertySource properties"),
                ("KIND_GIT = 1;", "KIND_GIT = 4;", "enum cairn.v1.Source.Kind KIND_GIT = 1"),
                ("returns (stream WatchResponse)", "returns (WatchResponse)", "call cairn.v1.Config Watch"),
                ("rpc ListSources(", "rpc Sources(", "call cairn.v1.Config ListSources"),
                ("package cairn.v1;", "package cairn.v2;", "package cairn.v1")):
            with self.subTest(after=after):
                breaking = [each for each in self.problems(before, after) if "breaks" in each]
                self.assertTrue(breaking and any(named in each for each in breaking), breaking)

    def test_growth_is_told_apart_from_a_break(self):
        problems = self.problems("string key = 1;", "string key = 1;\n  string note = 17;")
        self.assertEqual(problems, ["new; run with --write: field cairn.v1.Property note = 17 string"])


if __name__ == "__main__":
    PROTOS = sys.argv.pop(1)
    unittest.main()

#!/usr/bin/env python3
"""The client library reads every recorded answer of the reference, and fails where the reference's does.

  recorded_test.py PATH_OF_CLIENT_TOOL [unittest arguments]
"""
import collections
import sys
import tempfile
import types
import unittest

import expected
import recordings
from client_tool import ClientTool
from replay import Replay

PROGRAM = ""
GOOD = types.SimpleNamespace(status=200, type="application/json",
                             body=b'{"name":"shop","propertySources":[{"name":"good","source":{"good":1}}]}')


class Recorded(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.recordings, cls.count = recordings.read()

    def setUp(self):
        self.replay = Replay()
        self.addCleanup(self.replay.close)
        self.replay.answers = {"/good/": GOOD}
        self.tool = ClientTool(PROGRAM)
        self.addCleanup(self.tool.close)

    def ask(self, *paths, **question):
        self.replay.asked.clear()
        return self.tool.ask(uris=[self.replay.uri(path) for path in paths], **question)


class Environments(Recorded):
    def test_every_value_is_read_as_an_independent_reader_reads_it(self):
        read, values, tracked = 0, 0, 0
        for one in self.recordings:
            if not one.is_environment:
                continue
            self.replay.answers["/recorded/"] = one
            said = expected.comparable(self.ask("/recorded", whole=True))
            want = expected.environment(one.body.decode())
            with self.subTest(one.case):
                self.assertNotIn("error", said)
                self.assertEqual({k: v for k, v in said["environment"].items() if k in want}, want)
                self.assertEqual(said["config"]["entries"], expected.entries(want))
                self.check_reads(said["config"]["entries"])
                self.assertEqual((said["config"]["how"], said["config"]["label"], said["config"]["version"]),
                                 ("server", want["label"], want["version"]))
            read += 1
            values += sum(len(source["properties"]) for source in want["sources"])
            tracked += any(line for source in want["sources"] for _, _, line, _ in source["properties"])
        print(f"{self.count} recorded answers; {read} different environments, {tracked} of them with places, "
              f"{values} values", file=sys.stderr)
        self.assertGreater(min(read, tracked, values), 0)

    def check_reads(self, entries):
        """Each value is found by its name as well. Placeholders have rules and tests of their own."""
        plain = {entry[0]: entry[1] for entry in entries if "${" not in str(entry[1][1])}
        said = expected.comparable(self.ask("/recorded", reads=[[key, "value"] for key in plain]))
        self.assertEqual({key: read.get("value") for key, read in zip(plain, said["reads"])}, plain)


# The failure matrix of the reference's client: for each class of answers the code of the error, whether
# the next label is tried, and whether the local copy stands in. With several servers the next one is
# asked after each of them, unless strategy connection-timeout-only forbids it: then after none.
Row = collections.namedtuple("Row", "code next_label copy")
MATRIX = {
    "404": Row("not_found", True, False),
    "401, 403": Row("permission_denied", False, False),
    "other 4xx": Row("failed_precondition", False, False),
    "5xx": Row("unavailable", False, True),
    "200 that is no environment": Row("failed_precondition", False, True),
}


def class_of(status):
    if status == 404:
        return "404"
    if status in (401, 403):
        return "401, 403"
    if 400 <= status < 500:
        return "other 4xx"
    return "5xx" if status >= 500 else "200 that is no environment"


class Failures(Recorded):
    def test_every_other_answer_fails_as_the_matrix_says(self):
        counts = collections.Counter()
        with tempfile.TemporaryDirectory(prefix="cairn-recorded-") as where:
            for one in self.recordings:
                if one.is_environment:
                    continue
                row = MATRIX[class_of(one.status)]
                counts[class_of(one.status)] += 1
                with self.subTest(one.case, status=one.status):
                    self.check(one, row, f"{where}/cache")
        print(f"{self.count} recorded answers; of those that are no environment, different ones: "
              f"{dict(counts)}", file=sys.stderr)
        self.assertEqual(set(counts), set(MATRIX))

    def check(self, one, row, cache):
        self.replay.answers["/recorded/"] = one
        self.assertEqual(self.ask("/recorded")["error"]["code"], row.code)

        self.assertEqual(self.good(self.ask("/recorded", "/good")), True)
        self.assertEqual(self.ask("/recorded", "/good", strict_uris=True)["error"]["code"], row.code)
        self.assertEqual(len(self.replay.asked), 1)

        self.replay.answers["/recorded/shop/default/second"] = GOOD
        self.assertEqual(self.good(self.ask("/recorded", label="first,second")), row.next_label)
        self.assertEqual(len(self.replay.asked), 2 if row.next_label else 1)

        self.replay.answers["/recorded/"] = GOOD
        self.assertEqual(self.good(self.ask("/recorded", cache=cache)), True)
        self.replay.answers["/recorded/"] = one
        said = self.ask("/recorded", cache=cache)
        self.assertEqual("config" in said and said["config"]["how"], "cache" if row.copy else False)
        self.assertEqual(self.good(said), row.copy)

    @staticmethod
    def good(said):
        return "config" in said and [entry[0] for entry in said["config"]["entries"]] == ["good"]


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)

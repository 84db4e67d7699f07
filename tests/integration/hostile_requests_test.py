#!/usr/bin/env python3
"""The table of hostile requests (hostile_requests/) against the real server, and behind nginx.

  hostile_requests_test.py PATH_OF_CAIRN_SERVER [unittest arguments]

Each row has its verdict: the status of every answer, and whether the connection was kept. Behind a
proxy the verdict is the proxy's; there, and everywhere, nobody gets more answers than requests were
sent, a good client gets its own, no request that was hidden in another is acted on, and the canary
that lies around the repository is never seen.
"""
import os
import re
import shutil
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "hostile_requests")]
import framing  # noqa: E402
import limits  # noqa: E402
import paths  # noqa: E402
import planted  # noqa: E402
import sender  # noqa: E402
import server_test  # noqa: E402
from proxy import Proxy  # noqa: E402
from row import get, raw  # noqa: E402
from site_with_canaries import Site  # noqa: E402

ROWS = framing.ROWS + limits.ROWS + paths.ROWS
AT_ONCE = 8


def faults(judge, port, rows, canary):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [fault for found in pool.map(lambda row: judge(port, row, canary), rows) for fault in found]


class HostileTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.where = tempfile.mkdtemp(prefix="cairn-hostile-")
        self.addCleanup(shutil.rmtree, self.where, ignore_errors=True)
        self.site = Site(self.where)

    def served(self, start):
        server = start()
        self.addCleanup(server.stop)
        return server

    def judge(self, judge, port, rows):
        self.assertEqual(faults(judge, port, rows, self.site.canary), [])

    def expect_nothing_smuggled(self, server, requests):
        """The server's own log: what it took for requests. Ends the server."""
        server.stop()
        targets = re.findall(r'target="?([^\s"]+)', server.log())
        self.assertGreater(len(targets), 0, "the log names no requests")
        self.assertEqual([target for target in targets if "smuggled" in target], [])
        self.assertLessEqual(len(targets), requests)
        self.assertNotIn(self.site.canary.decode(), server.log())


class Direct(HostileTest):
    def run_table(self, server, rows):
        self.judge(sender.faults_direct, server.port, rows)
        self.expect_nothing_smuggled(server, sum(row.requests + 1 for row in rows) + 1)

    def test_a_bare_repository(self):
        self.run_table(self.served(self.site.git), ROWS)

    def test_a_work_tree(self):
        self.run_table(self.served(self.site.work_tree), ROWS)

    def test_a_directory(self):
        self.run_table(self.served(self.site.directory), [row.for_directory() for row in ROWS])

    def test_the_table_is_a_table(self):
        names = [row.name for row in ROWS]
        self.assertEqual(sorted(names), sorted(set(names)), "a name stands for one row")
        self.assertGreaterEqual(len(ROWS), 150)
        self.assertEqual([row.name for row in ROWS if not re.fullmatch(r"(\d{3} )+(kept|closed)", row.verdict)], [])


class BehindNginx(HostileTest):
    def run_table(self, pick):
        server = self.served(self.site.git)
        proxy = Proxy(self.where, server.port)
        self.addCleanup(proxy.close)
        self.judge(sender.faults_behind_proxy, pick(proxy), ROWS)
        self.expect_nothing_smuggled(server, sum(row.requests + 2 for row in ROWS) + 1)

    def test_as_it_is_by_default(self):
        self.run_table(lambda proxy: proxy.plain)

    def test_with_kept_connections(self):
        self.run_table(lambda proxy: proxy.keeping)


class Planted(HostileTest):
    """The table fails where there is something to find."""

    GOOD = [get("a plain request", "/shop/default", "200 kept")]
    SMUGGLING = [row for row in framing.ROWS if row.hides]

    def found(self, server, judge, rows, port=None):
        self.addCleanup(server.close)
        return faults(judge, port or server.port, rows, self.site.canary)

    def test_who_answers_twice_is_found(self):
        found = self.found(planted.AnswersTwice(), sender.faults_direct, self.GOOD)
        self.assertTrue(any("answers to" in fault for fault in found), found)

    def test_who_shows_the_canary_is_found(self):
        rows = [get("climbing", "/shop/default/main/../canary.txt", "400 kept"), raw("good", self.GOOD[0].request, "200 kept")]
        found = self.found(planted.ShowsAll(self.site.canary), sender.faults_direct, rows)
        self.assertTrue(any("shows the canary" in fault for fault in found), found)
        self.assertEqual([fault for fault in found if fault.startswith("good")], [])

    def test_who_takes_everything_is_found_row_by_row(self):
        bad = [row for row in framing.ROWS if row.closed and row.statuses[0] in (400, 411, 413, 501)]
        found = self.found(planted.Planted(), sender.faults_direct, bad)
        self.assertEqual([row.name for row in bad if not any(f.startswith(row.name + ": ") for f in found)], [])

    def test_who_reads_a_body_as_a_request_is_found(self):
        rows = [row for row in self.SMUGGLING if row.verdict == "200 kept"]
        self.assertGreater(len(rows), 1)
        found = self.found(planted.KnowsNoLength(), sender.faults_direct, rows)
        for row in rows:
            self.assertIn(f"{row.name}: answers the hidden request", found)

    def test_who_shows_the_canary_is_found_behind_a_proxy(self):
        server = planted.ShowsAll(self.site.canary)
        proxy = Proxy(self.where, server.port)
        self.addCleanup(proxy.close)
        row = get("a file that should not be there", "/shop/default/main/canary.txt", "404 kept")
        found = self.found(server, sender.faults_behind_proxy, [row], proxy.plain)
        self.assertTrue(any("shows the canary" in fault for fault in found), found)

    def test_who_reads_a_body_as_a_request_is_found_behind_a_proxy(self):
        """nginx drops answers too many, but the server has acted on what was hidden: its log says so."""
        server = planted.KnowsNoLength()
        proxy = Proxy(self.where, server.port)
        self.addCleanup(proxy.close)
        rows = [row for row in self.SMUGGLING if row.verdict == "200 kept"]
        found = self.found(server, sender.faults_behind_proxy, rows, proxy.keeping)
        self.assertTrue(any("smuggled" in target for target in server.targets), found)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

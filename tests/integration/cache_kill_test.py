#!/usr/bin/env python3
"""Kills a writer of the client's cache at each of its system calls, and looks at what is left.

  cache_kill_test.py CACHE_TOOL

After each kill there must be the old or the new answer, whole, or none where there was none before;
and the next writer must succeed.
"""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest


class KilledWriters(unittest.TestCase):
    def setUp(self):
        self.where = tempfile.mkdtemp(prefix="cairn-test-")
        self.addCleanup(shutil.rmtree, self.where, ignore_errors=True)

    def tool(self, *arguments, prefix=()):
        return subprocess.run([*prefix, TOOL, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def load(self, directory):
        answer = self.tool("load", directory)
        self.assertEqual(answer.returncode, 0)
        return answer.stdout.decode().strip()

    def calls(self, prepare):
        """The system calls of a whole write, by name, and how often each is made."""
        directory, trace = f"{self.where}/traced/cairn", f"{self.where}/trace"
        prepare(directory)
        self.assertEqual(self.tool("store", directory, "new", prefix=("strace", "-o", trace)).returncode, 0)
        with open(trace, errors="replace") as lines:
            return collections.Counter(re.findall(r"^(\w+)\(", lines.read(), re.M))

    def sweep(self, prepare, allowed):
        """Kills a writer on entering each of its calls; counts what was found afterwards."""
        left = collections.Counter()
        for name, count in sorted(self.calls(prepare).items()):
            # strace counts each name for itself; the first execve is its own.
            for number in range(2 if name == "execve" else 1, count + 1):
                self.kill_at(name, number, prepare, allowed, left)
        print(f"{sum(left.values())} kills: {dict(left)}")
        return left

    def kill_at(self, name, number, prepare, allowed, left):
        directory, place = f"{self.where}/killed/cairn", f"killed at {name} number {number}"
        prepare(directory)
        inject = ("strace", "-o", "/dev/null", "-e", f"inject={name}:signal=KILL:when={number}")
        self.assertNotEqual(self.tool("store", directory, "new", prefix=inject).returncode, 0, place)
        found = self.load(directory)
        self.assertIn(found, allowed, place)
        left[found] += 1
        self.assertEqual(self.tool("store", directory, "next").returncode, 0, place)
        self.assertEqual(self.load(directory), "next", place)
        shutil.rmtree(f"{self.where}/killed")

    def test_an_old_answer_is_there(self):
        old = f"{self.where}/old"
        self.assertEqual(self.tool("store", old, "old").returncode, 0)
        left = self.sweep(lambda directory: shutil.copytree(old, directory), {"old", "new"})
        # Both were seen: the kills reached over the write, not only its start.
        self.assertGreater(left["old"], 10)
        self.assertGreater(left["new"], 0)

    def test_nothing_is_there(self):
        left = self.sweep(lambda directory: os.makedirs(os.path.dirname(directory)),
                          {"none: absent", "new"})
        self.assertGreater(left["none: absent"], 10)
        self.assertGreater(left["new"], 0)


if __name__ == "__main__":
    TOOL = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

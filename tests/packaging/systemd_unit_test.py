#!/usr/bin/env python3
"""The systemd unit, judged by systemd's own tools, which need no running systemd.

  systemd_unit_test.py UNIT [unittest arguments]
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

UNIT = ""
EXPOSURE_MAX = 1.5


def exposure(path):
    """What `systemd-analyze security` says: 0 is best, 10 is worst."""
    out = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", path], check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.decode()
    return float(re.search(r"Overall exposure level for \S+: ([\d.]+) ", out).group(1))


class Unit(unittest.TestCase):
    def setUp(self):
        self.where = tempfile.TemporaryDirectory(prefix="cairn-unit-")
        self.addCleanup(self.where.cleanup)
        with open(UNIT, encoding="utf-8") as unit:
            self.text = unit.read()

    def variant(self, text):
        path = os.path.join(self.where.name, "cairn-server.service")
        with open(path, "w", encoding="utf-8") as unit:
            unit.write(text)
        return path

    def settings(self):
        return dict(re.findall(r"^(\w+)=(.*)$", self.text, re.M))

    def test_it_is_exposed_no_more_than_is_promised(self):
        self.assertLessEqual(exposure(UNIT), EXPOSURE_MAX)

    def test_the_measure_tells_a_weaker_unit(self):
        weaker = re.sub(r"^(SystemCallFilter|CapabilityBoundingSet|ProtectSystem|User)=.*\n", "", self.text, flags=re.M)
        self.assertGreater(exposure(self.variant(weaker)), EXPOSURE_MAX)

    def verified(self, text):
        """What systemd finds wrong with it, apart from what only an installed package has."""
        text = re.sub(r"^Documentation=.*\n", "", text, flags=re.M)
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.M)
        return subprocess.run(["systemd-analyze", "verify", "--man=no", self.variant(text)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT).stdout.decode()

    def test_systemd_understands_every_line(self):
        self.assertEqual(self.verified(self.text), "")
        self.assertIn("Unknown key", self.verified(self.text.replace("LimitCORE=", "LimitCOER=")))

    def test_no_secret_can_reach_a_core_file_and_memory_is_either_written_or_run(self):
        settings = self.settings()
        self.assertEqual((settings["LimitCORE"], settings["MemoryDenyWriteExecute"]), ("0", "yes"))

    def test_it_waits_for_the_server_s_own_words(self):
        settings = self.settings()
        self.assertEqual(settings["Type"], "notify")
        self.assertGreaterEqual(int(settings["WatchdogSec"]), 10)


if __name__ == "__main__":
    UNIT = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""What becomes of a mirror in which files cannot be read any more, while the remote is well.

  mending_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import glob
import os
import re
import subprocess
import sys
import unittest

import server_test
from server_test import ServerTest


def spoil_files(index):
    """Damages every file in a pack; commits and directories stay as they are."""
    listed = subprocess.run(["git", "verify-pack", "-v", index], check=True, stdout=subprocess.PIPE).stdout.decode()
    pack = index.removesuffix("idx") + "pack"
    os.chmod(pack, 0o600)
    with open(pack, "r+b") as file:
        for size, offset in re.findall(r"^\w{40} blob +\d+ (\d+) (\d+)", listed, re.M):
            file.seek(int(offset))
            file.write(b"\xff" * int(size))


class Mending(ServerTest):
    def test_the_first_who_reads_what_is_damaged_has_it_fetched_anew(self):
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        self.start("--cairn.poll-interval=1h").source("/shop/dev")
        self.stop_all()
        packs = glob.glob(f"{self.where}/state/**/*.idx", recursive=True)
        self.assertGreater(len(packs), 0)
        for index in packs:
            spoil_files(index)
        server = self.start("--cairn.poll-interval=1h")
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        server.await_log("mirror damaged or unusable, fetching it anew")


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)

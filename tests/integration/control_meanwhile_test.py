#!/usr/bin/env python3
"""What operators do while a look at a remote is in the middle of its work.

  control_meanwhile_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import os
import shutil
import subprocess
import sys
import threading
import time
import unittest

import server_test
from control_test import ControlTest


class GateInGit:
    """A `git` before the real one on the path: when closed, the next call of one kind waits once it has done its work."""

    def __init__(self, where, kind):
        self.where = where
        os.makedirs(where)
        real = shutil.which("git")
        with open(f"{where}/git", "w") as file:
            file.write(f"""#!/bin/sh
case " $* " in
*" {kind} "*)
  echo call >>{where}/calls
  {real} "$@" || exit
  if mv {where}/closed {where}/held 2>/dev/null; then
    while [ -e {where}/held ]; do sleep 0.02; done
  fi
  exit 0 ;;
esac
exec {real} "$@"
""")
        os.chmod(f"{where}/git", 0o755)

    def calls(self):
        with open(f"{self.where}/calls") as file:
            return len(file.readlines())

    def close(self):
        with open(f"{self.where}/closed", "w"):
            pass

    def wait_until_held(self):
        end = time.monotonic() + 30
        while not os.path.exists(f"{self.where}/held"):
            if time.monotonic() > end:
                raise RuntimeError("git was not called")
            time.sleep(0.01)

    def open(self):
        os.remove(f"{self.where}/held")


class Meanwhile(ControlTest):
    def setUp(self):
        super().setUp()
        self.one = self.commit()
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})

    def refs_of_mirror(self):
        mirror = next(root for root, _, _ in os.walk(self.where) if root.endswith("mirror.git"))
        return subprocess.run(["git", "--git-dir", mirror, "for-each-ref", "--format=%(refname)", "refs/cairn"], check=True,
                              stdout=subprocess.PIPE).stdout.decode().split()

    def test_a_pin_made_between_a_fetch_and_its_publication_is_kept(self):
        gate = GateInGit(f"{self.where}/bin", "for-each-ref")
        server = self.start("--cairn.poll-interval=1h", environment={"PATH": f"{gate.where}:{os.environ['PATH']}"})
        server.source("/shop/default")
        self.refresh(server)
        self.apply({"commit": "three", "files": {"shop.yml": "release: three\n"}})
        calls = gate.calls()
        gate.close()
        looking = threading.Thread(target=self.refresh, args=(server,))
        looking.start()
        gate.wait_until_held()  # the refs of the mirror were read, and are not written yet
        self.call(server, "POST", "/-/v1/pin", {"label": "main", "commit": self.one})
        gate.open()
        looking.join(60)
        self.assertEqual(gate.calls() - calls, 2)  # one for the pin: the look reads them once
        self.assertEqual(server.source("/shop/default"), {"release": "one"})
        self.assertEqual(sorted(self.refs_of_mirror()),
                         sorted(f"refs/cairn/keep/{commit}" for commit in (self.one, self.commit())))


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

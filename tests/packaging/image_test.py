#!/usr/bin/env python3
"""What the Dockerfile's last stage makes: its commands are run in a clean Debian, then its program as its user.

  image_test.py SOURCE [unittest arguments]

No container program is needed, so layers, mounts of the build and the image's description are not tested here.
Status 77 when the means are missing. $CAIRN_PACKAGES may name a directory with packages that are made already.
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import debian_root
import dockerfile

SOURCE = ""
STATUS_SKIPPED = 77


class Image(unittest.TestCase):
    def setUp(self):
        self.where = tempfile.mkdtemp(prefix="cairn-image-")
        self.addCleanup(shutil.rmtree, self.where, ignore_errors=True)
        self.root = debian_root.DebianRoot(os.path.join(self.where, "root"))
        with open(os.path.join(SOURCE, "packaging/container/Dockerfile"), encoding="utf-8") as file:
            self.stage = dockerfile.stages(file.read())[-1]
        made = os.environ.get("CAIRN_PACKAGES")
        if not made:
            made = os.path.join(self.where, "packages")
            subprocess.run([os.path.join(SOURCE, "scripts/package"), "--output", made], check=True,
                           stdout=subprocess.DEVNULL)
        os.mkdir(self.root.inside("/packages"))
        for package in glob.glob(f"{made}/*.deb"):
            shutil.copy(package, self.root.inside("/packages"))

    def test_its_commands_make_an_image_whose_program_answers(self):
        for word, rest in self.stage:
            if word == "RUN":
                command = " ".join(part for part in rest.split(" ") if not part.startswith("--mount="))
                self.root.run("sh", "-c", command, network=True, seconds=1200)
        environment = dockerfile.value(self.stage, "ENV").split(" ")
        program = json.loads(dockerfile.value(self.stage, "ENTRYPOINT")) + json.loads(dockerfile.value(self.stage, "CMD"))
        user, group = dockerfile.value(self.stage, "USER").split(":")
        check = dockerfile.value(self.stage, "HEALTHCHECK").partition(" CMD ")[2]
        self.root.write("/as-docker-does", f"""#!/bin/bash
            cd {dockerfile.value(self.stage, "WORKDIR")}
            {' '.join(program)} & started=$!
            for _ in {{1..100}}; do if {check}; then break; fi; sleep 0.2; done
            {check} || exit 3
            cairn get application default cairn.example || exit 4
            kill $started; wait $started
            """, 0o755)
        said = self.root.run("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs",
                             "--bounding-set=-all", "env", *environment, "/as-docker-does")
        self.assertIn("it works", said)
        self.assertIn("event=stopping", said)


if __name__ == "__main__":
    SOURCE = os.path.abspath(sys.argv.pop(1))
    gone = debian_root.missing()
    if gone:
        print(f"skipped: there is no {gone}")
        sys.exit(STATUS_SKIPPED)
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""What the package cairn-server brings beside the program agrees with the program.

  server_files_test.py SOURCE PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = SERVER = ""


def text_of(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


class Files(unittest.TestCase):
    def setUp(self):
        self.where = tempfile.TemporaryDirectory(prefix="cairn-files-")
        self.addCleanup(self.where.cleanup)

    def checked(self, settings):
        """(status, what is said) of --check-config on these settings."""
        path = os.path.join(self.where.name, "application.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(settings)
        done = subprocess.run([SERVER, "--check-config", f"--spring.config.location=file:{path}"],
                              env={"CREDENTIALS_DIRECTORY": self.where.name, "HOME": self.where.name},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.decode()

    def test_the_first_settings_can_be_used_without_a_warning(self):
        status, said = self.checked(text_of("packaging/server/application.yml"))
        self.assertEqual(status, 0, said)
        self.assertNotRegex(said, r"(?m)^\s*(warning|error)\b")
        self.assertIn("127.0.0.1", said)

    def test_what_they_propose_can_be_used_as_well(self):
        text = text_of("packaging/server/application.yml")
        asked = re.sub(r"(?m)^#(?=(spring|cairn|server)\.[\w.-]+: )", "", text)
        asked = re.sub(r"(?m)^(spring\.profiles\.active|spring\.cloud\.config\.server\.native|server\.ssl)\S*: .*\n", "",
                       asked)
        self.assertIn("\nspring.cloud.config.server.git.uri: https", asked)
        self.assertIn("\ncairn.git.password-file: ", asked)
        status, said = self.checked(asked)
        self.assertEqual(status, 0, said)
        self.assertNotRegex(said, r"(?m)^\s*(warning|error)\b")

    def test_the_check_finds_what_is_wrong(self):
        status, said = self.checked(text_of("packaging/server/application.yml") + "cairn.poll-intervall: 5s\n")
        self.assertRegex(said, r"(?m)^\s*warning\b")
        self.assertEqual(self.checked("server.port: none\n")[0], 1, status)

    def test_the_manual_is_one_and_names_every_option(self):
        path = os.path.join(SOURCE, "packaging/man/cairn-server.1")
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        self.assertEqual((lint.returncode, lint.stdout.decode()), (0, ""))
        shown = subprocess.run(["mandoc", "-T", "ascii", path], stdout=subprocess.PIPE, check=True).stdout.decode()
        shown = re.sub(r".\x08", "", shown)
        help_text = subprocess.run([SERVER, "--help"], stdout=subprocess.PIPE, check=True).stdout.decode()
        options = re.findall(r"^  (--[\w-]+)(?:, (-\w))?  ", help_text, re.M)
        self.assertGreaterEqual(len(options), 3)
        for option in [name for pair in options for name in pair if name]:
            self.assertIn(option, shown)


if __name__ == "__main__":
    SOURCE, SERVER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    del sys.argv[1:3]
    unittest.main(verbosity=2)

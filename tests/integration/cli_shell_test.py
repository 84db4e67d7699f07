#!/usr/bin/env python3
"""What comes with the tool: completion in a real bash, the man page, and the examples of docs/CLI.md."""
import os
import re
import shutil
import subprocess

import cli_support
from cli_support import CliTest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


class Shells(CliTest):
    def script(self, shell):
        code, out, err = self.cairn("completion", shell)
        self.assertEqual((code, err), (0, ""))
        self.write(f"completion.{shell}", out)
        return f"{self.desk}/completion.{shell}"

    def complete(self, *words):
        """What bash offers for the last of these words."""
        script = f"""
            . {self.script("bash")}
            COMP_WORDS=(cairn "$@") COMP_CWORD=$#
            $(complete -p cairn | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        done = subprocess.run(["bash", "--norc", "-c", script, "bash", *words], cwd=self.desk, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=True, timeout=60)
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode().split()

    def test_scripts_are_correct_for_their_shells(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.script(shell)
            if shutil.which(shell):
                subprocess.run([shell, "-n", script], check=True, timeout=60)

    def test_bash_completes_verbs_options_values_and_files(self):
        self.assertIn("get", self.complete(""))
        self.assertEqual(self.complete("comp"), ["compare", "completion"])
        self.assertEqual(sorted(self.complete("cache", "")), ["clear", "show", "verify"])
        self.assertEqual(self.complete("get", "shop", "dev", "--form"), ["--format"])
        self.assertEqual(self.complete("get", "--format", "y"), ["yml", "yaml"])
        self.assertEqual(self.complete("cache", "show", "--js"), ["--json"])
        self.assertEqual(self.complete("completion", "z"), ["zsh"])
        self.assertEqual(self.complete("get", "--label", ""), [])
        self.write("secret.txt", "")
        os.mkdir(f"{self.desk}/place")
        self.assertEqual(self.complete("get", "--password-file", "sec"), ["secret.txt"])
        self.assertEqual(self.complete("get", "--cache-dir", ""), ["place"])
        self.assertIn("bash", self.complete("exec", "shop", "dev", "--", "bas"))

    def test_every_option_of_help_is_offered(self):
        for verb in (["get"], ["exec"], ["cache", "clear"]):
            code, out, _ = self.cairn(*verb, "--help")
            self.assertEqual(code, 0)
            offered = self.complete(*verb, "--")
            for option in set(re.findall(r"(?m)^ .*?(--[a-z][a-z-]+)", out.split("Examples:")[0])):
                self.assertIn(option, offered)

    def test_help_and_version_go_to_standard_output(self):
        for words in (["--help"], ["get", "-h"], ["cache", "show", "--help"], ["--version"]):
            code, out, err = self.cairn(*words)
            self.assertEqual((code, err), (0, ""))
            self.assertIn("cairn", out)

    def test_the_man_page_has_no_mistakes(self):
        code, out, err = self.cairn("completion", "man")
        self.assertEqual((code, err), (0, ""))
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], input=out.encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60)
        self.assertEqual(done.stdout.decode(), "")
        shown = subprocess.run(["mandoc", "-T", "ascii"], input=out.encode(), stdout=subprocess.PIPE, check=True,
                               timeout=60).stdout.decode()
        shown = re.sub(".\b", "", shown)
        for words in ("cairn exec [OPTION...] APP PROFILE -- COMMAND...", "--password-file FILE", "EXIT STATUS"):
            self.assertIn(words, shown)


class Documented(CliTest):
    """Runs each "$ cairn" line of docs/CLI.md on the demo repository, and compares what it writes."""

    def setUp(self):
        super().setUp()
        subprocess.run([f"{ROOT}/samples/make-demo-repo", f"{self.where}/main.git"], check=True, timeout=60)
        with open(f"{ROOT}/docs/CLI.md") as file:
            self.page = file.read()
        self.serve()

    def examples(self):
        for block in re.findall(r"(?m)^    \$ (.*(?:\n    (?!\$ ).*)*)", self.page):
            command, *lines = block.split("\n")
            yield command, [line[4:] for line in lines]

    def told(self, text):
        text = text.replace(self.url, "http://localhost:8888").replace(f"{self.where}/main.git", "config-repo")
        text = re.sub(r"/config-repo-[0-9a-f]{16}/", "/config-repo/", text)
        text = re.sub(r"\b[0-9a-f]{40}\b", "<commit>", text)
        text = re.sub(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<time>", text)
        text = re.sub(r"\b\d+ (s|min) ago", "<age> ago", text)
        return re.sub(r"\b[\d.]+ (ms|bytes)\b", r"<n> \1", text)

    def test_the_examples_are_true(self):
        bin_directory = f"{self.where}/bin"
        os.mkdir(bin_directory)
        os.symlink(cli_support.PROGRAM, f"{bin_directory}/cairn")
        env = self.environment(PATH=f"{bin_directory}:{os.environ['PATH']}")
        shutil.copy(f"{ROOT}/samples/config-repo/nginx.conf", f"{self.desk}/nginx.conf.in")
        seen = 0
        for command, lines in self.examples():
            if "stop the server" in command:
                self.servers[0].stop()
                continue
            command = command.replace("http://localhost:8888", self.url)
            done = subprocess.run(["bash", "-c", command], cwd=self.desk, env=env, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
            wanted = re.escape("\n".join(lines)).replace(re.escape("..."), r"[^\0]*")
            with self.subTest(command):
                self.assertRegex(self.told(done.stdout.decode()).rstrip("\n"), rf"\A{wanted}\Z")
            seen += 1
        self.assertGreater(seen, 8)


if __name__ == "__main__":
    cli_support.main()

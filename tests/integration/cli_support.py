"""What the tests of the command line tool share: the program beside the real server.

Each of them is called with PATH_OF_CAIRN_SERVER PATH_OF_CAIRN [unittest arguments].
"""
import os
import subprocess
import sys
import time
import unittest

import server_test
from server_test import ServerTest

PROGRAM = ""
UNREACHABLE = "http://127.0.0.1:1"


def main():
    global PROGRAM
    server_test.SERVER, PROGRAM = sys.argv[1:3]
    # The tests' own module has its own copy of this name.
    sys.modules["cli_support"].PROGRAM = PROGRAM
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)


class CliTest(ServerTest):
    """A place to work in, a server on demand, and the program in an environment of its own."""

    def setUp(self):
        super().setUp()
        self.desk = f"{self.where}/desk"
        os.mkdir(self.desk)
        self.url = UNREACHABLE
        self.processes = []
        self.out = self.err = ""
        self.addCleanup(self.end_all)

    def end_all(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()

    def serve(self, *arguments, **options):
        """A server that looks at its repository ten times a second."""
        server = self.start("--cairn.poll-interval=100ms", *arguments, **options)
        self.url = f"http://127.0.0.1:{server.port}"
        server.get("/application/default")
        return server

    def environment(self, **more):
        env = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k in ("PATH", "LD_LIBRARY_PATH")}
        env.update(HOME=self.where, XDG_STATE_HOME=f"{self.where}/state", CAIRN_SERVER=self.url)
        env.update(more)
        return env

    def cairn(self, *words, env=None, stdin=""):
        """Runs it to its end: exit code, standard output, standard error."""
        done = subprocess.run([sys.modules["cli_support"].PROGRAM, *words], cwd=self.desk, timeout=120,
                              env=self.environment(**(env or {})), input=stdin.encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def begin(self, *words, env=None):
        """Starts it: with its outputs in files, so that nobody has to read along."""
        number = len(self.processes)
        self.out, self.err = (f"{self.where}/{name}-{number}" for name in ("out", "err"))
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            process = subprocess.Popen([sys.modules["cli_support"].PROGRAM, *words], cwd=self.desk, stdout=out,
                                       stderr=err, stdin=subprocess.DEVNULL, env=self.environment(**(env or {})))
        self.processes.append(process)
        return process

    def text(self, path):
        try:
            with open(path, errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def write(self, name, text):
        with open(f"{self.desk}/{name}", "w") as file:
            file.write(text)

    def wait_until(self, condition, what):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, f"{what}\n{self.text(self.out)}\n{self.text(self.err)}")
            time.sleep(0.02)

    def wait_for(self, text, path=None):
        self.wait_until(lambda: text in self.text(path or self.out), f"no '{text}'")

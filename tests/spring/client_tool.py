"""client_tool, the program that puts questions to servers through the client library."""
import json
import os
import subprocess


class ClientTool:
    """A running client_tool. A sanitizer's finding, or any other end of it, fails the test that asked."""

    def __init__(self, program):
        env = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        self.process = subprocess.Popen([program], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, **question):
        """What question.hpp says of it."""
        self.process.stdin.write(json.dumps(question).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"client_tool ended with {self.process.wait()} at {question}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(60)
        self.process.stdout.close()
        if code != 0:
            raise RuntimeError(f"client_tool ended with {code}")

"""What the tests against a running server share: the repository, the servers, the questions."""
import os
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conformance"))
import expected  # noqa: E402
import shop  # noqa: E402
from client_tool import ClientTool  # noqa: E402
from repositories import Repositories  # noqa: E402
from servers import PASSWORD, USER  # noqa: E402


class AgainstServer(unittest.TestCase):
    """`kinds` are the servers to be had, the one under test first. They are started once for a class."""

    program, kinds = "", []
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.where = tempfile.mkdtemp(prefix="cairn-spring-")
        cls.addClassCleanup(shutil.rmtree, cls.where, ignore_errors=True)
        cls.repositories = Repositories(cls.where)
        cls.repositories.apply("main", shop.STEPS)
        cls.tool = ClientTool(cls.program)
        cls.addClassCleanup(cls.tool.close)

    @classmethod
    def start(cls, kind):
        server = kind.start(cls.where, f"{cls.where}/main.git")
        cls.addClassCleanup(server.stop)
        return server

    def push(self, files):
        self.repositories.apply("main", [{"commit": "more", "files": files}])

    def ask(self, server, **question):
        """What the client says that it read."""
        question = {"uris": [server.uri], "username": USER, "password": PASSWORD, **question}
        return expected.comparable(self.tool.ask(**question))

    def eventually(self, check, seconds=60):
        """The first true value of check(): a server may take a moment to see a new commit."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = check()
            if value:
                return value
            time.sleep(0.05)
        return self.fail("it did not happen")


def values(said):
    """Key to value of a Config."""
    return {entry[0]: entry[1][1] for entry in said["config"]["entries"]}

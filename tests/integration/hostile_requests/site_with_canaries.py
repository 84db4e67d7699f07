"""What the table of hostile requests is sent to: repositories with canaries around them, and servers."""
import os
import subprocess
import sys

import server_test

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "conformance"))
from repositories import Repositories  # noqa: E402

# Short times, so that a row that waits for one does not take long.
TIMES = ["--cairn.first-fetch-wait=2m", "--cairn.http.head-timeout=2s", "--cairn.http.body-timeout=2s"]


class Site:
    """Three kinds of sources that hold the same: a bare repository, a work tree, a directory."""

    canary = b"canary-5f1d07c2"

    def __init__(self, where):
        self.where = where
        word = self.canary.decode()
        for name in ("canary.txt", "canary.yml"):
            with open(os.path.join(where, name), "w", encoding="utf-8") as file:
                file.write(f"secret: {word}\n")
        links = {"link-absolute.txt": f"{where}/canary.txt", "link-relative.txt": "../canary.txt",
                 "link-absolute": where, "link-relative": "..", "linked.yml": f"{where}/canary.yml",
                 "folder/link.txt": "../../canary.txt", "link-git": ".git", "link-root": "/"}
        files = {"application.yml": "company: Harbor Goods\n", "shop.yml": "release: one\n", "plain.txt": "plain\n",
                 "folder/inner.txt": "inner\n",
                 **{name: {"text": to, "mode": "120000"} for name, to in links.items()}}
        repositories = Repositories(where)
        repositories.apply("main", [{"commit": "one", "files": files}])
        repositories.worktree("main")
        self.bare, self.desk, self.plain = (os.path.join(where, name) for name in ("main.git", "main", "plain"))
        subprocess.run(["cp", "-a", self.desk, self.plain], check=True)
        for config in (f"{self.bare}/config", f"{self.desk}/.git/config", f"{self.plain}/.git/config"):
            subprocess.run(["git", "config", "-f", config, "canary.value", word], check=True)

    def start(self, *arguments):
        return server_test.Server(self.where, "--cairn.access-log=true", "--cairn.poll-interval=1h", *TIMES, *arguments).wait()

    def git(self, *more):
        return self.start(f"--spring.cloud.config.server.git.uri={self.bare}", *more)

    def work_tree(self, *more):
        return self.start(f"--spring.cloud.config.server.git.uri={self.desk}", *more)

    def directory(self, *more):
        return self.start("--spring.profiles.active=native",
                          f"--spring.cloud.config.server.native.search-locations={self.plain}", *more)

"""Builds the Git repositories of a suite, and changes them as its steps say.

A STEP is one of
  {"commit": "message", "files": {"path": "text" | {"base64": "..."} | null}, "branch": "main"}
  {"branch": "name", "at": "main"}, {"tag": "v1", "at": "main", "annotated": true},
  {"delete": "refs/heads/x"}, {"reset": "main", "to": "main~1"} (a force-push), {"head": "master"}
and, for the work tree of a repository under "worktrees",
  {"edit": {"path": "text" | null}} (uncommitted), {"alone": true} (keeps all branches, forgets its
  origin).
A null deletes a file; {"text": ..., "mode": "120000"} is a symbolic link. Commits are made with a
fixed author and clock, so every commit id is the same on every machine.
"""
import base64
import os
import subprocess

CLOCK0 = 1767225600  # 2026-01-01T00:00:00Z; each commit is one hour later


class Repositories:
    def __init__(self, root):
        self.root, self.tick = root, 0

    def apply(self, repo, steps):
        path = self.bare(repo)
        if not os.path.exists(path):
            subprocess.run(["git", "init", "-q", "--bare", "-b", "main", path], check=True)
        for step in steps:
            self.step(repo, step)

    def step(self, repo, step):
        if "commit" in step:
            self.commit(repo, step)
        elif "tag" in step:
            self.tag(repo, step)
        elif "reset" in step:
            self.point(repo, step["reset"], step["to"])
        elif "branch" in step:
            self.point(repo, step["branch"], step.get("at", "main"))
        elif "delete" in step:
            self.git(repo, "update-ref", "-d", step["delete"])
        elif "head" in step:
            self.git(repo, "symbolic-ref", "HEAD", "refs/heads/" + step["head"])
        elif "edit" in step:
            self.edit(self.worktree(repo), step["edit"])
        elif "alone" in step:
            desk = self.worktree(repo)
            self.git(repo, "-C", desk, "fetch", "-q", "-u", "origin", "refs/heads/*:refs/heads/*")
            self.git(repo, "-C", desk, "remote", "remove", "origin")
        else:
            raise ValueError(f"unknown step {step}")

    def bare(self, repo):
        return os.path.join(self.root, repo + ".git")

    def git(self, repo, *args, stdin=None, env=None):
        alone = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null",
                     **(env or {}))
        return subprocess.run(["git", "-C", self.bare(repo), "-c", "advice.nestedTag=false", *args],
                              input=stdin, env=alone, check=True,
                              stdout=subprocess.PIPE).stdout.decode().strip()

    def identity(self):
        when = f"{CLOCK0 + 3600 * self.tick} +0000"
        self.tick += 1
        fields = (("NAME", "Cairn"), ("EMAIL", "cairn@example.org"), ("DATE", when))
        return {f"GIT_{who}_{what}": value
                for who in ("AUTHOR", "COMMITTER") for what, value in fields}

    def point(self, repo, branch, at):
        self.git(repo, "update-ref", "refs/heads/" + branch, self.git(repo, "rev-parse", at))

    def tag(self, repo, step):
        name, at = step["tag"], step.get("at", "main")
        if step.get("annotated"):
            self.git(repo, "tag", "-f", "-a", "-m", name, name, at, env=self.identity())
        else:
            self.git(repo, "tag", "-f", name, at)

    def worktree(self, repo):
        """The work tree cloned from a bare repository, cloned now if it is not yet there."""
        path = os.path.join(self.root, repo)
        if not os.path.exists(path):
            self.git(repo, "clone", "-q", path + ".git", path)
        return path

    @staticmethod
    def edit(path, files):
        for name, text in files.items():
            file = os.path.join(path, name)
            if text is None:
                os.remove(file)
                continue
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)

    def commit(self, repo, step):
        branch = "refs/heads/" + step.get("branch", "main")
        index = {"GIT_INDEX_FILE": os.path.join(self.bare(repo), "suite-index")}
        parent = subprocess.run(
            ["git", "-C", self.bare(repo), "rev-parse", "-q", "--verify", branch],
            stdout=subprocess.PIPE, check=False).stdout.decode().strip()
        self.git(repo, "read-tree", *([parent] if parent else ["--empty"]), env=index)
        for name, content in step.get("files", {}).items():
            self.stage(repo, name, content, index)
        tree = self.git(repo, "write-tree", env=index)
        commit = self.git(repo, "commit-tree", tree, *(["-p", parent] if parent else []),
                          "-m", step["commit"], env=self.identity())
        self.git(repo, "update-ref", branch, commit)

    def stage(self, repo, name, content, index):
        if content is None:
            self.git(repo, "update-index", "--index-info",
                     stdin=f"0 {'0' * 40}\t{name}\n".encode(), env=index)
            return
        mode = "100644"
        if isinstance(content, dict):
            mode = content.get("mode", mode)
            data = (base64.b64decode(content["base64"]) if "base64" in content
                    else content["text"].encode())
        else:
            data = content.encode()
        blob = self.git(repo, "hash-object", "-w", "--stdin", stdin=data)
        self.git(repo, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{name}", env=index)

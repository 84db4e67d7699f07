"""The same world with directories in the place of a repository: what is published is checked out, and swapped in as
Kubernetes does with a mounted volume."""
import hashlib
import os
import subprocess
import time

import server_test
from checker import Checker, Wrong
from content import numbers_in
from world import PATIENCE, World, git


class NativeChecker(Checker):
    """Directories have no commits: which one an answer is of is told by its numbers, and its revision must always be
    that of the same content."""

    def __init__(self, repository, track):
        super().__init__(repository)
        self.track, self.revisions = track, {}

    def check(self, track, question, floor, answer):
        status, headers, body = answer
        numbers = numbers_in(body)
        if status == 200 and len(numbers) == 1:
            number = next(iter(numbers))
            revision = headers.get("cairn-revision", "")
            if self.revisions.setdefault(revision, number) != number or len(revision) != 64:
                raise Wrong(f"shows {number} at revision '{revision}', which was {self.revisions[revision]}")
            of = [commit.id for commit in track.commits if commit.number == number]
            answer = status, {**headers, "cairn-revision": of[0] if of else "of nothing"}, body
        return super().check(track, question, floor, answer)


def is_named_by_content(path, name):
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest() == name
    except FileNotFoundError:
        return True  # swept meanwhile


class NativeWorld(World):
    def __init__(self, where, **options):
        super().__init__(where, **options)
        self.served_files = f"{where}/served.git"  # names of sources are cut behind ".git/"
        os.mkdir(self.served_files)
        self.checker = NativeChecker(self.truth, self.main)

    def push(self, commit, branch="main", also=()):
        """All files of a commit at once."""
        fresh = f"{self.served_files}/..generation-{commit.number}"
        os.mkdir(fresh)
        archive = subprocess.run(["git", "-C", self.store, "archive", commit.id], check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "-x", "-C", fresh], check=True, input=archive)
        for name in os.listdir(fresh):
            if not os.path.lexists(f"{self.served_files}/{name}"):
                os.symlink(f"..data/{name}", f"{self.served_files}/{name}")
        before = os.path.realpath(f"{self.served_files}/..data")
        os.symlink(os.path.basename(fresh), f"{self.served_files}/..data_tmp")
        os.rename(f"{self.served_files}/..data_tmp", f"{self.served_files}/..data")
        if before.startswith(f"{self.served_files}/..generation-"):
            subprocess.run(["rm", "-r", before], check=True)

    def launch(self):
        self.server = server_test.Server(
            self.where, "--spring.profiles.active=native",
            f"--spring.cloud.config.server.native.search-locations=file:{self.served_files}",
            "--cairn.native.scan-interval=300ms", *self.arguments, environment=self.environment)
        return self.server

    def lose_remote(self):
        os.rename(self.served_files, self.served_files + ".away")

    def find_remote(self):
        os.rename(self.served_files + ".away", self.served_files)

    def kept(self):
        base = f"{self.data_dir()}/native"
        return f"{base}/{os.listdir(base)[0]}"

    def state_file(self):
        return f"{self.kept()}/state"

    def object_of(self, name):
        """The kept content of a file of the newest commit."""
        content = git("-C", self.store, "show", f"{self.main.commits[-1].id}:{name}") + "\n"
        return f"{self.kept()}/objects/{hashlib.sha256(content.encode()).hexdigest()}"

    def until_sound(self):
        """Returns when everything that is kept is what its name says: it is written anew behind the readers' backs."""
        folder, end = f"{self.kept()}/objects", time.monotonic() + PATIENCE
        while True:
            odd = [name for name in os.listdir(folder) if not is_named_by_content(f"{folder}/{name}", name)]
            if not odd:
                return
            if time.monotonic() > end:
                raise RuntimeError(f"{odd} stay damaged:\n" + self.server.log())
            time.sleep(0.02)

    def records(self):
        """What is kept and is no content of a file: of directories and states."""
        folder = f"{self.kept()}/objects"
        found = []
        for name in sorted(os.listdir(folder)):
            with open(f"{folder}/{name}", "rb") as file:
                first = file.read(1)  # none of a file that was being checked out
                if first and first[0] & 0xE0 == 0x80:  # an array in CBOR
                    found.append(f"{folder}/{name}")
        return found

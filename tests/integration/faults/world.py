"""World: a truth, a remote that gets it bit by bit, a real server, and its readers."""
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import server_test  # noqa: E402
from checker import Checker, Commit, Track  # noqa: E402
from content import Question, Repository, files_of  # noqa: E402
from readers import Readers  # noqa: E402

FIRST_NUMBER = 1_000_001
PATIENCE = 60  # seconds for what should take a moment; the machine may be busy


def git(*arguments, stdin=None):
    env = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null")
    done = subprocess.run(["git", *arguments], check=False, input=stdin, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(f"git {arguments}: {done.stderr.decode()}")
    return done.stdout.decode().strip()


class World:
    """One folder with all of it. `truth.git` has every commit ever made, `remote.git` what was published."""

    def __init__(self, where, pause=0.02, readers=20):
        self.where, self.pause, self.reader_count = where, pause, readers
        self.remote, self.store = f"{where}/remote.git", f"{where}/truth.git"
        for path in (self.remote, self.store):
            git("init", "-q", "--bare", "-b", "main", path)
        self.truth = Repository(self.store)
        self.checker = Checker(self.truth)
        self.main = Track("main", "")
        self.tracks = [self.main]
        self.numbers = itertools.count(FIRST_NUMBER)
        self.server = self.readers = None
        self.arguments, self.environment, self.uri = [], {}, self.remote
        self.figures, self.problems, self.cleanups, self.reads, self.served = {}, [], [], 0, False
        self.looked_at = ""  # which repository a refresh is for: all
        self.remote_timeout = 10  # seconds, twice; git stands back behind all other work of a busy machine

    def close(self):
        self.stop_readers()
        if self.server is not None:
            self.server.stop(signal.SIGKILL)
        for cleanup in reversed(self.cleanups):
            cleanup()
        self.cleanups.clear()

    # --- commits -------------------------------------------------------------------------------------------------

    def commit(self, track, parent="newest", more=None, broken=(), files=None, whole=False):
        """Makes a commit in the truth. `parent` is "newest" of the track, or None for a history of its own; a `whole`
        commit has no other files of its parent."""
        number = next(self.numbers)
        content = {**(files_of(number, broken) if files is None else files), **(more or {})}
        before = track.commits[-1].id if track and track.commits and parent == "newest" else None
        lines = [f"commit refs/heads/made-{number}\ncommitter Cairn <cairn@example.org> {number} +0000\ndata 2\nc\n".encode()]
        if before:
            lines.append(f"from {before}\n".encode())
        if whole:
            lines.append(b"deleteall\n")
        for name, text in content.items():
            data = text if isinstance(text, bytes) else text.encode()
            lines.append(f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n")
        git("-C", self.store, "fast-import", "--quiet", stdin=b"".join(lines) + b"\n")
        made = Commit(number, git("-C", self.store, "rev-parse", f"refs/heads/made-{number}"), frozenset(broken))
        if track is not None:
            track.add(made)
        return made

    def push(self, commit, branch="main", also=()):
        git("-C", self.store, "push", "-q", "--force", self.remote, f"{commit.id}:refs/heads/{branch}", *also)

    def publish(self, track=None, **options):
        """A new commit, made and pushed; the server has not been told."""
        track = track or self.main
        commit = self.commit(track, **options)
        self.push(commit, track.label)
        return commit

    # --- the server ----------------------------------------------------------------------------------------------

    def launch(self):
        self.server = server_test.Server(
            self.where, f"--spring.cloud.config.server.git.uri={self.uri}", "--cairn.poll-interval=300ms",
            f"--spring.cloud.config.server.git.timeout={self.remote_timeout}", *self.arguments, environment=self.environment)
        return self.server

    def start(self, read=True):
        """Starts the server and returns the seconds to the first answer."""
        began = time.monotonic()
        self.launch()
        while not self.first_answer():
            if time.monotonic() - began > PATIENCE or self.server.process.poll() is not None:
                raise RuntimeError("no answer after the start:\n" + self.server.log())
            time.sleep(0.002)
        took = time.monotonic() - began
        if self.readers is not None:
            self.readers.up_again(self.server.port)
        elif read:
            self.read_from(self.server.port)
        return took

    def start_lenient(self):
        """Starts the server without asking for a right answer."""
        self.launch().wait()
        self.readers.up_again(self.server.port)

    def must_serve_all(self):
        """Returns when no question is refused any more."""
        end = time.monotonic() + PATIENCE
        while True:
            refused = self.readers.refused
            self.read_each_question()
            if self.readers.refused == refused:
                return
            if time.monotonic() > end:
                raise RuntimeError("reads still fail:\n" + self.server.log())

    def first_answer(self):
        try:
            floor = self.main.floor()
            question = Question("a0", "dev")
            answer = self.server.get(question.path())
        except OSError:
            return False
        if answer[0] == 503 and not self.served:
            return False  # Nothing was ever fetched.
        self.served = True
        self.checker.check(self.main, question, floor, answer)
        return True

    def stop(self, how=signal.SIGKILL):
        if self.readers is not None:
            self.readers.down()
        self.server.stop(how)

    def restart(self, how=signal.SIGKILL, between=None):
        """Ends the server, lets `between` happen, and starts it again; notes how long that took."""
        self.stop(how)
        if between is not None:
            between()
        self.note("restart to first answer, ms", self.start() * 1000)

    def note(self, figure, value):
        self.figures[figure] = max(self.figures.get(figure, 0), value)

    def count(self, figure):
        self.figures[figure] = self.figures.get(figure, 0) + 1

    def refresh(self):
        """Asks for a look at the remote; whether it succeeded. After a success older commits are not allowed."""
        places = [(track, track.newest()) for track in self.tracks]
        status = self.server.request("POST", "/-/v1/refresh?force=true" + self.looked_at)[0]
        if status == 200:
            for track, place in places:
                track.published(place)
        return status == 200

    def must_refresh(self):
        """The server takes over what was published, without any help; notes the time that it took to recover."""
        began = time.monotonic()
        while not self.refresh():
            if time.monotonic() - began > PATIENCE:
                raise RuntimeError("the remote is well and the server does not look at it:\n" + self.server.log())
            time.sleep(0.05)
        self.note("recovery, ms", (time.monotonic() - began) * 1000)

    def must_fail_to_refresh(self):
        if self.refresh():
            raise RuntimeError("a refresh succeeded although the remote was broken:\n" + self.server.log())

    # --- the readers ---------------------------------------------------------------------------------------------

    def read_from(self, port):
        self.readers = Readers(self.checker, self.tracks, port, self.pause, self.reader_count)

    def let_readers_read(self, answers=40):
        """Returns after so many more answers."""
        until = self.readers.reads + answers
        end = time.monotonic() + PATIENCE
        while self.readers.reads < until and not self.readers.complaints:
            if time.monotonic() > end:
                raise RuntimeError("the readers get no answers:\n" + self.server.log())
            time.sleep(0.005)

    def read_each_question(self):
        """Returns after all questions of all labels were asked once more: the readers take turns in asking them."""
        longest = max(len(track.questions) for track in self.tracks)
        wanted = self.readers.asked + len(self.tracks) * longest + 2 * self.reader_count
        end = time.monotonic() + PATIENCE
        while self.readers.asked < wanted:
            if time.monotonic() > end:
                raise RuntimeError("the readers get no answers:\n" + self.server.log())
            time.sleep(0.005)

    def stop_readers(self):
        if self.readers is None:
            return []
        complaints = self.readers.stop()
        self.reads += self.readers.reads
        self.problems += complaints
        self.readers = None
        return complaints

    # --- what is on disk -----------------------------------------------------------------------------------------

    def data_dir(self):
        return f"{self.where}/state/cairn"

    def mirror(self):
        base = f"{self.data_dir()}/git"
        return f"{base}/{os.listdir(base)[0]}/mirror.git"

    def state_file(self):
        base = f"{self.data_dir()}/state"
        return next(f"{base}/{name}" for name in sorted(os.listdir(base)) if "." not in name)

    def packs(self, kind=".pack"):
        folder = f"{self.mirror()}/objects/pack"
        return [f"{folder}/{name}" for name in sorted(os.listdir(folder)) if name.endswith(kind)]

    def leftovers(self):
        """Temporary packs and locks in the mirror."""
        return [name for folder, _, names in os.walk(self.mirror()) for name in names
                if name.startswith(("tmp_", ".tmp-")) or name.endswith(".lock")]

    def lose_remote(self):
        os.rename(self.remote, self.remote + ".away")

    def find_remote(self):
        os.rename(self.remote + ".away", self.remote)

    def size_of_data(self):
        return sum(os.lstat(os.path.join(folder, name)).st_size
                   for folder, _, names in os.walk(self.data_dir()) for name in names)

    def copy_data(self, to):
        shutil.copytree(self.data_dir(), to, symlinks=True)

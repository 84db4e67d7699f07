"""Large repositories, made by `git fast-import` in seconds: what is measured is the server, not `git add`."""
import os
import subprocess

ENVIRONMENT = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
FIRST_SECOND = 1_700_000_000
PROFILES = ("", "-dev", "-prod")


def git(where, *words, stdin=None):
    done = subprocess.run(["git", "-C", where, *words], check=False, input=stdin, env=ENVIRONMENT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(f"git {' '.join(words)}: {done.stderr.decode()}")
    return done.stdout.decode().strip()


def text_of(name, mark):
    """About 300 bytes, no two alike."""
    lines = [f"service.{name}.key-{i}: value {i} of {name}" for i in range(6)]
    return "\n".join([f"mark: {mark}", *lines, ""])


class Repository:
    """A bare repository that commits are made in by streams. `files` are paths; the first one is what gets changed,
    and `targets` what can be asked for: the first of them shows the first file."""

    def __init__(self, where, files, targets, search_paths="", branches=1):
        self.where, self.files, self.targets, self.search_paths = where, files, targets, search_paths
        self.branches, self.mark, self.seconds, self.prepared = branches, 0, FIRST_SECOND, []
        git(os.path.dirname(where), "init", "-q", "--bare", "-b", "main", where)
        self.fill()

    def fill(self):
        blocks = [self.head("main", None)]
        blocks += [self.block(path) for path in self.files]
        for number in range(1, self.branches):
            # Each branch has one file of its own; all others are those of main.
            blocks += [self.head(f"branch-{number:03d}", "refs/heads/main"), self.block(self.files[number], number)]
        git(self.where, "fast-import", "--quiet", stdin=b"".join(blocks))

    def head(self, branch, parent):
        self.seconds += 1
        lines = f"commit refs/heads/{branch}\ncommitter bench <bench@example.org> {self.seconds} +0000\ndata 2\nc\n"
        return (lines + (f"from {parent}\n" if parent else "")).encode()

    def block(self, path, mark=0):
        data = text_of(os.path.basename(path).rpartition(".")[0], mark).encode()
        return f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"

    def change_one(self):
        """One more commit on main, with another mark in the first file; its id."""
        self.mark += 1
        git(self.where, "fast-import", "--quiet",
            stdin=self.head("main", "refs/heads/main^0") + self.block(self.files[0], self.mark))
        return git(self.where, "rev-parse", "refs/heads/main")

    def prepare_commits(self, count):
        """Commits that each change the first file, one on top of the other, to be published one by one."""
        stream = []
        for number in range(count):
            parent = None if stream else "refs/heads/main^0"  # None goes on from the one before.
            stream += [self.head("prepared", parent), self.block(self.files[0], f"prepared {number}")]
        git(self.where, "fast-import", "--quiet", stdin=b"".join(stream))
        self.prepared = git(self.where, "rev-list", "--reverse", "main..prepared").split()
        git(self.where, "update-ref", "-d", "refs/heads/prepared")

    def publish_next(self):
        """main moves on by one; costs the machine next to nothing."""
        path = os.path.join(self.where, "refs", "heads", "main")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(self.prepared.pop(0) + "\n")
        os.replace(path + ".new", path)

    def bytes_on_disk(self):
        return bytes_below(self.where)


def bytes_below(where):
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(where) for name in names)


def few(where):
    return Repository(where, [f"app-{i:05d}.yml" for i in range(10)], [f"/app-{i:05d}/default" for i in range(10)])


def applications(where, count=10_000):
    """Three files for each application, all in the root, as small repositories have them."""
    files = [f"app-{i:05d}{profile}.yml" for i in range(count) for profile in PROFILES]
    return Repository(where, files, [f"/app-{i:05d}/prod" for i in range(count)])


def folders(where, count=1_000, each=100):
    """A folder for each application, with files of a hundred profiles in it."""
    files = [f"app-{i:04d}/app-{i:04d}-p{j:02d}.yml" for i in range(count) for j in range(each)]
    return Repository(where, files, [f"/app-{i:04d}/p00" for i in range(count)], "{application}")


def branches(where, count=100, applications_=1_000, each=10):
    files = [f"app-{i:04d}/app-{i:04d}-p{j:02d}.yml" for i in range(applications_) for j in range(each)]
    targets = ["/app-0000/p00", *(f"/app-0000/p00/branch-{i:03d}" for i in range(1, count))]
    return Repository(where, files, targets, "{application}", count)

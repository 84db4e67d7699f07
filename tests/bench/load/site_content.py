"""What is served: a Git repository whose answers have the sizes of the benchmark, and the same answers
as files for the server of files."""
import json
import os
import subprocess

# A client of Spring's sends about these; Host comes on top.
FIELDS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": "Java/17.0.12",
    "Content-Type": "application/json",
    "X-Config-Token": "s.0123456789abcdef",
    "Connection": "keep-alive",
}
TARGETS = 300


def git(where, *words):
    subprocess.run(["git", "-C", where, "-c", "user.name=bench", "-c", "user.email=bench@example.org", *words],
                   check=True, stdout=subprocess.DEVNULL)


def application(name, keys):
    return "".join(f"{name}.group{i // 10}.key-{i:04d}: value {i} of {name}\n" for i in range(keys))


def make_repository(where):
    """A repository with small-000 ... small-299 (about 1.5 KB each as JSON) and large-000 (about 20 KB)."""
    os.makedirs(where)
    git(where, "init", "-q", "-b", "main")
    for i in range(TARGETS):
        write(os.path.join(where, f"small-{i:03d}.yml"), application(f"small-{i:03d}", 25))
    write(os.path.join(where, "large-000.yml"), application("large-000", 380))
    git(where, "add", "-A")
    git(where, "commit", "-q", "-m", "bodies")


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def targets():
    return [f"/small-{i:03d}/default" for i in range(TARGETS)] + ["/large-000/default"]


def take_bodies(get, root):
    """Writes what a running server answers below a directory; the sizes, by target."""
    sizes = {}
    for target in targets():
        status, _, body = get(target)
        if status != 200 or not json.loads(body)["propertySources"]:
            raise RuntimeError(f"{target}: {status} {body[:200]!r}")
        path = root + target
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(body)
        sizes[target] = len(body)
    return sizes

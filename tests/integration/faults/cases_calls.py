"""System calls that fail, made so by strace: in the git children of a fetch and in the server itself."""
import os
import random
import signal
import subprocess
import unittest

from table import case

GIT = "/usr/bin/git"
ERRORS = ("ENOSPC", "EIO", "EMFILE")
CALLS_OF_GIT = {"ENOSPC": "write,pwrite64,openat,mkdir,link,rename,fsync", "EIO": "read,pread64,write,fsync,rename,close",
                "EMFILE": "openat,pipe2,socket,dup2"}
# Not those on sockets of clients: a connection that fails is a failed read, whatever a server does.
CALLS_OF_SERVER = {"ENOSPC": "openat,fsync,rename,mkdir", "EIO": "openat,pread64,fsync,rename,newfstatat,getdents64,mmap",
                   "EMFILE": "openat,pipe2,memfd_create,accept4"}
WRAPPER = """#!/bin/sh
case " $* " in
  *" $(cat '{where}/command' 2>/dev/null || echo none) "*)
    exec strace -f -qq -o '{where}/trace' -e inject="$(cat '{where}/inject')" {git} "$@" ;;
esac
exec {git} "$@"
"""


def with_wrapper(world):
    folder = f"{world.where}/bin"
    os.mkdir(folder)
    with open(f"{folder}/git", "w", encoding="utf-8") as file:
        file.write(WRAPPER.format(where=world.where, git=GIT))
    os.chmod(f"{folder}/git", 0o755)
    world.environment = {"PATH": f"{folder}:{os.environ['PATH']}"}


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


@case("calls", "the Nth system call of a git child fails with ENOSPC, EIO or EMFILE", quick=6, full=120, prepare=with_wrapper)
def call_of_fetch_fails(world, run):
    chance = random.Random(run)
    error = ERRORS[run % len(ERRORS)]
    write(f"{world.where}/inject", f"{CALLS_OF_GIT[error]}:error={error}:when={chance.randint(1, 40)}")
    write(f"{world.where}/command", chance.choice(["fetch", "fetch", "fetch", "update-ref", "for-each-ref", "ls-remote"]))
    world.publish(parent=chance.choice(["newest", "newest", None]))
    world.count("fetches that failed" if not world.refresh() else "fetches that succeeded all the same")
    world.let_readers_read()
    os.remove(f"{world.where}/command")
    world.must_refresh()
    world.let_readers_read()
    if left := world.leftovers():
        raise RuntimeError(f"{left} stay in the mirror")


@case("calls", "the Nth system call of each of the server's threads fails with ENOSPC, EIO or EMFILE", quick=3, full=60)
def call_of_server_fails(world, run):
    chance = random.Random(run)
    error = ERRORS[run % len(ERRORS)]
    inject = f"{CALLS_OF_SERVER[error]}:error={error}:when={chance.randint(1, 8)}"
    strace = subprocess.Popen(["strace", "-f", "-o", f"{world.where}/trace", "-e", f"inject={inject}",
                               "-p", str(world.server.process.pid)], stderr=subprocess.PIPE)
    first = strace.stderr.readline().decode()
    if "attached" not in first:
        strace.wait()
        raise unittest.SkipTest("the server cannot be traced by this user: " + first)
    try:
        world.publish(parent=chance.choice(["newest", "newest", None]))
        world.count("fetches that failed" if not world.refresh() else "fetches that succeeded all the same")
        world.let_readers_read()
    finally:
        strace.send_signal(signal.SIGINT)
        strace.communicate(timeout=60)
    world.must_refresh()
    world.let_readers_read()
    if left := world.leftovers():
        raise RuntimeError(f"{left} stay in the mirror")

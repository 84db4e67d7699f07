"""Faults of the remote: it is away, refuses, says nothing, breaks off, or answers something else."""
import os
import random
import shutil

from remotes import Daemon, HttpRemote, Proxy, make_certificate
from table import EVERYWHERE, case

BULK = 256 * 1024  # of a file that no compression makes smaller: a pack to break off in


def survive(world, fail, heal):
    """Reads go on while the remote has failed, and what was pushed meanwhile comes by itself afterwards."""
    world.publish()
    world.must_refresh()
    fail()
    world.must_fail_to_refresh()
    world.let_readers_read()
    heal()
    world.publish()
    world.must_refresh()
    world.let_readers_read()


def on_path(world):
    """The remote is a directory, as it is."""


def on_daemon(world):
    world.daemon = Daemon(world.where)
    world.cleanups.append(world.daemon.kill)
    world.proxy = Proxy(world.daemon.port)
    world.cleanups.append(world.proxy.refuse)
    world.uri = f"git://127.0.0.1:{world.proxy.port}/remote.git"


def on_http(world):
    world.http = HttpRemote(world.where)
    world.cleanups.append(world.http.close)
    world.proxy = Proxy(world.http.port)
    world.cleanups.append(world.proxy.refuse)
    world.uri = f"http://127.0.0.1:{world.proxy.port}/remote.git"


def on_https(world):
    world.certificate = f"{world.where}/remote.pem"
    make_certificate(world.certificate)
    shutil.copy(world.certificate, f"{world.where}/trusted.pem")
    make_certificate(f"{world.where}/wrong.pem")
    world.environment = {"GIT_SSL_CAINFO": f"{world.where}/trusted.pem"}
    world.http = HttpRemote(world.where, tls=world.certificate)
    world.cleanups.append(world.http.close)
    world.uri = f"https://127.0.0.1:{world.http.port}/remote.git"


@case("remote", "the directory of the remote is moved away", prepare=on_path)
def directory_gone(world, _):
    survive(world, world.lose_remote, world.find_remote)


@case("remote", "the git daemon is killed", prepare=on_daemon)
def daemon_killed(world, _):
    survive(world, world.daemon.kill, world.daemon.start)


@case("remote", "connections are refused", prepare=on_daemon)
def refused(world, _):
    survive(world, world.proxy.refuse, world.proxy.listen)


def on_silent_daemon(world):
    on_daemon(world)
    world.remote_timeout = 1


def on_silent_http(world):
    on_http(world)
    world.remote_timeout = 1


def silent(world):
    def fail():
        world.proxy.mode = "silent"

    def heal():
        world.proxy.mode = "pass"
        world.proxy.drop()
    survive(world, fail, heal)


@case("remote", "the remote accepts and says nothing (git)", full=5, prepare=on_silent_daemon)
def silent_git(world, _):
    silent(world)


@case("remote", "the remote accepts and says nothing (http)", full=5, prepare=on_silent_http)
def silent_http(world, _):
    silent(world)


def break_off(world, run):
    """The remote breaks off somewhere in the pack, three times; nothing of that may pile up on disk."""
    bulk = random.Random(run).randbytes(BULK)
    world.publish()
    world.must_refresh()
    world.proxy.cut_after = 3_000
    world.proxy.mode = "cut"
    world.publish(more={"bulk.bin": bulk})
    for attempt in range(3):
        world.proxy.cut_after = random.Random(run * 100 + attempt).randint(3_000, BULK)
        world.must_fail_to_refresh()
    world.let_readers_read()
    world.proxy.mode = "pass"
    world.must_refresh()  # Before, the poll may be in the middle of a pack as well.
    world.let_readers_read()
    if left := world.leftovers():
        raise RuntimeError(f"failed fetches leave {left}")


@case("remote", "the remote stops in the middle of a pack (git)", prepare=on_daemon)
def stops_in_pack_git(world, run):
    break_off(world, run)


@case("remote", "the remote stops in the middle of a pack (http)", prepare=on_http)
def stops_in_pack_http(world, run):
    break_off(world, run)


def http_mode(world, mode):
    def set_mode(value):
        world.http.mode = value
    survive(world, lambda: set_mode(mode), lambda: set_mode("ok"))


@case("remote", "http 401", prepare=on_http)
def http_401(world, _):
    http_mode(world, 401)


@case("remote", "http 500", prepare=on_http)
def http_500(world, _):
    http_mode(world, 500)


@case("remote", "an http redirection", prepare=on_http)
def http_redirect(world, _):
    http_mode(world, "redirect")


@case("remote", "another certificate than the trusted one", prepare=on_https)
def wrong_certificate(world, _):
    def put(name):
        shutil.copy(f"{world.where}/{name}", world.certificate + ".new")
        os.rename(world.certificate + ".new", world.certificate)
    survive(world, lambda: put("wrong.pem"), lambda: put("trusted.pem"))


ALONE = 6  # seconds that the remote asks for


@case("remote", "http 429 or 503 with Retry-After", EVERYWHERE + "; the remote is left alone as long as it asks",
      quick=2, full=10, prepare=on_http)
def retry_after(world, run):
    world.publish()
    world.must_refresh()
    world.http.mode, world.http.retry_after = (429, 503)[run % 2], ALONE
    world.must_fail_to_refresh()
    world.let_readers_read()
    refused = len(world.http.asked)
    world.must_fail_to_refresh()  # At once: who asks is not made to wait.
    world.http.mode, world.http.retry_after = "ok", None
    world.publish()
    world.must_refresh()
    pause = world.http.asked[refused] - world.http.asked[refused - 1]
    if pause < ALONE - 0.5:
        raise RuntimeError(f"it asked to be left alone for {ALONE} s, and was for {pause:.1f} s")
    world.let_readers_read()

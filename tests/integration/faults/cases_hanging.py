"""Remotes that take for ever: what it costs the fetch itself, and the looks at others."""
import random
import time

from cases_remote import BULK, on_daemon
from remotes import Proxy
from table import EVERYWHERE, case
from world import PATIENCE

FOREVER = 600  # seconds that a look waits for an answer

# The second is what the first grows to; a refresh may wait for two looks, and its client waits for 30 seconds.
DEADLINES = ["--cairn.git.fetch-deadline=1s", "--cairn.git.clone-deadline=10s"]


def on_daemon_with_deadlines(world):
    on_daemon(world)
    world.arguments += DEADLINES


@case("hanging", "the remote sends a byte of the pack now and then", EVERYWHERE + "; each fetch ends at its deadline",
      quick=0, full=5, prepare=on_daemon_with_deadlines)
def drips(world, run):
    world.publish()
    world.must_refresh()
    world.proxy.cut_after = 8_000  # enough for the list of refs
    world.proxy.mode = "drip"
    world.publish(more={"bulk.bin": random.Random(run).randbytes(BULK)})
    for _ in range(2):
        began = time.monotonic()
        world.must_fail_to_refresh()
        world.note("longest wait for a refresh, ms", (time.monotonic() - began) * 1000)
    world.server.await_log("did not finish within")
    world.let_readers_read()
    world.proxy.mode = "pass"
    world.proxy.drop()
    world.must_refresh()
    world.let_readers_read()
    if left := world.leftovers():
        raise RuntimeError(f"fetches that were ended leave {left}")


HOSTS, OF_EACH = 6, 2  # of remotes that hang: more than there are looks at once


def beside_hanging(world):
    world.looked_at = "&repository=git"
    for host in range(HOSTS):
        silent = Proxy(0)
        silent.mode = "silent"
        world.cleanups.append(silent.refuse)
        for number in range(OF_EACH):
            name = f"hangs-{host}-{number}"
            repository = f"--spring.cloud.config.server.git.repos.{name}"
            world.arguments += [f"{repository}.uri=git://127.0.0.1:{silent.port}/{name}.git", f"{repository}.pattern={name}*",
                                f"{repository}.timeout={FOREVER}"]


def must_be_seen(world, commit):
    """By the poll, which nobody asks for."""
    began = time.monotonic()
    while world.server.get("/a0/dev")[1].get("cairn-revision") != commit.id:
        if time.monotonic() - began > PATIENCE:
            raise RuntimeError("what was pushed is not seen:\n" + world.server.log())
        time.sleep(0.01)
    world.note("seen after the push, ms", (time.monotonic() - began) * 1000)


@case("hanging", f"{HOSTS * OF_EACH} other remotes hang all the time",
      EVERYWHERE + "; what is pushed to this one is seen as ever, also after a restart", quick=2, prepare=beside_hanging)
def others_hang(world, _):
    must_be_seen(world, world.publish())
    world.must_refresh()
    world.let_readers_read()
    world.restart()
    must_be_seen(world, world.publish())


SUDDEN = 4  # as many as there are looks at once


def beside_remotes_that_are_well(world):
    on_daemon(world)
    world.looked_at = "&repository=git"
    world.others = {}
    for number in range(SUDDEN):
        other = Proxy(world.daemon.port)  # a host of its own
        world.cleanups.append(other.refuse)
        name = f"other-{number}"
        world.others[name] = other
        repository = f"--spring.cloud.config.server.git.repos.{name}"
        world.arguments += [f"{repository}.uri=git://127.0.0.1:{other.port}/remote.git", f"{repository}.pattern={name}*",
                            f"{repository}.timeout={FOREVER}"]


def until(holds, world, words):
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"{words}:\n{world.server.log()}")
        time.sleep(0.02)


@case("hanging", f"{SUDDEN} remotes that were well, as many as are looked at at once, begin to hang at the same moment",
      EVERYWHERE + "; what is pushed to this one is seen about a second later", quick=1, prepare=beside_remotes_that_are_well)
def others_begin_to_hang(world, _):
    for name in world.others:
        until(lambda name=name: world.server.request("POST", f"/-/v1/refresh?force=true&repository=git.repos.{name}")[0] == 200,
              world, f"{name} is not well")
    for other in world.others.values():
        other.open.clear()
        other.mode = "silent"
    until(lambda: all(other.open for other in world.others.values()), world, "not all remotes are looked at")
    must_be_seen(world, world.publish())
    world.must_refresh()
    world.let_readers_read()
    for other in world.others.values():
        other.mode = "pass"
        other.drop()

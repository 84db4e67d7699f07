"""Commits that are broken themselves."""
import dataclasses

from content import FILES
from table import EVERYWHERE, case

MANY = 1_000


def many(world):
    """A thousand applications more, which nobody but the last lines of the case asks for."""
    world.extra = {f"service-{number}.yml": f"port: {number}\n" for number in range(MANY)}


@case("content", "one broken file among a thousand applications",
      "only who reads that file is held, and told; everybody else gets the new commit", full=5, prepare=many)
def one_broken_file(world, _):
    world.publish(more=world.extra)
    world.must_refresh()
    world.publish(broken={"a2.yml"}, more=world.extra)
    world.must_refresh()
    world.read_each_question()
    for number in range(0, MANY, 97):
        status, headers, body = world.server.get(f"/service-{number}/dev")
        good = world.main.commits[-1].id.encode()
        if status != 200 or good not in body or "cairn-rejected" in headers:
            raise RuntimeError(f"service-{number} does not get the new commit: {status} {headers}")
    world.restart()
    world.read_each_question()
    world.publish(more=world.extra)
    world.must_refresh()
    world.read_each_question()


@case("content", "a broken shared file", "every application is held at the commit before, and told; a repair clears it", full=10)
def broken_shared_file(world, _):
    world.publish()
    world.must_refresh()
    world.publish(broken={"application.yml"})
    world.must_refresh()
    world.read_each_question()
    world.publish(broken={"application.yml", "a1.yml"})
    world.must_refresh()
    world.let_readers_read()
    world.restart(between=world.lose_remote)
    world.read_each_question()
    world.find_remote()
    world.publish()
    world.must_refresh()
    world.read_each_question()


def with_limits(world):
    world.arguments += ["--cairn.limits.tree-files=60", "--cairn.limits.tree-depth=10", "--cairn.limits.tree-size=200KB"]


# What is too much of it, and words of the reason.
BEYOND = (({f"extra/{number}.txt": "x" for number in range(60)}, "more than 60 files"),
          ({"large.txt": "x" * 300_000}, "more than 204800 bytes"),
          ({"d/" * 11 + "deep.txt": "x"}, "more than 10 directories"))


@case("content", "a commit has more files, more bytes or deeper directories than the limits allow",
      EVERYWHERE + "; it is refused as a whole, and told; the next one is published", quick=3, full=12, prepare=with_limits)
def tree_beyond_limits(world, run):
    more, reason = BEYOND[run % len(BEYOND)]
    world.publish(whole=True)
    world.must_refresh()
    refused = world.commit(world.main, more=more, whole=True)
    world.main.commits[-1] = dataclasses.replace(refused, broken=frozenset(FILES))  # to be answered from the one before
    world.push(refused)
    world.must_refresh()
    world.read_each_question()
    told = world.server.get("/a0/dev")[1].get("cairn-rejected", "")
    if refused.id not in told or reason not in told:
        raise RuntimeError(f"it is not told that {refused.id} has {reason}, but '{told}'")
    world.restart(between=world.lose_remote)
    world.read_each_question()
    world.find_remote()
    world.publish(whole=True)
    world.must_refresh()
    world.read_each_question()

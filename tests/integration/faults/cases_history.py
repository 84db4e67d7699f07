"""Changes of history and of branches that Git does not make easy."""
import os
import shutil
import time

from checker import Track
from table import EVERYWHERE, case
from world import git

PUSHES_QUICK, PUSHES_FULL = 8, 100
DATA_MAX = 12 * 1024 * 1024  # bytes; 100 pushes are 25 MB


@case("history", "force-push: main gets a history of its own", full=30)
def force_push(world, _):
    world.publish()
    world.must_refresh()
    world.publish(parent=None)
    world.must_refresh()
    world.let_readers_read()


@case("history", "a branch is renamed to one below its own name (a to a/b), and back",
      EVERYWHERE + "; both names are served", full=20)
def branch_below_itself(world, run):
    upper, lower = f"fix{run}", f"fix{run}/one"
    world.publish()
    before = Track(upper, upper)
    world.publish(before)
    world.must_refresh()
    world.tracks.append(before)
    world.let_readers_read()
    after = Track(lower, lower)
    moved = world.commit(after)
    git("-C", world.remote, "update-ref", "-d", f"refs/heads/{upper}")
    world.push(moved, lower)
    world.must_refresh()
    world.tracks.append(after)
    world.read_each_question()
    git("-C", world.remote, "update-ref", "-d", f"refs/heads/{lower}")
    world.publish(before)
    world.must_refresh()
    world.read_each_question()
    for track in (before, after):
        world.tracks.remove(track)


def delete_default_branch(world):
    world.publish()
    world.push(world.main.commits[-1], "other")
    world.must_refresh()
    git("-C", world.remote, "update-ref", "-d", "refs/heads/main")
    world.refresh()
    world.read_each_question()
    world.restart()
    world.read_each_question()
    world.publish()
    world.must_refresh()
    world.let_readers_read()


@case("history", "the default branch is deleted", EVERYWHERE + "; it is served as it was, also after a restart", full=5)
def default_branch_deleted(world, _):
    delete_default_branch(world)


def with_pruning(world):
    world.arguments.append("--spring.cloud.config.server.git.delete-untracked-branches=true")


@case("history", "the default branch is deleted, with delete-untracked-branches",
      EVERYWHERE + "; it is served as it was, also after a restart", full=5, prepare=with_pruning)
def default_branch_deleted_pruned(world, _):
    delete_default_branch(world)


@case("history", "all branches of the remote vanish, then the repository is a new, empty one",
      EVERYWHERE + "; the empty list is refused and told", full=5)
def emptied(world, _):
    world.publish()
    world.must_refresh()
    for ref in git("-C", world.remote, "for-each-ref", "--format=%(refname)").split():
        git("-C", world.remote, "update-ref", "-d", ref)
    world.must_fail_to_refresh()
    world.let_readers_read()
    shutil.rmtree(world.remote)
    git("init", "-q", "--bare", "-b", "main", world.remote)
    world.must_fail_to_refresh()
    world.let_readers_read()
    world.publish()
    world.must_refresh()
    world.let_readers_read()


def age_packs(world):
    """Two hours pass for the mirror: what nothing leads to any more may be dropped."""
    for path in world.packs() + world.packs(".mtimes"):
        os.utime(path, (time.time() - 7200,) * 2)


@case("history", "force-pushes, each with 256 KB that no other commit has (8, in full 100)",
      EVERYWHERE + "; the data directory stays below 12 MB", full=1)
def growth(world, _):
    pushes = PUSHES_FULL if world.full else PUSHES_QUICK
    for _ in range(pushes):
        world.publish(parent=None, more={"bulk.bin": os.urandom(256 * 1024)})
        world.must_refresh()
        age_packs(world)
        world.note("largest data directory, KB", world.size_of_data() / 1024)
    if world.figures["largest data directory, KB"] > DATA_MAX / 1024:
        raise RuntimeError(f"the data directory grew to {world.figures['largest data directory, KB']} KB")

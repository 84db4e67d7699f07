"""What can be wrong with the data directory: left over, damaged, in use, read-only, full."""
import hashlib
import os
import random
import shutil
import subprocess
import unittest

import server_test
from table import EVERYWHERE, NOT_OLDER, case


def damage(path, how, chance):
    """Cuts a file off or flips some bits of a byte in it."""
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        size = os.path.getsize(path)
        at = chance.randrange(size)
        if how == "truncated":
            file.truncate(at)
            return
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ (1 << chance.randrange(8))]))


def pack_or_index(world, run):
    """Of the newest pack, which has what is served; every fourth time of any."""
    packs = sorted(world.packs(), key=os.path.getmtime)
    pack = random.Random(run).choice(packs) if run % 4 == 3 else packs[-1]
    return pack if run % 3 else pack.removesuffix(".pack") + ".idx"


def several_commits(world):
    for _ in range(3):
        world.publish()
        world.must_refresh()


@case("disk", "locks and temporary packs of a killed git lie in the mirror at the start", EVERYWHERE + "; they are swept", full=5)
def stale_locks_at_start(world, _):
    def leave():
        for name in ("packed-refs.lock", "HEAD.lock", "config.lock", "shallow.lock", "refs/cairn/keep/x.lock",
                     "objects/pack/tmp_pack_x", "objects/pack/.tmp-7-pack-x.pack", "objects/tmp_obj_x"):
            path = f"{world.mirror()}/{name}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(b"x" * 1000)
    world.restart(between=leave)
    world.publish()
    world.must_refresh()
    world.let_readers_read()
    if left := world.leftovers():
        raise RuntimeError(f"{left} stay in the mirror")


@case("disk", "locks of a killed git appear while the server runs", EVERYWHERE + "; the next fetch but one succeeds", full=10)
def stale_locks_while_running(world, _):
    arrival = hashlib.sha256(b"refs/heads/main").hexdigest()
    for name in (f"refs/cairn/in/{arrival}.lock", "packed-refs.lock", f"refs/cairn/keep/{world.main.commits[-1].id}.lock"):
        path = f"{world.mirror()}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb"):
            pass
    world.publish(parent=None)
    world.must_refresh()
    world.let_readers_read()


def damaged_while_down(world, run, remote):
    """Damages a pack or its index; with the remote away, reads that need what is lost may fail until it is back."""
    chance = random.Random(run)
    several_commits(world)

    def harm():
        how = "truncated" if run % 5 == 0 else "flipped"
        damage(pack_or_index(world, run), how, chance)
        if not remote:
            world.lose_remote()
    if remote:
        world.restart(between=harm)
        world.read_each_question()
    else:
        world.readers.lenient = True
        world.stop()
        harm()
        world.start_lenient()
        world.let_readers_read(200)
        world.find_remote()
        world.must_refresh()
        world.must_serve_all()
        world.readers.lenient = False
    world.publish()
    world.must_refresh()
    world.read_each_question()


@case("disk", "a pack or its index is cut off or has a flipped bit", EVERYWHERE, quick=2, full=40)
def pack_damaged(world, run):
    damaged_while_down(world, run, True)


@case("disk", "the same, and the remote is gone",
      "no wrong answer; what can still be read is served; the rest heals by itself when the remote is back", quick=2, full=40)
def pack_damaged_remote_gone(world, run):
    damaged_while_down(world, run, False)


def without_remote(world, harm):
    several_commits(world)
    world.restart(between=lambda: (harm(), world.lose_remote()))
    world.read_each_question()
    world.find_remote()
    world.publish()
    world.must_refresh()
    world.let_readers_read()


@case("disk", "the state file is cut off or has a flipped bit, and the remote is gone", f"{EVERYWHERE}; {NOT_OLDER}",
      quick=2, full=40)
def state_damaged(world, run):
    without_remote(world, lambda: damage(world.state_file(), ("truncated", "flipped")[run % 2], random.Random(run)))


@case("disk", "the state file is lost, and the remote is gone", f"{EVERYWHERE}; {NOT_OLDER}", full=5)
def state_lost(world, _):
    without_remote(world, lambda: os.remove(world.state_file()))


@case("disk", "the refs of the mirror are cut off or have a flipped bit, and the remote is gone",
      f"{EVERYWHERE}; {NOT_OLDER}", quick=2, full=40)
def refs_damaged(world, run):
    def harm():
        folder = f"{world.mirror()}/refs"
        refs = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]
        refs += [f"{world.mirror()}/{name}" for name in ("HEAD", "config", "packed-refs")
                 if os.path.exists(f"{world.mirror()}/{name}")]
        damage(random.Random(run).choice(refs), ("truncated", "flipped")[run % 2], random.Random(run))
    without_remote(world, harm)


@case("disk", "the mirror is lost", EVERYWHERE + "; it is cloned anew", full=5)
def mirror_lost(world, _):
    several_commits(world)
    world.restart(between=lambda: shutil.rmtree(os.path.dirname(world.mirror())))
    world.read_each_question()


@case("disk", "a second server on the same data directory", "it is refused with a reason; the first one goes on", full=10)
def second_server(world, _):
    second = server_test.Server(world.where, f"--spring.cloud.config.server.git.uri={world.uri}", *world.arguments)
    code = second.process.wait(30)
    if code == 0 or "in use" not in second.log():
        raise RuntimeError(f"the second server ended with {code}:\n{second.log()}")
    world.publish()
    world.must_refresh()
    world.let_readers_read()


@case("disk", "the directory of the mirror may be written by others, or is a link",
      "it is refused with a reason; put right, it is served again", quick=3, full=6)
def not_ours_alone(world, run):
    world.stop()
    mirror = os.path.dirname(world.mirror())
    if run % 3 < 2:
        os.chmod(mirror, (0o770, 0o707)[run % 3])
    else:
        os.rename(mirror, mirror + ".elsewhere")
        os.symlink(mirror + ".elsewhere", mirror)
    code = world.launch().process.wait(30)
    if code == 0 or os.path.basename(mirror) not in world.server.log():
        raise RuntimeError(f"the server ended with {code}:\n{world.server.log()}")
    if os.path.islink(mirror):
        os.remove(mirror)
        os.rename(mirror + ".elsewhere", mirror)
    os.chmod(mirror, 0o700)
    world.note("restart to first answer, ms", world.start() * 1000)
    world.let_readers_read()


def with_small_disk(world):
    folder = f"{world.where}/state"
    os.mkdir(folder)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", folder],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise unittest.SkipTest("a file system of its own cannot be mounted here: " + done.stdout.decode().strip())
    world.cleanups.append(lambda: subprocess.run(["umount", "-l", folder], check=True))


def remount(world, how):
    subprocess.run(["mount", "-o", f"remount,{how}", f"{world.where}/state"], check=True)


@case("disk", "the file system of the data directory is read-only, while running and at a start",
      f"{EVERYWHERE}; {NOT_OLDER}", full=10, prepare=with_small_disk)
def read_only(world, _):
    several_commits(world)
    world.stop()
    remount(world, "ro")
    world.note("restart to first answer, ms", world.start() * 1000)
    world.refresh()
    world.read_each_question()
    world.publish()
    world.must_fail_to_refresh()
    world.let_readers_read()
    remount(world, "rw")
    world.must_refresh()
    world.let_readers_read()


@case("disk", "the disk is full, while running and at a start", f"{EVERYWHERE}; {NOT_OLDER}", full=10, prepare=with_small_disk)
def full_disk(world, run):
    several_commits(world)
    ballast = f"{world.where}/state/ballast"
    fill(ballast, 4096 * random.Random(run).randint(0, 16))
    if run % 2:
        world.publish()
        world.count("fetches that failed" if not world.refresh() else "fetches that succeeded all the same")
    else:
        world.publish(more={"bulk.bin": os.urandom(64 * 1024)})
        world.must_fail_to_refresh()
    world.let_readers_read()
    world.restart()
    world.read_each_question()
    os.remove(ballast)
    world.must_refresh()
    world.let_readers_read()


def fill(path, left):
    """Leaves only so many bytes free on the file system of this path."""
    with open(path, "wb", buffering=0) as file:
        for size in (64 * 1024, 4096, 512, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue  # No room for this size any more.
        file.truncate(max(0, file.tell() - left))

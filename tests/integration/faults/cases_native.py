"""Directories: their volume is gone, and what is kept of them is damaged, refused, or cannot be written."""
import os
import random

import server_test
from cases_disk import damage, fill, remount, several_commits, with_small_disk
from native_world import NativeWorld
from table import EVERYWHERE, NOT_OLDER, case


def stale(world):
    """What an answer says of its age."""
    return world.server.get("/a0/dev")[1].get("cairn-stale", "")


def must_say_stale(world):
    if "reason=fetch-failed" not in stale(world):
        raise RuntimeError(f"an old answer says '{stale(world)}' of its age:\n{world.server.log()}")


@case("native", "the directory is gone at the start", f"{EVERYWHERE}; {NOT_OLDER}; it is told as stale", full=10, world=NativeWorld)
def root_gone_at_start(world, _):
    several_commits(world)
    world.restart(between=world.lose_remote)
    world.must_fail_to_refresh()
    world.read_each_question()
    must_say_stale(world)
    world.find_remote()
    world.publish()
    world.must_refresh()
    world.let_readers_read()


@case("native", "a broken shared file, then a restart, with the directory gone as well",
      "every application is held at the state before, and told; a repair clears it", full=10, world=NativeWorld)
def broken_file_of_directory(world, run):
    several_commits(world)
    world.publish(broken={"application.yml"})
    world.must_refresh()
    world.read_each_question()
    world.restart(between=world.lose_remote if run % 2 else None)
    world.read_each_question()
    if run % 2:
        world.find_remote()
    world.publish()
    world.must_refresh()
    world.read_each_question()


@case("native", "kill -9 at a random moment of a publication, then a start with the directory gone",
      f"{EVERYWHERE}; {NOT_OLDER}", quick=3, full=60, world=NativeWorld)
def killed_while_keeping(world, run):
    several_commits(world)
    world.publish()
    pause = random.Random(run).uniform(0, 0.15)
    world.let_readers_read(int(pause * 400))
    world.restart(between=world.lose_remote)
    world.read_each_question()
    world.find_remote()
    world.must_refresh()
    world.let_readers_read()


@case("native", "what is kept of a directory's content is cut off or has a flipped bit, and the directory is gone",
      "no wrong answer; what can still be read is served; the rest heals by itself when the directory is back",
      quick=2, full=20, world=NativeWorld)
def kept_content_damaged(world, run):
    several_commits(world)
    name = random.Random(run).choice(["application.yml", "a0.yml", "a0-dev.properties", "motd.txt"])
    world.readers.lenient = True
    world.stop()
    damage(world.object_of(name), ("truncated", "flipped")[run % 2], random.Random(run))
    world.lose_remote()
    world.start_lenient()
    world.let_readers_read(200)
    world.find_remote()
    world.must_refresh()
    world.must_serve_all()
    world.readers.lenient = False
    world.until_sound()
    world.restart(between=world.lose_remote)
    world.read_each_question()
    world.find_remote()
    world.must_refresh()


@case("native", "what is kept of the directories' names is cut off or has a flipped bit",
      EVERYWHERE + "; it is told, and read from the directory", quick=2, full=20, world=NativeWorld)
def kept_record_damaged(world, run):
    several_commits(world)

    def harm():
        for record in world.records():
            damage(record, ("truncated", "flipped")[run % 2], random.Random(run))
    world.readers.lenient = True  # until it was read from the directory there is nothing
    world.stop()
    harm()
    world.start_lenient()
    world.must_refresh()
    world.must_serve_all()
    world.readers.lenient = False
    world.until_sound()
    world.restart(between=world.lose_remote)
    world.read_each_question()
    world.find_remote()
    world.must_refresh()


@case("native", "the state file of directories is cut off or has a flipped bit, and the directory is gone",
      f"{EVERYWHERE}; {NOT_OLDER}", quick=2, full=20, world=NativeWorld)
def kept_state_damaged(world, run):
    several_commits(world)

    def harm():
        damage(world.state_file(), ("truncated", "flipped")[run % 2], random.Random(run))
        world.lose_remote()
    world.restart(between=harm)
    world.read_each_question()
    world.find_remote()
    world.publish()
    world.must_refresh()
    world.let_readers_read()


@case("native", "the disk is full while a state of directories is written, and at a start",
      f"{EVERYWHERE}; nothing new is published; {NOT_OLDER}", full=10, prepare=with_small_disk, world=NativeWorld)
def native_full_disk(world, run):
    several_commits(world)
    ballast = f"{world.where}/state/ballast"
    fill(ballast, 4096 * (run % 4))
    world.publish(more={"bulk.bin": os.urandom(64 * 1024)})
    world.must_fail_to_refresh()
    world.let_readers_read()
    world.restart(between=world.lose_remote)
    world.read_each_question()
    world.find_remote()
    world.must_fail_to_refresh()
    os.remove(ballast)
    world.must_refresh()
    world.let_readers_read()


@case("native", "the file system of what is kept of directories is read-only, while running and at a start",
      f"{EVERYWHERE}; nothing new is published; {NOT_OLDER}", full=10, prepare=with_small_disk, world=NativeWorld)
def native_read_only(world, _):
    several_commits(world)
    world.stop()
    remount(world, "ro")
    world.note("restart to first answer, ms", world.start() * 1000)
    world.publish()
    world.must_fail_to_refresh()
    world.let_readers_read()
    remount(world, "rw")
    world.must_refresh()
    world.let_readers_read()


@case("native", "a second server of directories on a data directory that was chosen",
      "it is refused with a reason; without a choice it serves, keeps nothing, and says so", full=5, world=NativeWorld)
def second_native_server(world, _):
    directory = f"--spring.cloud.config.server.native.search-locations=file:{world.served_files}"
    chosen = server_test.Server(world.where, "--spring.profiles.active=native", directory,
                                f"--cairn.data-dir={world.data_dir()}")
    code = chosen.process.wait(30)
    if code == 0 or "in use" not in chosen.log():
        raise RuntimeError(f"the second server ended with {code}:\n{chosen.log()}")
    beside = server_test.Server(world.where, "--spring.profiles.active=native", directory)
    try:
        if beside.wait().get("/a0/dev")[0] != 200:
            raise RuntimeError(f"a server beside the first one does not serve:\n{beside.log()}")
        beside.await_log("is not kept for the next start")
    finally:
        beside.stop()
    world.publish()
    world.must_refresh()
    world.let_readers_read()

"""kill -9 in the middle of a fetch or a publication."""
import random
import threading
import time

from table import EVERYWHERE, NOT_OLDER, case


def refresh_until_killed(world):
    try:
        world.refresh()
    except OSError:
        pass  # The server was killed under the request, as intended.


def time_of_refresh(world):
    """Seconds that a refresh with a new commit takes here and now."""
    world.publish()
    began = time.monotonic()
    world.must_refresh()
    return time.monotonic() - began


@case("kill", "kill -9 at a random moment of fetch and publication, then a start with the remote gone",
      f"{EVERYWHERE}; {NOT_OLDER}", quick=4, full=100)
def killed(world, run):
    chance = random.Random(run)
    until_published = time_of_refresh(world)
    if left := world.leftovers():
        raise RuntimeError(f"{left} of the kill before stay in the mirror after a whole fetch")
    before = world.main.newest()
    world.publish(parent="newest" if run % 3 else None)
    refreshing = threading.Thread(target=refresh_until_killed, args=(world,))
    refreshing.start()
    time.sleep(chance.uniform(0, 1.2) * until_published)
    world.restart(between=world.lose_remote)
    refreshing.join()
    world.let_readers_read()
    world.count("killed before publication" if world.main.floor() == before else "killed after publication")
    world.find_remote()
    world.must_refresh()
    world.let_readers_read()

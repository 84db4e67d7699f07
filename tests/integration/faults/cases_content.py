"""Commits that are broken themselves."""
from table import case

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

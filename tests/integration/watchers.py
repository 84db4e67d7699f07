"""Programs that follow a server, for tests: what each of them says, and what is asked of it."""
import os
import subprocess
import tempfile
import time

PATIENCE = 60  # seconds, for whatever has to come; a busy machine gets them


class Watcher:
    """A running watcher program (watcher.cpp) with a state directory of its own."""

    def __init__(self, program, where, uri, *arguments, key="release", home=None):
        self.home = home or tempfile.mkdtemp(prefix="watcher-", dir=where)
        self.log_path = f"{self.home}/{time.monotonic_ns()}.log"
        env = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k == "WATCHER_CA"}
        env.update(HOME=self.home, XDG_STATE_HOME=self.home + "/state")
        self.spawned = time.monotonic()
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([program, key, f"--spring.cloud.config.uri={uri}", *arguments],
                                            stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.home, env=env)

    def log(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def said(self, kind):
        """All that it said of this kind, in order: (microseconds since 1970, words)."""
        found = []
        for line in self.log().split("\n")[:-1]:
            when, _, rest = line.partition(" ")
            first, _, words = rest.partition(" ")
            if first == kind:
                found.append((int(when), words))
        return found

    def words(self, kind):
        return [words for _, words in self.said(kind)]

    def await_said(self, kind, count, seconds=PATIENCE):
        """Until it said so many of this kind; what they were."""
        end = time.monotonic() + seconds
        while len(self.said(kind)) < count:
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"no {kind} number {count} (ended: {self.process.poll()}):\n{self.log()}")
            time.sleep(0.02)
        return self.words(kind)

    def state(self):
        """(how it follows, failures in a row, value)."""
        count = len(self.said("state"))
        self.process.stdin.write(b"state\n")
        self.process.stdin.flush()
        following, failures, value = self.await_said("state", count + 1)[-1].split(" ", 2)
        return following, int(failures), value

    def await_state(self, wanted, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not wanted(*self.state()):
            if time.monotonic() > end:
                raise AssertionError(f"it never came to that:\n{self.log()}")
            time.sleep(0.05)

    def end(self):
        """Ends it; microseconds that destruction took."""
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        if code != 0:
            raise AssertionError(f"a watcher ended with {code}:\n{self.log()}")
        return int(self.words("ended")[-1])

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()


def connections_to(port):
    """How many established connections a port of this machine has."""
    wanted, established, found = f":{port:04X}", "01", 0
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not os.path.exists(table):
            continue
        with open(table) as lines:
            for line in lines:
                fields = line.split()
                found += fields[1].endswith(wanted) and fields[3] == established
    return found


def await_parked(watchers, port):
    """Until each watcher has an answer with a tag and one open request at the server."""
    for watcher in watchers:
        watcher.await_said("started", 1)
        watcher.await_state(lambda following, failures, _: following == "waiting" and failures == 0)
    end = time.monotonic() + PATIENCE
    while connections_to(port) < len(watchers):
        if time.monotonic() > end:
            raise AssertionError(f"{connections_to(port)} of {len(watchers)} watchers have an open request")
        time.sleep(0.02)

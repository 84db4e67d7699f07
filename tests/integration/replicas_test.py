#!/usr/bin/env python3
"""samples/replicas: a push reaches both servers, and either can be killed under load.

  replicas_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from git_servers import end_with_the_test
from loopback_ports import free_port

SERVER = ""
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples", "replicas", "replicas")
PATIENCE = 120
READERS = 3
PAUSE = 0.005


def get(port, path, headers=None, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode()
    finally:
        connection.close()


class Reader(threading.Thread):
    """Asks nginx again and again, and keeps what is not an answer."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.stopping, self.failures, self.done = port, threading.Event(), [], 0

    def run(self):
        while not self.stopping.is_set():
            try:
                status, _, body = get(self.port, "/shop-default.properties")
                if status != 200 or "banner" not in body:
                    self.failures.append((status, body))
            except (OSError, http.client.HTTPException) as problem:
                self.failures.append(repr(problem))
            self.done += 1
            self.stopping.wait(PAUSE)


class Replicas(unittest.TestCase):
    MORE, KEPT = (), ("replica-1", "replica-2", "nginx")

    @classmethod
    def setUpClass(cls):
        cls.where = tempfile.mkdtemp(prefix="cairn-replicas-")
        cls.addClassCleanup(shutil.rmtree, cls.where, ignore_errors=True)
        ports = [free_port() for _ in range(6)]
        cls.port, cls.replicas = ports[0], ports[1:3]
        environment = dict(os.environ, HOME=cls.where, XDG_STATE_HOME=cls.where + "/state")
        with open(f"{cls.where}/script.log", "wb") as log:
            cls.script = subprocess.Popen(
                [SCRIPT, "--directory", f"{cls.where}/all", "--ports", ",".join(map(str, ports)), "--server", SERVER,
                 *cls.MORE, "--", "--cairn.poll-interval=1h"], env=environment, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=end_with_the_test)
        cls.addClassCleanup(cls.end)
        cls.await_that(lambda: re.search(r"^http://127\.0\.0\.1", cls.log(), re.M))
        subprocess.run(["git", "clone", "-q", f"{cls.where}/all/repository.git", f"{cls.where}/desk"], check=True)

    @classmethod
    def text(cls, name):
        with open(f"{cls.where}/{name}", errors="replace") as file:
            return file.read()

    @classmethod
    def log(cls):
        return cls.text("script.log")

    @classmethod
    def end(cls):
        """Every process that the script started is gone with it."""
        pids = [cls.pid(name) for name in cls.KEPT]
        cls.script.send_signal(signal.SIGTERM)
        try:
            cls.script.wait(60)
        finally:
            try:
                os.killpg(cls.script.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # as it should be
        left = [name for name, pid in zip(cls.KEPT, pids) if os.path.exists(f"/proc/{pid}")]
        if left or cls.script.returncode != 0:
            raise AssertionError(f"{left} left behind, status {cls.script.returncode}:\n{cls.log()}")

    @classmethod
    def pid(cls, name):
        return int(cls.text(f"all/{name}.pid"))

    @classmethod
    def await_that(cls, wanted):
        end = time.monotonic() + PATIENCE
        while not wanted():
            if time.monotonic() > end or cls.script.poll() is not None:
                raise AssertionError(f"it did not come to that:\n{cls.log()}")
            time.sleep(0.02)

    def push(self, banner):
        desk = f"{self.where}/desk"
        with open(f"{desk}/shop.yml") as file:
            text = re.sub(r"banner: .*", f"banner: {banner}", file.read())
        with open(f"{desk}/shop.yml", "w") as file:
            file.write(text)
        identity = ["-c", "user.name=Cairn", "-c", "user.email=cairn@example.org"]
        subprocess.run(["git", "-C", desk, *identity, "commit", "-qam", banner], check=True)
        subprocess.run(["git", "-C", desk, "push", "-q"], check=True, stderr=subprocess.PIPE)

    def banner_at(self, port):
        try:
            return re.search(r"banner: (.*)", get(port, "/shop-default.properties")[2])[1]
        except (OSError, http.client.HTTPException):
            return None

    def on_the_bus(self):
        """Whether both have told that they reached the broker."""
        return all("connected to the broker" in self.text(f"all/replica-{number}.log") for number in (1, 2))

    @staticmethod
    def waiting_at(port):
        return json.loads(get(port, "/-/v1/status")[2])["watching"]["waiting"]

    def kill(self, number):
        """Kills a replica, and waits until it is well again."""
        name, before = f"replica-{number + 1}", self.pid(f"replica-{number + 1}")
        os.kill(before, signal.SIGKILL)
        self.await_that(lambda: self.pid(name) != before and self.banner_at(self.replicas[number]))

    def test_a_push_reaches_both(self):
        if "--broker" in self.MORE:
            self.await_that(self.on_the_bus)
        self.push("Summer sale")
        for port in (*self.replicas, self.port):
            self.await_that(lambda: self.banner_at(port) == "Summer sale")
        revisions = {get(port, "/shop/default")[1]["cairn-revision"] for port in self.replicas}
        self.assertEqual(len(revisions), 1)

    def test_either_can_be_killed_under_load_without_a_failed_request(self):
        readers = [Reader(self.port) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        for number in (0, 1, 0, 1):
            done = sum(reader.done for reader in readers)
            self.kill(number)
            self.await_that(lambda: sum(reader.done for reader in readers) > done + 50)
        for reader in readers:
            reader.stopping.set()
        for reader in readers:
            reader.join()
        print(f"4 kills, {sum(reader.done for reader in readers)} requests")
        self.assertEqual([failure for reader in readers for failure in reader.failures], [])

    def test_who_waits_for_a_change_does_not_notice_a_kill(self):
        tag = get(self.port, "/shop/default")[1]["etag"]
        answers = []
        ask = {"If-None-Match": tag, "Prefer": "wait=60"}
        waiting = [threading.Thread(target=lambda: answers.append(get(self.port, "/shop/default", ask))) for _ in range(4)]
        for each in waiting:
            each.start()
        self.await_that(lambda: sum(self.waiting_at(port) for port in self.replicas) == 4)
        self.kill(0)
        self.push("Winter sale")
        for each in waiting:
            each.join()
        self.assertEqual([status for status, _, _ in answers], [200] * 4)
        self.assertTrue(all("Winter sale" in body for _, _, body in answers))


class ReplicasWithBroker(Replicas):
    """The same, where one replica is told and the other hears of it by the bus: for a server that has it."""
    MORE, KEPT = ("--broker",), (*Replicas.KEPT, "epmd", "broker")

    test_who_waits_for_a_change_does_not_notice_a_kill = None  # no matter of the broker


if __name__ == "__main__":
    SERVER = sys.argv[1]
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)

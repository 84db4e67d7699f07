#!/usr/bin/env python3
"""The real server on real repositories: what an operator would see it do.

  server_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import base64
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

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conformance"))
from loopback_ports import free_port  # noqa: E402
from repositories import Repositories  # noqa: E402

SERVER = ""


class Server:
    """A running cairn-server in a directory of its own."""

    def __init__(self, where, *arguments, port=None, prefix=(), environment=None):
        self.port = port or free_port()
        self.arguments = arguments
        self.log_path = os.path.join(where, f"server-{time.monotonic_ns()}.log")
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS",
                                                            "UBSAN_OPTIONS")}
        env.update(HOME=where, XDG_STATE_HOME=os.path.join(where, "state"), **(environment or {}))
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([*prefix, SERVER, f"--server.port={self.port}", *arguments], cwd=where,
                                            env=env, stdout=log, stderr=log)

    def wait(self, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log()}")
            try:
                self.get("/actuator/health")
                return self
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("the server did not answer:\n" + self.log())

    def request(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read()
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers)

    def source(self, path):
        """The first property source of an environment."""
        status, _, body = self.get(path)
        assert status == 200, (status, body, self.log())
        return json.loads(body)["propertySources"][0]["source"]

    def log(self):
        """What has been written so far; lines come behind what they tell of, all of them only after stop()."""
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def await_log(self, pattern, seconds=30):
        """The log, once something in it matches."""
        end = time.monotonic() + seconds
        while not re.search(pattern, log := self.log()):
            if time.monotonic() > end:
                raise RuntimeError(f"no word of '{pattern}' in:\n{log}")
            time.sleep(0.02)
        return log

    def stop(self, sig=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(sig)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        return self.process.returncode


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.where = tempfile.mkdtemp(prefix="cairn-it-")
        self.addCleanup(shutil.rmtree, self.where, ignore_errors=True)
        self.repositories = Repositories(self.where)
        self.servers = []
        self.addCleanup(self.stop_all)

    def stop_all(self):
        for server in self.servers:
            server.stop()

    def apply(self, *steps):
        self.repositories.apply("main", list(steps))

    def start(self, *arguments, wait=True, **options):
        server = Server(self.where, f"--spring.cloud.config.server.git.uri={self.where}/main.git", *arguments, **options)
        self.servers.append(server)
        return server.wait() if wait else server


class Serving(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"application.yml": "company: Harbor Goods\n", "shop.yml": "release: one\n",
                                               "banner.txt": "release ${release}\n"}})

    def test_answers_in_every_format(self):
        server = self.start()
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        self.assertEqual(server.get("/shop-dev.yml")[2], b"company: Harbor Goods\nrelease: one\n")
        self.assertEqual(server.get("/shop-dev.properties")[2], b"company: Harbor Goods\nrelease: one")
        self.assertEqual(json.loads(server.get("/main/shop-dev.json")[2]), {"company": "Harbor Goods", "release": "one"})
        self.assertEqual(server.get("/shop/dev/main/banner.txt")[2], b"release one\n")

    def test_an_answer_names_its_revision_and_has_a_tag(self):
        server = self.start()
        status, headers, body = server.get("/shop/dev")
        self.assertEqual(headers["cairn-revision"], json.loads(body)["version"])
        status, again, empty = server.get("/shop/dev", {"If-None-Match": headers["etag"]})
        self.assertEqual((status, empty), (304, b""))
        self.assertEqual(again["cairn-revision"], headers["cairn-revision"])

    def test_a_push_is_seen_after_a_refresh(self):
        server = self.start("--cairn.poll-interval=1h")
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        self.assertEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        self.assertEqual(server.source("/shop/dev"), {"release": "two"})

    def test_a_branch_that_was_just_pushed_is_found_without_a_refresh(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/dev")
        self.apply({"branch": "fix", "at": "main"}, {"commit": "fix", "branch": "fix", "files": {"shop.yml": "release: fix\n"}})
        self.assertEqual(server.source("/shop/dev/fix"), {"release": "fix"})

    def test_a_poll_takes_over_what_was_pushed(self):
        server = self.start("--cairn.poll-interval=100ms")
        server.source("/shop/dev")
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        end = time.monotonic() + 20
        while server.source("/shop/dev") != {"release": "two"}:
            self.assertLess(time.monotonic(), end, server.log())
            time.sleep(0.05)

    def test_the_last_state_is_served_again_without_the_remote(self):
        self.start().source("/shop/dev")
        self.stop_all()
        os.rename(f"{self.where}/main.git", f"{self.where}/gone.git")
        server = self.start("--cairn.poll-interval=100ms")
        self.assertEqual(server.source("/shop/dev"), {"release": "one"})
        end = time.monotonic() + 20
        while "reason=fetch-failed" not in server.get("/shop/dev")[1].get("cairn-stale", ""):
            self.assertLess(time.monotonic(), end, server.log())
            time.sleep(0.05)
        self.assertRegex(server.get("/shop/dev")[1]["cairn-stale"], r"^since=[1-9]\d*; reason=fetch-failed$")

    def test_a_broken_commit_is_held_back_and_named(self):
        server = self.start("--cairn.poll-interval=1h")
        good = json.loads(server.get("/shop/dev")[2])["version"]
        self.apply({"commit": "two", "files": {"shop.yml": "release: [\n", "cart.yml": "cart: 1\n"}})
        self.assertEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        status, headers, body = server.get("/shop/dev")
        self.assertEqual((status, json.loads(body)["version"]), (200, good))
        self.assertRegex(headers["cairn-stale"], r"^since=[1-9]\d*; reason=held$")
        self.assertIn("shop.yml:", headers["cairn-rejected"])
        self.assertEqual(server.source("/cart/dev"), {"cart": 1})
        self.assertIn("shop.yml:", server.get("/-/v1/status")[2].decode())
        server.await_log(r"shop\.yml:")

    def test_a_deleted_branch_is_served_and_marked(self):
        self.apply({"branch": "fix", "at": "main"})
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/dev/fix")
        self.apply({"delete": "refs/heads/fix"})
        self.assertEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        status, headers, _ = server.get("/shop/dev/fix")
        self.assertEqual(status, 200)
        self.assertRegex(headers["cairn-stale"], r"^since=[1-9]\d*; reason=label-deleted$")

    def test_a_repository_of_another_user_is_served(self):
        if os.getuid() != 0:
            self.skipTest("only root can give files away")
        subprocess.run(["chown", "-R", "65534:65534", f"{self.where}/main.git"], check=True)
        self.assertEqual(self.start().source("/shop/dev"), {"release": "one"})

    def test_a_work_tree_is_served_by_its_path(self):
        subprocess.run(["git", "clone", "-q", f"{self.where}/main.git", f"{self.where}/desk"], check=True)
        server = Server(self.where, f"--spring.cloud.config.server.git.uri={self.where}/desk")
        self.servers.append(server)
        self.assertEqual(server.wait().source("/shop/dev"), {"release": "one"})


class Watching(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n", "cart.yml": "size: 1\n"}})

    def wait_for(self, server, path, tag, results, seconds=30):
        def ask():
            results[path] = server.get(path, {"If-None-Match": tag, "Prefer": f"wait={seconds}"})
        thread = threading.Thread(target=ask)
        thread.start()
        return thread

    def test_a_commit_reaches_who_waits_for_it_and_nobody_else(self):
        server = self.start("--cairn.poll-interval=100ms")
        server.source("/shop/dev")
        tags = {path: server.get(path)[1]["etag"] for path in ("/shop/dev", "/cart/dev", "/cart-dev.yml")}
        results = {}
        threads = [self.wait_for(server, "/shop/dev", tags["/shop/dev"], results),
                   self.wait_for(server, "/cart/dev", tags["/cart/dev"], results, 3),
                   self.wait_for(server, "/cart-dev.yml", tags["/cart-dev.yml"], results, 3)]
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        for thread in threads:
            thread.join()
        status, headers, body = results["/shop/dev"]
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(body)["propertySources"][0]["source"], {"release": "two"})
        self.assertNotEqual(headers["etag"], tags["/shop/dev"])
        self.assertEqual([results["/cart/dev"][0], results["/cart-dev.yml"][0]], [304, 304])


class Leaving(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})

    def test_sigterm_ends_it_with_success_and_leaves_no_child(self):
        server = self.start()
        server.source("/shop/dev")
        self.assertEqual(server.stop(), 0, server.log())
        self.assertIn("stopping", server.log())
        children = subprocess.run(["pgrep", "-f", self.where], stdout=subprocess.PIPE).stdout.decode().split()
        self.assertEqual(children, [])

    def test_requests_under_way_are_answered_before_it_ends(self):
        server = self.start()
        server.source("/shop/dev")
        failures, done, stop = [], [0], threading.Event()

        def read():
            while not stop.is_set():
                try:
                    status = server.get("/shop/dev")[0]
                    done[0] += 1
                    if status != 200:
                        failures.append(status)
                except ConnectionRefusedError:
                    return
                except OSError as problem:
                    failures.append(repr(problem))
                    return

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        while done[0] < 50:
            time.sleep(0.01)
        code = server.stop()
        stop.set()
        for reader in readers:
            reader.join()
        self.assertEqual((code, failures), (0, []))

    def test_kill_loses_nothing(self):
        server = self.start()
        server.source("/shop/dev")
        server.stop(signal.SIGKILL)
        os.rename(f"{self.where}/main.git", f"{self.where}/gone.git")
        self.assertEqual(self.start().source("/shop/dev"), {"release": "one"})


class Refusing(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})

    def expect_end(self, server, words):
        self.assertNotEqual(server.process.wait(20), 0)
        for word in words:
            self.assertIn(word, server.log())

    def test_a_port_in_use(self):
        first = self.start()
        second = self.start(f"--spring.cloud.config.server.git.basedir={self.where}/other", wait=False, port=first.port)
        self.expect_end(second, [str(first.port)])

    def test_a_second_server_on_the_same_mirror(self):
        self.start()
        self.expect_end(self.start(wait=False), ["in use"])

    def test_a_second_server_on_the_same_data_directory_also_for_another_repository(self):
        first = self.start()
        self.repositories.apply("other", [{"commit": "one", "files": {"shop.yml": "release: other\n"}}])
        second = Server(self.where, f"--spring.cloud.config.server.git.uri={self.where}/other.git")
        self.servers.append(second)
        self.expect_end(second, ["the data directory", "cairn.data-dir", "is in use by another server"])
        self.assertEqual(first.source("/shop/dev"), {"release": "one"})
        first.stop(signal.SIGKILL)
        third = Server(self.where, f"--spring.cloud.config.server.git.uri={self.where}/other.git")
        self.servers.append(third)
        self.assertEqual(third.wait().source("/shop/dev"), {"release": "other"})

    def test_a_data_directory_that_others_may_write_to(self):
        os.makedirs(f"{self.where}/state/cairn")
        os.chmod(f"{self.where}/state/cairn", 0o777)
        self.expect_end(self.start(wait=False), ["the data directory", "can be written to by other users"])

    def test_no_repository(self):
        server = Server(self.where)
        self.servers.append(server)
        self.expect_end(server, ["spring.cloud.config.server.git.uri"])

    def test_a_value_that_cannot_be_used_is_named_with_its_line(self):
        config = f"{self.where}/mine.yml"
        with open(config, "w") as file:
            file.write("server:\n  port: 99999999\n")
        done = subprocess.run([SERVER, f"--spring.config.location=file:{config}", "--spring.cloud.config.server.git.uri=/x"],
                              cwd=self.where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("mine.yml:2:", done.stdout.decode())
        self.assertIn("server.port", done.stdout.decode())

    def test_basic_credentials(self):
        server = self.start("--spring.security.user.name=ops", "--spring.security.user.password=pa55")
        for headers in ({}, {"Authorization": "Basic " + base64.b64encode(b"ops:wrong").decode()}, {"Authorization": "Bearer x"}):
            status, answer, _ = server.get("/shop/dev", headers)
            self.assertEqual((status, answer["www-authenticate"]), (401, 'Basic realm="Realm"'))
        good = {"Authorization": "Basic " + base64.b64encode(b"ops:pa55").decode()}
        self.assertEqual(server.get("/shop/dev", good)[0], 200)
        self.assertEqual(server.get("/shop/dev")[0], 401)  # a kept answer is no way around
        self.assertEqual(server.get("/actuator/health")[0], 200)
        server.stop()
        self.assertNotIn("pa55", server.log())

    def test_check_config_masks_secrets(self):
        done = subprocess.run([SERVER, "--check-config", "--spring.cloud.config.server.git.uri=https://u:t0psecret@git.example/c.git",
                               "--spring.security.user.password=pa55"], cwd=self.where, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=30)
        text = done.stdout.decode()
        self.assertEqual(done.returncode, 0, text)
        self.assertNotIn("pa55", text)
        self.assertNotIn("t0psecret", text)
        self.assertIn("spring.security.user.password", text)


class SystemCalls(ServerTest):
    """In background mode a known answer costs no file, no process and no connection."""

    def test_a_known_answer(self):
        self.apply({"commit": "one", "files": {"shop.yml": "release: one\n"}})
        trace = f"{self.where}/trace"
        server = self.start("--cairn.poll-interval=1h", prefix=("strace", "-f", "-o", trace, "-e",
                                                               "trace=openat,open,fork,vfork,clone,clone3,execve,connect,newfstatat"))
        for _ in range(4):
            server.source("/shop/dev")
            server.get("/shop-dev.yml")
        time.sleep(0.3)
        before = os.path.getsize(trace)
        for _ in range(50):
            server.source("/shop/dev")
            server.get("/shop-dev.yml")
        with open(trace, errors="replace") as calls:
            calls.seek(before)
            self.assertEqual(re.findall(r"^\d+ +(?!---|\+\+\+)\w+\(.*", calls.read(), re.M), [])
        strace = server.process
        children = subprocess.run(["pgrep", "-P", str(strace.pid)], stdout=subprocess.PIPE).stdout.decode().split()
        for child in children:
            os.kill(int(child), signal.SIGTERM)
        strace.wait(20)


if __name__ == "__main__":
    SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

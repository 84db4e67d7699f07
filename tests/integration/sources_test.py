#!/usr/bin/env python3
"""Several sources of one server: repositories by pattern, addresses with placeholders, directories.

  sources_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import http.client
import json
import os
import socket
import sys
import threading
import time
import unittest

import server_test
from server_test import Server, ServerTest

GIT = "--spring.cloud.config.server.git."


class HangingRemote:
    """A git server that takes connections and never says a word."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(64)
        self.connections = []
        self.thread = threading.Thread(target=self.take, daemon=True)
        self.thread.start()

    def take(self):
        while True:
            try:
                self.connections.append(self.socket.accept()[0])
            except OSError:
                return

    def uri(self):
        return f"git://127.0.0.1:{self.socket.getsockname()[1]}/config.git"

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
        for connection in self.connections:
            connection.close()


class SourcesTest(ServerTest):
    def repository(self, name, *steps):
        self.repositories.apply(name, list(steps))
        return f"{self.where}/{name}.git"

    def commit(self, name, **files):
        text = {f"{stem}.yml": body for stem, body in files.items()}
        return self.repository(name, {"commit": "x", "files": text})

    def start_with(self, *arguments, wait=True):
        server = Server(self.where, *arguments)
        self.servers.append(server)
        return server.wait() if wait else server

    def from_of(self, server, path):
        """The value of `from` in the first source, or the status."""
        status, _, body = server.get(path)
        return json.loads(body)["propertySources"][0]["source"]["from"] if status == 200 else status

    def until(self, wanted, question, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if question() == wanted:
                return
            time.sleep(0.05)
        self.assertEqual(question(), wanted)


class ByPattern(SourcesTest):
    def test_each_repository_answers_for_its_applications_and_is_refreshed(self):
        main = self.commit("main", shop="from: main\n")
        team = self.commit("team", shop="from: team\n", cart="from: team\n")
        server = self.start_with(f"{GIT}uri={main}", f"{GIT}repos.team.uri={team}", f"{GIT}repos.team.pattern=cart*",
                                 "--cairn.poll-interval=1h")
        self.assertEqual(self.from_of(server, "/shop/dev"), "main")
        self.assertEqual(self.from_of(server, "/cart/dev"), "team")
        self.commit("team", cart="from: team, later\n")
        answer = server.request("POST", "/-/v1/refresh")
        told = json.loads(answer[2])
        self.assertEqual((answer[0], told["looked"], told["moved"], told["failed"]), (200, True, 1, 0))
        self.assertEqual([(one["id"], one["moved"]) for one in told["repositories"]], [("git", 0), ("git.repos.team", 1)])
        self.assertEqual(self.from_of(server, "/cart/dev"), "team, later")
        self.assertEqual([one["uri"] for one in json.loads(server.get("/-/v1/status")[2])["repositories"]], [main, team])

    def test_a_commit_of_one_repository_wakes_who_watches_it(self):
        main, team = self.commit("main", shop="from: main\n"), self.commit("team", cart="from: team\n")
        server = self.start_with(f"{GIT}uri={main}", f"{GIT}repos.cart={team}", "--cairn.poll-interval=100ms")
        etag = server.get("/cart/dev")[1]["etag"]
        woken = []
        watcher = threading.Thread(target=lambda: woken.append(
            server.get("/cart/dev", {"If-None-Match": etag, "Prefer": "wait=20"})))
        watcher.start()
        self.commit("team", cart="from: news\n")
        watcher.join(30)
        self.assertEqual(woken[0][0], 200)
        self.assertIn(b"news", woken[0][2])

    def test_a_dead_repository_does_not_disturb_another(self):
        remote = HangingRemote()
        self.addCleanup(remote.close)
        main = self.commit("main", shop="from: main\n")
        for freshness in ("background", "request"):
            with self.subTest(freshness):
                server = self.start_with(f"{GIT}uri={main}", f"{GIT}repos.team.uri={remote.uri()}",
                                         f"{GIT}repos.team.pattern=team*", f"{GIT}timeout=2", f"--cairn.freshness={freshness}",
                                         f"--cairn.data-dir={self.where}/{freshness}",
                                         "--cairn.first-fetch-wait=200ms",
                                         "--spring.cloud.config.server.health.repositories.shop.name=shop")
                # The short wait for a first fetch may be too short for the living one's on a busy machine.
                self.until("main", lambda: self.from_of(server, "/shop/dev"))
                begun = time.monotonic()
                for _ in range(5):
                    status, headers, _ = server.get("/shop/dev")
                    self.assertEqual(status, 200)
                    self.assertNotIn("cairn-stale", headers)
                # Each of the five would have to wait for the dead one's four seconds.
                self.assertLess(time.monotonic() - begun, 15)
                status, headers, _ = server.get("/team-x/dev")
                self.assertEqual((status, "retry-after" in headers), (503, True))
                server.stop()

    def test_a_repository_that_died_is_served_as_it_was_and_tells_so(self):
        main, team = self.commit("main", shop="from: main\n"), self.commit("team", cart="from: team\n")
        server = self.start_with(f"{GIT}uri={main}", f"{GIT}repos.cart={team}", "--cairn.freshness=request")
        self.assertEqual(self.from_of(server, "/cart/dev"), "team")
        os.rename(team, team + ".away")
        self.assertEqual(self.from_of(server, "/cart/dev"), "team")
        self.assertIn("reason=fetch-failed", server.get("/cart/dev")[1]["cairn-stale"])
        self.assertNotIn("cairn-stale", server.get("/shop/dev")[1])


    def test_more_hanging_remotes_than_places_do_not_delay_the_others(self):
        main = self.commit("main", shop="from: main\n")
        arguments = [f"{GIT}uri={main}", f"{GIT}timeout=10", "--cairn.poll-interval=200ms", "--cairn.git.max-concurrent-fetches=2"]
        for i in range(6):
            remote = HangingRemote()
            self.addCleanup(remote.close)
            arguments += [f"{GIT}repos.dead{i}.uri={remote.uri()}", f"{GIT}repos.dead{i}.pattern=dead{i}*"]
        server = self.start_with(*arguments)
        self.until("main", lambda: self.from_of(server, "/shop/dev"))
        for release in ("one", "two", "three"):
            self.commit("main", shop=f"from: {release}\n")
            begun = time.monotonic()
            self.until(release, lambda: self.from_of(server, "/shop/dev"))
            # Each of those that hang does so for twenty seconds.
            self.assertLess(time.monotonic() - begun, 10)


class Placeholders(SourcesTest):
    def start_placeholders(self, *arguments, **options):
        return self.start_with(f"{GIT}uri={self.where}/{{application}}.git", *arguments, **options)

    def mirrors(self):
        found = []
        for directory, _, names in os.walk(os.path.join(self.where, "state")):
            if "state" in names:
                found.append(directory)
        return len(found)

    def test_the_first_read_clones_and_all_who_ask_meanwhile_share_it(self):
        self.commit("shop", shop="from: shop\n")
        server = self.start_placeholders("--cairn.poll-interval=1h")
        got = []
        readers = [threading.Thread(target=lambda: got.append(self.from_of(server, "/shop/dev"))) for _ in range(8)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(60)
        self.assertEqual(got, ["shop"] * 8)
        server.stop()
        self.assertEqual(server.log().count("new revisions"), 1)

    def test_what_has_no_repository_is_404_until_there_is_one(self):
        server = self.start_placeholders("--cairn.poll-interval=1h")
        self.assertEqual(self.from_of(server, "/shop/dev"), 404)
        self.commit("shop", shop="from: shop\n")
        self.until("shop", lambda: self.from_of(server, "/shop/dev"))

    def test_a_clone_that_takes_long_is_503_and_goes_on(self):
        remote = HangingRemote()
        self.addCleanup(remote.close)
        server = self.start_with(f"{GIT}uri={remote.uri()}/{{application}}", f"{GIT}timeout=30",
                                 "--cairn.first-fetch-wait=300ms",
                                 "--spring.cloud.config.server.health.enabled=false", wait=False)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                status, headers, _ = server.get("/shop/dev")
                break
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        self.assertEqual((status, "retry-after" in headers), (503, True))
        self.assertEqual(server.get("/shop/dev")[0], 503)
        self.assertEqual(len(remote.connections), 1)

    def test_the_longest_unread_mirror_goes_at_the_limit_and_comes_back_when_it_is_read(self):
        for name in ("a", "b", "c"):
            self.commit(name, application=f"from: {name}\n")
        server = self.start_placeholders("--cairn.git.max-mirrors=2", "--cairn.poll-interval=1h",
                                         "--spring.cloud.config.server.health.repositories.a.name=a")
        for name in ("a", "b", "a", "c"):
            self.assertEqual(self.from_of(server, f"/{name}/dev"), name)
            time.sleep(0.01)  # reads are told apart by the millisecond
        self.assertIn(f"uri={self.where}/b.git",
                      [line for line in server.await_log("given up").splitlines() if "given up" in line][0])
        self.until(2, self.mirrors)
        # Made-up names push out nothing that is there.
        for number in range(6):
            self.assertEqual(self.from_of(server, f"/none{number}/dev"), 404)
        self.assertEqual(server.log().count("the longest unread"), 1)
        self.assertEqual(self.from_of(server, "/b/dev"), "b")
        self.until(2, self.mirrors)

    def test_after_a_restart_a_mirror_is_served_at_once_with_the_remote_gone(self):
        repository = self.commit("shop", shop="from: shop\n")
        server = self.start_placeholders()
        self.assertEqual(self.from_of(server, "/shop/dev"), "shop")
        server.stop()
        os.rename(repository, repository + ".away")
        server = self.start_placeholders()
        self.assertEqual(self.from_of(server, "/shop/dev"), "shop")


class Directories(SourcesTest):
    def write(self, name, text):
        path = os.path.join(self.where, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w", encoding="utf-8") as out:
            out.write(text)
        os.rename(path + ".new", path)

    def test_an_edit_of_a_directory_is_seen_without_a_refresh(self):
        self.write("cfg/shop/shop.yml", "from: one\n")
        server = self.start_with("--spring.profiles.active=native",
                                 f"--spring.cloud.config.server.native.search-locations=file:{self.where}/cfg/{{application}}",
                                 "--cairn.native.scan-interval=1h")
        self.assertEqual(self.from_of(server, "/shop/dev"), "one")
        self.write("cfg/shop/shop.yml", "from: two\n")
        self.until("two", lambda: self.from_of(server, "/shop/dev"))

    def test_git_and_a_directory_together(self):
        main = self.commit("main", shop="from: git\n")
        self.write("cfg/shop.yml", "from: native\n")
        server = self.start_with("--spring.profiles.active=git,native", f"{GIT}uri={main}", f"{GIT}order=1",
                                 f"--spring.cloud.config.server.native.search-locations={self.where}/cfg")
        sources = json.loads(server.get("/shop/dev")[2])
        self.assertEqual([source["source"]["from"] for source in sources["propertySources"]], ["git", "native"])
        self.assertIsNone(sources["version"])


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main()

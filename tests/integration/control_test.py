#!/usr/bin/env python3
"""What operators make the real server do, on real repositories.

  control_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

import server_test
from git_servers import GitDaemon, Relay
from server_test import Repositories, Server, ServerTest

GIT = "--spring.cloud.config.server.git."


class ControlTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"application.yml": "company: Harbor\n", "shop.yml": "release: one\n",
                                               "cart.yml": "size: 1\n", "shop-dev.yml": "debug: true\n"}})

    def commit(self, name="main", label="main"):
        return subprocess.run(["git", "-C", f"{self.where}/{name}.git", "rev-parse", label], check=True,
                              stdout=subprocess.PIPE).stdout.decode().strip()

    def call(self, server, method, path, body=None, status=200):
        got, _, answer = server.request(method, path, {"Content-Type": "application/json"},
                                        json.dumps(body) if body is not None else None)
        self.assertEqual(got, status, answer)
        return json.loads(answer) if answer else None

    def refresh(self, server, query="", status=200):
        return self.call(server, "POST", "/-/v1/refresh" + query, status=status)


class Refresh(ControlTest):
    def test_it_tells_old_and_new_revisions_and_the_applications(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/dev")
        before = self.commit()
        told = self.refresh(server)
        self.assertEqual((told["looked"], told["moved"], told["failed"]), (True, 0, 0))
        self.assertEqual(told["repositories"], [{"id": "git", "error": None, "moved": 0, "labels": []}])
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n", "cart.yml": "size: 1\n"}},
                   {"branch": "fix", "at": "main"})
        told = self.refresh(server)
        self.assertEqual(told["moved"], 2)
        self.assertEqual(told["repositories"][0]["labels"],
                         [{"label": "fix", "before": None, "after": self.commit(), "applications": "*"},
                          {"label": "main", "before": before, "after": self.commit(), "applications": ["shop"]}])

    def test_a_shared_file_concerns_all_and_a_vanished_label_as_well(self):
        self.apply({"branch": "fix", "at": "main"})
        server = self.start("--cairn.poll-interval=1h", GIT + "delete-untracked-branches=true")
        server.source("/shop/dev")
        old = self.commit(label="fix")
        self.apply({"commit": "two", "files": {"application.yml": "company: Dock\n"}}, {"delete": "refs/heads/fix"})
        labels = self.refresh(server)["repositories"][0]["labels"]
        self.assertEqual([(label["label"], label["before"], label["after"], label["applications"]) for label in labels],
                         [("main", old, self.commit(), "*"), ("fix", old, None, "*")])

    def test_more_labels_than_the_limit_are_cut_and_said_so(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/dev")
        head = self.commit()
        refs = "".join(f"create refs/heads/b{number} {head}\n" for number in range(101))
        subprocess.run(["git", "-C", f"{self.where}/main.git", "update-ref", "--stdin"], input=refs.encode(), check=True)
        told = self.refresh(server)["repositories"][0]
        self.assertEqual((told["moved"], len(told["labels"]), told["truncated"]), (101, 100, True))

    def test_one_repository_alone_and_the_failure_of_another(self):
        self.repositories.apply("team", [{"commit": "t", "files": {"team.yml": "t: 1\n"}}])
        arguments = [f"{GIT}uri={self.where}/main.git", f"{GIT}repos.team.pattern=team*",
                     f"{GIT}repos.team.uri=http://me:c4nary@127.0.0.1:1/team.git", "--cairn.poll-interval=1h"]
        server = Server(self.where, *arguments)
        self.servers.append(server)
        server.wait()
        self.assertEqual([each["id"] for each in self.refresh(server, "?repository=git")["repositories"]], ["git"])
        told = self.refresh(server)
        self.assertEqual((told["failed"], [each["id"] for each in told["repositories"]]), (1, ["git", "git.repos.team"]))
        self.assertIsNone(told["repositories"][0]["error"])
        self.assertIn("127.0.0.1:1/team.git", told["repositories"][1]["error"])
        self.assertNotIn("c4nary", json.dumps(told))
        alone = self.refresh(server, "?repository=git.repos.team", 503)
        self.assertIn("127.0.0.1:1/team.git", alone["message"])
        self.assertIn("'other'", self.refresh(server, "?repository=other", 404)["message"])
        self.assertEqual(server.request("POST", "/-/v1/refresh?repository=%zz")[0], 400)
        server.stop()
        self.assertNotIn("c4nary", json.dumps(alone) + server.log())

    def test_the_actuators_refresh_looks_as_well_where_it_is_exposed(self):
        server = self.start("--cairn.poll-interval=1h", "--management.endpoints.web.exposure.include=health,refresh")
        server.source("/shop/default")
        self.assertEqual(self.call(server, "POST", "/actuator/refresh"), [])
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.assertEqual(self.call(server, "POST", "/actuator/refresh"), ["config.client.version"])
        self.assertEqual(server.source("/shop/default"), {"release": "two"})

    def test_directories_tell_their_one_state(self):
        os.makedirs(f"{self.where}/files/main")
        with open(f"{self.where}/files/main/shop.yml", "w") as file:
            file.write("release: one\n")
        server = Server(self.where, "--spring.profiles.active=native", "--cairn.native.scan-interval=1h",
                        f"--spring.cloud.config.server.native.search-locations=file:{self.where}/files")
        self.servers.append(server)
        server.wait().source("/shop/dev/main")
        moved, attempt = [], 0
        while not moved:  # a scan that inotify asked for may come first, but not each time
            attempt += 1
            self.assertLess(attempt, 100)
            with open(f"{self.where}/files/main/shop.new", "w") as file:
                file.write(f"release: {attempt}\n")
            os.rename(f"{self.where}/files/main/shop.new", f"{self.where}/files/main/shop.yml")
            moved = self.refresh(server)["repositories"][0]["labels"]
            self.assertEqual(server.source("/shop/dev/main"), {"release": attempt})
        self.assertEqual((moved[0]["label"], moved[0]["applications"]), (None, ["shop"]))


class Pinning(ControlTest):
    def setUp(self):
        super().setUp()
        self.one = self.commit()
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.two = self.commit()

    def pin(self, server, commit, status=200, **more):
        return self.call(server, "POST", "/-/v1/pin", {"label": "main", "commit": commit, **more}, status)

    def wait_for(self, server, path, tag):
        """A client that waits for a change: its thread, and where its answer will be."""
        results = []
        thread = threading.Thread(target=lambda: results.append(
            server.get(path, {"If-None-Match": tag, "Prefer": "wait=60"})))
        thread.start()
        return thread, results

    def test_a_pinned_label_serves_its_commit_until_it_is_unpinned(self):
        server = self.start("--cairn.poll-interval=1h")
        self.assertEqual(server.source("/shop/dev"), {"debug": True})
        self.assertEqual(server.source("/shop/default"), {"release": "two"})
        told = self.pin(server, self.one[:10], reason="two breaks caf\u00e9s", until=2 ** 33)
        self.assertEqual((told["repository"], told["label"], told["commit"], told["without"], told["until"]),
                         ("git", "main", self.one, self.two, 2 ** 33))
        for path in ("/shop/default", "/shop/default/main", "/shop/default/refs%2Fheads%2Fmain", "/shop/default/HEAD"):
            _, headers, body = server.get(path)
            self.assertEqual(json.loads(body)["propertySources"][0]["source"], {"release": "one"}, path)
            self.assertEqual(headers["cairn-revision"], self.one)
            self.assertEqual(headers["cairn-pinned"], f"{self.one}; until={2 ** 33}; reason=two breaks caf%C3%A9s")
        self.assertIn("cairn-pinned", server.get("/shop-default.yml")[1])
        self.assertIn("cairn-pinned", server.get("/shop/default/main/shop.yml", {"Accept": "text/plain"})[1])
        _, headers, _ = server.get("/shop/default/" + self.two)  # a commit id is what it is
        self.assertEqual((headers["cairn-revision"], headers.get("cairn-pinned")), (self.two, None))
        self.assertEqual(self.call(server, "GET", "/-/v1/pin"), {"pins": [told]})

        self.apply({"commit": "three", "files": {"shop.yml": "release: three\n"}})
        moved = self.refresh(server)["repositories"][0]["labels"]
        self.assertEqual(moved, [{"label": "main", "before": self.two, "after": self.commit(), "applications": [],
                                  "pinned": True}])
        self.assertEqual(server.source("/shop/default"), {"release": "one"})
        status = self.call(server, "GET", "/-/v1/status")["repositories"][0]
        self.assertEqual(status["pins"], [{**told, "without": self.commit()}])

        gone = self.call(server, "DELETE", "/-/v1/pin?label=main")
        self.assertEqual((gone["commit"], gone["without"]), (self.one, self.commit()))
        _, headers, body = server.get("/shop/default")
        self.assertEqual(json.loads(body)["propertySources"][0]["source"], {"release": "three"})
        self.assertNotIn("cairn-pinned", headers)
        self.assertEqual(self.call(server, "GET", "/-/v1/pin"), {"pins": []})
        server.await_log("pinned")

    def test_a_pin_outlives_a_kill_and_the_remote(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/default")
        told = self.pin(server, self.one, reason="kept")
        server.stop(signal.SIGKILL)
        os.rename(f"{self.where}/main.git", f"{self.where}/gone.git")
        server = self.start("--cairn.poll-interval=1h")
        self.assertEqual(server.source("/shop/default"), {"release": "one"})
        self.assertEqual(self.call(server, "GET", "/-/v1/pin"), {"pins": [told]})
        self.call(server, "DELETE", "/-/v1/pin?label=main&repository=git")
        self.assertEqual(server.source("/shop/default"), {"release": "two"})
        server.stop(signal.SIGKILL)
        self.assertEqual(self.start("--cairn.poll-interval=1h").source("/shop/default"), {"release": "two"})

    def test_a_pin_ends_by_itself_also_while_nobody_looks_and_over_a_restart(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/default")
        self.pin(server, self.one, **{"for": "2s"})
        _, headers, _ = server.get("/shop/default")
        self.assertIn("cairn-pinned", headers)
        thread, results = self.wait_for(server, "/shop/default", headers["etag"])
        thread.join(50)
        self.assertEqual((results[0][0], json.loads(results[0][2])["propertySources"][0]["source"]), (200, {"release": "two"}))
        self.assertEqual(self.call(server, "GET", "/-/v1/pin"), {"pins": []})
        self.pin(server, self.one, **{"for": "1s"})
        server.stop(signal.SIGKILL)
        time.sleep(1.1)
        self.assertEqual(self.start("--cairn.poll-interval=1h").source("/shop/default"), {"release": "two"})

    def test_who_waits_is_woken_by_a_pin_that_changes_the_answer_and_nobody_else(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/default")
        shop, shop_results = self.wait_for(server, "/shop/default", server.get("/shop/default")[1]["etag"])
        cart, cart_results = self.wait_for(server, "/cart/default", server.get("/cart/default")[1]["etag"])
        self.pin(server, self.one)
        shop.join(50)
        self.assertEqual(shop_results[0][0], 200)
        self.assertEqual(shop_results[0][1]["cairn-revision"], self.one)
        self.assertEqual(cart_results, [])
        server.stop()  # lets it go
        cart.join(50)
        self.assertEqual(cart_results[0][0], 304)

    def test_a_pinned_commit_stays_when_its_remote_and_a_clean_up_drop_it(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/default")
        self.pin(server, self.one)
        for number in range(2):  # the commit before the last rewrite is kept in any case
            shutil.rmtree(f"{self.where}/main.git")
            self.repositories = Repositories(self.where)
            self.apply({"commit": "anew", "files": {"shop.yml": "release: anew\n", "n.yml": f"n: {number}\n"}})
            self.assertEqual(self.refresh(server)["moved"], 1)
        server.stop()
        mirrors = [root for root, names, _ in os.walk(self.where) if root.endswith("mirror.git")]
        self.assertEqual(len(mirrors), 1)
        subprocess.run(["git", "--git-dir", mirrors[0], "gc", "-q", "--prune=now"], check=True)
        there = [subprocess.run(["git", "--git-dir", mirrors[0], "cat-file", "-e", commit], stderr=subprocess.DEVNULL)
                 .returncode == 0 for commit in (self.one, self.two)]
        self.assertEqual(there, [True, False])
        server = self.start("--cairn.poll-interval=1h")
        self.assertEqual(server.source("/shop/default"), {"release": "one"})
        self.call(server, "DELETE", "/-/v1/pin?label=main")
        self.assertEqual(server.source("/shop/default"), {"release": "anew"})

    def test_a_deleted_label_stays_pinned(self):
        self.apply({"branch": "fix", "at": "main"})
        server = self.start("--cairn.poll-interval=1h", GIT + "delete-untracked-branches=true")
        server.source("/shop/default/fix")
        self.call(server, "POST", "/-/v1/pin", {"label": "fix", "commit": self.one})
        self.apply({"delete": "refs/heads/fix"})
        self.refresh(server)
        self.assertEqual(server.source("/shop/default/fix"), {"release": "one"})
        self.assertIsNone(self.call(server, "GET", "/-/v1/pin")["pins"][0]["without"])
        self.call(server, "DELETE", "/-/v1/pin?label=fix")
        self.assertEqual(server.get("/shop/default/fix")[0], 404)

    def test_what_cannot_be_pinned_is_refused_with_words_and_changes_nothing(self):
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/default")
        for status, words, body in (
                (404, "'nobody'", {"label": "nobody", "commit": self.one}),
                (404, "'other'", {"label": "main", "commit": self.one, "repository": "other"}),
                (409, "a" * 40, {"label": "main", "commit": "a" * 40}),
                (409, "1234567", {"label": "main", "commit": "1234567"}),
                (400, "commit id", {"label": self.one, "commit": self.one}),
                (400, "over already", {"label": "main", "commit": self.one, "until": 5}),
                (400, "'resaon'", {"label": "main", "commit": self.one, "resaon": "x"}),
                (400, "JSON object", ["main"]),
                (413, "16384", {"label": "main", "commit": self.one, "reason": "r" * 20000})):
            self.assertIn(words, self.call(server, "POST", "/-/v1/pin", body, status)["message"])
        got, _, body = server.request("POST", "/-/v1/pin", {"Content-Type": "text/plain"},
                                      json.dumps({"label": "main", "commit": self.one}))
        self.assertEqual((got, "application/json" in json.loads(body)["message"]), (415, True))
        self.assertIn("not pinned", self.call(server, "DELETE", "/-/v1/pin?label=main", status=404)["message"])
        self.call(server, "DELETE", "/-/v1/pin", status=400)
        self.assertEqual(server.request("PUT", "/-/v1/pin")[0], 405)
        self.assertEqual(self.call(server, "GET", "/-/v1/pin"), {"pins": []})
        self.assertEqual(server.source("/shop/default"), {"release": "two"})

    def test_the_password_guards_it_all(self):
        server = self.start("--spring.security.user.password=pa55")
        for method, path in (("POST", "/-/v1/pin"), ("GET", "/-/v1/pin"), ("DELETE", "/-/v1/pin?label=main"),
                             ("GET", "/-/v1/sources"), ("GET", "/-/v1/status"), ("POST", "/-/v1/refresh")):
            self.assertEqual(server.request(method, path, {"Content-Type": "application/json"}, "{}")[0], 401, path)

    def test_a_hanging_remote_delays_no_pin(self):
        daemon = GitDaemon(self.where)
        self.addCleanup(daemon.stop)
        relay = SilentRelay(daemon.port)
        self.addCleanup(relay.stop)
        arguments = [f"{GIT}uri=git://127.0.0.1:{relay.port}/main.git", "--cairn.poll-interval=100ms", GIT + "timeout=60"]
        server = Server(self.where, *arguments)
        self.servers.append(server)
        self.assertEqual(server.wait().source("/shop/default"), {"release": "two"})
        relay.silent.set()
        self.assertTrue(relay.hung.wait(30))
        began = time.monotonic()
        self.pin(server, self.one)
        self.assertEqual(server.source("/shop/default"), {"release": "one"})
        self.assertLess(time.monotonic() - began, 10)  # the look lasts a minute


class Sources(ControlTest):
    def sources(self, server):
        return self.call(server, "GET", "/-/v1/sources")["sources"]

    def test_each_source_tells_what_it_is_and_how_it_fares(self):
        os.makedirs(f"{self.where}/files")
        with open(f"{self.where}/files/shop.yml", "w") as file:
            file.write("a: 1\n")
        composite = "--spring.cloud.config.server.composite"
        server = Server(self.where, "--spring.profiles.active=composite", "--cairn.poll-interval=1h",
                        f"{composite}[0].type=git", f"{composite}[0].uri={self.where}/main.git",
                        f"{composite}[0].repos.away.pattern=away*",
                        f"{composite}[0].repos.away.uri=http://me:c4nary@127.0.0.1:1/away.git",
                        f"{composite}[1].type=native", f"{composite}[1].search-locations=file:{self.where}/files")
        self.servers.append(server)
        server.wait()
        self.refresh(server)
        told = {source["id"]: source for source in self.sources(server)}
        self.assertEqual({key: source["kind"] for key, source in told.items()},
                         {"composite[0]": "git", "composite[0].repos.away": "git", "composite[1]": "directory"})
        main, away, files = told["composite[0]"], told["composite[0].repos.away"], told["composite[1]"]
        self.assertEqual(main["labels"], [{"label": "main", "commit": self.commit()}])
        self.assertEqual((main["served"], main["error"], main["address"]), (True, None, f"{self.where}/main.git"))
        self.assertLess(main["age"], 60)
        self.assertLessEqual(main["lastLook"], main["lastSuccess"] + 1)
        self.assertGreater(main["nextLook"], main["lastLook"] + 3000)
        self.assertEqual((away["served"], away["lastSuccess"], away["age"], away["labels"]), (False, None, None, []))
        self.assertEqual(away["address"], "http://127.0.0.1:1/away.git")
        self.assertIn("127.0.0.1:1", away["error"])
        self.assertEqual([(label["label"], len(label["commit"])) for label in files["labels"]], [(None, 64)])
        self.assertNotIn("c4nary", json.dumps(told))

    def test_labels_up_to_the_limit_and_which_are_deleted_pinned_or_held(self):
        head = self.commit()
        refs = "".join(f"create refs/heads/b{number:03} {head}\n" for number in range(99))
        subprocess.run(["git", "-C", f"{self.where}/main.git", "update-ref", "--stdin"], input=refs.encode(), check=True)
        server = self.start("--cairn.poll-interval=1h")
        server.source("/shop/dev")
        source = self.sources(server)[0]
        self.assertEqual((len(source["labels"]), source.get("truncated")), (100, None))
        self.apply({"commit": "broken", "files": {"shop.yml": "a: [\n"}}, {"branch": "b099", "at": "main"},
                   {"delete": "refs/heads/b000"})
        self.refresh(server)
        self.call(server, "POST", "/-/v1/pin", {"label": "b001", "commit": head})
        server.get("/shop/dev")
        source = self.sources(server)[0]
        self.assertEqual((len(source["labels"]), source["truncated"]), (100, True))
        self.assertEqual(source["labels"][:2], [{"label": "b000", "commit": head, "deleted": True},
                                                {"label": "b001", "commit": head, "pinned": True}])
        self.assertEqual([pin["label"] for pin in source["pins"]], ["b001"])
        self.assertTrue(source["rejected"][0].startswith(self.commit()), source)

    def test_a_work_tree_tells_of_its_origin_and_health_does_as_well(self):
        subprocess.run(["git", "clone", "-q", f"{self.where}/main.git", f"{self.where}/desk"], check=True)
        subprocess.run(["git", "-C", f"{self.where}/desk", "config", "remote.origin.url",
                        "http://me:c4nary@127.0.0.1:1/origin.git"], check=True)
        server = Server(self.where, f"{GIT}uri=file:{self.where}/desk", "--cairn.poll-interval=1h",
                        "--management.endpoint.health.show-details=always")
        self.servers.append(server)
        server.wait()
        self.refresh(server)
        source = self.sources(server)[0]
        self.assertEqual((source["kind"], source["error"]), ("work-tree", None))
        self.assertIn("127.0.0.1:1/origin.git", source["originError"])
        self.assertEqual(source["labels"], [{"label": "main", "commit": self.commit()}])
        health = self.call(server, "GET", "/actuator/health/sources")
        self.assertEqual(health["status"], "UP")
        self.assertIn("127.0.0.1:1/origin.git", health["details"]["git"]["originError"])
        self.assertIn("127.0.0.1:1/origin.git", self.call(server, "GET", "/-/v1/status")["repositories"][0]["originError"])
        self.assertNotIn("sources", self.call(server, "GET", "/actuator/health")["components"])
        server.stop()
        self.assertNotIn("c4nary", json.dumps([source, health]) + server.log())

    def test_health_shows_sources_where_the_settings_say_so(self):
        server = self.start("--cairn.health.sources=true", "--management.endpoint.health.show-details=always")
        server.source("/shop/dev")
        self.call(server, "POST", "/-/v1/pin", {"label": "main", "commit": self.commit(), "reason": "freeze"})
        details = self.call(server, "GET", "/actuator/health")["components"]["sources"]["details"]["git"]
        self.assertEqual(details["pins"][0]["reason"], "freeze")
        self.assertIsNotNone(details["lastSuccess"])


class SilentRelay(Relay):
    """Passes on until it is told to be silent; then it takes connections and says no word."""

    def __init__(self, port):
        self.silent, self.hung = threading.Event(), threading.Event()
        super().__init__(port, lambda: None)

    def serve(self, connection):
        if self.silent.is_set():
            self.hung.set()
            while connection.recv(65536):
                pass
        else:
            super().serve(connection)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

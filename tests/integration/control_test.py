#!/usr/bin/env python3
"""What operators make the real server do, on real repositories.

  control_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import os
import subprocess
import sys
import unittest

import server_test
from server_test import Server, ServerTest

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
        self.assertNotIn("c4nary", json.dumps(alone) + server.log())
        self.assertIn("'other'", self.refresh(server, "?repository=other", 404)["message"])
        self.assertEqual(server.request("POST", "/-/v1/refresh?repository=%zz")[0], 400)

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


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

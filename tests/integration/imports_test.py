#!/usr/bin/env python3
"""Files that others bring in by `spring.config.import`: served, refreshed, watched and held with those who import them.

  imports_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import os
import sys
import threading
import unittest

import server_test
from sources_test import SourcesTest

FILES = {"shop.yml": "spring.config.import: [inc/db.yml, inc/cache.properties]\nname: shop\n",
         "billing.yml": "spring.config.import: inc/chain.yml\nname: billing\n",
         "cart.yml": "name: cart\n",
         "optional.yml": "spring.config.import: 'optional:inc/later.yml'\nname: optional\n",
         "inc/db.yml": "db:\n  url: one\n",
         "inc/db-dev.yml": "db:\n  pool: 5\n",
         "inc/chain.yml": "spring.config.import: db.yml\n",
         "inc/cache.properties": "cache.ttl=30s\n",
         "motd.txt": "database ${db.url}\n"}
BROKEN = "db: [ 'never closed\n"


class Imports(SourcesTest):
    def setUp(self):
        super().setUp()
        self.change(**FILES)

    def change(self, **files):
        self.apply({"commit": "x", "files": files})

    def start_refreshed(self, *arguments):
        server = self.start("--cairn.poll-interval=1h", *arguments)
        server.source("/shop/dev")
        self.refresh(server)
        return server

    def refresh(self, server):
        """The applications that a refresh names."""
        status, _, body = server.request("POST", "/-/v1/refresh")
        self.assertEqual(status, 200, body)
        return [label["applications"] for label in json.loads(body)["repositories"][0]["labels"]]

    def values(self, server, path):
        status, _, body = server.get(path)
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def test_they_are_in_the_answer_in_every_format_and_at_every_label(self):
        self.apply({"branch": "next", "at": "main"}, {"commit": "n", "branch": "next", "files": {"inc/db.yml": "db: {url: next}\n"}})
        server = self.start_refreshed()
        names = [one["name"].split(".git/")[1] for one in self.values(server, "/shop/dev")["propertySources"]]
        self.assertEqual(names, ["inc/db-dev.yml", "inc/cache.properties", "inc/db.yml", "shop.yml"])
        wanted = {"name": "shop", "db": {"url": "one", "pool": 5}, "cache": {"ttl": "30s"}}
        shown = self.values(server, "/shop-dev.json")
        del shown["spring"]
        self.assertEqual(shown, wanted)
        self.assertIn(b"db.url: one\n", server.get("/shop-dev.properties")[2])
        self.assertIn(b"  pool: 5\n", server.get("/shop-dev.yml")[2])
        self.assertEqual(server.get("/shop/dev/main/motd.txt")[2], b"database one\n")
        self.assertEqual(self.values(server, "/next/shop-dev.json")["db"]["url"], "next")
        self.assertEqual(self.values(server, "/billing-dev.json")["db"], {"url": "one", "pool": 5})
        self.assertNotIn("db", self.values(server, "/cart-dev.json"))

    def test_a_change_of_one_moves_the_answers_of_those_who_import_it_and_names_them(self):
        self.change(**{"till.yml": "spring.config.import: cart.yml\n", "desk.yml": "spring.config.import: till.yml\n"})
        server = self.start_refreshed()
        paths = ("/desk-dev.json", "/till-dev.json", "/shop-dev.json")
        tags = {path: server.get(path)[1]["etag"] for path in paths}
        self.change(**{"cart.yml": "name: cart, later\n"})
        self.assertEqual(self.refresh(server), [["cart", "desk", "till"]])
        again = [server.get(path, {"If-None-Match": tags[path]})[0] for path in paths]
        self.assertEqual(again, [200, 200, 304])
        self.assertEqual(self.values(server, "/desk-dev.json")["name"], "cart, later")
        self.change(**{"inc/db.yml": "db: {url: two}\n"})
        self.assertEqual(self.refresh(server), ["*"])  # below a directory anybody may ask for it as text
        self.assertEqual(self.values(server, "/billing-dev.json")["db"]["url"], "two")

    def test_who_waits_is_woken_by_a_file_that_only_an_import_leads_to(self):
        server = self.start_refreshed()
        got = {}

        def wait_for(path):
            tag = server.get(path)[1]["etag"]
            ready.wait(30)
            got[path] = server.get(path, {"If-None-Match": tag, "Prefer": "wait=5"})
        ready = threading.Barrier(3)
        waiting = [threading.Thread(target=wait_for, args=(path,)) for path in ("/billing-dev.yml", "/cart-dev.yml")]
        for thread in waiting:
            thread.start()
        ready.wait(30)
        self.change(**{"inc/db-dev.yml": "db: {pool: 6}\n"})
        self.refresh(server)
        for thread in waiting:
            thread.join(60)
        self.assertEqual((got["/billing-dev.yml"][0], got["/cart-dev.yml"][0]), (200, 304))
        self.assertIn(b"pool: 6", got["/billing-dev.yml"][2])

    def test_a_broken_one_holds_those_who_import_it_and_nobody_else(self):
        server = self.start_refreshed()
        good = server.get("/shop/dev")[1]["cairn-revision"]
        self.change(**{"inc/db.yml": BROKEN, "cart.yml": "name: cart, later\n"})
        self.refresh(server)
        for path in ("/shop/dev", "/shop-dev.properties", "/billing/dev", "/shop/dev/main/motd.txt"):
            with self.subTest(path):
                status, headers, _ = server.get(path)
                self.assertEqual((status, headers["cairn-revision"]), (200, good))
                self.assertIn("inc/db.yml:", headers["cairn-rejected"])
        status, headers, _ = server.get("/cart/dev")
        self.assertNotIn("cairn-rejected", headers)
        self.assertEqual(self.values(server, "/cart-dev.json"), {"name": "cart, later"})
        self.change(**{"inc/db.yml": "db: {url: repaired}\n"})
        self.refresh(server)
        self.assertNotIn("cairn-rejected", server.get("/shop/dev")[1])
        self.assertEqual(self.values(server, "/shop-dev.json")["db"]["url"], "repaired")

    def test_one_that_comes_later_is_found_by_those_who_would_take_it(self):
        server = self.start_refreshed()
        self.assertNotIn("later", self.values(server, "/optional-dev.json"))
        self.change(**{"inc/later.yml": "later: here\n"})
        self.refresh(server)
        self.assertEqual(self.values(server, "/optional-dev.json")["later"], "here")

    def test_a_directory_has_them_as_well(self):
        root = f"{self.where}/files"
        for name, text in FILES.items():
            self.write(f"{root}/{name}", text)
        server = self.start_with("--spring.profiles.active=native", f"--spring.cloud.config.server.native.search-locations=file:{root}")
        self.assertEqual(self.values(server, "/shop-dev.json")["db"], {"url": "one", "pool": 5})
        self.write(f"{root}/inc/db.yml", "db: {url: two}\n")
        self.until("two", lambda: self.values(server, "/billing-dev.json")["db"]["url"])
        self.write(f"{root}/inc/db.yml", BROKEN)
        self.until(True, lambda: "cairn-rejected" in server.get("/shop/dev")[1])
        self.assertEqual(self.values(server, "/shop-dev.json")["db"]["url"], "two")

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w", encoding="utf-8") as out:
            out.write(text)
        os.rename(path + ".new", path)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main()

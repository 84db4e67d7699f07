"""The same repository, read from Spring's server and from ours."""
import sys

import shop
from against_server import AgainstServer
from reading_test import V1, V2


class SameAnswers(AgainstServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.servers = [cls.start(kind) for kind in cls.kinds]

    def test_the_client_reads_the_same_from_both(self):
        self.assertEqual(len(self.servers), 2)
        keys = 0
        for application, profiles, label in shop.QUESTIONS:
            for media_type in (V1, V2):
                question = {"application": application, "profiles": profiles, "label": label,
                            "media_type": media_type, "whole": True}
                with self.subTest(**question):
                    theirs, ours = (self.ask(server, **question) for server in self.servers)
                    self.assertEqual(theirs["environment"].pop("etag"), "")
                    self.assertNotEqual(ours["environment"].pop("etag"), "")
                    self.assertEqual(ours, theirs)
                    keys += len(theirs["config"]["entries"])
        print(f"{2 * len(shop.QUESTIONS)} questions, {keys} values in all", file=sys.stderr)

    def test_the_client_fails_in_the_same_way_with_both(self):
        for question in ({"label": "missing"}, {"label": "a,b"}, {"password": "wrong", "media_type": V1}, {"label": "x(_)..(_)y"},
                         {"application": "shop", "profiles": "..", "label": "main"}):
            with self.subTest(**question):
                codes = [self.ask(server, **question).get("error", {}).get("code") for server in self.servers]
                self.assertEqual(codes[0], codes[1])

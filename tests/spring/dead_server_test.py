"""What the client starts with when its server is dead."""
from against_server import AgainstServer, values


class DeadServer(AgainstServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.start(cls.kinds[0])

    def test_a_commit_is_read_and_once_the_server_is_dead_the_last_answer_stands_in(self):
        cache = f"{self.where}/cache"
        self.push({"shop.yml": "release: two\nunread: 1\n"})
        self.eventually(lambda: values(self.ask(self.server)).get("release") == "two")
        alive = self.ask(self.server, cache=cache)
        self.assertEqual((alive["config"]["how"], alive["config"]["troubles"]), ("server", []))

        self.server.kill()

        dead = self.ask(self.server, cache=cache)
        self.assertEqual(dead["config"]["how"], "cache")
        self.assertEqual(dead["config"]["entries"], alive["config"]["entries"])
        self.assertEqual(dead["config"]["version"], alive["config"]["version"])
        self.assertIn(f"127.0.0.1:{self.server.port}", dead["config"]["troubles"][0]["text"])
        for other in ({"profiles": "dev"}, {"label": "main"}, {"application": "cart"}, {"username": "else"}):
            with self.subTest("a copy answers its own question only", **other):
                said = self.ask(self.server, cache=cache, **other)
                self.assertEqual(said["error"]["code"], "unavailable")
        self.assertEqual(self.ask(self.server)["error"]["code"], "unavailable")

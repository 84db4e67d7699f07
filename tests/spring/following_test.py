"""A program that runs, while its server changes, dies and comes back."""
from against_server import AgainstServer, values
from servers import PASSWORD, USER

# How each server is followed when the client may ask it to wait, and when it may not. Spring's gives no
# tags for environments: the client asks for all of it, again and again.
FOLLOWING = {"cairn": ("waiting", "polling-with-tag"), "spring": ("polling", "polling")}


class Following(AgainstServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.start(cls.kinds[0])

    def setUp(self):
        self.push({"shop.yml": "release: 1\npool.size: 1\n"})
        self.eventually(lambda: values(self.ask(self.server)).get("release") == "1")

    def follow(self, **question):
        said = self.tool.ask(verb="follow", uris=[self.server.uri], username=USER, password=PASSWORD, **question)
        self.assertEqual(said, {"started": True})

    def look(self):
        return self.tool.ask(verb="look")

    def test_a_push_reaches_who_listens_and_names_what_changed(self):
        for wait, following in zip((45, 0), FOLLOWING[self.kinds[0].name]):
            with self.subTest(wait=wait):
                size = int(values(self.ask(self.server))["pool.size"])
                self.follow(below="pool", wait_s=wait)
                self.eventually(lambda: self.look()["following"] == following)

                self.push({"shop.yml": "release: 1\nother: 1\n" + f"pool.size: {size}\n"})
                self.eventually(lambda: values(self.look()).get("other") == "1")
                self.assertEqual(self.look()["updates"], [])

                self.push({"shop.yml": f"pool.size: {size + 1}\n"})
                said = self.eventually(lambda: self.look() if self.look()["updates"] else None)
                (((key, before, after, place),),) = said["updates"]
                self.assertEqual((key, before, after), ("pool.size", ["integer", str(size)], ["integer", str(size + 1)]))
                self.assertTrue(place.endswith("/shop.yml:1:12"), place)
                self.assertEqual(values(said)["pool.size"], str(size + 1))
                self.assertNotIn("release", values(said))
                self.assertEqual((said["following"], said["troubles"]), (following, []))

    def test_a_refresh_on_demand_says_what_changed(self):
        self.follow(watch=False)
        self.assertEqual(self.tool.ask(verb="refresh"), {"changes": []})
        self.push({"shop.yml": "release: 2\n"})
        changes = self.eventually(lambda: self.tool.ask(verb="refresh")["changes"])
        self.assertEqual([change[:3] for change in changes],
                         [["release", ["integer", "1"], ["integer", "2"]], ["pool.size", ["integer", "1"], None]])

    def test_a_dead_server_changes_nothing_and_is_followed_again_when_it_is_back(self):
        self.follow()
        before = self.look()["config"]["entries"]
        self.server.kill()
        said = self.eventually(lambda: self.look() if self.look()["trouble"] else None)
        self.assertEqual(said["config"]["entries"], before)
        self.assertEqual(said["trouble"]["code"], "unavailable")
        self.assertEqual(self.tool.ask(verb="refresh")["error"]["code"], "unavailable")

        self.push({"shop.yml": "release: 3\n"})
        self.server.start_again()

        said = self.eventually(lambda: self.look() if self.look()["updates"] else None)
        self.assertEqual(values(said)["release"], "3")
        self.assertIsNone(said["trouble"])

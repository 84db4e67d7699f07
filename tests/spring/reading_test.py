"""What the client reads from a server that is there."""
import expected
import shop
from against_server import AgainstServer, values

V1, V2 = "application/json", "application/vnd.spring-cloud.config-server.v2+json"


class Reading(AgainstServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.start(cls.kinds[0])

    def test_every_value_is_read_as_an_independent_reader_reads_it(self):
        for application, profiles, label in shop.QUESTIONS:
            path = f"/{application}/{profiles}/{label.replace('/', '(_)')}".rstrip("/")
            for media_type in (V1, V2):
                with self.subTest(path, media_type=media_type):
                    status, _, body = self.server.get(path, media_type)
                    self.assertEqual(status, 200)
                    want = expected.environment(body.decode())
                    said = self.ask(self.server, application=application, profiles=profiles, label=label,
                                    media_type=media_type, whole=True)
                    self.assertEqual({k: v for k, v in said["environment"].items() if k in want}, want)
                    self.assertEqual(said["config"]["entries"], expected.entries(want))

    def test_profiles_decide_in_the_order_of_the_server(self):
        read = values(self.ask(self.server))
        self.assertEqual((read["server.port"], read["pool.max-size"]), ("8081", "10"))
        read = values(self.ask(self.server, profiles="dev"))
        self.assertEqual((read["server.port"], read["pool.max-size"]), ("18081", "1"))
        self.assertEqual((read["debug"], read["pool.idle-timeout"]), (True, "2s"))
        read = values(self.ask(self.server, profiles="dev,eu"))
        self.assertEqual((read["server.port"], read["tax.rate"]), ("18081", 0.19))
        self.assertEqual((read["city"], read["legal.entity"]), ("Köln", "HarborGoods GmbH"))

    def test_labels_are_branches_with_slashes_tags_and_commits(self):
        self.assertEqual(values(self.ask(self.server, label="release/1.0"))["team"], "release")
        dev = values(self.ask(self.server, profiles="dev", label="v1"))
        self.assertEqual(dev["pool.idle-timeout"], "1s")
        commit = self.repositories.git("main", "rev-parse", "v1")
        said = self.ask(self.server, profiles="dev", label=commit)
        self.assertEqual((values(said), said["config"]["version"]), (dev, commit))

    def test_a_label_that_is_missing_is_an_error_and_the_next_one_of_a_list_is_tried(self):
        said = self.ask(self.server, label="missing")
        self.assertEqual(said["error"]["code"], "not_found")
        self.assertIn("missing", said["error"]["text"])
        said = self.ask(self.server, label="missing,release/1.0", whole=True)
        self.assertEqual(values(said)["team"], "release")
        self.assertEqual(said["environment"]["label_that_answered"], "release/1.0")

    def test_an_address_below_which_there_is_nothing_is_an_error(self):
        said = self.ask(self.server, uris=[self.server.uri + "/not/a/prefix"])
        self.assertEqual(said["error"]["code"], "not_found")

    def test_an_unknown_application_has_the_shared_values(self):
        read = values(self.ask(self.server, application="unknown"))
        self.assertEqual((read["server.port"], read["pool.maxSize"]), ("8080", "5"))

    def test_values_are_read_by_type(self):
        wanted = [("server.port", "uint16", 8081), ("pool.maxSize", "int32", 10), ("pool.max_size", "int64", 10),
                  ("server.max-header-size", "data size", 16384), ("pool.idle-timeout", "milliseconds", 90000),
                  ("pool.lease", "milliseconds", 300000), ("pool.ratio", "double", 0.1),
                  ("pool.enabled", "bool", True), ("pool.nothing", "string", ""),
                  ("pool.nowhere", "optional string", None), ("pool.hosts", "strings", ["x.example"]),
                  ("pool.weights", "int32s", [3, -2, 1]), ("pool.limits", "map of strings", {"eu.west": "1", "us/east": "2"}),
                  ("numbers.long", "int64", 2**63 - 1), ("numbers.small", "int64", -2**63),
                  ("numbers.tiny", "double", 1.5e-300), ("numbers.hex", "int32", 31),
                  ("numbers.too-long", "value", ["big", "9223372036854775808"]),
                  ("numbers.huge", "string", "123456789012345678901234567890"),
                  ("texts.quoted", "string", 'tab\t, "quote", back\\slash, \x01'),
                  ("texts.umlaut", "string", "Größe äöü"), ("texts.emoji", "string", "🚢 🚢"),
                  ("texts.lines", "string", "one\ntwo\n"), ("texts.ключ", "string", "замок"),
                  ("texts.дверь", "string", "закрыта"), ("texts.blank", "string", "  "),
                  ("greeting", "string", "Welcome to Harbor Goods"), ("fallback", "string", "none")]
        said = self.ask(self.server, reads=[[key, kind] for key, kind, _ in wanted])
        self.assertEqual([(key, kind, read.get("value", read)) for (key, kind, _), read in zip(wanted, said["reads"])],
                         wanted)

    def test_a_value_of_the_wrong_type_is_told_with_its_place(self):
        wanted = [("server.port", "uint16", "bad.yml:1:14: server.port: "), ("pool.max-size", "int32", "bad.yml:2:16: "),
                  ("pool.idle-timeout", "milliseconds", "bad.yml:3:20: "),
                  ("server.max-header-size", "data size", "bad.yml:4:25: "),
                  ("numbers.too-long", "int64", "application.yml:"), ("dangling", "string", "application.yml:4:11: ")]
        said = self.ask(self.server, application="bad", reads=[[key, kind] for key, kind, _ in wanted])
        for (key, _, place), read in zip(wanted, said["reads"]):
            with self.subTest(key):
                self.assertEqual(read["error"]["code"], "invalid_argument")
                self.assertIn(f"/{place}", read["error"]["text"])

    def test_origins_are_file_line_and_column_as_the_second_version_of_the_answer_tells_them(self):
        def place(key, **question):
            found = [entry for entry in self.ask(self.server, **question)["config"]["entries"] if entry[0] == key]
            return [(entry[3].rsplit("/", 1)[-1], *entry[4:]) for entry in found]
        self.assertEqual(place("server.port"), [("shop.yml", 1, 14)])
        self.assertEqual(place("pool.hosts[0]"), [("shop.yml", 4, 11)])
        self.assertEqual(place("server.port", profiles="dev"), [("shop-dev.yml", 3, 14)])
        self.assertEqual(place("debug", profiles="dev"), [("shop.yml", 9, 8)])
        self.assertEqual(place("city", profiles="eu"), [("application-eu.properties", 2, 8)])
        self.assertEqual(place("server.port", media_type=V1), [("shop.yml", 0, 0)])

    def test_who_has_no_password_or_a_wrong_one_is_refused_and_no_copy_stands_in(self):
        cache = f"{self.where}/refused"
        for media_type in (V1, V2):
            # The same user asked before, so that there is a copy for this very question.
            self.assertEqual(self.ask(self.server, cache=cache, media_type=media_type)["config"]["how"], "server")
            for password in ("", "wrong"):
                with self.subTest(media_type=media_type, password=password):
                    error = self.ask(self.server, cache=cache, media_type=media_type, password=password)["error"]
                    self.assertIn((error["code"], error["text"].rsplit(" ", 1)[-1]), self.refusals(media_type))

    def refusals(self, media_type):
        """Spring Security as it is by default shows its login page unless plain JSON is asked for."""
        login = self.kinds[0].name == "spring" and media_type == V2
        return [("not_found", "302")] if login else [("permission_denied", "401")]

    def test_credentials_may_stand_in_the_address(self):
        uri = f"http://reader:let-me%3Ain%20%C3%BC@127.0.0.1:{self.server.port}"
        said = self.ask(self.server, uris=[uri], username="user", password="")
        self.assertEqual(values(said)["team"], "shop")

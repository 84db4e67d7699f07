#!/usr/bin/env python3
"""cairn encrypt, decrypt, rekey, secrets and key: on this machine, through a server, and in work trees."""
import json
import os
import stat
import subprocess

import cli_support
from cli_support import CliTest

VALUE = "a value: 31415"


class Keyed(CliTest):
    def setUp(self):
        super().setUp()
        self.write("spring.key", "s3cr3t-key\n")
        self.write("keys", self.ok("key", "new", "k1") + "# a comment\n" + self.ok("key", "new", "k2"))

    def ok(self, *words, stdin=""):
        code, out, err = self.cairn(*words, stdin=stdin)
        self.assertEqual(code, 0, err)
        return out

    def read(self, name):
        with open(f"{self.desk}/{name}", "rb") as file:
            return file.read()


class Ciphers(Keyed):
    def test_a_value_of_springs_goes_there_and_back(self):
        cipher = self.ok("encrypt", "--key-file", "spring.key", stdin=VALUE + "\n")
        self.assertTrue(cipher.startswith("{cipher}"))
        self.assertEqual(self.ok("decrypt", "--key-file", "spring.key", stdin=cipher), VALUE + "\n")
        recorded = "000102030405060708090a0b0c0d0e0f7d739137ea6315d422e9934c3355550b"
        self.assertEqual(self.ok("decrypt", "--key-file", "spring.key", "--raw", stdin=recorded), "mysecret")
        raw = self.ok("encrypt", "--key-file", "spring.key", "--raw", stdin=VALUE + "\n")
        self.assertEqual(self.ok("decrypt", "--key-file", "spring.key", stdin=raw), VALUE + "\n\n")

    def test_with_json_a_value_is_a_member_of_an_object(self):
        text = 'two\nlines: "quoted"'
        cipher = json.loads(self.ok("encrypt", "--key-file", "spring.key", "--json", stdin=text))
        self.assertEqual(list(cipher), ["value"])
        self.assertEqual(json.loads(self.ok("decrypt", "--key-file", "spring.key", "--json", stdin=cipher["value"])),
                         {"value": text})

    def test_a_value_of_cairns_opens_at_its_place_alone(self):
        place = ("--file", "conf/shop.yml", "--key", "db.password")
        cipher = self.ok("encrypt", "--keys-file", "keys", "--key-id", "k2", *place, stdin=VALUE)
        self.assertTrue(cipher.startswith("{cipher}cairn:1:k2:"), cipher)
        self.assertEqual(self.ok("decrypt", "--keys-file", "keys", *place, stdin=cipher), VALUE + "\n")
        for other in (("--file", "cart.yml", "--key", "db.password"), ("--file", "shop.yml", "--key", "db.user")):
            code, out, err = self.cairn("decrypt", "--keys-file", "keys", *other, stdin=cipher)
            self.assertEqual((code, out), (6, ""))
            self.assertIn("altered or moved", err)
        dashed = ("--file", "shop-dev.yml", "--key", "db.password")
        self.assertEqual(self.cairn("decrypt", "--keys-file", "keys", *dashed, stdin=cipher)[0], 2)
        self.assertEqual(self.ok("decrypt", "--keys-file", "keys", *dashed, "--profile", "dev", stdin=cipher),
                         VALUE + "\n")

    def test_what_is_missing_is_told(self):
        for words, code, told in ((("--keys-file", "keys"), 2, "needs --key and --file"),
                                  (("--keys-file", "keys", "--file", "shop.yml", "--key", "k"), 2, "--key-id"),
                                  (("--file", "shop.yml"), 2, "and a --key"),
                                  (("--key-file", "gone"), 8, "gone"),
                                  (("--key-store", "x"), 2, "--alias")):
            with self.subTest(words=words):
                got, out, err = self.cairn("encrypt", *words, stdin="x")
                self.assertEqual((got, out), (code, ""), err)
                self.assertIn(told, err)

    def test_through_a_server(self):
        self.apply({"commit": "one", "files": {"shop.yml": "a: 1\n"}})
        with open(f"{self.where}/application.yml", "w") as settings:
            settings.write(f"encrypt.key: s3cr3t-key\ncairn.encrypt.keys-file: {self.desk}/keys\n"
                           "cairn.encrypt.active-key: k1\n")
        self.serve()
        cipher = self.ok("encrypt", stdin=VALUE)
        self.assertEqual(self.ok("decrypt", stdin=cipher), VALUE + "\n")
        self.assertEqual(self.ok("decrypt", "--key-file", "spring.key", stdin=cipher), VALUE + "\n")
        self.assertEqual(self.cairn("decrypt", stdin="00")[0], 6)
        self.stop_all()
        self.serve("--cairn.encrypt.format=cairn")
        place = ("--file", "shop.yml", "--key", "täg & more[0]")
        cipher = self.ok("encrypt", *place, stdin=VALUE)
        self.assertTrue(cipher.startswith("{cipher}cairn:1:k1:"), cipher)
        self.assertEqual(self.ok("decrypt", *place, stdin=cipher), VALUE + "\n")
        self.assertEqual(self.ok("decrypt", "--keys-file", "keys", *place, stdin=cipher), VALUE + "\n")
        self.stop_all()
        self.assertEqual(self.cairn("encrypt", stdin=VALUE)[0], 3)

    def test_no_secret_is_an_argument(self):
        code, _, err = self.cairn("encrypt", "--key-file", "spring.key", VALUE)
        self.assertEqual(code, 2)
        for verb in ("encrypt", "decrypt"):
            self.assertNotIn("VALUE", self.ok(verb, "--help"))

    def test_a_new_key_is_a_line_that_the_others_read(self):
        line = self.ok("key", "new")
        self.assertRegex(line, r"^\d{4}-\d{2}: [A-Za-z0-9+/]{43}=\n$")
        self.assertNotEqual(line, self.ok("key", "new"))
        self.assertEqual(self.cairn("key", "new", "No Id")[0], 2)


class Trees(Keyed):
    def setUp(self):
        super().setUp()
        os.mkdir(f"{self.desk}/tree")
        self.seal = lambda *words, text=VALUE: self.ok("encrypt", *words, stdin=text).strip()
        self.mine = self.seal("--keys-file", "keys", "--key-id", "k1", "--file", "shop.yml", "--key", "db.password")
        self.springs = self.seal("--key-file", "spring.key", text="x")
        self.before = {
            "shop.yml": f"# '{self.mine}'\r\ndb: {{ password:  \"{self.mine}\" }}  # kept\r\nn: 1\r\n",
            "deep/cart-dev.properties": f"! c\n a  :  {self.springs}\n",
            "plain.yml": "a: 1\n",
            "notes.txt": self.mine,
        }
        for name, text in self.before.items():
            os.makedirs(os.path.dirname(f"{self.desk}/tree/{name}"), exist_ok=True)
            self.write(f"tree/{name}", text)
        os.chmod(f"{self.desk}/tree/shop.yml", 0o640)

    def git(self, *words):
        subprocess.run(["git", "-C", f"{self.desk}/tree", "-c", "user.name=n", "-c", "user.email=e@x", *words],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={"PATH": os.environ["PATH"], "HOME": self.where})

    def rekey(self, *words):
        return self.cairn("rekey", "tree", "--keys-file", "keys", "--to", "k2", *words)

    def unchanged(self):
        return all(self.read(f"tree/{name}").decode() == text for name, text in self.before.items())

    def test_every_value_gets_the_new_key_and_nothing_else_changes(self):
        code, out, err = self.rekey("--key-file", "spring.key", "--profile", "dev")
        self.assertEqual(code, 0, err)
        self.assertEqual(out, "deep/cart-dev.properties:2:8  a  spring -> cairn k2\n"
                              "shop.yml:2:18  db.password  cairn k1 -> cairn k2\n")
        self.assertIn("2 of 2 values in 2 of 3 files", err)
        shop = self.read("tree/shop.yml").decode()
        new = shop.split('"')[1]
        self.assertEqual(shop, self.before["shop.yml"].replace(f'"{self.mine}"', f'"{new}"'))
        self.assertEqual(stat.S_IMODE(os.stat(f"{self.desk}/tree/shop.yml").st_mode), 0o640)
        self.assertEqual(self.read("tree/plain.yml").decode(), self.before["plain.yml"])
        self.assertEqual(self.read("tree/notes.txt").decode(), self.before["notes.txt"])
        self.assertEqual(sorted(os.listdir(f"{self.desk}/tree")), ["deep", "notes.txt", "plain.yml", "shop.yml"])
        self.assertEqual(self.ok("decrypt", "--keys-file", "keys", "--file", "shop.yml", "--key", "db.password",
                                 stdin=new), VALUE + "\n")
        code, out, err = self.rekey()
        self.assertEqual((code, out), (0, ""), err)
        self.assertIn("0 of 2 values", err)

    def test_a_dry_run_writes_nothing(self):
        code, out, err = self.rekey("--key-file", "spring.key", "--profile", "dev", "--dry-run")
        self.assertEqual((code, out.count("->")), (0, 2), err)
        self.assertTrue(self.unchanged())

    def test_one_value_that_cannot_be_opened_stops_all_unless_told_otherwise(self):
        code, out, err = self.rekey()  # Spring's key is not there
        self.assertEqual(code, 6)
        self.assertIn("left as it is", out)
        self.assertIn("nothing was written", err)
        self.assertTrue(self.unchanged())
        code, out, err = self.rekey("--keep-going", "--json")
        self.assertEqual(code, 6)
        values = json.loads(out)
        self.assertTrue(values["written"])
        self.assertEqual([value["outcome"] for value in values["values"]], ["failed", "changed"])
        self.assertEqual(self.read("tree/deep/cart-dev.properties").decode(), self.before["deep/cart-dev.properties"])
        self.assertNotEqual(self.read("tree/shop.yml").decode(), self.before["shop.yml"])

    def test_one_target_must_be_named(self):
        for words in ((), ("--to", "k2", "--to-key-file", "spring.key"), ("--to", "gone", "--keys-file", "keys"),
                      ("--to-alias", "a")):
            self.assertEqual(self.cairn("rekey", "tree", *words)[0], 2, words)
        self.assertEqual(self.cairn("rekey", "nowhere", "--keys-file", "keys", "--to", "k2")[0], 8)

    def test_the_inventory_has_places_formats_and_ages(self):
        self.git("init", "-q")
        self.git("add", "shop.yml")
        env = {**os.environ, "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z", "GIT_AUTHOR_DATE": "2002-01-01T00:00:00Z"}
        subprocess.run(["git", "-C", f"{self.desk}/tree", "-c", "user.name=n", "-c", "user.email=e@x", "commit", "-qm",
                        "x"], check=True, env=env)
        code, out, err = self.cairn("secrets", "tree")
        self.assertEqual(code, 0, err)
        lines = out.splitlines()
        self.assertEqual(lines[0], "deep/cart-dev.properties:2:8  a  spring")
        self.assertRegex(lines[1], r"^shop.yml:2:18  db.password  cairn k1  \d+ days?  [0-9a-f]{12}$")
        self.assertIn("2 encrypted values in 2 of 3 files", err)
        rows = json.loads(self.ok("secrets", "tree", "--json", "--quiet"))
        self.assertEqual([(row["file"], row["line"], row["since"]) for row in rows],
                         [("deep/cart-dev.properties", 2, None), ("shop.yml", 2, "2001-01-01T00:00:00Z")])
        self.assertEqual(self.ok("secrets", "tree", "--no-age").count("\n"), 2)

    def test_a_broken_file_is_told(self):
        self.write("tree/bad.yml", "a: [\nb: '{cipher}00'\n")
        code, out, err = self.cairn("secrets", "tree")
        self.assertEqual((code, out.count("\n")), (6, 2))
        self.assertIn("bad.yml", err)


if __name__ == "__main__":
    cli_support.main()

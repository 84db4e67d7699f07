#!/usr/bin/env python3
"""cairn get and cairn cache, beside the real server and without it."""
import json
import os
import shutil
import subprocess

import cli_support
from cli_support import CliTest

FILES = {
    "application.yml": "company: Harbor Goods\nserver:\n  port: 80\nhosts: [a, b, c]\n",
    "shop.yml": "server:\n  port: 81\nurl: http://x:${server.port}/\nopen: ${nothing}\n",
    "shop-dev.yml": "hosts: [z]\nquote: it's\n",
}


class Getting(CliTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": FILES}, {"tag": "v1"},
                   {"commit": "two", "files": {"shop-dev.yml": "hosts: [y]\nquote: it's\n"}})

    def test_flat_formats_are_the_server_s_bytes(self):
        server = self.serve()
        for form in ("yml", "properties", "json"):
            for label in ("", "v1"):
                words = ["--label", label] if label else []
                body = server.get(f"/{label}/shop-dev.{form}" if label else f"/shop-dev.{form}")[2].decode()
                code, out, err = self.cairn("get", "shop", "dev", "--format", form, *words)
                self.assertEqual((code, out.rstrip("\n"), err), (0, body.rstrip("\n"), ""))

    def test_one_value_and_everything_below_a_name(self):
        self.serve()
        self.assertEqual(self.cairn("get", "shop", "dev", "server.port"), (0, "81\n", ""))
        self.assertEqual(self.cairn("get", "shop", "dev", "serverPort")[0], 7)
        self.assertEqual(self.cairn("get", "shop", "dev", "url"), (0, "http://x:81/\n", ""))
        self.assertEqual(self.cairn("get", "shop", "dev", "server"), (0, "server:\n  port: 81\n", ""))
        self.assertEqual(self.cairn("get", "shop", "dev", "hosts", "--format", "json"), (0, '{"hosts":["y"]}\n', ""))

    def test_a_key_that_is_absent_has_its_own_code_and_near_names(self):
        self.serve()
        code, out, err = self.cairn("get", "shop", "dev", "server.prot")
        self.assertEqual((code, out), (7, ""))
        self.assertIn("did you mean server.port?", err)

    def test_a_value_whose_placeholder_has_no_value_is_bad_content_with_its_place(self):
        self.serve()
        code, out, err = self.cairn("get", "shop", "dev", "open")
        self.assertEqual((code, out), (6, ""))
        self.assertRegex(err, r"shop\.yml:4:7: open: ")

    def test_shell_variables_are_read_back_by_a_shell(self):
        self.serve()
        self.apply({"commit": "three", "files": {"shop.yml": "server:\n  port: 81\n"}})
        self.wait_until(lambda: self.cairn("get", "shop", "dev", "open")[0] == 7, "three")
        code, out, _ = self.cairn("get", "shop", "dev", "--format", "env")
        self.assertEqual(code, 0)
        self.write("vars", out)
        script = '. ./vars; echo "$QUOTE $HOSTS_0 ${HOSTS_1-none} $SERVER_PORT"'
        self.assertEqual(subprocess.check_output(["sh", "-c", script], cwd=self.desk), b"it's y none 81\n")

    def test_explain_says_source_place_commit_and_what_is_hidden(self):
        server = self.serve()
        commit = json.loads(server.get("/shop/dev")[2])["version"]
        code, out, _ = self.cairn("get", "shop", "dev", "--explain")
        self.assertEqual(code, 0)
        self.assertIn(f"# shop, dev: commit {commit}, from {self.url}, since 20", out)
        self.assertRegex(out, r"server\.port = 81\n    from   .*shop\.yml:2:9\n    hides  .*application\.yml:3:9: 80\n")
        self.assertRegex(out, r"url = http://x:81/\n    from .*\n    as     http://x:\$\{server\.port\}/\n")
        self.assertIn("hosts[2] does not count", out)
        code, out, _ = self.cairn("get", "shop", "dev", "server.port", "--explain", "--json")
        answer = json.loads(out)
        self.assertEqual((code, answer["from"], answer["version"], answer["server"]), (0, "server", commit, self.url))
        only, = answer["properties"]
        self.assertEqual((only["key"], only["value"], only["line"], only["column"]), ("server.port", 81, 2, 9))
        self.assertEqual([hidden["value"] for hidden in only["hides"]], [80])

    def test_a_commit_that_is_held_back_is_told(self):
        self.serve()
        self.apply({"commit": "bad", "files": {"shop.yml": "a: [\n"}})
        self.wait_until(lambda: "holds a commit back" in self.cairn("get", "shop", "dev", "server.port")[2], "held")
        code, out, err = self.cairn("get", "shop", "dev", "server.port")
        self.assertEqual((code, out), (0, "81\n"))
        self.assertIn("shop.yml:", err)
        self.assertEqual(self.cairn("get", "shop", "dev", "server.port", "--quiet"), (0, "81\n", ""))

    def test_without_a_server_the_last_good_answer_is_told_as_that(self):
        server = self.serve()
        before = self.cairn("get", "shop", "dev")[1]
        server.stop()
        code, out, err = self.cairn("get", "shop", "dev")
        self.assertEqual((code, out), (0, before))
        self.assertIn("no server answers: these are the values of 20", err)
        out = self.cairn("get", "shop", "dev", "--json")[1]
        self.assertEqual(json.loads(out)["from"], "cache")
        self.assertIn(", from the cache, since 20", self.cairn("get", "shop", "dev", "--explain")[1])
        for words in (["--no-cache"], ["--cache-dir", f"{self.desk}/none"], ["--label", "v1"]):
            code, out, err = self.cairn("get", "shop", "dev", *words)
            self.assertEqual((code, out), (3, ""), err)

    def test_what_the_server_says_no_to_has_its_own_codes(self):
        self.serve()
        self.assertEqual(self.cairn("get", "shop", "dev", "--label", "nowhere")[0], 5)
        self.stop_all()
        self.serve("--spring.security.user.password=pw-of-this-test")
        self.assertEqual(self.cairn("get", "shop", "dev")[0], 4)
        self.assertEqual(self.cairn("get", "shop", "dev", env={"CAIRN_PASSWORD": "other"})[0], 4)
        self.write("password", "pw-of-this-test\n")
        for words, env in ((["--user", "user", "--password-file", "password"], {}), ([], {"CAIRN_PASSWORD": "pw-of-this-test"})):
            code, out, err = self.cairn("get", "shop", "dev", "server.port", *words, env=env)
            self.assertEqual((code, out), (0, "81\n"), err)
            self.assertNotIn("pw-of-this-test", err)

    def test_a_password_is_asked_for_at_the_terminal_and_not_shown(self):
        self.serve("--spring.security.user.password=pw-of-this-test")
        child, terminal = os.forkpty()
        if child == 0:
            os.chdir(self.desk)
            os.execve(cli_support.PROGRAM, ["cairn", "get", "shop", "dev", "server.port", "--user", "user"],
                      self.environment())
        seen = b""
        while b"Password of user: " not in seen:
            seen += os.read(terminal, 1000)
        os.write(terminal, b"pw-of-this-testt\x7f\n")
        try:
            while part := os.read(terminal, 1000):
                seen += part
        except OSError:  # how a terminal ends
            pass
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0, seen)
        os.close(terminal)
        self.assertIn(b"81", seen)
        self.assertNotIn(b"pw-of-this", seen)

    def test_without_a_terminal_nobody_is_asked(self):
        self.serve("--spring.security.user.password=pw-of-this-test")
        code, out, err = self.detached("get", "shop", "dev", "--user", "user")
        self.assertEqual((code, out), (4, ""))
        self.assertIn("CAIRN_PASSWORD", err)

    def detached(self, *words):
        """As cairn(), without a terminal."""
        done = subprocess.run([cli_support.PROGRAM, *words], cwd=self.desk, timeout=60, env=self.environment(),
                              start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()


class Caching(CliTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": FILES})
        self.serve()
        for application in ("shop", "cart"):
            self.assertEqual(self.cairn("get", application, "dev")[0], 0)
        self.cache = f"{self.where}/state/cairn/client"

    def files(self):
        return sorted(name for name in os.listdir(self.cache) if name.endswith(".cairn"))

    def test_show_says_what_each_file_holds(self):
        code, out, _ = self.cairn("cache", "show")
        self.assertEqual(code, 0)
        self.assertRegex(out, rf"(?m)^shop, dev: of {self.url}, 20\S+Z \(\d+ s ago\), commit [0-9a-f]{{40}}, \d+ bytes$")
        files = json.loads(self.cairn("cache", "show", "shop", "dev", "--json")[1])["files"]
        self.assertEqual([(f["application"], f["usable"], f["server"]) for f in files], [("shop", True, self.url)])

    def test_verify_tells_damaged_foreign_and_newer_files_apart(self):
        self.assertEqual(self.cairn("cache", "verify", "--quiet"), (0, "", ""))
        one, two = self.files()
        with open(f"{self.cache}/{one}", "r+b") as file:
            file.seek(-1, os.SEEK_END)
            last = file.read(1)
            file.seek(-1, os.SEEK_END)
            file.write(bytes([last[0] ^ 1]))
        shutil.copy(f"{self.cache}/{two}", f"{self.cache}/{'0' * 64}.cairn")
        shutil.copy(f"{self.cache}/{two}", f"{self.cache}/{'1' * 64}.cairn")
        with open(f"{self.cache}/{'1' * 64}.cairn", "r+b") as file:
            file.seek(8)
            file.write(b"\0\7")
        code, out, err = self.cairn("cache", "verify")
        self.assertEqual(code, 1)
        self.assertIn("4 files, 3 of no use", err)
        self.assertEqual(sorted(line.split(":")[0] for line in out.splitlines()),
                         ["damaged", "foreign scope", "newer format"])

    def test_clear_removes_the_files_of_one_question_or_all_and_nothing_else(self):
        shutil.copy(f"{self.cache}/{self.files()[0]}", f"{self.cache}/copy.cairn")
        self.assertEqual(self.cairn("cache", "clear", "shop", "prod")[0], 0)
        self.assertEqual(len(self.files()), 3)
        self.assertEqual(self.cairn("cache", "clear", "shop", "dev")[0], 0)
        self.assertNotIn("shop", self.cairn("cache", "show")[1])
        self.assertIn("cart, dev", self.cairn("cache", "show")[1])
        self.assertEqual(self.cairn("cache", "clear")[0], 0)
        self.assertEqual(sorted(os.listdir(self.cache)), ["copy.cairn", "key"])

    def test_a_directory_that_is_not_there_is_empty_and_an_open_one_is_refused(self):
        self.assertEqual(self.cairn("cache", "show", "-q", "--directory", f"{self.desk}/none"), (0, "", ""))
        os.chmod(self.cache, 0o755)
        code, out, err = self.cairn("cache", "verify")
        self.assertEqual((code, out), (8, ""))
        self.assertIn("is open to other users", err)


if __name__ == "__main__":
    cli_support.main()

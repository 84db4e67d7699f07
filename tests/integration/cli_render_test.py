#!/usr/bin/env python3
"""cairn render: files from templates and in formats, checks, reloads, and following."""
import json
import os
import stat
import unittest

import cli_support
from cli_support import CliTest


class Rendering(CliTest):
    def setUp(self):
        super().setUp()
        self.change(80)
        self.serve()
        self.write("t.in", "listen ${server.port};\nuri $uri;\nname ${name:none};\n")

    def change(self, port):
        self.apply({"commit": str(port), "files": {"shop.yml": f"server:\n  port: {port}\n"}})

    def render(self, *words):
        return self.cairn("render", "shop", "dev", *words)

    def read(self, name):
        return self.text(f"{self.desk}/{name}")

    def files(self):
        return sorted(os.listdir(self.desk))

    def mode(self, name):
        return stat.S_IMODE(os.stat(f"{self.desk}/{name}").st_mode)

    def test_templates_and_formats_are_written(self):
        code, out, err = self.render("--template", "t.in=t.conf", "--file", "all.yml", "--file", "vars:env")
        self.assertEqual((code, out), (0, ""), err)
        self.assertEqual(self.read("t.conf"), "listen 80;\nuri $uri;\nname none;\n")
        self.assertEqual(self.read("all.yml"), self.servers[0].get("/shop-dev.yml")[2].decode())
        self.assertEqual(self.read("vars"), "SERVER_PORT='80'\n")
        self.assertEqual(self.files(), ["all.yml", "t.conf", "t.in", "vars"])

    def test_new_files_are_for_this_user_and_others_keep_their_mode(self):
        self.write("old.yml", "x")
        os.chmod(f"{self.desk}/old.yml", 0o664)
        self.assertEqual(self.render("--file", "new.yml", "--file", "old.yml")[0], 0)
        self.assertEqual((self.mode("new.yml"), self.mode("old.yml")), (0o600, 0o664))
        self.assertEqual(self.render("--file", "new.yml", "--file", "old.yml", "--mode", "0640")[0], 0)
        self.assertEqual((self.mode("new.yml"), self.mode("old.yml")), (0o640, 0o640))

    def test_a_link_goes_on_leading_to_the_file(self):
        os.mkdir(f"{self.desk}/real")
        self.write("real/x.yml", "old")
        os.symlink("real/x.yml", f"{self.desk}/x.yml")
        self.assertEqual(self.render("--file", "x.yml")[0], 0)
        self.assertTrue(os.path.islink(f"{self.desk}/x.yml"))
        self.assertEqual(self.read("real/x.yml"), "server:\n  port: 80\n")

    @unittest.skipIf(os.getuid() != 0, "only root can give files away")
    def test_a_file_keeps_its_owner(self):
        self.write("x.yml", "old")
        os.chown(f"{self.desk}/x.yml", 65534, 65534)
        self.assertEqual(self.render("--file", "x.yml")[0], 0)
        found = os.stat(f"{self.desk}/x.yml")
        self.assertEqual((found.st_uid, found.st_gid, self.read("x.yml")), (65534, 65534, "server:\n  port: 80\n"))

    def test_a_placeholder_without_value_leaves_every_file(self):
        self.write("bad.in", "a\n  ${nothing}\n")
        self.write("t.conf", "old")
        code, _, err = self.render("--template", "t.in=t.conf", "--template", "bad.in=bad.conf", "--file", "x.yml")
        self.assertEqual(code, 6)
        self.assertIn("bad.in:2:3: ", err)
        self.assertEqual((self.files(), self.read("t.conf")), (["bad.in", "t.conf", "t.in"], "old"))

    def test_a_failed_check_leaves_every_file_and_shows_what_it_said(self):
        self.write("t.conf", "old")
        check = "case {} in *.yml) echo no good; exit 3 ;; esac; grep -q listen {}"
        code, _, err = self.render("--template", "t.in=t.conf", "--file", "x.yml", "--check", check, "--reload",
                                   "touch reloaded")
        self.assertEqual(code, 9)
        self.assertIn("no good", err)
        self.assertRegex(err, r"exit code 3; '.*x\.yml' stays as it is")
        self.assertEqual((self.files(), self.read("t.conf")), (["t.conf", "t.in"], "old"))

    def test_a_check_that_does_not_end_is_ended(self):
        code, _, err = self.render("--file", "x.yml", "--check", "sleep 1000", "--command-timeout", "200ms")
        self.assertEqual((code, self.files()), (9, ["t.in"]), err)

    def test_a_check_sees_the_new_file_with_its_extension_beside_the_old_one(self):
        code, _, err = self.render("--file", "x.yml", "--check", 'test "$(cat {})" != "" && echo file {} && test ! -e x.yml')
        self.assertEqual(code, 0, err)
        self.assertRegex(err, r"file \.cairn-\w{6}-x\.yml")

    def test_a_reload_follows_only_new_bytes(self):
        for expected in ("1\n", "1\n"):
            self.assertEqual(self.render("--file", "x.yml", "--reload", "echo 1 >>reloads")[0], 0)
            self.assertEqual(self.read("reloads"), expected)
        code, _, err = self.render("--file", "y.yml", "--reload", "exit 4")
        self.assertEqual((code, "reload: exit 4: exit code 4" in err, self.read("y.yml")), (9, True, "server:\n  port: 80\n"))

    def test_files_that_cannot_be_written_or_read_are_told(self):
        self.assertEqual(self.render("--file", "none/x.yml")[0], 8)
        self.assertEqual(self.render("--template", "none.in=x")[0], 8)
        os.mkdir(f"{self.desk}/d.yml")
        self.assertEqual(self.render("--file", "d.yml")[0], 8)
        self.assertEqual(self.files(), ["d.yml", "t.in"])

    def test_it_follows_changes_and_lives_through_a_failed_check(self):
        process = self.begin("render", "shop", "dev", "--template", "t.in=t.conf", "--check", "! grep -q 666 {}",
                             "--reload", "cat t.conf >>seen", "--json", "--watch")
        self.wait_for("listen 80", f"{self.desk}/seen")
        self.change(666)
        self.wait_for("tried again after the next change", self.err)
        self.assertIn("listen 80", self.read("t.conf"))
        self.change(82)
        self.wait_for("listen 82", f"{self.desk}/seen")
        self.assertNotIn("666", self.read("seen"))
        process.terminate()
        self.assertEqual(process.wait(30), 0)
        lines = [json.loads(line) for line in self.text(self.out).splitlines()]
        self.assertEqual([(len(line["changed"]), line["reloaded"]) for line in lines], [(1, True), (1, True)])
        self.assertEqual(self.files(), ["seen", "t.conf", "t.in"])

    def test_it_writes_the_last_good_answer_without_a_server(self):
        self.cairn("get", "shop", "dev")
        self.servers[0].stop()
        code, _, err = self.render("--file", "x.yml")
        self.assertEqual((code, self.read("x.yml")), (0, "server:\n  port: 80\n"))
        self.assertIn("no server answers", err)


if __name__ == "__main__":
    cli_support.main()

#!/usr/bin/env python3
"""cairn exec: variables, signals, exit codes, and what a change does to a running program."""
import json
import os
import signal
import time

import cli_support
from cli_support import CliTest


def is_there(process):
    """Whether a process runs; a zombie does not."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Executing(CliTest):
    def setUp(self):
        super().setUp()
        self.change("one")
        self.serve()

    def change(self, word, **files):
        self.apply({"commit": word, "files": {"shop.yml": f"word: {word}\npath: /api\nlist: [a, b]\n", **files}})

    def test_the_program_gets_the_values_and_keeps_its_words(self):
        code, out, err = self.cairn("exec", "shop", "dev", "--", "sh", "-c", 'echo "$WORD $LIST_1 $MINE $*"; read x; echo $x',
                                    "sh", "[a,b]", "--", "-x", env={"MINE": "mine", "WORD": "other"}, stdin="typed\n")
        self.assertEqual((code, out), (0, "one b mine [a,b] -- -x\ntyped\n"), err)
        self.assertIn("path would be PATH", err)

    def test_credentials_stay_behind(self):
        out = self.cairn("exec", "shop", "dev", "-q", "--once", "--", "env", env={"CAIRN_PASSWORD": "pw-of-this-test", "CAIRN_TOKEN": ""})[1]
        self.assertIn("WORD=one\n", out)
        self.assertNotIn("pw-of-this-test", out)

    def test_it_ends_as_the_program_does(self):
        for words in ([], ["--once"]):
            for command, code in ((["true"], 0), (["sh", "-c", "exit 37"], 37), ([f"{self.where}/none"], 127),
                                  ([self.where], 126)):
                self.assertEqual(self.cairn("exec", "shop", "dev", "-q", *words, "--", *command)[0], code, command)
        self.assertEqual(self.cairn("exec", "shop", "dev", "-q", "--", "sh", "-c", "kill -9 $$")[0], 137)

    def test_without_server_and_copy_the_program_is_not_started(self):
        self.servers[0].stop()
        code, out, _ = self.cairn("exec", "shop", "dev", "--", "echo", "started")
        self.assertEqual((code, out), (3, ""))

    def test_it_starts_from_the_copy_and_says_so(self):
        self.cairn("get", "shop", "dev")
        self.servers[0].stop()
        code, out, err = self.cairn("exec", "shop", "dev", "--", "sh", "-c", "echo $WORD")
        self.assertEqual((code, out), (0, "one\n"))
        self.assertIn("no server answers", err)

    def test_signals_go_on_to_the_program(self):
        script = "trap 'echo hup' HUP; trap 'echo term; exit 5' TERM; echo ready; while :; do sleep 0.05; done"
        process = self.begin("exec", "shop", "dev", "-q", "--", "sh", "-c", script)
        self.wait_for("ready")
        process.send_signal(signal.SIGHUP)
        self.wait_for("hup")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 5)
        self.assertEqual(self.text(self.out), "ready\nhup\nterm\n")

    def test_a_change_starts_it_again_and_leaves_nothing_behind(self):
        script = "echo start $WORD $$; sleep 1000 & echo left $!; wait"
        process = self.begin("exec", "shop", "dev", "--", "sh", "-c", script)
        self.wait_for("left")
        self.change("two")
        self.wait_for("start two")
        self.wait_until(lambda: self.text(self.out).count("left") == 2, "second start")
        lines = [line.split() for line in self.text(self.out).splitlines()]
        self.assertEqual([line[1] for line in lines if line[0] == "start"], ["one", "two"])
        first = [int(lines[0][2]), int(lines[1][1])]
        self.wait_until(lambda: not any(map(is_there, first)), "the first and its child end")
        process.terminate()
        self.assertEqual(process.wait(30), 128 + signal.SIGTERM)

    def test_a_change_of_other_values_does_not(self):
        process = self.begin("exec", "shop", "dev", "-q", "--below", "word", "--", "sh", "-c",
                             "echo start $WORD; while :; do sleep 0.05; done")
        self.wait_for("start one")
        watcher = self.begin_beside("watch", "shop", "dev", "other", "--once")
        self.apply({"commit": "other", "files": {"shop-dev.yml": "other: 1\n"}})
        self.assertEqual(watcher.wait(60), 0)
        self.change("two")
        self.wait_for("start two")
        self.assertEqual(self.text(self.out), "start one\nstart two\n")
        process.terminate()
        process.wait(30)

    def begin_beside(self, *words):
        out, err = self.out, self.err
        watcher = self.begin(*words)
        self.wait_for("watching", self.err)
        self.out, self.err = out, err
        return watcher

    def test_a_program_that_does_not_end_is_killed_after_the_grace(self):
        script = "trap '' TERM; echo start $WORD; while :; do sleep 0.05; done"
        process = self.begin("exec", "shop", "dev", "--grace", "200ms", "--", "sh", "-c", script)
        self.wait_for("start one")
        self.change("two")
        self.wait_for("start two")
        self.assertIn("does not end: killing it", self.text(self.err))
        process.kill()

    def test_a_program_that_has_been_told_to_end_is_not_started_again(self):
        script = "trap 'echo ending; sleep 1; exit 3' TERM; echo start; while :; do sleep 0.05; done"
        process = self.begin("exec", "shop", "dev", "--", "sh", "-c", script)
        self.wait_for("start")
        process.terminate()
        self.wait_for("ending")
        self.change("two")
        self.assertEqual(process.wait(30), 3)
        self.assertEqual(self.text(self.out), "start\nending\n")

    def test_a_signal_instead_of_a_start(self):
        script = "trap 'echo usr1' USR1; echo start $WORD; while :; do sleep 0.05; done"
        process = self.begin("exec", "shop", "dev", "--signal", "usr1", "--json", "--", "sh", "-c", script)
        self.wait_for("start one")
        self.change("two")
        self.wait_for("usr1")
        process.terminate()
        process.wait(30)
        self.assertEqual(self.text(self.out), "start one\nusr1\n")
        notes = [json.loads(line)["note"] for line in self.text(self.err).splitlines()]
        self.assertIn("the configuration changed: sending User defined signal 1", notes)

    def test_a_change_that_cannot_be_used_leaves_it_running(self):
        process = self.begin("exec", "shop", "dev", "--", "sh", "-c", "echo start $WORD; while :; do sleep 0.05; done")
        self.wait_for("start one")
        self.change("${nothing}")
        self.wait_for("it runs on as it was started", self.err)
        self.change("three")
        self.wait_for("start three")
        self.assertNotIn("start ${", self.text(self.out))
        process.terminate()
        process.wait(30)

    def test_the_program_dies_with_it(self):
        process = self.begin("exec", "shop", "dev", "-q", "--", "sh", "-c", "echo $$; exec sleep 1000")
        self.wait_until(lambda: self.text(self.out).endswith("\n"), "start")
        child = int(self.text(self.out))
        process.kill()
        process.wait()
        self.wait_until(lambda: not is_there(child), "the child dies")

    def test_at_a_terminal_it_shares_the_group_and_an_interrupt_comes_once(self):
        script = "trap 'echo int' INT; echo ready; read x; echo got $x; exit 4"
        child, terminal = os.forkpty()
        if child == 0:
            os.execve(cli_support.PROGRAM, ["cairn", "exec", "shop", "dev", "-q", "--", "bash", "-c", script],
                      self.environment())
        seen = b""

        def read_until(mark):
            nonlocal seen
            end = time.monotonic() + 60
            while mark not in seen and time.monotonic() < end:
                seen += os.read(terminal, 1000)
            self.assertIn(mark, seen)

        read_until(b"ready")
        os.write(terminal, b"\x03")
        read_until(b"int")
        os.write(terminal, b"word\n")
        read_until(b"got word")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 4)
        os.close(terminal)
        self.assertEqual(seen.count(b"int\r\n"), 1)

    def test_variables_that_are_too_large_for_the_system_are_told(self):
        self.apply({"commit": "big", "files": {"shop.yml": "big: " + "x" * 200_000 + "\n"}})
        self.wait_until(lambda: len(self.cairn("get", "shop", "dev", "big")[1]) > 200_000, "big")
        code, _, err = self.cairn("exec", "shop", "dev", "-q", "--", "true")
        self.assertEqual(code, 126)
        self.assertIn("too large for this system", err)


if __name__ == "__main__":
    cli_support.main()

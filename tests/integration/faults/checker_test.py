#!/usr/bin/env python3
"""The checker against planted servers: it must find a mix of two commits, wherever it is, and nothing in honest answers."""
import http.server
import json
import os
import shutil
import tempfile
import threading
import unittest

from content import merged, values_of, with_placeholders
from world import World


class Planted(http.server.ThreadingHTTPServer):
    """Answers as the real server does, from what the table below says: file name -> commit."""
    daemon_threads = True

    def __init__(self, world):
        super().__init__(("127.0.0.1", 0), Handler)
        self.world, self.commit, self.others, self.revision, self.version = world, None, {}, None, None
        self.status = 200
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def text(self, name):
        return self.world.truth.show(self.others.get(name, self.commit).id)[name]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one segment

    def log_message(self, *_):
        """Says nothing."""

    def do_GET(self):
        server = self.server
        question = next(q for q in server.world.main.questions if q.path() == self.path)
        sources = [(name, values_of(name, server.text(name))) for name in question.sources()]
        if question.file:
            body = with_placeholders(server.text(question.file), merged(sources))
        elif question.suffix == "properties":
            body = "".join(f"{k}: {with_placeholders(str(v), merged(sources))}\n" for k, v in merged(sources).items())
        elif question.suffix:
            body = json.dumps({k: with_placeholders(str(v), merged(sources)) for k, v in merged(sources).items()})
        else:
            body = json.dumps({"version": (server.version or server.commit).id,
                               "propertySources": [{"name": "/x.git/" + name, "source": source} for name, source in sources]})
        self.send_response(server.status)
        self.send_header("Cairn-Revision", (server.revision or server.commit).id)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


class CheckerTest(unittest.TestCase):
    def setUp(self):
        where = tempfile.mkdtemp(prefix="cairn-checker-")
        self.addCleanup(shutil.rmtree, where, ignore_errors=True)
        self.world = World(where, pause=0.002, readers=4)
        self.addCleanup(self.world.close)
        self.old, self.new = self.world.publish(), self.world.publish()
        self.server = Planted(self.world)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.server.commit = self.new

    def complaints(self):
        """What the readers of the suite say, after each question was asked at least once."""
        self.world.read_from(self.server.server_address[1])
        self.world.read_each_question()
        return self.world.stop_readers()

    def test_honest_answers_are_right(self):
        self.assertEqual(self.complaints(), [])

    def test_one_file_of_another_commit_is_found_in_every_form(self):
        for name in ("application.yml", "a0-dev.properties", "a0.yml"):
            self.server.others = {name: self.old}
            complaints = self.complaints()
            asked = [q.path() for q in self.world.main.questions if name in q.sources()]
            self.assertEqual([path for path in asked if not any(path in complaint for complaint in complaints)], [])

    def test_a_text_of_another_commit_than_its_values_is_found(self):
        self.server.others = {"motd.txt": self.old}
        self.assertIn("mixes", self.complaints()[0])

    def test_a_whole_answer_of_another_commit_than_it_names_is_found(self):
        self.server.revision = self.old
        self.assertTrue(self.complaints())

    def test_a_version_that_differs_from_the_revision_is_found(self):
        self.server.version = self.old
        self.assertIn("version", self.complaints()[0])

    def test_an_older_answer_after_a_newer_one_is_found(self):
        self.assertEqual(self.complaints(), [])
        self.server.commit = self.old
        self.assertIn("allowed were", self.complaints()[0])

    def test_an_answer_from_a_commit_that_was_never_pushed_is_found(self):
        self.server.commit = self.world.commit(track=None)
        self.assertIn("never had", self.complaints()[0])

    def test_a_server_that_serves_two_commits_in_turn_is_found(self):
        self.world.read_from(self.server.server_address[1])
        for _ in range(20):
            self.server.commit = self.old if self.server.commit is self.new else self.new
            self.world.let_readers_read(10)
        self.assertTrue(self.world.stop_readers())

    def test_a_refusal_is_found(self):
        self.server.status = 500
        self.assertIn("status 500", self.complaints()[0])

    def test_a_server_that_is_gone_is_found(self):
        self.server.shutdown()
        self.server.server_close()
        self.assertIn("refused", self.complaints()[0])


if __name__ == "__main__":
    os.environ.setdefault("GIT_CONFIG_NOSYSTEM", "1")
    unittest.main(verbosity=2)

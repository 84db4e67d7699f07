#!/usr/bin/env python3
"""cairn compare: the real server against itself, and against one that is almost like it."""
import http.server
import json
import threading
import urllib.request

import cli_support
from cli_support import CliTest, UNREACHABLE


class AlmostTheSame(http.server.ThreadingHTTPServer):
    """Passes requests on to a server, and changes its answers."""

    def __init__(self, real, change):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                request = urllib.request.Request(real + self.path, headers={"Accept": self.headers["Accept"]})
                try:
                    with urllib.request.urlopen(request) as answer:
                        status, kind, body = answer.status, answer.headers["Content-Type"], answer.read()
                except urllib.error.HTTPError as error:
                    status, kind, body = error.code, error.headers["Content-Type"], error.read()
                status, kind, body = change(self.path, status, kind, body)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever).start()

    def end(self):
        self.shutdown()
        self.server_close()


class Comparing(CliTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"application.yml": "company: Harbor\n", "shop.yml": "port: 80\nsize: 1\n",
                                               "motd.txt": "port ${port}\nbye\n"}}, {"branch": "fix/one", "at": "main"})
        self.serve()

    def compare(self, change, *words):
        other = AlmostTheSame(self.url, change)
        try:
            return self.cairn("compare", self.url, other.url, *words)
        finally:
            other.end()

    def differences(self, change, *words):
        code, out, err = self.compare(change, "--json", *words)
        report = json.loads(out)
        self.assertEqual(report["equal"], code == 0, err)
        return code, [(answer["what"], d["what"], d["where"], d["a"], d["b"])
                      for answer in report["answers"] for d in answer["differences"]]

    def changed_environment(self, edit):
        def change(path, status, kind, body):
            if path.startswith("/shop/dev") and "." not in path:
                environment = json.loads(body)
                edit(environment)
                body = json.dumps(environment).encode()
            return status, kind, body
        return change

    def test_a_server_equals_itself(self):
        code, out, _ = self.cairn("compare", self.url, "shop/dev", "cart/prod", "shop/dev/fix/one", "--v2", "--file", "motd.txt")
        self.assertEqual(code, 0)
        self.assertEqual(out.count(": equal\n"), 18)
        self.assertIn("shop/dev/fix/one file motd.txt: equal\n", out)
        # Nothing of it was "not found".
        self.assertEqual(self.servers[0].get("/shop/dev/fix(_)one/motd.txt")[2], b"port 80\nbye\n")

    def test_values_keys_order_and_sources(self):
        def value(environment):
            environment["propertySources"][0]["source"]["port"] = 81
        self.assertEqual(self.differences(self.changed_environment(value), "shop/dev"),
                         (1, [("environment", "value", "shop.yml: port", "80", "81")]))

        def kind(environment):
            environment["propertySources"][0]["source"]["port"] = "80"
        self.assertEqual(self.differences(self.changed_environment(kind), "shop/dev"),
                         (1, [("environment", "type", "shop.yml: port", "integer", "text")]))

        def gone(environment):
            del environment["propertySources"][0]["source"]["size"]
        self.assertEqual(self.differences(self.changed_environment(gone), "shop/dev"),
                         (1, [("environment", "key", "shop.yml: size", "1", "none")]))

        def order(environment):
            environment["propertySources"].reverse()
        self.assertEqual(self.differences(self.changed_environment(order), "shop/dev"),
                         (1, [("environment", "order", "", "shop.yml", "application.yml")]))

    def test_notes_do_not_count_unless_they_are_to(self):
        def edit(environment):
            environment.update(version="abc", state="x")
            for source in environment["propertySources"]:
                source["name"] = "https://elsewhere/" + source["name"].rsplit("/", 1)[1]
        change = self.changed_environment(edit)
        code, found = self.differences(change, "shop/dev")
        self.assertEqual((code, sorted({what for _, what, *_ in found})), (0, ["source name", "state", "version"]))
        self.assertEqual(self.compare(change, "shop/dev", "--strict")[0], 1)

    def test_origins_are_notes_of_the_second_version(self):
        def edit(environment):
            for source in environment["propertySources"]:
                for entry in source["source"].values():
                    if isinstance(entry, dict):
                        entry["origin"] = "99:9"
        code, found = self.differences(self.changed_environment(edit), "shop/dev", "--v2")
        self.assertEqual(code, 0)
        self.assertIn(("environment v2", "origin", "shop.yml: port", "1:7", "99:9"), found)

    def test_status_media_type_and_the_first_line_that_differs(self):
        def change(path, status, kind, body):
            if path.endswith(".yml"):
                return 500, kind, b"oops"
            if path.endswith(".properties"):
                return status, "text/html", body
            return status, kind, body.replace(b"bye", b"good-bye") if "motd" in path else body
        self.assertEqual(self.differences(change, "shop/dev", "--file", "motd.txt"),
                         (1, [(".yml", "status", "", "200", "500"),
                              (".properties", "media type", "", "text/plain", "text/html"),
                              ("file motd.txt", "line", "2", "bye\\n", "good-bye\\n")]))

    def test_questions_from_a_file_and_from_standard_input(self):
        self.write("questions", "# these\nshop/dev\n\ncart/prod\n")
        code, out, _ = self.cairn("compare", self.url, "--from", "questions")
        self.assertEqual((code, out.count("cart/prod")), (0, 4))
        self.assertEqual(self.cairn("compare", self.url, "--from", "-", stdin="shop/dev\n")[0], 0)
        self.write("questions", "shop/dev\nshop\n")
        code, _, err = self.cairn("compare", self.url, "--from", "questions")
        self.assertEqual(code, 2)
        self.assertIn("questions:2:1: ", err)

    def test_a_server_that_is_away_or_denies_is_no_difference(self):
        self.assertEqual(self.cairn("compare", UNREACHABLE, "shop/dev")[0], 3)
        self.assertEqual(self.compare(lambda path, *_: (403, "text/plain", b""), "shop/dev")[0], 4)


if __name__ == "__main__":
    cli_support.main()

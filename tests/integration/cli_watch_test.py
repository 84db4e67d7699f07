#!/usr/bin/env python3
"""cairn watch and cairn ping, beside the real server."""
import datetime
import http.server
import json
import signal
import ssl
import subprocess
import threading

import cli_support
from cli_support import CliTest, UNREACHABLE


class Watching(CliTest):
    def setUp(self):
        super().setUp()
        self.change(1)
        self.serve()

    def change(self, size, more=""):
        self.apply({"commit": str(size), "files": {"shop.yml": f"size: {size}\npool:\n  max: 5\n{more}"}})

    def watch(self, *words):
        process = self.begin("watch", "shop", "dev", *words)
        self.wait_for("watching shop, dev", self.err)
        return process

    def test_changes_are_written_with_old_and_new_value_and_place(self):
        process = self.watch()
        self.change(2)
        self.wait_for("size: 1 -> 2")
        self.change(2, "more: yes\n")
        self.wait_for("more: (nothing) -> ")
        self.change(2)
        self.wait_for("more: yes -> (nothing)" if "more: (nothing) -> yes" in self.text(self.out) else "-> (nothing)")
        self.assertRegex(self.text(self.out).splitlines()[0], r"^20\S+Z  size: 1 -> 2  \(\S*shop\.yml:1:7\)$")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(30), 0)

    def test_objects_for_programs_and_only_what_is_asked_for(self):
        process = self.watch("pool", "--json")
        self.change(2)
        self.change(3, "unasked: 1\n")
        self.apply({"commit": "pool", "files": {"shop.yml": "size: 3\npool:\n  max: 6\n"}})
        self.wait_for("\n")
        process.terminate()
        self.assertEqual(process.wait(30), 0)
        change, = [json.loads(line) for line in self.text(self.out).splitlines()]
        self.assertEqual((change["key"], change["before"], change["after"], change["line"]), ("pool.max", 5, 6, 3))
        self.assertRegex(change["version"], r"^[0-9a-f]{40}$")

    def test_once_ends_after_the_first_change(self):
        process = self.watch("--once", "size")
        self.change(7)
        self.assertEqual(process.wait(60), 0)
        self.assertRegex(self.text(self.out), r"^\S+  size: 1 -> 7  \S+\n$")

    def test_a_server_that_goes_and_comes_is_told_and_waited_for(self):
        process = self.watch()
        port = self.servers[0].port
        self.servers[0].stop()
        self.wait_for("Connection refused", self.err)
        self.change(9)
        self.serve(port=port)
        self.wait_for("size: 1 -> 9")
        process.terminate()
        self.assertEqual(process.wait(30), 0)

    def test_a_closed_output_ends_it(self):
        process = self.watch()
        with open("/dev/full", "wb") as full:
            other = self.begin_with(full)
        self.change(8)
        self.wait_for("size: 1 -> 8")
        self.assertEqual(other.wait(30), 8)
        process.terminate()
        process.wait(30)

    def begin_with(self, output):
        process = subprocess.Popen([cli_support.PROGRAM, "watch", "shop", "dev"], stdout=output,
                                   stderr=subprocess.PIPE, env=self.environment())
        self.processes.append(process)
        self.assertIn(b"watching", process.stderr.readline())
        return process


class Doctored(http.server.BaseHTTPRequestHandler):
    """A Spring server as far as ping sees it, with the health that the test says."""
    health = "UP"

    def do_GET(self):
        if self.path.startswith("/actuator/health"):
            body, status = json.dumps({"status": self.health}), 200 if self.health == "UP" else 503
        elif self.path == "/application/default":
            body, status = json.dumps({"name": "application", "profiles": ["default"], "propertySources": []}), 200
        else:
            body, status = "{}", 404
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Pinging(CliTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {"shop.yml": "a: 1\n"}})

    def test_a_cairn_that_is_well(self):
        self.serve()
        code, out, err = self.cairn("ping")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"(?m)^kind +Cairn$")
        self.assertRegex(out, r"(?m)^readiness +UP$")
        self.assertRegex(out, r"(?m)^time +min [\d.]+ ms, median [\d.]+ ms, max [\d.]+ ms of 5$")
        answer = json.loads(self.cairn("ping", self.url, "--json", "-n", "3", env={"CAIRN_SERVER": ""})[1])
        self.assertEqual((answer["ok"], answer["kind"], answer["health"]), (True, "Cairn", "UP"))

    def test_nobody_and_somebody_who_is_not_let_in(self):
        code, out, err = self.cairn("ping", UNREACHABLE)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("Connection refused", err)
        self.serve("--spring.security.user.password=pw-of-this-test")
        code, out, _ = self.cairn("ping")
        self.assertEqual(code, 4)
        self.assertRegex(out, r"(?m)^health +UP$")
        self.assertRegex(out, r"(?m)^environment +status 401$")
        self.assertEqual(self.cairn("ping", env={"CAIRN_PASSWORD": "pw-of-this-test"})[0], 0)

    def test_another_kind_of_server_and_its_health(self):
        for health, code in (("UP", 0), ("DOWN", 1)):
            got, out, err = self.ping_doctored(health)
            self.assertEqual(got, code, out + err)
            self.assertRegex(out, r"(?m)^kind +Spring Cloud Config, or one that answers like it$")
            self.assertRegex(out, rf"(?m)^health +{health}$")

    def ping_doctored(self, health, *words, tls=None):
        handler = type("Handler", (Doctored,), {"health": health})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever).start()
        try:
            return self.cairn("ping", f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}", *words)
        finally:
            server.shutdown()
            server.server_close()

    def test_over_https_the_certificate_and_its_end_are_told(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", "key.pem", "-out", "ca.pem", "-days", "30", "-subj", "/CN=doctored", "-addext",
                        "subjectAltName=IP:127.0.0.1"], cwd=self.desk, check=True, stderr=subprocess.DEVNULL)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(f"{self.desk}/ca.pem", f"{self.desk}/key.pem")
        code, out, err = self.ping_doctored("UP", "--ca-file", "ca.pem", tls=tls)
        self.assertEqual(code, 0, err)
        self.assertRegex(out, r"(?m)^tls +TLSv1\.3, ")
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)
        self.assertRegex(out, rf"(?m)^certificate +CN=doctored, until ({end:%Y-%m-%d}|{end - datetime.timedelta(1):%Y-%m-%d})T")
        answer = json.loads(self.ping_doctored("UP", "--ca-file", "ca.pem", "--json", tls=tls)[1])
        self.assertEqual((answer["tls"]["subject"], answer["tls"]["version"]), ("CN=doctored", "TLSv1.3"))
        code, out, err = self.ping_doctored("UP", tls=tls)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("self-signed certificate", err)


if __name__ == "__main__":
    cli_support.main()

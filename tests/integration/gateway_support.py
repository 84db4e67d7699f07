"""The gateway sample beside a real server, a real repository and small upstreams: what its tests share."""
import http.client
import http.server
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time

from loopback_ports import free_port
from server_test import ServerTest

PATIENCE = 120
PROGRAM = ""


class Upstream(http.server.ThreadingHTTPServer):
    """Answers with what it was asked, as JSON; some paths are special. `gate` holds /slow back while it is closed."""
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, name):
        self.name, self.gate, self.seen = name, threading.Event(), []
        super().__init__(("127.0.0.1", 0), Echo)
        self.port = self.server_address[1]
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def handle_error(self, request, client_address):
        pass  # clients that go away are what some tests are about

    def stop(self):
        self.gate.set()
        self.shutdown()
        self.server_close()


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(f"{self.command} {self.path}")
        last = self.path.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        getattr(self, "do_" + last.replace("-", "_"), self.echo)()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def send(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def echo(self):
        told = {"by": self.server.name, "method": self.command, "path": self.path, "headers": self.headers.items(),
                "body": self.body.decode("latin-1")}
        self.send(200, json.dumps(told).encode(), Content_Type="application/json", X_Secret="inside",
                  Location="/a%20b%0d%0aX-Evil:%201", Set_Cookie="session=1", Connection="keep-alive, X-Hop", X_Hop="1")

    def do_slow(self):
        self.server.gate.wait(PATIENCE)
        self.echo()

    def do_pause(self):
        time.sleep(0.02)  # long enough for a change to come in between
        self.echo()

    def do_busy(self):
        self.send(503, b"busy " + self.server.name.encode())

    def do_big(self):
        self.send(200, b"x" * (64 * 1024 + 1))

    def do_fitting(self):
        self.send(200, b"x" * (64 * 1024))

    def do_unchanged(self):
        self.send_response(304)
        self.send_header("Content-Length", "17")
        self.send_header("ETag", '"one"')
        self.end_headers()

    def do_chunks(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")

    def do_endless(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    def do_broken(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def do_odd(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-One : 1\r\nContent-Length: 0\r\n\r\n")
        self.close_connection = True

    def do_hints(self):
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
        self.send(200, b"after hints")


class Gateway:
    """The sample, running."""

    def __init__(self, test, *arguments):
        self.test, self.port, self.admin_port = test, free_port(), free_port()
        self.log_path = f"{test.where}/gateway-{time.monotonic_ns()}.log"
        environment = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        environment.update(HOME=test.where, XDG_STATE_HOME=test.where + "/gateway-state")
        os.makedirs(f"{test.where}/desk", exist_ok=True)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM, f"--spring.cloud.config.uri=http://127.0.0.1:{test.server.port}", f"--server.port={self.port}",
                 f"--management.server.port={self.admin_port}", *arguments],
                env=environment, cwd=test.where + "/desk", stdout=log, stderr=log)
        test.addCleanup(self.kill)

    def started(self):
        self.await_that(lambda: re.search(r"^http://127\.0\.0\.1:\d+, for operators", self.log(), re.M))
        return self

    def log(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def await_that(self, wanted):
        end = time.monotonic() + PATIENCE
        while not wanted():
            if time.monotonic() > end or self.process.poll() is not None:
                self.test.fail(f"it did not come to that (exit {self.process.poll()}):\n{self.log()}\n{self.test.server.log()}")
            time.sleep(0.005)

    def request(self, method, path, headers=None, body=None, port=None):
        """(status, headers as a dictionary of lower-case names, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers)

    def told(self, path, headers=None, method="GET", body=None):
        """What an upstream says it was asked; its headers as a dictionary of lower-case names."""
        status, _, answer = self.request(method, path, headers, body)
        self.test.assertEqual(status, 200, answer)
        told = json.loads(answer)
        told["headers"] = {k.lower(): v for k, v in told["headers"]}
        return told

    def admin(self, page):
        status, _, body = self.request("GET", "/actuator/" + page, port=self.admin_port)
        self.test.assertEqual(status, 200, body)
        return json.loads(body)

    def raw(self, text):
        """The answer's bytes, up to the end of the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as s:
            s.sendall(text.encode("latin-1") if isinstance(text, str) else text)
            got = b""
            while piece := s.recv(65536):
                got += piece
            return got

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.test.assertEqual(self.process.wait(PATIENCE), 0, self.log())

    def kill(self):
        self.process.kill()
        self.process.wait()


class GatewayTest(ServerTest):
    """One upstream "one" behind /one/**; tests change the configuration with commit()."""

    def setUp(self):
        super().setUp()
        self.upstreams = {}
        self.one = self.upstream("one")
        self.apply({"commit": "routes", "files": {"gateway.yml": self.routes("")}})
        self.server = self.start("--cairn.poll-interval=1h")
        self.gateway = Gateway(self).started()

    def upstream(self, name):
        self.upstreams[name] = Upstream(name)
        self.addCleanup(self.upstreams[name].stop)
        return self.upstreams[name]

    def routes(self, more):
        """The configuration with further lines: those of routes are indented by four."""
        return f"""
one.ribbon.list-of-servers: 127.0.0.1:{self.one.port}
zuul:
  routes:
    one: {{path: /one/**, service-id: one}}
{more}
"""

    def apply_text(self, text):
        self.apply({"commit": "change", "files": {"gateway.yml": text}})

    def commit(self, text, accepted=True):
        """Pushes gateway.yml; the gateway has it, or has refused it, when this returns."""
        before = self.gateway.admin("gateway")
        self.apply_text(text)
        self.assertEqual(self.gateway.request("POST", "/-/v1/refresh", port=self.server.port)[0], 200)
        count = "tablesApplied" if accepted else "tablesRefused"
        self.gateway.await_that(lambda: self.gateway.admin("gateway")[count] > before[count])

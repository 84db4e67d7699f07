"""Remotes on loopback that can be made to fail: a git daemon, git over http(s), and a proxy in front of either."""
import http.server
import os
import signal
import socket
import ssl
import subprocess
import threading
import time

from loopback_ports import free_port

BLOCK = 16 * 1024
DRIP_PAUSE = 0.05  # seconds


class Daemon:
    """`git daemon` over a folder; can be killed and started again on its port."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["git", "daemon", "--listen=127.0.0.1", f"--port={self.port}", "--reuseaddr", "--export-all",
             f"--base-path={self.folder}", self.folder], stderr=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Proxy:
    """Hands connections on to a port. `mode` is what happens to new connections:
      pass     both ways
      silent   accepted, never answered
      cut      closed after `cut_after` bytes of the answers
      drip     after as many bytes nothing but a byte now and then
    refuse() closes the listener, so that new connections are refused, and all that are open."""

    def __init__(self, target):
        self.target, self.port, self.mode, self.cut_after = target, free_port(), "pass", 0
        self.open, self.listener = [], None
        self.listen()

    def listen(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def refuse(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.drop()

    def drop(self):
        for connection in self.open:
            end_of(connection)
        self.open.clear()

    def accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.open.append(client)
            if self.mode != "silent":
                threading.Thread(target=self.serve, args=(client, self.mode), daemon=True).start()

    def serve(self, client, mode):
        try:
            server = socket.create_connection(("127.0.0.1", self.target), 20)
        except OSError:
            end_of(client)
            return
        self.open.append(server)
        threading.Thread(target=copy, args=(client, server, None), daemon=True).start()
        copy(server, client, None if mode == "pass" else self.cut_after)
        if mode == "drip":
            drip(server, client)
        end_of(client)
        end_of(server)


def end_of(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # It has ended already, which is what is wanted.
    connection.close()


def copy(source, target, bytes_max):
    left = bytes_max
    try:
        while block := source.recv(BLOCK if left is None else min(BLOCK, left)):
            target.sendall(block)
            if left is not None:
                left -= len(block)
                if left <= 0:
                    return
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # One side is gone: the other is told by whoever closes it.


def drip(source, target):
    """A byte now and then, until one side is gone."""
    try:
        while byte := source.recv(1):
            target.sendall(byte)
            time.sleep(DRIP_PAUSE)
    except OSError:
        pass  # One side is gone: whoever called closes the other.


class HttpRemote(http.server.ThreadingHTTPServer):
    """Git over http through `git http-backend`. `mode` is ok, silent, redirect, or a status, which says to come back
    after `retry_after` seconds if that is set; `tls` a file with key and certificate, read for each connection, so
    that it can be replaced. `asked` are the times of all requests."""
    daemon_threads = True

    def __init__(self, folder, tls=None):
        super().__init__(("127.0.0.1", 0), GitHandler)
        self.folder, self.tls, self.mode, self.retry_after, self.asked = folder, tls, "ok", None, []
        self.stopping = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def close(self):
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def finish_request(self, request, client_address):
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.tls)
            request.settimeout(20)
            with context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        else:
            super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        """A client that broke off, or did not like the certificate, is what these tests are about."""


class GitHandler(http.server.BaseHTTPRequestHandler):
    wbufsize = -1

    def log_message(self, *_):
        """Says nothing."""

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.body())

    def body(self):
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        return b"".join(parts)

    def answer(self, body):
        self.server.asked.append(time.monotonic())
        mode = self.server.mode
        if mode == "silent":
            self.server.stopping.wait(60)
        elif mode == "redirect":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.port}/elsewhere.git/info/refs")
            self.end_headers()
        elif mode != "ok":
            self.send_response(mode)
            if self.server.retry_after is not None:
                self.send_header("Retry-After", str(self.server.retry_after))
            if mode == 401:
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
        else:
            self.run_backend(body)

    def run_backend(self, body):
        path, _, query = self.path.partition("?")
        env = dict(os.environ, GIT_PROJECT_ROOT=self.server.folder, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path, QUERY_STRING=query,
                   REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type", ""),
                   CONTENT_LENGTH=str(len(body)), HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""),
                   GIT_PROTOCOL=self.headers.get("Git-Protocol", ""), GIT_CONFIG_COUNT="1",
                   GIT_CONFIG_KEY_0="safe.directory", GIT_CONFIG_VALUE_0="*")
        said = subprocess.run(["git", "http-backend"], input=body, env=env, stdout=subprocess.PIPE, check=False).stdout
        head, _, content = said.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().split("\r\n")]
        status = next((int(value.split()[0]) for name, value in fields if name == "Status"), 200)
        self.send_response(status)
        for name, value in fields:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def make_certificate(path):
    """A key and a certificate for 127.0.0.1 that signs itself, in one file."""
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                           "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                           "-keyout", "-", "-out", "-"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    with open(path, "wb") as file:
        file.write(made)

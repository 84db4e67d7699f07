"""A configuration server under test: ours or Spring's, started with the same settings."""
import base64
import http.client
import os
import signal
import subprocess
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
import reference_server  # noqa: E402
from loopback_ports import free_port  # noqa: E402

USER, PASSWORD = "reader", "let-me:in ü"
START_SECONDS = 180


class Kind:
    """Which server: its name, and the words that start it in a directory."""

    def __init__(self, name, words):
        self.name, self.words = name, words

    def start(self, where, repository):
        directory = f"{where}/{self.name}"
        os.mkdir(directory)
        # The clone's place is part of the names of some sources. Ours tells it but does not use it.
        settings = [f"--spring.cloud.config.server.git.uri={repository}",
                    f"--spring.cloud.config.server.git.basedir={where}/clone"]
        return Server([*self.words(directory), *settings], directory)


def cairn(program):
    return Kind("cairn", lambda where: [program, "--cairn.poll-interval=100ms"])


def spring(jar):
    return Kind("spring", lambda where: reference_server.words(jar, where))


class Server:
    """A server that runs. Reading needs USER and PASSWORD."""

    def __init__(self, words, where):
        self.port, self.where, self.log_path = free_port(), where, f"{where}/log"
        self.words = [*words, f"--server.port={self.port}", "--server.address=127.0.0.1"]
        self.start_again()

    def start_again(self):
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "JAVA_HOME") or k.endswith("SAN_OPTIONS")}
        env.update(HOME=self.where, XDG_STATE_HOME=f"{self.where}/state", LANG="C.UTF-8",
                   SPRING_SECURITY_USER_NAME=USER, SPRING_SECURITY_USER_PASSWORD=PASSWORD)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(self.words, cwd=self.where, env=env, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        try:
            self.wait()
        except BaseException:
            self.kill()
            raise

    @property
    def uri(self):
        return f"http://127.0.0.1:{self.port}"

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log()}")
            try:
                self.get("/actuator/health")
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server did not answer:\n" + self.log())

    def get(self, path, accept="application/json"):
        """Status, headers with lower-case names, body: without the client library."""
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Accept": accept, "Authorization": "Basic " + token})
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()

    def log(self):
        with open(self.log_path, errors="replace", encoding="utf-8") as log:
            return log.read()[-4000:]

    def kill(self):
        """As a crash would end it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
                raise

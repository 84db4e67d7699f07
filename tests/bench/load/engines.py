"""The servers that are compared, each pinned to the processors that it is given."""
import http.client
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "..", "integration"))
from loopback_ports import free_port  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


class Engine:
    def __init__(self, name, command, port, where, cpus, scheme="http"):
        self.name, self.port, self.scheme = name, port, scheme
        environment = {"PATH": os.environ["PATH"], "HOME": where, "XDG_STATE_HOME": os.path.join(where, "state")}
        self.log = open(os.path.join(where, f"{name}-{port}.log"), "wb")
        self.process = subprocess.Popen(["taskset", "-c", cpus, *command], cwd=where, env=environment,
                                        stdout=self.log, stderr=self.log)
        self.wait()

    def wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                if self.get("/small-000/default")[0] in (200, 401):
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} does not answer; see {self.log.name}")

    def get(self, target, headers=None):
        if self.scheme == "https":
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30,
                                                     context=ssl._create_unverified_context())
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", target, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def cpu_seconds(self):
        """Of the process and its children, user and system."""
        total = 0
        for pid in [self.process.pid, *children(self.process.pid)]:
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                    fields = stat.read().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                pass  # it ended in between
        return total / TICKS

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def cairn(binary, where, repository, cpus, threads, *more, certificate=None):
    port = free_port()
    os.makedirs(where, exist_ok=True)
    if certificate:
        more += (f"--server.ssl.certificate=file:{certificate}", f"--server.ssl.certificate-private-key=file:{certificate}")
    return Engine("cairn", [binary, f"--server.port={port}", f"--spring.cloud.config.server.git.uri={repository}",
                            f"--cairn.http.threads={threads}", *more], port, where, cpus,
                  "https" if certificate else "http")


def nginx(where, root, cpus, workers, certificate=None):
    port = free_port()
    shutil.rmtree(where, ignore_errors=True)
    os.makedirs(where)
    with open(os.path.join(HERE, "nginx.conf.in"), encoding="utf-8") as file:
        text = file.read()
    # Workers of a root's nginx would be somebody else, who may not read the files.
    user = "user root;" if os.geteuid() == 0 else ""
    secured = (f"ssl_certificate {certificate}; ssl_certificate_key {certificate}; ssl_protocols TLSv1.2 TLSv1.3;"
               if certificate else "")
    for name, value in {"USER": user, "WORKERS": workers, "DIRECTORY": where, "PORT": port, "ROOT": root,
                        "SSL": " ssl" if certificate else "", "SECURED": secured}.items():
        text = text.replace(f"@{name}@", str(value))
    path = os.path.join(where, "nginx.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return Engine("nginx", [shutil.which("nginx") or "/usr/sbin/nginx", "-c", path, "-p", where], port, where, cpus,
                  "https" if certificate else "http")


def blind(binary, where, body, cpus):
    """Answers each request with one body, without looking at it: what the machine can give."""
    port = free_port()
    os.makedirs(where, exist_ok=True)
    return Engine("blind", [binary, str(port), body], port, where, cpus)

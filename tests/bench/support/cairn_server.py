"""A `cairn-server` that a benchmark starts, asks and measures."""
import datetime
import http.client
import os
import re
import signal
import subprocess
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "integration"))
from loopback_ports import free_port  # noqa: E402


class CairnServer:
    """`where` holds its data directory and its log; a second one there starts from what the first one left.
    `first_answer` is the time from its start until `target` was answered with 200, in seconds."""

    def __init__(self, binary, where, uri, target, *more, port=0, patience=120):
        os.makedirs(where, exist_ok=True)
        self.port, self.log_path = port or free_port(), os.path.join(where, "log")
        command = [binary, f"--server.port={self.port}", f"--spring.cloud.config.server.git.uri={uri}",
                   "--logging.level.root=debug", *more]
        environment = {"PATH": os.environ["PATH"], "HOME": where, "XDG_STATE_HOME": os.path.join(where, "state")}
        self.log = open(self.log_path, "wb")
        started = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=where, env=environment, stdout=self.log, stderr=self.log)
        try:
            self.wait(target, started + patience)
        except BaseException:
            self.stop(signal.SIGKILL)
            raise
        self.first_answer = time.perf_counter() - started

    def wait(self, target, end):
        """One answer, asked for again and again: until the port is open, and while the first clone is under way."""
        problem = "nothing"
        while time.perf_counter() < end and self.process.poll() is None:
            try:
                status, _, body = self.get(target)
                if status == 200:
                    return
                problem = f"{status} {body[:200]!r}"
            except OSError as error:
                problem = str(error)
            time.sleep(0.001)
        raise RuntimeError(f"cairn-server does not answer {target}: {problem}; its log is {self.log_path}")

    def get(self, target, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, target)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def refresh(self):
        status, _, body = self.get("/-/v1/refresh", "POST")
        if status != 200:
            raise RuntimeError(f"refresh: {status} {body!r}")

    def private_bytes(self):
        """(anonymous, dirty and private) memory of the process."""
        with open(f"/proc/{self.process.pid}/smaps_rollup", encoding="utf-8") as file:
            text = file.read()
        return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M).group(1)) * 1024
                     for name in ("Anonymous", "Private_Dirty"))

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:13]) / os.sysconf("SC_CLK_TCK")

    def event_after(self, name, since, patience=5.0):
        """Unix time of the first line of the log with this event that is no older, to the millisecond."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with open(self.log_path, encoding="utf-8", errors="replace") as file:
                for line in file:
                    if f' event="{name}" ' in line or f" event={name} " in line:
                        at = datetime.datetime.fromisoformat(line.split(" ", 1)[0].replace("Z", "+00:00")).timestamp()
                        if at >= since:
                            return at
            time.sleep(0.005)  # The log is written by a thread of its own.
        raise RuntimeError(f"no '{name}' in {self.log_path}")

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

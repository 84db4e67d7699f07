"""What the tests of the bus share: servers that are on it, how they are, pushes and looks; and what brokers are made of."""
import contextlib
import ctypes
import json
import os
import re
import signal
import subprocess
import threading
import time

from server_test import ServerTest

PATIENCE = 180


def below_parent():
    """Ends with the test, whatever becomes of that."""
    os.setsid()
    ctypes.CDLL("libc.so.6").prctl(1, signal.SIGTERM)


def openssl(where, *arguments):
    subprocess.run(["openssl", *arguments], cwd=where, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_authority(where):
    make_stranger(where, "ca", "authority")


def make_stranger(where, name, called="stranger"):
    """A certificate by itself: `name`.pem and `name`.key."""
    openssl(where, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", f"/CN={called}",
            "-keyout", f"{name}.key", "-out", f"{name}.pem")


def make_certificate(where, name, names):
    """By the authority of that folder: `name`.pem and `name`.key."""
    openssl(where, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key",
            "-out", f"{name}.csr")
    with open(os.path.join(where, f"{name}.names"), "w", encoding="utf-8") as file:
        file.write(f"subjectAltName={names}\n")
    openssl(where, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "30", "-extfile", f"{name}.names", "-out", f"{name}.pem")


def health(server, part=""):
    status, _, body = server.get("/actuator/health" + (f"/{part}" if part else ""))
    return status, json.loads(body)


def figure(server, name):
    _, _, body = server.get("/actuator/prometheus")
    return float(re.search(rf"^{name} (\S+)$", body.decode(), re.M).group(1))


class Broker:
    """`process` is the broker's, once it was started."""
    process = None

    def kill(self):
        """As if the machine had lost its power."""
        self.process.kill()
        self.process.wait()

    def hang(self, hangs):
        os.kill(self.process.pid, signal.SIGSTOP if hangs else signal.SIGCONT)


class BusTest(ServerTest):
    """`COMPONENT` is the broker's name in health, `broker()` the settings that lead to it."""
    COMPONENT = ""

    def setUp(self):
        super().setUp()
        # An exchange or topic of its own: tests do not hear each other.
        self.exchange = "bus" + str(time.monotonic_ns())
        self.apply({"commit": "one", "files": {"application.yml": "company: Harbor Goods\n", "orders.yml": "n: 0\n",
                                               "shop.yml": "n: 0\n"}})

    def broker(self):
        raise NotImplementedError

    def begin(self, *arguments, name="config", **options):
        """A server that looks when it is told to, and at no other time."""
        return self.start("--cairn.poll-interval=1h", f"--cairn.data-dir={self.where}/data{len(self.servers)}",
                          f"--spring.application.name={name}", f"--spring.cloud.bus.destination={self.exchange}",
                          "--management.endpoints.web.exposure.include=*", "--management.endpoint.health.show-details=always",
                          *arguments, **options)

    def serve(self, *more, name="config"):
        """One that is on the bus, too."""
        return self.ready(self.begin(*self.broker(), *more, name=name))

    def ready(self, server):
        self.until(lambda: self.health(server, self.COMPONENT)[1]["status"] == "UP", server)
        self.until(lambda: server.get("/orders/dev")[0] == 200, server)
        return server

    def until(self, condition, server, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, server.log())
            time.sleep(0.02)

    def until_it_says(self, server, why):
        """Until health says that the broker cannot be reached, and why; a busy machine is too slow for it at first."""
        def says():
            status, shown = self.health(server, self.COMPONENT)
            self.assertEqual((status, shown["status"]), (503, "DOWN"))
            return re.search(why, shown["details"]["error"])

        self.until(says, server)

    def health(self, server, part=""):
        return health(server, part)

    def figure(self, server, name):
        return figure(server, name)

    @contextlib.contextmanager
    def undisturbed_reader(self, server):
        """Somebody who reads all the time: every read succeeds, and none takes five seconds."""
        slowest, over, failed = [0.0], threading.Event(), []

        def read():
            while not over.is_set():
                begin = time.monotonic()
                try:
                    if server.get("/orders/dev")[0] != 200:
                        failed.append("status")
                except OSError as problem:
                    failed.append(problem)
                slowest[0] = max(slowest[0], time.monotonic() - begin)
                time.sleep(0.005)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield
        finally:
            over.set()
            reader.join()
        self.assertEqual(failed, [])
        self.assertLess(slowest[0], 5)

    def push(self, **files):
        self.apply({"commit": str(time.monotonic_ns()), "files": {f"{name}.yml": text for name, text in files.items()}})

    def look(self, server):
        status, _, body = server.request("POST", "/-/v1/refresh")
        self.assertEqual(status, 200, body)

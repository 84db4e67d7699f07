#!/usr/bin/env python3
"""A Spring Boot application with the starter of the bus, over a real broker: it refreshes when it should, and is heard.

  application_test.py PATH_OF_CAIRN_SERVER DIRECTORY_OF_BUILDS [unittest arguments]

Without Java or Maven the exit status is 77.
"""
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[1:1] = [os.path.dirname(HERE), os.path.join(HERE, "..", "..", "integration")]
import maven  # noqa: E402
import server_test  # noqa: E402
from bus_support import below_parent, figure, health  # noqa: E402
from kafka_broker import Kafka  # noqa: E402
from loopback_ports import free_port  # noqa: E402
from rabbit_broker import Rabbit  # noqa: E402
from repositories import Repositories  # noqa: E402

SKIPPED = 77
START_SECONDS = 900
PATIENCE = 240
BUILDS = ""


class Orders:
    """The application, running."""

    def __init__(self, jar, where, server, *arguments):
        self.port, self.log_path = free_port(), f"{where}/orders.log"
        words = ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", f"-Djava.io.tmpdir={where}", "-jar", jar,
                 "--spring.application.name=orders", f"--spring.config.import=configserver:http://127.0.0.1:{server.port}",
                 f"--server.port={self.port}", "--server.address=127.0.0.1",
                 "--management.endpoints.web.exposure.include=*", *arguments]
        environment = {k: v for k, v in os.environ.items() if k in ("PATH", "JAVA_HOME")}
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(words, cwd=where, env=dict(environment, HOME=where, LANG="C.UTF-8"),
                                            preexec_fn=below_parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if self.request("GET", "/told")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the application did not start:\n" + self.log())

    def request(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def told(self):
        """The value of `n` in it, and how often it refreshed."""
        said = json.loads(self.request("GET", "/told")[1])
        return said["n"], said["refreshes"]

    def value(self, name):
        return json.loads(self.request("GET", f"/property?name={name}")[1])["value"]

    def log(self):
        with open(self.log_path, errors="replace", encoding="utf-8") as log:
            return log.read()[-8000:]

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Refreshing:
    """Broker, server and application are started once; each test begins with what the one before left."""
    STARTER = ""

    @classmethod
    def start_broker(cls):
        """The broker, and the settings that lead to it: the same for the server and for the application."""
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        cls.where, cls.number = tempfile.mkdtemp(prefix="cairn-orders-"), 0
        cls.addClassCleanup(shutil.rmtree, cls.where, ignore_errors=True)
        jar = maven.build(HERE, f"{BUILDS}/orders-{cls.STARTER}", f"-Dbroker={cls.STARTER}") + "/orders.jar"
        cls.broker, words = cls.start_broker()
        cls.addClassCleanup(cls.broker.stop)
        cls.repositories = Repositories(cls.where)
        cls.push(application="company: Harbor Goods\n", orders="n: 0\n", shop="n: 0\n")
        cls.server = server_test.Server(
            cls.where, f"--spring.cloud.config.server.git.uri={cls.where}/main.git", "--cairn.poll-interval=1h",
            "--spring.application.name=config-server", "--management.endpoints.web.exposure.include=*",
            "--management.endpoint.health.show-details=always", *words).wait()
        cls.addClassCleanup(cls.server.stop)
        cls.application = Orders(jar, cls.where, cls.server, *words)
        cls.addClassCleanup(cls.application.stop)
        cls.application.wait()
        cls.await_hearing()

    @classmethod
    def await_hearing(cls):
        """Until the application is on the bus, too."""
        end = time.monotonic() + PATIENCE
        while cls.application.told()[1] == 0:
            if time.monotonic() > end:
                raise RuntimeError("the application hears nothing:\n" + cls.application.log() + cls.server.log())
            cls.server.request("POST", "/actuator/busrefresh/orders")
            time.sleep(1)

    @classmethod
    def push(cls, **files):
        cls.repositories.apply("main", [{"commit": str(time.monotonic_ns()),
                                         "files": {f"{name}.yml": text for name, text in files.items()}}])

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, self.server.log() + self.application.log())
            time.sleep(0.05)

    def look(self):
        self.assertEqual(self.server.request("POST", "/-/v1/refresh")[0], 200)

    def next_number(self):
        type(self).number += 1
        return str(self.number)

    def push_orders(self):
        number = self.next_number()
        self.push(orders=f"n: {number}\n")
        return number

    def settled(self):
        """How often it refreshed, once it hears of nothing more that was told before."""
        mark = f"mark-{time.monotonic_ns()}"
        body = json.dumps({"name": "mark", "value": mark})
        self.assertEqual(self.server.request("POST", "/actuator/busenv/orders", {"Content-Type": "application/json"}, body)[0],
                         204)
        self.until(lambda: self.application.value("mark") == mark)
        return self.application.told()[1]

    def test_it_refreshes_when_its_own_configuration_changed_and_only_then(self):
        before, acks = self.settled(), figure(self.server, "cairn_bus_acks_total")
        self.push(shop=f"n: {self.next_number()}\n")
        self.look()
        self.assertEqual(self.settled(), before)
        number = self.push_orders()
        self.look()
        self.until(lambda: self.application.told()[0] == number)
        self.assertEqual(self.settled(), before + 1)
        self.push(application=f"company: Goods {number}\n")
        self.look()
        self.until(lambda: self.application.value("company") == f"Goods {number}")
        self.assertEqual(self.settled(), before + 2)
        self.until(lambda: figure(self.server, "cairn_bus_acks_total") >= acks + 2)

    def test_its_own_busrefresh_has_the_server_look(self):
        looks, number = figure(self.server, "cairn_bus_looks_total"), self.push_orders()
        self.assertEqual(self.application.request("POST", "/actuator/busrefresh")[0], 204)
        self.until(lambda: self.server.source("/orders/default") == {"n": int(number)})
        self.assertGreater(figure(self.server, "cairn_bus_looks_total"), looks)
        # It read the old state when it told; the server tells it of the new one.
        self.until(lambda: self.application.told()[0] == number)

    def test_a_pin_refreshes_it_and_its_removal_too(self):
        before = self.application.told()[0]
        good = json.loads(self.server.get("/orders/default")[2])["version"]
        number = self.push_orders()
        self.look()
        self.until(lambda: self.application.told()[0] == number)
        pin = json.dumps({"label": "main", "commit": good})
        self.assertEqual(self.server.request("POST", "/-/v1/pin", {"Content-Type": "application/json"}, pin)[0], 200)
        self.until(lambda: self.application.told()[0] == before)
        self.assertEqual(self.server.request("DELETE", "/-/v1/pin?label=main")[0], 200)
        self.until(lambda: self.application.told()[0] == number)

    def test_an_operator_has_it_refresh(self):
        before = self.settled()
        self.assertEqual(self.server.request("POST", "/actuator/busrefresh/shop")[0], 204)
        self.assertEqual(self.settled(), before)
        self.assertEqual(self.server.request("POST", "/actuator/busrefresh/orders")[0], 204)
        self.until(lambda: self.application.told()[1] == before + 1)

    def test_what_was_pushed_while_the_broker_was_away_reaches_it(self):
        self.broker.kill()
        number = self.push_orders()
        self.look()
        self.until(lambda: health(self.server, self.COMPONENT)[0] == 503)
        self.assertNotEqual(self.application.told()[0], number)
        self.broker.start()
        self.until(lambda: self.application.told()[0] == number)


class OverRabbit(Refreshing, unittest.TestCase):
    STARTER, COMPONENT = "amqp", "rabbit"

    @classmethod
    def start_broker(cls):
        broker = Rabbit()
        return broker, ["--spring.rabbitmq.host=127.0.0.1", f"--spring.rabbitmq.port={broker.port}"]


class OverKafka(Refreshing, unittest.TestCase):
    STARTER, COMPONENT = "kafka", "kafka"

    @classmethod
    def start_broker(cls):
        broker = Kafka(BUILDS)
        return broker, [f"--spring.kafka.bootstrap-servers={broker.address('PLAIN')}"]


if __name__ == "__main__":
    server_test.SERVER, BUILDS = sys.argv.pop(1), sys.argv.pop(1)
    if reason := maven.missing():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)

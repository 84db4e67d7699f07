#!/usr/bin/env python3
"""The bus over a real RabbitMQ: what listeners get, what the server hears, and a broker that dies.

  bus_rabbit_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import json
import sys
import time
import unittest

import bus_support
import server_test
from rabbit_broker import Listener, Rabbit

BROKER = None
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def setUpModule():
    global BROKER
    BROKER = Rabbit()


def tearDownModule():
    BROKER.stop()


class BusTest(bus_support.BusTest):
    COMPONENT = "rabbit"

    def broker(self):
        return f"--spring.rabbitmq.port={BROKER.port}", "--spring.rabbitmq.host=127.0.0.1"

    def listen(self):
        listener = Listener(BROKER, self.exchange)
        self.addCleanup(listener.close)
        return listener

    def destinations(self, listener):
        return [event["destinationService"] for event in listener.events()]


class Telling(BusTest):
    def test_who_changed_is_told_and_nobody_else(self):
        server, listener = self.serve(), self.listen()
        self.push(orders="n: 1\n")
        self.look(server)
        self.assertTrue(listener.wait(listener.events))
        event, method, properties = listener.heard[0]
        self.assertEqual(list(event), ["type", "destinationService", "id", "originService", "timestamp"])
        self.assertEqual(event["type"], "RefreshRemoteApplicationEvent")
        self.assertEqual(event["destinationService"], "orders:**")
        self.assertRegex(event["originService"], rf"^config:{server.port}:[0-9a-f]{{32}}$")
        self.assertRegex(event["id"], f"^{UUID}$")
        self.assertAlmostEqual(event["timestamp"] / 1000, time.time(), delta=60)
        self.assertEqual(method.routing_key, self.exchange)
        self.assertEqual((properties.content_type, properties.delivery_mode, properties.priority, properties.headers),
                         ("application/json", 2, 0, None))
        self.assertRegex(properties.message_id, f"^{UUID}$")
        self.assertAlmostEqual(properties.timestamp, time.time(), delta=60)
        # A comment and a text change nothing that anybody reads; what comes then is about the last commit alone.
        self.push(orders="# a note\nn: 1\n")
        self.look(server)
        self.apply({"commit": "text", "files": {"README.md": "hello"}})
        self.look(server)
        self.push(shop="n: 1\n")
        self.look(server)
        self.assertTrue(listener.wait(lambda: "shop:**" in self.destinations(listener)))
        self.assertEqual(self.destinations(listener), ["orders:**", "shop:**"])

    def test_what_is_shared_is_told_to_everybody_and_acknowledged(self):
        server, listener = self.serve(), self.listen()
        self.push(application="company: Other\n")
        self.look(server)
        acks = lambda: listener.events("AckRemoteApplicationEvent")  # noqa: E731
        self.assertTrue(listener.wait(acks))
        self.assertEqual(self.destinations(listener), ["*:**"])
        ack = acks()[0]
        self.assertEqual(ack["ackId"], listener.events()[0]["id"])
        self.assertEqual(ack["ackDestinationService"], "*:**")
        self.assertEqual(ack["event"], "org.springframework.cloud.bus.event.RefreshRemoteApplicationEvent")
        self.assertEqual(ack["destinationService"], "**")

    def test_a_branch_concerns_those_for_whom_it_differs_and_its_end_nobody(self):
        server, listener = self.serve(), self.listen()
        self.apply({"branch": "same", "at": "main"})
        self.look(server)
        self.apply({"branch": "other", "at": "main"},
                   {"commit": "two", "files": {"shop.yml": "n: 2\n"}, "branch": "other"})
        self.look(server)
        self.apply({"delete": "refs/heads/same"})
        self.look(server)
        self.push(orders="n: 9\n")
        self.look(server)
        self.assertTrue(listener.wait(lambda: "orders:**" in self.destinations(listener)))
        self.assertEqual(self.destinations(listener), ["shop:**", "orders:**"])

    def test_a_pin_is_told_as_a_commit_is_and_so_is_its_removal(self):
        server, listener = self.serve(), self.listen()
        good = json.loads(server.get("/orders/dev")[2])["version"]

        def told(count):
            self.assertTrue(listener.wait(lambda: len(listener.events()) >= count), server.log())
            self.assertEqual(self.destinations(listener), ["orders:**"] * count)
            return server.source("/orders/dev")

        self.push(orders="n: 1\n")
        self.look(server)
        self.assertEqual(told(1), {"n": 1})
        pin = json.dumps({"label": "main", "commit": good, "for": "1h"})
        self.assertEqual(server.request("POST", "/-/v1/pin", {"Content-Type": "application/json"}, pin)[0], 200)
        self.assertEqual(told(2), {"n": 0})
        # What comes meanwhile is served to nobody, and told to nobody.
        self.push(orders="n: 2\n")
        self.look(server)
        self.assertEqual(server.request("DELETE", "/-/v1/pin?label=main")[0], 200)
        self.assertEqual(told(3), {"n": 2})
        self.assertEqual(len({event["id"] for event in listener.events()}), 3)

    def test_operators_ask_others_to_refresh(self):
        server, listener = self.serve(), self.listen()
        for path, to in (("busrefresh", "**"), ("busrefresh/orders", "orders:**"), ("bus-refresh/orders/8081", "orders:8081:**"),
                         ("busrefresh/a/b/c", "a:b:c")):
            listener.heard.clear()
            status, headers, body = server.request("POST", "/actuator/" + path)
            self.assertEqual((status, body), (204, b""))
            self.assertNotIn("content-length", headers)
            self.assertTrue(listener.wait(listener.events), path)
            self.assertEqual(self.destinations(listener), [to])
        self.assertEqual(server.get("/actuator/busrefresh")[0], 405)
        json_type = {"Content-Type": "application/json"}
        status, _, _ = server.request("POST", "/actuator/busenv/orders", json_type, '{"name":"a.b","value":"c"}')
        self.assertEqual(status, 204)
        changes = lambda: listener.events("EnvironmentChangeRemoteApplicationEvent")  # noqa: E731
        self.assertTrue(listener.wait(changes))
        self.assertEqual((changes()[0]["values"], changes()[0]["destinationService"]), ({"a.b": "c"}, "orders:**"))
        self.assertEqual(server.request("POST", "/actuator/busenv", json_type, '{"name":"a.b"}')[0], 400)
        self.assertEqual(server.request("POST", "/actuator/busenv", {}, '{"name":"a.b","value":"c"}')[0], 415)

    def test_guesses_go_out_after_the_look(self):
        server = self.serve("--cairn.bus.targets=guessed",
                            "--spring.cloud.config.server.monitor.validation-filter-enabled=false")
        listener = self.listen()
        self.push(orders="n: 1\n")
        status, _, body = server.request("POST", "/monitor", {"Content-Type": "application/json"},
                                         '{"path":"orders-dev.yml"}')
        self.assertEqual((status, json.loads(body)), (200, ["orders-dev", "orders"]))
        self.assertTrue(listener.wait(lambda: len(listener.events()) == 2))
        self.assertEqual(server.source("/orders/dev"), {"n": 1})
        self.assertEqual(self.destinations(listener), ["orders-dev:**", "orders:**"])


class Hearing(BusTest):
    def test_a_minimal_event_of_somebody_else_leads_to_a_look(self):
        server, listener = self.serve(), self.listen()
        self.push(orders="n: 1\n")
        listener.tell(type="SomethingElse", originService="ci", destinationService="**")
        listener.tell(type="RefreshRemoteApplicationEvent", originService="ci", destinationService="other:**")
        listener.channel.basic_publish(self.exchange, "x", b"\x00 no event")
        listener.tell(type="RefreshRemoteApplicationEvent", originService="ci", destinationService="config:**")
        self.until(lambda: server.source("/orders/dev") == {"n": 1}, server)
        self.assertEqual(self.figure(server, "cairn_bus_looks_total"), 1)
        self.assertEqual(self.figure(server, "cairn_bus_unreadable_total"), 1)
        self.assertTrue(listener.wait(lambda: listener.events("AckRemoteApplicationEvent")))

    def test_replicas_hear_each_other_and_applications_hear_one(self):
        first, second, listener = self.serve(), self.serve(), self.listen()
        # Reads are noted by the millisecond, and a read after the news would have them told again.
        generation = self.figure(second, "cairn_catalog_generation")
        time.sleep(0.01)
        self.push(orders="n: 1\n")
        self.look(first)
        self.until(lambda: self.figure(second, "cairn_catalog_generation") > generation, second)
        self.until(lambda: self.figure(second, "cairn_bus_told_by_others_total") == 1, second)
        self.assertEqual(second.source("/orders/dev"), {"n": 1})
        self.push(shop="n: 1\n")
        self.look(second)
        self.until(lambda: first.source("/shop/dev") == {"n": 1}, first)
        self.assertTrue(listener.wait(lambda: "shop:**" in self.destinations(listener)))
        self.assertEqual(self.destinations(listener)[0], "orders:**")
        self.assertEqual(self.destinations(listener).count("orders:**"), 1)


class BrokenBroker(BusTest):
    def test_a_broker_that_dies_delays_no_reader_and_loses_no_later_event(self):
        server, listener = self.serve("--cairn.bus.settle-time=2s"), self.listen()
        with self.undisturbed_reader(server):
            BROKER.kill()
            self.until(lambda: self.health(server, "rabbit")[0] == 503, server)
            whole, shown = self.health(server)
            self.assertEqual((whole, shown["status"], shown["components"]["rabbit"]["status"]), (200, "UP", "DOWN"))
            self.assertEqual(self.figure(server, "cairn_bus_up"), 0)
            for number in range(1, 4):
                self.push(orders=f"n: {number}\n", shop=f"n: {number}\n")
                self.look(server)
            self.assertEqual(server.source("/orders/dev"), {"n": 3})
            self.assertEqual(self.figure(server, "cairn_bus_waiting"), 2)
            BROKER.start()
            listener = self.listen()
            # Whether it was sent before this listener came back or not, it comes.
            self.assertTrue(listener.wait(lambda: {"orders:**", "shop:**"} <= set(self.destinations(listener)), 60),
                            server.log())
            self.assertEqual(self.health(server, "rabbit")[0], 200)
            self.assertEqual(self.figure(server, "cairn_bus_waiting"), 0)

    def test_a_broker_that_hangs_is_lost_and_found(self):
        server, listener = self.serve("--spring.rabbitmq.requested-heartbeat=2", "--spring.rabbitmq.connection-timeout=1000"), \
            self.listen()
        BROKER.hang(True)
        try:
            self.push(orders="n: 1\n")
            self.look(server)
            self.until(lambda: self.health(server, "rabbit")[0] == 503, server)
            self.assertEqual(server.source("/orders/dev"), {"n": 1})
        finally:
            BROKER.hang(False)
        self.assertTrue(listener.wait(lambda: "orders:**" in self.destinations(listener), 60), server.log())

    def test_a_server_whose_broker_is_required_is_down_without_it(self):
        server = self.start("--spring.rabbitmq.port=1", "--cairn.bus.required=true",
                            "--management.endpoint.health.show-details=always", wait=False)
        self.until(lambda: self.can_reach(server), server)
        status, shown = self.health(server)
        self.assertEqual((status, shown["status"]), (503, "DOWN"))
        self.assertEqual(self.health(server, "liveness")[0], 200)
        begin = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - begin, 15)

    def can_reach(self, server):
        try:
            return bool(server.get("/actuator/health"))
        except OSError:
            return False

    def test_a_wrong_password_is_told_but_not_shown(self):
        server = self.start(f"--spring.rabbitmq.port={BROKER.port}", "--management.endpoint.health.show-details=always",
                            environment={"SPRING_RABBITMQ_PASSWORD": "canary-of-the-bus"})
        self.until(lambda: "403" in self.health(server, "rabbit")[1]["details"]["error"], server)
        server.stop()
        self.assertNotIn("canary-of-the-bus", server.log())


class Tls(BusTest):
    def serve_tls(self, *more, host="localhost", trusted=True):
        trust = (f"--spring.rabbitmq.ssl.trust-store=file:{BROKER.where}/ca.pem",) if trusted else ()
        return self.begin(f"--spring.rabbitmq.port={BROKER.tls_port}", f"--spring.rabbitmq.host={host}",
                          "--spring.rabbitmq.ssl.enabled=true", *trust, *more)

    def certificate(self, name):
        """A file with a certificate of our own and its key."""
        path = f"{self.where}/{name}-store.pem"
        with open(path, "wb") as store:
            for part in ("key", "pem"):
                with open(f"{BROKER.where}/{name}.{part}", "rb") as file:
                    store.write(file.read())
        return f"--spring.rabbitmq.ssl.key-store=file:{path}"

    def is_up(self, server):
        self.until(lambda: self.health(server, "rabbit")[1]["status"] == "UP", server)

    def test_a_broker_with_a_certificate_of_a_trusted_authority_is_spoken_to(self):
        server, listener = self.serve_tls(), self.listen()
        self.is_up(server)
        self.until(lambda: server.get("/orders/dev")[0] == 200, server)
        self.push(orders="n: 1\n")
        self.look(server)
        self.assertTrue(listener.wait(lambda: self.destinations(listener) == ["orders:**"]))
        listener.tell(type="RefreshRemoteApplicationEvent", originService="ci", destinationService="**")
        self.until(lambda: self.figure(server, "cairn_bus_looks_total") == 1, server)

    def test_others_are_not(self):
        self.until_it_says(self.serve_tls(trusted=False), "(?i)ssl|verif|certificate")

    def test_one_whose_certificate_names_another_host_only_if_that_is_wanted(self):
        self.until_it_says(self.serve_tls(host="127.0.0.1"), "(?i)ssl|verif|certificate|name")
        self.is_up(self.serve_tls("--spring.rabbitmq.ssl.verify-hostname=false", host="127.0.0.1"))

    def test_it_shows_a_certificate_of_its_own(self):
        self.is_up(self.serve_tls(self.certificate("client")))
        self.until_it_says(self.serve_tls(self.certificate("stranger")), "(?i)ssl|socket|closed|connection")


if __name__ == "__main__":
    server_test.SERVER = sys.argv.pop(1)
    unittest.main()

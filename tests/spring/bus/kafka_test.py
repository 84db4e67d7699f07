#!/usr/bin/env python3
"""The bus over a real Kafka: every way to reach it, and one that dies.

  kafka_test.py PATH_OF_CAIRN_SERVER DIRECTORY_OF_BUILDS VERSION_OF_LIBRDKAFKA [unittest arguments]

Without Java or Maven the exit status is 77.
"""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[1:1] = [os.path.dirname(HERE), os.path.join(HERE, "..", "..", "integration")]
import maven  # noqa: E402
import server_test  # noqa: E402
from bus_support import BusTest  # noqa: E402
from kafka_broker import PASSWORD, USER, Kafka  # noqa: E402

SKIPPED = 77
BUILDS, BROKER = "", None
SCRAM_IS_RIGHT = [int(part) for part in sys.argv[3].split(".")] >= [2, 6, 1]


def setUpModule():
    global BROKER
    BROKER = Kafka(BUILDS)


def tearDownModule():
    BROKER.stop()


def reach(listener, protocol=None, host="127.0.0.1", broker=None):
    """The settings that lead to this listener."""
    words = [f"--spring.kafka.bootstrap-servers={(broker or BROKER).address(listener, host)}"]
    return words + ([f"--spring.kafka.security.protocol={protocol}"] if protocol else [])


def login(mechanism, password=PASSWORD):
    """Settings and environment of a login, as Java programs have it."""
    module = "plain.Plain" if mechanism == "PLAIN" else "scram.Scram"
    jaas = f'org.apache.kafka.common.security.{module}LoginModule required username="{USER}" password="{password}";'
    return ([f"--spring.kafka.properties.sasl.mechanism={mechanism}"],
            {"environment": {"SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG": jaas}})


class KafkaTest(BusTest):
    COMPONENT = "kafka"

    def broker(self):
        return reach("PLAIN")

    def ready(self, server):
        """Also hears: a group of its own needs a while to come about."""
        super().ready(server)

        def hears():
            self.assertEqual(server.request("POST", "/actuator/busrefresh/nobody")[0], 204)
            return self.figure(server, "cairn_bus_heard_total") > 0

        self.until(hears, server)
        return server

    def trust(self, name="ca"):
        return f"--spring.kafka.ssl.trust-store-location=file:{BROKER.where}/{name}.pem"

    def told(self, teller, hearer, number):
        """A push that the one looks for reaches the other one, by the bus."""
        self.push(orders=f"n: {number}\n")
        self.look(teller)
        self.until(lambda: hearer.source("/orders/dev") == {"n": number}, hearer)


class WaysToReachIt(KafkaTest):
    def secured(self):
        """Name, settings, and more for the start."""
        store = "--spring.kafka.ssl.key-store-location=file:" + BROKER.where
        yield "TLS", [*reach("TLS", "SSL"), self.trust()], {}
        yield "TLS with a certificate of its own", [*reach("MUTUAL", "SSL"), self.trust(), f"{store}/client-store.pem"], {}
        yield ("TLS with one in PKCS12", [*reach("MUTUAL", "SSL"), self.trust(), f"{store}/client.p12"],
               {"environment": {"SPRING_KAFKA_SSL_KEY_STORE_PASSWORD": "storeword"}})
        words, more = login("PLAIN")
        yield "PLAIN", [*reach("LOGIN", "SASL_PLAINTEXT"), *words], more
        yield "PLAIN in TLS", [*reach("LOGIN_TLS", "SASL_SSL"), self.trust(), *words], more

    def meet(self, other, ways):
        """A server that goes each of these ways tells the other one, and hears it."""
        number = 0
        for name, words, more in ways:
            with self.subTest(name):
                server = self.ready(self.begin(*words, **more))
                self.told(server, other, number + 1)
                self.told(other, server, number + 2)
                server.stop()
            number += 2

    def test_what_one_tells_reaches_the_other_whatever_lies_between(self):
        self.meet(self.serve(), self.secured())
        if SCRAM_IS_RIGHT:
            self.meet(self.serve(), self.scram(BROKER))

    def scram(self, broker):
        for bits in (256, 512):
            words, more = login(f"SCRAM-SHA-{bits}")
            yield f"SCRAM-SHA-{bits}", [*reach("LOGIN", "SASL_PLAINTEXT", broker=broker), *words], more

    def test_scram_reaches_a_kafka_of_before_version_4_with_any_librdkafka(self):
        broker = Kafka(BUILDS, "3.9.1")
        self.addCleanup(broker.stop)
        self.meet(self.ready(self.begin(*reach("PLAIN", broker=broker))), self.scram(broker))

    @unittest.skipIf(SCRAM_IS_RIGHT, "this librdkafka is a newer one")
    def test_scram_of_an_old_librdkafka_is_refused_by_kafka_4_and_that_is_said(self):
        words, more = login("SCRAM-SHA-512")
        self.refused([*reach("LOGIN_TLS", "SASL_SSL"), self.trust(), *words], r"SCRAM of librdkafka [\d.]+ works", **more)

    def refused(self, words, wanted, **more):
        server = self.begin(*words, **more)
        self.until_it_says(server, wanted)
        self.until(lambda: server.get("/orders/dev")[0] == 200, server)
        self.assertNotIn("canary-of", server.log())
        self.assertEqual(server.stop(), 0)

    def test_a_broker_of_an_authority_that_nobody_trusts_is_not_spoken_to(self):
        self.refused([*reach("TLS", "SSL"), self.trust("stranger")], "(?i)certificate")

    def test_a_broker_whose_certificate_names_another_host_is_not_spoken_to(self):
        self.refused([*reach("TLS", "SSL", "localhost"), self.trust()], "(?i)certificate|handshake")

    def test_a_broker_that_wants_a_certificate_and_gets_none_is_told_of(self):
        self.refused([*reach("MUTUAL", "SSL"), self.trust()], "(?i)ssl|handshake|certificate")

    def test_a_wrong_password_is_told_but_not_shown(self):
        for mechanism in ("PLAIN", "SCRAM-SHA-512"):
            with self.subTest(mechanism):
                words, more = login(mechanism, "canary-of-the-wrong")
                self.refused([*reach("LOGIN_TLS", "SASL_SSL"), self.trust(), *words], "(?i)authentication|login", **more)


class BrokenBroker(KafkaTest):
    def test_a_broker_that_dies_delays_no_reader_and_loses_no_later_event(self):
        server, other = self.serve(), self.serve()
        self.told(server, other, 1)
        with self.undisturbed_reader(server):
            BROKER.kill()
            self.push(orders="n: 2\n")
            self.look(server)
            self.until(lambda: self.health(server, "kafka")[0] == 503, server)
            self.assertEqual(self.health(server)[0], 200)
            self.push(orders="n: 3\n")
            self.look(server)
            self.assertEqual(server.source("/orders/dev"), {"n": 3})
            self.assertEqual(other.source("/orders/dev"), {"n": 1})
            BROKER.start()
            self.until(lambda: other.source("/orders/dev") == {"n": 3}, other)
            self.until(lambda: self.health(server, "kafka")[0] == 200, server)
            self.until(lambda: self.figure(server, "cairn_bus_waiting") == 0, server)
        # And the other way round.
        self.told(other, server, 4)

    def test_a_broker_that_hangs_is_lost_and_found(self):
        server, other = self.serve(), self.serve()
        BROKER.hang(True)
        try:
            self.push(orders="n: 1\n")
            self.look(server)
            self.until(lambda: self.health(server, "kafka")[0] == 503, server)
            self.assertEqual(server.source("/orders/dev"), {"n": 1})
            self.assertGreater(self.figure(server, "cairn_bus_waiting"), 0)
        finally:
            BROKER.hang(False)
        self.until(lambda: other.source("/orders/dev") == {"n": 1}, other)
        self.until(lambda: self.health(server, "kafka")[0] == 200, server)


if __name__ == "__main__":
    server_test.SERVER, BUILDS = sys.argv[1:3]
    if reason := maven.missing():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=2)

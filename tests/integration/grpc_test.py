#!/usr/bin/env python3
"""gRPC as clients see it, of the real server on real repositories.

  grpc_test.py PATH_OF_CAIRN_SERVER [unittest arguments]

For Debian's Python, whose gRPC is a package of Debian.
"""
import json
import os
import signal
import socket
import sys
import time
import unittest

import grpc

import server_test
from grpc_client import Client, await_port, json_of, v1
from loopback_ports import free_port
from server_test import ServerTest

PATIENCE = 60
Code = grpc.StatusCode


def call_that_takes_nothing(method, message):
    """The bytes of a call by HTTP/2, whose client never makes room for more than the first 64 KB of its answer."""
    def frame(kind, flags, stream, payload):
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    def literal(text):
        return bytes([len(text)]) + text.encode()
    head = b"".join(b"\0" + literal(name) + literal(value) for name, value in (
        (":method", "POST"), (":scheme", "http"), (":path", f"/cairn.v1.Config/{method}"), (":authority", "localhost"),
        ("content-type", "application/grpc"), ("te", "trailers")))
    return (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 4, 1, head) +
            frame(0, 1, 1, b"\0" + len(message).to_bytes(4, "big") + message))


class GrpcTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": {
            "application.yml": "company: Harbor\n", "shop.yml": "release: one\nport: 8080\nrate: 1.50\nopen: true\nnone: null\n",
            "cart.yml": "size: 1\n", "banner.txt": "release ${release}\n"}})

    def serve(self, *arguments, grpc_port=None, **options):
        """A server with gRPC, and its gRPC port."""
        port = grpc_port or free_port()
        server = self.start(f"--cairn.grpc.port={port}", "--cairn.poll-interval=100ms", *arguments, **options)
        return server, port

    def client(self, port, *arguments, **options):
        await_port(port)
        client = Client(port, *arguments, **options)
        self.addCleanup(client.close)
        return client

    def served(self, *arguments):
        server, port = self.serve(*arguments)
        return server, self.client(port)

    def fails(self, code, call, *arguments, **options):
        with self.assertRaises(grpc.RpcError) as failed:
            result = call(*arguments, **options)
            if hasattr(result, "cancel"):
                self.addCleanup(result.cancel)
                next(result)
        self.assertEqual(failed.exception.code(), code, failed.exception.details())
        return failed.exception.details()

    def watching(self, server, **wanted):
        end = time.monotonic() + PATIENCE
        while True:
            seen = json.loads(server.get("/-/v1/status")[2])["watching"]
            if wanted.items() <= seen.items():
                return seen
            self.assertLess(time.monotonic(), end, (wanted, seen, server.log()))
            time.sleep(0.02)


class Reading(GrpcTest):
    def test_an_environment_is_the_one_that_http_gives(self):
        server, client = self.served()
        status, headers, body = server.get("/shop/dev")
        answer = client.get()
        self.assertEqual(json_of(answer.environment), json.loads(body))
        self.assertEqual((answer.facts.etag, answer.facts.revision), (headers["etag"], headers["cairn-revision"]))
        self.assertFalse(answer.HasField("stale"))

    def test_values_keep_their_type_and_numbers_their_digits(self):
        _, client = self.served()
        values = {p.key: p.value for p in client.get().environment.property_sources[0].properties}
        self.assertEqual({key: value.WhichOneof("kind") for key, value in values.items()},
                         {"release": "text", "port": "integer", "rate": "number", "open": "boolean", "none": "text"})
        self.assertEqual((values["port"].integer, values["rate"].number), (8080, "1.5"))

    def test_origins_come_when_they_are_asked_for(self):
        server, client = self.served()
        self.assertEqual(client.get().environment.property_sources[0].properties[0].origin, "")
        answer = client.get(origins=True)
        self.assertEqual(answer.environment.property_sources[0].properties[0].origin, "1:10")
        headers = {"Accept": "application/vnd.spring-cloud.config-server.v2+json"}
        self.assertEqual(json_of(answer.environment, origins=True), json.loads(server.get("/shop/dev", headers)[2]))

    def test_who_has_the_answer_gets_facts_alone(self):
        _, client = self.served()
        tag = client.get().facts.etag
        answer = client.get(if_none_match=tag)
        self.assertTrue(answer.not_modified)
        self.assertFalse(answer.HasField("environment"))
        self.assertEqual(answer.facts.etag, tag)
        self.assertFalse(client.get(if_none_match='"other"').not_modified)

    def test_labels_are_written_as_they_are_called(self):
        self.apply({"branch": "release/1.2", "at": "main"},
                   {"commit": "two", "branch": "release/1.2", "files": {"shop.yml": "release: two\n"}})
        _, client = self.served()
        answer = client.get(label="release/1.2")
        self.assertEqual(answer.environment.property_sources[0].properties[0].value.text, "two")

    def test_a_file_comes_as_text_or_as_bytes(self):
        server, client = self.served()
        self.assertEqual(client.file("banner.txt").content, b"release one\n")
        self.assertEqual(client.file("banner.txt", keep_placeholders=True).content, b"release ${release}\n")
        answer = client.file("banner.txt", binary=True)
        self.assertEqual(answer.content, b"release ${release}\n")
        headers = server.get("/shop/dev/main/banner.txt", {"Accept": "application/octet-stream"})[1]
        self.assertEqual(answer.facts.etag, headers["etag"])
        self.assertGreater(answer.last_modified, 0)

    def test_failures_have_the_codes_of_the_contract(self):
        _, client = self.served()
        self.fails(Code.NOT_FOUND, client.get, label="nowhere")
        self.fails(Code.NOT_FOUND, client.file, "nothing.txt")
        for wrong in ({"application": ""}, {"application": "a/../b"}, {"application": "shop\nx"}, {"profiles": "a#b"},
                      {"label": "(_)x"}, {"application": "a" * 2049}):
            self.fails(Code.INVALID_ARGUMENT, client.get, **wrong)
        self.fails(Code.INVALID_ARGUMENT, client.file, "")
        self.fails(Code.INVALID_ARGUMENT, client.file, "../etc/passwd")
        self.assertEqual(client.get("a" * 2048).environment.name, "a" * 2048)

    def test_what_is_stored_and_cannot_be_used_is_a_failed_precondition(self):
        self.apply({"commit": "broken", "files": {"bad.yml": "a: [\n"}})
        server, client = self.served()
        details = self.fails(Code.FAILED_PRECONDITION, client.get, "bad")
        self.assertNotIn("bad.yml", details)
        server.await_log(r"bad\.yml")

    def test_sources_are_listed_with_their_labels(self):
        _, client = self.served()
        client.get()
        source, = client.sources().sources
        self.assertEqual((source.kind, source.served), (v1.Source.KIND_GIT, True))
        self.assertIn("main", [label.name for label in source.labels])
        self.assertEqual(client.get().facts.revision, source.labels[0].revision)

    def test_what_may_be_older_than_the_remote_says_since_when(self):
        _, client = self.served()
        tag = client.get().facts.etag
        os.rename(f"{self.where}/main.git", f"{self.where}/gone.git")
        end = time.monotonic() + PATIENCE
        while not (answer := client.get()).HasField("stale"):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        self.assertEqual((answer.stale.reason, answer.facts.etag), ("fetch-failed", tag))
        self.assertGreater(answer.stale.since, 0)
        self.assertTrue(client.get(if_none_match=tag).HasField("stale"))

    def test_a_deadline_is_obeyed_while_the_remote_hangs(self):
        silent = socket.create_server(("127.0.0.1", 0))  # nobody accepts
        self.addCleanup(silent.close)
        port = free_port()
        server = server_test.Server(self.where, f"--spring.cloud.config.server.git.uri=http://127.0.0.1:{silent.getsockname()[1]}/x.git",
                                    f"--cairn.grpc.port={port}", "--cairn.first-fetch-wait=10m",
                                    "--spring.cloud.config.server.git.timeout=60")
        self.servers.append(server)
        client = self.client(port)
        grpc.channel_ready_future(client.channel).result(PATIENCE)
        begun = time.monotonic()
        self.fails(Code.DEADLINE_EXCEEDED, client.get, timeout=0.5)
        self.assertLess(time.monotonic() - begun, 30)
        self.assertEqual(client.health(), 1)


class Standard(GrpcTest):
    def test_health_says_serving_of_all_and_of_the_service(self):
        _, client = self.served()
        self.assertEqual((client.health(), client.health("cairn.v1.Config")), (1, 1))
        self.fails(Code.NOT_FOUND, client.health, "another.Service")

    def test_a_client_that_knows_nothing_works_by_reflection(self):
        _, client = self.served()
        names = [service.name for service in client.reflect(list_services="").list_services_response.service]
        self.assertLessEqual({"cairn.v1.Config", "grpc.health.v1.Health"}, set(names))
        request, response = client.reflected()["Get"]
        ask = client.channel.unary_unary("/cairn.v1.Config/Get", request.SerializeToString, response.FromString)
        self.assertEqual(ask(request(application="shop", profiles="dev"), timeout=PATIENCE).environment.name, "shop")

    def test_reflection_can_be_switched_off(self):
        _, client = self.served("--cairn.grpc.reflection=false")
        self.fails(Code.UNIMPLEMENTED, client.reflect, list_services="")
        client.get()

    def test_a_call_that_is_none_is_unimplemented(self):
        _, client = self.served()
        ask = client.channel.unary_unary("/cairn.v1.Config/Nothing", v1.GetRequest.SerializeToString, v1.GetResponse.FromString)
        self.fails(Code.UNIMPLEMENTED, ask, v1.GetRequest(), timeout=PATIENCE)

    def test_bytes_that_are_no_request_are_refused(self):
        _, client = self.served()
        ask = client.channel.unary_unary("/cairn.v1.Config/Get", bytes, v1.GetResponse.FromString)
        self.fails(Code.INVALID_ARGUMENT, ask, b"\xff\xff\xff", timeout=PATIENCE)

    def test_the_port_is_nobody_elses(self):
        server, port = self.serve()
        second = self.start(f"--cairn.grpc.port={port}", f"--cairn.data-dir={self.where}/other", wait=False)
        self.assertEqual(second.process.wait(PATIENCE), 2)
        self.assertIn(f"127.0.0.1:{port}", second.log())

    def test_a_port_that_opens_the_server_to_the_network_needs_tls_and_a_login(self):
        server = self.start(f"--cairn.grpc.port={free_port()}", "--cairn.grpc.address=0.0.0.0", wait=False)
        self.assertEqual(server.process.wait(PATIENCE), 1)
        self.assertRegex(server.log(), "cairn.grpc.address: opens the server to the network without a login.* and TLS")

    def test_calls_and_streams_are_among_the_figures(self):
        server, client = self.served("--management.endpoints.web.exposure.include=prometheus,metrics")
        client.get()
        self.fails(Code.NOT_FOUND, client.get, label="nowhere")
        call = client.watch()
        self.addCleanup(call.cancel)
        next(call)
        text = server.get("/actuator/prometheus")[2].decode()
        name = 'grpc_server_processing_duration_seconds_count{service="cairn.v1.Config",method="Get",methodType="UNARY",statusCode='
        self.assertIn(name + '"OK"} 1\n', text)
        self.assertIn(name + '"NOT_FOUND"} 1\n', text)
        self.assertIn("\ncairn_grpc_streams 1\n", text)
        self.assertIn("grpc.server.processing.duration", server.get("/actuator/metrics")[2].decode())

    def test_without_its_port_there_is_no_grpc(self):
        server = self.start()
        server.await_log("grpc=off")


class Watching(GrpcTest):
    def open(self, client, **more):
        call = client.watch(**more)
        self.addCleanup(call.cancel)
        return call

    def release(self, state):
        return state.environment.environment.property_sources[0].properties[0].value.text

    def test_the_present_state_comes_first_and_then_each_change(self):
        server, client = self.served()
        call = self.open(client)
        first = next(call)
        self.assertEqual(first.environment, client.get())
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        second = next(call)
        self.assertEqual(self.release(second), "two")
        self.assertEqual(second.environment.facts.etag, server.get("/shop/dev")[1]["etag"])

    def test_a_commit_that_changes_nothing_for_it_wakes_nobody(self):
        server, client = self.served()
        shop, cart = self.open(client), self.open(client, application="cart")
        next(shop), next(cart)
        self.watching(server, streams=2)
        self.apply({"commit": "two", "files": {"cart.yml": "size: 2\n"}})
        self.assertEqual(next(cart).environment.environment.property_sources[0].properties[0].value.integer, 2)
        self.apply({"commit": "three", "files": {"shop.yml": "release: three\n"}})
        self.assertEqual(self.release(next(shop)), "three")
        self.assertEqual(self.watching(server)["woken"], 2)
        self.assertEqual(self.watching(server)["uselessWakeUps"], 0)

    def test_who_comes_back_with_its_tag_hears_what_it_missed_and_nothing_else(self):
        server, client = self.served()
        tag = client.get().facts.etag
        same = self.open(client, if_none_match=tag)
        self.watching(server, streams=1)
        self.apply({"commit": "two", "files": {"shop.yml": "release: two\n"}})
        self.assertEqual(self.release(next(same)), "two")
        self.assertEqual(self.release(next(self.open(client, if_none_match=tag))), "two")

    def test_a_file_that_goes_away_is_a_failure_and_then_a_state_again(self):
        _, client = self.served()
        call = self.open(client, path="banner.txt")
        self.assertEqual(next(call).file.content, b"release one\n")
        self.apply({"commit": "two", "files": {"banner.txt": None}})
        self.assertEqual(next(call).failure.code, Code.NOT_FOUND.value[0])
        self.apply({"commit": "three", "files": {"banner.txt": "back\n"}})
        self.assertEqual(next(call).file.content, b"back\n")

    def test_what_is_not_there_cannot_be_watched(self):
        _, client = self.served()
        self.fails(Code.NOT_FOUND, client.watch, label="nowhere")
        self.fails(Code.INVALID_ARGUMENT, client.watch, application="")
        ask = client.channel.unary_stream("/cairn.v1.Config/Watch", v1.WatchRequest.SerializeToString, v1.WatchResponse.FromString)
        self.fails(Code.INVALID_ARGUMENT, ask, v1.WatchRequest(), timeout=PATIENCE)

    def test_a_client_that_goes_leaves_nothing(self):
        server, client = self.served()
        calls = [self.open(client) for _ in range(20)]
        for call in calls:
            next(call)
        self.watching(server, streams=20)
        for call in calls:
            call.cancel()
        self.watching(server, streams=0)
        call = self.open(client, timeout=1)
        next(call)
        with self.assertRaises(grpc.RpcError) as over:
            next(call)
        self.assertEqual(over.exception.code(), Code.DEADLINE_EXCEEDED)
        self.watching(server, streams=0)

    def test_a_client_that_does_not_read_is_cut_off_when_its_stream_ends(self):
        self.apply({"commit": "large", "files": {"large.txt": "x" * 3_000_000}})
        server, port = self.serve("--cairn.watch.stream-life=1s", "--cairn.http.write-timeout=500ms")
        asked = v1.WatchRequest(file=v1.GetFileRequest(application="shop", path="large.txt")).SerializeToString()
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(call_that_takes_nothing("Watch", asked))
            came = b""
            while len(came) < 60_000:  # of the 65,535 that it may be sent without making room
                came += (part := connection.recv(65536))
                self.assertTrue(part, came[-200:])
            self.watching(server, streams=0, cutOff=1)

    def test_a_stream_ends_after_its_life_and_can_be_opened_again(self):
        server, client = self.served("--cairn.watch.stream-life=1s")
        call = self.open(client)
        tag = next(call).environment.facts.etag
        self.fails(Code.UNAVAILABLE, next, call)
        self.watching(server, streams=0)
        self.open(client, if_none_match=tag)
        self.watching(server, streams=1)

    def test_a_stop_ends_streams_and_finishes_at_once(self):
        server, client = self.served("--cairn.http.drain-timeout=60s")
        call = self.open(client)
        next(call)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        self.assertIn("stops", self.fails(Code.UNAVAILABLE, next, call))
        self.assertEqual(server.process.wait(PATIENCE), 0)
        self.assertLess(time.monotonic() - begun, 50)


class Limits(GrpcTest):
    def test_more_streams_than_may_be_are_refused(self):
        server, client = self.served("--cairn.grpc.streams=2")
        calls = [client.watch(), client.watch()]
        for call in calls:
            self.addCleanup(call.cancel)
            next(call)
        self.fails(Code.RESOURCE_EXHAUSTED, client.watch)
        client.get()
        calls[0].cancel()
        self.watching(server, streams=1)
        next(client.watch())

    def test_more_streams_of_one_address_than_may_be_are_refused(self):
        _, client = self.served("--cairn.grpc.streams-per-address=1")
        call = client.watch()
        self.addCleanup(call.cancel)
        next(call)
        self.fails(Code.RESOURCE_EXHAUSTED, client.watch)

    def test_a_request_that_is_too_large_is_refused(self):
        _, client = self.served("--cairn.grpc.request-size=1KB")
        client.get(if_none_match="a" * 900)
        self.fails(Code.RESOURCE_EXHAUSTED, client.get, if_none_match="a" * 1100)

    def test_an_answer_that_is_too_large_is_refused(self):
        self.apply({"commit": "two", "files": {"large.txt": "x" * 2000, "small.txt": "x" * 500}})
        _, client = self.served("--cairn.grpc.answer-size=1KB")
        self.assertEqual(len(client.file("small.txt").content), 500)
        self.assertIn("cairn.grpc.answer-size", self.fails(Code.RESOURCE_EXHAUSTED, client.file, "large.txt"))
        self.fails(Code.RESOURCE_EXHAUSTED, client.watch, path="large.txt")
        call = client.watch(path="small.txt")
        self.addCleanup(call.cancel)
        next(call)
        self.apply({"commit": "three", "files": {"small.txt": "x" * 2000}})
        self.assertEqual(next(call).failure.code, Code.RESOURCE_EXHAUSTED.value[0])
        self.apply({"commit": "four", "files": {"small.txt": "small"}})
        self.assertEqual(next(call).file.content, b"small")

    def test_metadata_that_is_too_large_is_refused(self):
        _, port = self.serve("--cairn.http.head-size=1KB")
        self.client(port).get()
        self.fails(Code.RESOURCE_EXHAUSTED, self.client(port, [("authorization", "Bearer " + "a" * 2000)]).get)


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

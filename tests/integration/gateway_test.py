#!/usr/bin/env python3
"""The gateway sample as its clients and operators see it.

  gateway_test.py PATH_OF_CAIRN_SERVER PATH_OF_GATEWAY [unittest arguments]
"""
import os
import socket
import subprocess
import sys
import threading
import time
import unittest

import gateway_support
import server_test
from gateway_support import PATIENCE, Gateway, GatewayTest
from loopback_ports import free_port

TOKEN = "a-word-of-some-length"


class Routing(GatewayTest):
    """Which path leads where, and what goes along."""

    def test_the_prefix_is_stripped_and_the_query_kept(self):
        told = self.gateway.told("/one/users/7?all=%2F&x")
        self.assertEqual((told["by"], told["path"]), ("one", "/users/7?all=%2F&x"))
        self.assertEqual(self.gateway.told("/one")["path"], "/")
        self.assertEqual(self.gateway.get("/ones")[0], 404)

    def test_the_longest_prefix_wins_and_prefixes_are_as_in_zuul(self):
        two = self.upstream("two")
        self.commit(self.routes(f"""    all: {{path: /**, url: 'http://127.0.0.1:{two.port}/all', strip-prefix: false}}
    deep: {{path: /one/deep/**, url: 'http://127.0.0.1:{two.port}/deep/', strip-prefix: true}}
    page: {{path: /one/deep/page, service-id: one}}
  prefix: /api"""))
        for path, wanted in {"/api/one/x": ("one", "/x"), "/api/one/deep/x": ("two", "/deep/x"),
                             "/api/one/deeper": ("one", "/deeper"), "/api/one/deep/page": ("one", "/one/deep/page"),
                             "/api/else": ("two", "/all/else"), "/api": ("two", "/all/")}.items():
            told = self.gateway.told(path)
            self.assertEqual((told["by"], told["path"]), wanted, path)
        self.assertEqual(self.gateway.get("/one/x")[0], 404)
        self.assertEqual(self.gateway.admin("routes")["/api/one/**"], "one")

    def test_a_path_with_two_readings_reaches_nobody(self):
        for path in ("/one/../x", "/one/%2e%2E/x", "/one/.", "/one/a%2Fb", "/one/a%5cb", "/one/a\\b", "/one//x", "//one/x",
                     "/one/..;/x", "/one;a=1/x", "/one/%3Bx", "/one/%252e", "/one/%", "/one/%zz", "/one/%00", "/one/%0a",
                     "/one/x#y", "http://one/one/x", "*", "/one/ü"):
            answer = self.gateway.raw(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            self.assertRegex(answer, rb"^HTTP/1\.1 400 ", path)
        self.assertEqual(self.one.seen, [])

    def test_letters_that_are_escaped_are_the_same_path(self):
        self.assertEqual(self.gateway.told("/%6fne/%75sers/%c3%bc")["path"], "/users/%C3%BC")

    def test_who_asks_is_told_and_what_clients_say_of_that_is_not_believed(self):
        lies = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Host": "evil", "Forwarded": "for=10.0.0.1",
                "X-Forwarded-Proto": "https", "X_Forwarded_For": "10.0.0.2", "REMOTE_ADDR": "10.0.0.3"}
        told = self.gateway.told("/one/x", {**lies, "Host": "shop.example"})
        self.assertEqual({k: v for k, v in told["headers"].items() if "forwarded" in k or "_" in k},
                         {"x-forwarded-for": "127.0.0.1", "x-forwarded-host": "shop.example", "x-forwarded-proto": "http",
                          "x-forwarded-prefix": "/one"})
        self.assertEqual(told["headers"]["host"], f"127.0.0.1:{self.one.port}")
        self.commit(self.routes("  add-host-header: true\ngateway.trusted-proxies: [127.0.0.1]"))
        headers = self.gateway.told("/one/x", {**lies, "Host": "shop.example"})["headers"]
        self.assertEqual((headers["host"], headers["x-forwarded-for"], headers["x-forwarded-proto"]),
                         ("shop.example", "10.0.0.1, 127.0.0.1", "https"))

    def test_headers_of_the_connection_and_sensitive_ones_stay_here(self):
        sent = {"Connection": "keep-alive, X-Mine", "X-Mine": "1", "Keep-Alive": "9", "TE": "trailers", "Upgrade": "h2c",
                "Proxy-Authorization": "x", "Cookie": "a=1", "Authorization": "Basic x", "Accept-Encoding": "gzip",
                "Range": "bytes=0-3", "X-Percent": "50%0d%0aX-Evil: 1", "Referer": "http://a/%20b"}
        status, headers, body = self.gateway.request("GET", "/one/x", sent)
        self.assertEqual(status, 200)
        told = gateway_support.json.loads(body)
        upstream = {k.lower(): v for k, v in told["headers"]}
        for name in ("x-mine", "keep-alive", "te", "upgrade", "proxy-authorization", "cookie", "authorization", "x-evil"):
            self.assertNotIn(name, upstream)
        self.assertEqual((upstream["x-percent"], upstream["referer"], upstream["range"], upstream["accept-encoding"]),
                         ("50%0d%0aX-Evil: 1", "http://a/%20b", "bytes=0-3", "gzip"))
        for name in ("x-hop", "set-cookie", "x-evil"):
            self.assertNotIn(name, headers)
        self.assertEqual(headers["location"], "/a%20b%0d%0aX-Evil:%201")
        self.commit(self.routes("    open: {path: /open/**, service-id: one, sensitive-headers: }"))
        self.assertEqual(self.gateway.told("/open/x", {"Cookie": "a=1"})["headers"]["cookie"], "a=1")
        self.assertEqual(self.gateway.get("/open/x")[1]["set-cookie"], "session=1")

    def test_every_method_and_body_arrives_as_it_was(self):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
                told = self.gateway.told("/one/x", {"Content-Type": kind, "Content-Encoding": "gzip"}, method, "a=1&\r\n--x")
                self.assertEqual((told["method"], told["body"], told["headers"]["content-type"]), (method, "a=1&\r\n--x", kind))
            self.assertEqual(self.gateway.told("/one/x", method=method)["body"], "")
        self.assertEqual(self.gateway.told("/one/x", method="OPTIONS")["method"], "OPTIONS")
        self.assertNotIn("content-type", self.gateway.told("/one/x", method="POST", body=b"bare")["headers"])
        chunked = self.gateway.told("/one/x", {"Transfer-Encoding": "chunked"}, "POST", iter([b"5\r\nhello\r\n0\r\n\r\n"]))
        self.assertEqual(chunked["body"], "hello")
        self.assertEqual(self.gateway.request("TRACE", "/one/x")[0], 405)

    def test_answers_arrive_as_they_were(self):
        self.assertEqual(self.gateway.get("/one/chunks")[2], b"hello world")
        self.assertEqual(self.gateway.get("/one/hints")[::2], (200, b"after hints"))
        status, headers, body = self.gateway.get("/one/unchanged")
        self.assertEqual((status, headers["etag"], headers["content-length"], body), (304, '"one"', "17", b""))
        status, headers, body = self.gateway.request("HEAD", "/one/fitting")
        self.assertEqual((status, headers["content-length"], body), (200, str(64 * 1024), b""))
        self.assertEqual(self.gateway.get("/one/busy")[::2], (503, b"busy one"))


class Filtering(GatewayTest):
    """What a route asks of a request, and does to it."""

    def filters(self, text):
        self.commit(self.routes(f"    two: {{path: /two/**, service-id: one, filters: {{{text}}}}}"))

    def test_a_header_can_be_required(self):
        self.filters("required-headers: [X-Client]")
        self.assertEqual(self.gateway.get("/two/x")[0], 400)
        self.assertEqual(self.gateway.get("/two/x", {"x-client": "me"})[0], 200)
        self.assertEqual(self.gateway.get("/one/x")[0], 200)

    def test_a_token_can_be_required_and_goes_no_further(self):
        self.filters(f"tokens: [another-word-of-length, {TOKEN}]")
        for wrong in (None, TOKEN, "Basic " + TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer "):
            status, headers, _ = self.gateway.get("/two/x", {"Authorization": wrong} if wrong else {})
            self.assertEqual((status, headers["www-authenticate"]), (401, "Bearer"), wrong)
        self.assertNotIn("authorization", self.gateway.told("/two/x", {"Authorization": "Bearer " + TOKEN})["headers"])
        self.filters(f"tokens: {TOKEN}, token-header: X-Api-Key")
        self.assertEqual(self.gateway.get("/two/x", {"X-Api-Key": "x" * len(TOKEN)})[0], 401)
        self.assertNotIn("x-api-key", self.gateway.told("/two/x", {"X-Api-Key": TOKEN})["headers"])
        self.assertNotIn(TOKEN, self.gateway.log())

    def test_no_spelling_of_a_path_gets_round_a_filter(self):
        self.filters(f"tokens: {TOKEN}")
        for path in ("/two", "/two/", "/%74wo/x", "/two/%2e", "/one/../two/x", "/one/%2e%2e/two/x", "//two/x", "/two;a/x"):
            answer = self.gateway.raw(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            self.assertRegex(answer, rb"^HTTP/1\.1 (401|400) ", path)
        self.assertEqual(self.one.seen, [])

    def test_a_rate_is_limited_and_a_change_of_routes_gives_no_new_allowance(self):
        limit = "rate-limit: {limit: 3, refresh-interval: 1h}"
        self.filters(limit)
        self.assertEqual([self.gateway.get("/two/x")[0] for _ in range(3)], [200] * 3)
        status, headers, _ = self.gateway.get("/two/x")
        self.assertEqual(status, 429)
        self.assertTrue(1 <= int(headers["retry-after"]) <= 1200, headers)
        self.filters(limit + ", add-response-headers: {X-New: 1}")
        self.assertEqual(self.gateway.get("/two/x")[0], 429)
        self.assertEqual(self.gateway.get("/one/x")[0], 200)

    def test_headers_are_added_and_removed(self):
        self.filters("add-request-headers: {X-Tenant: eu, User-Agent: gateway}, remove-request-headers: [X-Debug],"
                     "add-response-headers: {Cache-Control: no-store}, remove-response-headers: [X-Secret]")
        headers = self.gateway.told("/two/x", {"X-Tenant": "us", "X-Debug": "1", "User-Agent": "me"})["headers"]
        self.assertEqual((headers["x-tenant"], headers["user-agent"]), ("eu", "gateway"))
        self.assertNotIn("x-debug", headers)
        headers = self.gateway.get("/two/x")[1]
        self.assertEqual(headers["cache-control"], "no-store")
        self.assertNotIn("x-secret", headers)

    def test_a_request_has_an_id_its_own_or_a_new_one(self):
        self.assertEqual(self.gateway.told("/one/x", {"X-Request-Id": "mine-1"})["headers"]["x-request-id"], "mine-1")
        self.assertEqual(self.gateway.get("/nowhere", {"X-Request-Id": "mine-2"})[1]["x-request-id"], "mine-2")
        made = {self.gateway.get("/one/x", {"X-Request-Id": odd})[1]["x-request-id"] for odd in ("", "a b", "x" * 129)}
        self.assertEqual([len(each) for each in made], [32, 32, 32])


class Failing(GatewayTest):
    """Upstreams that are away, slow or wrong; clients that send too much."""

    def setUp(self):
        super().setUp()
        self.two = self.upstream("two")
        self.dead = free_port()

    def service(self, *ports, more="", route="retryable: true"):
        servers = ", ".join(f"127.0.0.1:{port}" for port in ports)
        self.commit(self.routes(f"    pair: {{path: /pair/**, service-id: pair, {route}}}\n"
                                f"pair.ribbon: {{listOfServers: '{servers}', ReadTimeout: 500, {more}}}"))

    def test_hosts_take_turns(self):
        self.service(self.one.port, self.two.port)
        self.assertEqual([self.gateway.told("/pair/x")["by"] for _ in range(4)].count("one"), 2)

    def test_a_host_that_is_away_costs_no_request_whatever_the_method(self):
        self.service(self.dead, self.two.port)
        for method in ("GET", "POST", "PATCH", "DELETE"):
            for _ in range(2):
                self.assertEqual(self.gateway.told("/pair/x", method=method)["by"], "two")
        self.assertEqual(self.gateway.admin("gateway")["retries"], 4)

    def test_without_retries_or_other_hosts_it_is_503(self):
        self.service(self.dead, self.two.port, route="retryable: false")
        self.assertEqual(sorted(self.gateway.get("/pair/x")[0] for _ in range(2)), [200, 503])
        self.service(self.dead, self.dead)
        status, _, body = self.gateway.get("/pair/x")
        self.assertEqual((status, body), (503, b"the service did not answer\n"))
        self.assertRegex(self.gateway.log(), rf"pair: 503, connecting to 127\.0\.0\.1:{self.dead}: Connection refused")

    def test_a_slow_host_is_504_or_another_one_for_idempotent_methods_only(self):
        self.service(self.one.port, self.two.port)
        self.two.gate.set()
        for method, wanted in (("GET", [200, 200]), ("PUT", [200, 200]), ("POST", [200, 504]), ("PATCH", [200, 504])):
            self.assertEqual(sorted(self.gateway.request(method, "/pair/slow")[0] for _ in range(2)), wanted, method)
        self.service(self.one.port)
        self.assertEqual(self.gateway.get("/pair/slow")[0], 504)

    def test_an_answer_that_breaks_off_or_has_two_readings_is_502(self):
        for path in ("broken", "odd"):
            self.assertEqual(self.gateway.get("/one/" + path)[0], 502, path)

    def test_statuses_can_be_retried(self):
        self.service(self.one.port, self.two.port, more="retryable-status-codes: [503]")
        self.assertEqual(self.gateway.get("/pair/busy")[0], 503)
        self.assertEqual((len(self.one.seen), len(self.two.seen)), (1, 1))
        self.gateway.request("POST", "/pair/busy")
        self.assertEqual(len(self.one.seen) + len(self.two.seen), 3)

    def test_answers_have_a_limit(self):
        self.commit(self.routes("gateway.response-body-max: 64KB"))
        self.assertEqual(self.gateway.get("/one/fitting")[0], 200)
        self.assertEqual(self.gateway.get("/one/big")[0], 502)
        self.assertEqual(self.gateway.get("/one/endless")[0], 502)

    def test_bodies_of_requests_have_a_limit(self):
        self.commit(self.routes("gateway.request-body-max: 1KB"))
        chunked = {"Transfer-Encoding": "chunked"}
        self.assertEqual(self.gateway.request("POST", "/one/x", body=b"x" * 1024)[0], 200)
        self.assertEqual(self.gateway.request("POST", "/one/x", body=b"x" * 1025)[0], 413)
        self.assertEqual(self.gateway.request("POST", "/one/x", chunked, iter([b"400\r\n" + b"x" * 1024 + b"\r\n0\r\n\r\n"]))[0], 200)
        self.assertEqual(self.gateway.request("POST", "/one/x", chunked, iter([b"401\r\n" + b"x" * 1025 + b"\r\n0\r\n\r\n"]))[0], 413)

    def test_heads_have_a_limit(self):
        fitting = "".join(f"X-{i}: {'x' * 1000}\r\n" for i in range(30))
        for more, status in ("", 200), ("".join(f"Y-{i}: {'x' * 1000}\r\n" for i in range(3)), 431):
            answer = self.gateway.raw(f"GET /one/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{fitting}{more}\r\n")
            self.assertTrue(answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:80])

    def test_a_request_that_can_be_read_in_two_ways_is_refused_and_ends_the_connection(self):
        second = "GET /one/hidden HTTP/1.1\r\nHost: a\r\n\r\n"
        chunk = f"{len(second):x}\r\n{second}\r\n0\r\n\r\n"
        length = f"Content-Length: {len(second)}\r\n"
        for method, lines, body in (
                ("POST", length + "Transfer-Encoding: chunked\r\n", chunk), ("POST", length + "Content-Length: 0\r\n", second),
                ("POST", "Transfer-Encoding: gzip, chunked\r\n", chunk), ("POST", "Content-Length: +5\r\n", second),
                ("POST", "Content-Length : 5\r\n", second), ("POST", "X-A: 1\r\n Content-Length: 5\r\n", second),
                ("POST", "X-A: 1\nContent-Length: 5\r\n", second), ("GET", length, second),
                ("DELETE", "Transfer-Encoding: chunked\r\n", chunk), ("GET", "X-A: a\0b\r\n", "")):
            answer = self.gateway.raw(f"{method} /one/x HTTP/1.1\r\nHost: a\r\n{lines}\r\n{body}")
            self.assertRegex(answer, rb"^HTTP/1\.1 4(00|11) ", lines)
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, lines)
        answer = self.gateway.raw(f"POST /nowhere HTTP/1.1\r\nHost: a\r\n{length}\r\n{second}")
        self.assertRegex(answer, rb"^HTTP/1\.1 404 ")
        self.assertEqual(answer.count(b"HTTP/1.1 "), 1)
        self.assertEqual(self.one.seen, [])


class Living(GatewayTest):
    """Changes while requests are under way, bad ones among them, and the end."""

    def hold(self, path="/one/slow"):
        """A request that the upstream holds; its result is in the list when the thread is joined."""
        result = []
        thread = threading.Thread(target=lambda: result.append(self.gateway.get(path)))
        before = len(self.one.seen)
        thread.start()
        self.gateway.await_that(lambda: len(self.one.seen) > before)
        return thread, result

    def is_open(self, port):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", port)) == 0

    def test_a_request_in_flight_ends_under_the_routes_it_began_with(self):
        thread, result = self.hold()
        two = self.upstream("two")
        self.commit(self.routes(f"    one: {{path: /one/**, url: 'http://127.0.0.1:{two.port}'}}").replace(
            "    one: {path: /one/**, service-id: one}\n", ""))
        self.assertEqual(self.gateway.told("/one/x")["by"], "two")
        self.one.gate.set()
        thread.join()
        self.assertEqual(gateway_support.json.loads(result[0][2])["by"], "one")

    def test_an_invalid_table_is_refused_with_all_mistakes_and_the_last_good_one_stays(self):
        good = self.gateway.admin("gateway")
        self.commit(self.routes("""    two: {path: '/two/*/x', service-id: one}
    three: {path: /one/**, service-id: away}
    four: {path: /four/**, url: 'https://x', stripprefixes: true}
    five: {path: /five/**}
    six: {path: /six/**, service-id: one, filters: {tokens: [short], rate-limit: {limit: 0}}}"""), accepted=False)
        state = self.gateway.admin("gateway")
        self.assertEqual((state["version"], state["routes"]), (good["version"], 1))
        for words in (r"gateway\.yml:8:\d+: unknown name 'zuul\.routes\.four\.stripprefixes'",):
            self.assertRegex(state["refused"]["why"], words)
        self.commit(self.routes("""    two: {path: '/two/*/x', service-id: one}
    three: {path: /one/**, service-id: away}
    four: {path: /four/**, url: 'https://x'}
    five: {path: /five/**}
    six: {path: /six/**, service-id: one, filters: {tokens: [short], rate-limit: {limit: 0}}}"""), accepted=False)
        why = self.gateway.admin("gateway")["refused"]["why"]
        for words in (r"gateway\.yml:6:\d+: zuul\.routes\.two\.path: '/two/\*/x' is no path",
                      r"gateway\.yml:7:\d+: zuul\.routes\.three\.service-id: no value for 'away\.ribbon\.list-of-servers'",
                      r"gateway\.yml:7:\d+: zuul\.routes\.three\.path: the route 'one' has this path",
                      r"gateway\.yml:8:\d+: zuul\.routes\.four\.url: 'https://x' is no address",
                      r"gateway\.yml:9:\d+: zuul\.routes\.five\.path: a route has either a service-id or a url",
                      r"zuul\.routes\.six\.filters\.tokens: a token has at least 16", r"zuul\.routes\.six\.filters\.rate-limit"):
            self.assertRegex(why, words)
        # The log is written behind the state that tells of it.
        self.gateway.await_that(lambda: why in self.gateway.log())
        self.assertEqual(self.gateway.told("/one/x")["by"], "one")
        self.commit(self.routes("    two: {path: /two/**, service-id: one}"))
        state = self.gateway.admin("gateway")
        self.assertEqual((state["refused"], state["routes"], state["tablesRefused"]), (None, 2, 2))

    def test_a_file_that_is_no_yaml_never_reaches_it(self):
        self.apply({"commit": "broken", "files": {"gateway.yml": "zuul: ["}})
        self.assertEqual(self.server.request("POST", "/-/v1/refresh")[0], 200)
        self.commit(self.routes("    two: {path: /two/**, service-id: one}"))
        self.assertEqual(self.gateway.admin("gateway")["tablesRefused"], 0)

    def test_it_goes_on_without_the_server_and_says_so(self):
        self.server.stop()
        self.gateway.await_that(lambda: self.gateway.admin("gateway")["trouble"])
        self.assertEqual(self.gateway.told("/one/x")["by"], "one")
        self.gateway.end()
        self.gateway = Gateway(self).started()  # with the copy on this machine
        self.assertEqual(self.gateway.told("/one/x")["by"], "one")

    def test_sigterm_ends_it_after_the_requests_in_flight(self):
        idle = socket.create_connection(("127.0.0.1", self.gateway.port))
        self.addCleanup(idle.close)
        thread, result = self.hold()
        self.gateway.process.terminate()
        self.gateway.await_that(lambda: not self.is_open(self.gateway.port))
        self.assertIsNone(self.gateway.process.poll())
        self.one.gate.set()
        thread.join()
        self.assertEqual((result[0][0], result[0][1]["connection"]), (200, "close"))
        self.assertEqual(self.gateway.process.wait(PATIENCE), 0, self.gateway.log())
        self.assertTrue(self.gateway.log().endswith("ended\n"), self.gateway.log())

    def test_idle_connections_do_not_keep_others_waiting(self):
        self.gateway.end()
        self.gateway = Gateway(self, "--gateway.threads=2").started()
        idle = [gateway_support.http.client.HTTPConnection("127.0.0.1", self.gateway.port) for _ in range(4)]
        began = time.monotonic()
        for connection in idle:
            self.addCleanup(connection.close)
            connection.request("GET", "/one/x")
            self.assertEqual(connection.getresponse().read()[:1], b"{")
        self.assertLess(time.monotonic() - began, 10)  # idle ones may stay for 15 s each

    def test_check_tells_routes_and_mistakes_before_they_are_served(self):
        command = [gateway_support.PROGRAM, f"--spring.cloud.config.uri=http://127.0.0.1:{self.server.port}", "--check"]
        environment = dict(os.environ, HOME=self.where, XDG_STATE_HOME=self.where + "/check-state")

        def run():
            done = subprocess.run(command, cwd=self.where, env=environment, timeout=PATIENCE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
            return done.returncode, done.stdout.decode(), done.stderr.decode()
        self.assertEqual(run(), (0, '{"/one/**":"one"}\n', ""))
        self.commit(self.routes("    two: {path: two, service-id: one}"), accepted=False)
        status, said, told = run()
        self.assertEqual((status, said), (1, ""))
        self.assertRegex(told, r"^\S*gateway\.yml:6:\d+: zuul\.routes\.two\.path: 'two' is no path")
        second = Gateway(self)
        self.assertEqual(second.process.wait(PATIENCE), 1)  # there is no last good table


if __name__ == "__main__":
    server_test.SERVER, gateway_support.PROGRAM = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)

#!/usr/bin/env python3
"""The real server and real remotes on loopback: every way to a repository but ssh, and what is said when one is closed.

  remotes_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import functools
import http.server
import json
import os
import subprocess
import sys
import threading
import unittest

import server_test
from git_servers import GitDaemon, Lighttpd, Proxy, make_certificate, write
from server_test import Server, ServerTest

GIT = "spring.cloud.config.server.git."
FILES = {"application.yml": "company: Harbor Goods\n", "shop.yml": "release: one\n"}


class RemoteTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.apply({"commit": "one", "files": FILES})

    def opened(self, server):
        """Ends with the test."""
        self.addCleanup(server.stop)
        return server

    def start(self, uri, wait=True, data=None, **settings):
        """A server with these settings of the repository; "cairn_git_x" is one of cairn.git, "_" in a name a dash.

        The one before is stopped. The new one knows nothing of the repository, unless both name the same `data`.
        """
        self.stop_all()
        self.data = f"{self.where}/{data or 'data-%d' % len(self.servers)}"
        lines = [f"cairn.data-dir: {self.data}", "cairn.poll-interval: 1h", "logging.level.root: debug", "cairn.access-log: true",
                 "management.endpoint.health.show-details: always", f"{GIT}uri: {json.dumps(uri)}", f"{GIT}timeout: 20"]
        for name, value in settings.items():
            name = "cairn.git." + name[10:] if name.startswith("cairn_git_") else GIT + name
            lines.append(f"{name.replace('__', '.').replace('_', '-')}: {json.dumps(value)}")
        self.settings = write(f"{self.where}/application.yml", "\n".join(lines) + "\n")
        server = Server(self.where, f"--spring.config.location=file:{self.settings}")
        self.servers.append(server)
        return server.wait() if wait else server

    def assert_served(self, server, release="one"):
        status, _, body = server.get("/shop/dev")
        self.assertEqual(status, 200, server.log())
        self.assertEqual(json.loads(body)["propertySources"][0]["source"], {"release": release})

    def refused(self, server, *secrets):
        """Nothing can be served; gives what the status says of it, without the secrets."""
        server.request("POST", "/-/v1/refresh")
        status, _, body = server.get("/-/v1/status")
        error = json.loads(body)["repositories"][0]["error"]
        self.assertEqual(status, 200)
        self.assertNotEqual(server.get("/shop/dev")[0], 200)
        server.stop()  # which ends the log
        for secret in secrets:
            self.assertNotIn(secret, server.log() + body.decode())
        return error

    def push(self, release):
        self.apply({"commit": release, "files": {"shop.yml": f"release: {release}\n"}})

    def refresh(self, server):
        self.assertEqual(server.request("POST", "/-/v1/refresh")[0], 200)


class Paths(RemoteTest):
    def test_a_path_and_a_file_uri_are_served(self):
        for uri in (f"{self.where}/main.git", f"file://{self.where}/main.git"):
            self.assert_served(self.start(uri))

    def test_git_daemon_is_served_and_its_pushes_are_seen(self):
        daemon = self.opened(GitDaemon(self.where))
        server = self.start(f"git://127.0.0.1:{daemon.port}/main.git")
        self.assert_served(server)
        self.push("two")
        self.refresh(server)
        self.assert_served(server, "two")

    def test_other_transports_stop_the_start(self):
        for uri in ("ext::sh -c touch% /tmp/x", "fd::17", "ftp://127.0.0.1/main.git"):
            server = self.start(uri, wait=False)
            self.assertEqual(server.process.wait(20), 1)
            self.assertRegex(server.log(), r"git\.uri: .* is reached by none of file, git, http, https and ssh")

    def test_a_sha256_repository_is_refused_by_name_over_every_transport(self):
        subprocess.run(["git", "init", "-q", "--bare", "--object-format=sha256", "-b", "main", f"{self.where}/new.git"], check=True)
        self.repositories.apply("new", [{"commit": "one", "files": FILES}])
        daemon = self.opened(GitDaemon(self.where))
        web = self.opened(Lighttpd(self.where))
        for uri in (f"{self.where}/new.git", f"git://127.0.0.1:{daemon.port}/new.git", web.url("open", "new.git")):
            self.assertRegex(self.refused(self.start(uri)), r"SHA-256 object ids, which are not supported")

    def test_a_pointer_of_git_lfs_is_told_and_never_served(self):
        pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + 64 * "4" + "\nsize 12345\n"
        server = self.start(f"{self.where}/main.git")
        self.assert_served(server)
        self.apply({"commit": "two", "files": {"logo.bin": pointer}})
        self.refresh(server)
        status, _, body = server.get("/shop/dev/main/logo.bin")
        self.assertEqual(status, 404)
        self.assertNotIn(b"oid sha256", body)
        server.await_log(r"logo\.bin.*pointer to Git LFS")

        self.apply({"commit": "three", "files": {"shop.yml": pointer}})
        self.refresh(server)
        status, headers, body = server.get("/shop/dev")
        self.assertEqual((status, json.loads(body)["propertySources"][0]["source"]), (200, {"release": "one"}))
        self.assertRegex(headers["cairn-rejected"], r"; shop\.yml:? .*pointer to Git LFS")


class Http(RemoteTest):
    def setUp(self):
        super().setUp()
        self.web = self.opened(Lighttpd(self.where, users="me:s3cret\n", token="t0ken-abc"))

    def test_an_open_repository_is_served(self):
        server = self.start(self.web.url("open"))
        self.assert_served(server)
        self.push("two")
        self.refresh(server)
        self.assert_served(server, "two")

    def test_basic_from_the_settings_and_from_the_address(self):
        self.assert_served(self.start(self.web.url("basic"), username="me", password="s3cret"))
        self.assert_served(self.start(self.web.url("basic").replace("://", "://me:s3cret@")))

    def test_basic_that_is_wrong_or_missing_is_refused_in_clear_words(self):
        for settings in ({"username": "me", "password": "wr0ng-one"}, {}):
            error = self.refused(self.start(self.web.url("basic"), **settings), "wr0ng-one")
            self.assertRegex(error, r"^listing 'http://127\.0\.0\.1:\d+/basic/main\.git': authentication refused: ")

    def test_a_bearer_token(self):
        self.assert_served(self.start(self.web.url("bearer"), cairn_git_token="t0ken-abc"))
        error = self.refused(self.start(self.web.url("bearer"), cairn_git_token="0ther-token"), "0ther-token")
        self.assertIn("authentication refused", error)

    def test_a_password_file_is_read_again_at_each_look(self):
        secret = write(f"{self.where}/password", "s3cret\n")
        server = self.start(self.web.url("basic"), username="me", cairn_git_password_file=secret)
        self.assert_served(server)

        write(self.web.users, "me:n3w-one\n")
        self.push("two")
        self.assertNotEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        self.assert_served(server, "one")

        write(secret, "n3w-one\n")
        self.refresh(server)
        self.assert_served(server, "two")

        os.remove(secret)
        self.assertNotEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        self.assertRegex(server.get("/-/v1/status")[2].decode(), r"the password: .*password': No such file")
        self.assert_served(server, "two")

    def test_the_user_and_the_token_come_from_files_as_well(self):
        name, secret = write(f"{self.where}/name", "me\n"), write(f"{self.where}/password", "s3cret")
        self.assert_served(self.start(self.web.url("basic"), cairn_git_username_file=name, cairn_git_password_file=secret))
        self.assert_served(self.start(self.web.url("bearer"), cairn_git_token_file=write(f"{self.where}/token", "t0ken-abc\n")))


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Says nothing."""


class DumbHttp(RemoteTest):
    """A web server that knows nothing of Git: objects come one by one, as files."""

    def setUp(self):
        super().setUp()
        self.repository = f"{self.where}/main.git"
        self.web = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(QuietFiles, directory=self.where))
        thread = threading.Thread(target=self.web.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.web.server_close)
        self.addCleanup(self.web.shutdown)
        self.tell_the_web()

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.repository, *arguments], check=True, stdout=subprocess.PIPE).stdout.decode().strip()

    def unpack(self):
        """Every object becomes a file of its own."""
        packs = f"{self.repository}/objects/pack"
        for name in sorted(os.listdir(packs)):
            os.rename(f"{packs}/{name}", f"{self.where}/{name}")
            if name.endswith(".pack"):
                with open(f"{self.where}/{name}", "rb") as pack:
                    subprocess.run(["git", "-C", self.repository, "unpack-objects", "-q"], check=True, stdin=pack)

    def tell_the_web(self):
        self.unpack()
        self.git("update-server-info")

    def uri(self):
        return f"http://127.0.0.1:{self.web.server_address[1]}/main.git"

    def test_single_objects_and_packs_are_served_also_after_a_restart(self):
        server = self.start(self.uri(), data="data")
        self.assert_served(server)
        self.push("two")
        self.tell_the_web()
        self.refresh(server)
        self.assert_served(server, "two")
        self.push("three")
        self.git("repack", "-a", "-d", "-q")
        self.git("update-server-info")
        self.refresh(server)
        self.assert_served(server, "three")
        server.stop()
        self.web.shutdown()
        self.assert_served(self.start(self.uri(), data="data"), "three")

    def test_an_object_that_is_missing_there_is_an_error_and_no_empty_repository(self):
        lost = self.git("rev-parse", "main:shop.yml")
        os.remove(f"{self.repository}/objects/{lost[:2]}/{lost[2:]}")
        error = self.refused(self.start(self.uri()))
        self.assertRegex(error, rf"^fetching from '{self.uri()}': .*{lost}")


class Tls(RemoteTest):
    def setUp(self):
        super().setUp()
        self.authority, certificate = make_certificate(self.where)
        self.web = self.opened(Lighttpd(self.where, users="me:s3cret\n", certificate=certificate))

    def test_a_certificate_of_a_known_authority_is_taken(self):
        self.assert_served(self.start(self.web.url("basic"), username="me", password="s3cret", cairn_git_ca_file=self.authority))

    def test_any_other_is_refused_in_clear_words(self):
        error = self.refused(self.start(self.web.url("basic"), username="me", password="s3cret"), "s3cret\n", "bWU6czNjcmV0")
        self.assertRegex(error, r"the certificate of the server or its TLS cannot be used: .*certificate")

    def test_a_certificate_of_another_host_is_refused(self):
        os.mkdir(f"{self.where}/other")
        authority, certificate = make_certificate(f"{self.where}/other", "git.example")
        web = self.opened(Lighttpd(self.where, certificate=certificate))
        error = self.refused(self.start(web.url("open"), cairn_git_ca_file=authority))
        self.assertRegex(error, r"the certificate of the server or its TLS cannot be used: .*127\.0\.0\.1")

    def test_without_validation_any_is_taken_and_the_start_warns(self):
        server = self.start(self.web.url("basic"), username="me", password="s3cret", skip_ssl_validation=True)
        self.assert_served(server)
        server.await_log("whoever sits between here and the remote")


class Proxied(RemoteTest):
    def setUp(self):
        super().setUp()
        self.authority, certificate = make_certificate(self.where)
        self.web = self.opened(Lighttpd(self.where, users="me:s3cret\n"))
        self.secure = self.opened(Lighttpd(self.where, users="me:s3cret\n", certificate=certificate))

    def through(self, proxy, uri, **settings):
        return self.start(uri, username="me", password="s3cret", cairn_git_ca_file=self.authority,
                          **{f"proxy__{name}": value for name, value in settings.items()}, **{
                              "proxy__http__host": "127.0.0.1", "proxy__http__port": proxy.port})

    def test_http_and_https_go_through_the_proxy_of_the_settings(self):
        proxy = self.opened(Proxy())
        self.assert_served(self.through(proxy, self.web.url("basic")))
        self.assertEqual({request[0] for request in proxy.requests}, {"GET", "POST"})
        proxy.requests.clear()
        self.assert_served(self.through(proxy, self.secure.url("basic")))
        self.assertEqual({request[:2] for request in proxy.requests}, {("CONNECT", f"127.0.0.1:{self.secure.port}")})
        for _, _, values in proxy.requests:
            self.assertNotIn("authorization", values, "the remote's password is none of the proxy's business")

    def test_a_proxy_that_asks_for_a_password(self):
        proxy = self.opened(Proxy("us%er:p@ss:w0rd/"))
        for uri in (self.web.url("basic"), self.secure.url("basic")):
            self.assert_served(self.through(proxy, uri, http__username="us%er", http__password="p@ss:w0rd/"))
        self.assertTrue(proxy.requests)

    def test_a_proxy_that_refuses_is_named_and_the_password_is_not(self):
        proxy = self.opened(Proxy("user:right-one"))
        for uri in (self.web.url("basic"), self.secure.url("basic")):
            for settings in ({"http__username": "user", "http__password": "wr0ng-one"}, {}):
                error = self.refused(self.through(proxy, uri, **settings), "wr0ng-one")
                self.assertRegex(error, r"main\.git': the proxy refused: its user name or password is missing or wrong \(407\)")

    def test_a_proxy_that_is_not_there_is_told_as_such(self):
        proxy = Proxy()
        proxy.stop()
        for uri in (self.web.url("basic"), self.secure.url("basic")):
            error = self.refused(self.through(proxy, uri))
            self.assertRegex(error, rf"main\.git': the proxy is not there: .*127\.0\.0\.1 port {proxy.port} ")

    def test_a_password_file_of_the_proxy_is_read_at_each_look(self):
        proxy = self.opened(Proxy("user:first"))
        secret = write(f"{self.where}/proxy-password", "first\n")
        server = self.start(self.web.url("open"), proxy__http__host="127.0.0.1", proxy__http__port=proxy.port,
                            proxy__http__username="user", cairn_git_proxy__http__password_file=secret)
        self.assert_served(server)
        proxy.login = "user:second"
        self.assertNotEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        write(secret, "second\n")
        self.refresh(server)

    def test_a_host_that_needs_none_is_reached_without_it(self):
        proxy = self.opened(Proxy())
        self.assert_served(self.through(proxy, self.web.url("basic"), http__non_proxy_hosts="localhost|127.*"))
        self.assertEqual(proxy.requests, [])


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

#!/usr/bin/env python3
"""The client library over gRPC, at the real server: what it reads, follows and survives.

  grpc_carrier_test.py PATH_OF_CAIRN_SERVER PATH_OF_WATCHER_OVER_GRPC [unittest arguments]
"""
import os
import signal
import sys
import unittest

import server_test
from loopback_ports import free_port
from server_test import ServerTest
from tls_test import Authority, TlsServer
from watchers import Watcher

WATCHER = ""
TEXT = 'quote " back \\ tab \t umlaut \u00fc'


class OverGrpc(ServerTest):
    def setUp(self):
        super().setUp()
        self.watchers = []
        self.addCleanup(lambda: [watcher.kill() for watcher in self.watchers])
        self.commit("one")
        self.grpc_port = free_port()

    def commit(self, release):
        self.apply({"commit": release, "files": {"shop.yml": f"release: {release}\n"}})

    def serve(self, *arguments, **options):
        return self.start(f"--cairn.grpc.port={self.grpc_port}", "--cairn.poll-interval=100ms", *arguments, **options)

    def spawn(self, *arguments, uri=None, **options):
        watcher = Watcher(WATCHER, self.where, uri or f"http://localhost:{self.grpc_port}", *arguments, **options)
        self.watchers.append(watcher)
        return watcher

    def started(self, *arguments, **options):
        watcher = self.spawn(*arguments, **options)
        how, _, value = watcher.await_said("started", 1)[0].split(" ", 2)
        self.assertEqual(how, "server", watcher.log())
        return watcher, value

    def refused(self, watcher):
        self.assertEqual(watcher.process.wait(60), 1, watcher.log())
        return watcher.log()

    def test_values_are_those_of_the_file_and_changes_come(self):
        self.serve()
        watcher, value = self.started()
        self.assertEqual(value, "one")
        self.commit("two")
        self.assertEqual(watcher.await_said("change", 1), ["two"])
        self.commit("three")
        self.assertEqual(watcher.await_said("change", 2), ["two", "three"])
        self.assertEqual(watcher.words("trouble"), [])
        self.assertLess(watcher.end(), 1_000_000)

    def test_text_arrives_as_it_is_written(self):
        self.apply({"commit": "text", "files": {"shop.properties": 'release=quote " back \\\\ tab \\t umlaut \\u00fc\n',
                                                "shop.yml": None}})
        self.serve()
        self.assertEqual(self.started()[1], TEXT)

    def test_a_server_that_was_killed_is_found_again_with_the_change_of_meanwhile(self):
        server = self.serve()
        watcher, _ = self.started()
        server.stop(signal.SIGKILL)
        watcher.await_state(lambda _, failures, value: failures >= 2 and value == "one")
        self.commit("two")
        self.serve()
        self.assertEqual(watcher.await_said("change", 1), ["two"])
        self.assertEqual(watcher.state()[1:], (0, "two"))

    def test_the_next_server_is_asked_when_one_is_away(self):
        self.serve()
        with_nobody = free_port()
        _, value = self.started(uri=f"http://localhost:{with_nobody},http://localhost:{self.grpc_port}")
        self.assertEqual(value, "one")

    def test_credentials_are_sent_and_what_is_refused_is_said(self):
        self.serve("--spring.security.user.password=a long password", "--spring.security.user.name=ann")
        login = "--spring.cloud.config.username=ann"
        self.assertEqual(self.started(login, "--spring.cloud.config.password=a long password")[1], "one")
        told = self.refused(self.spawn(login, "--spring.cloud.config.password=wrong", "--spring.cloud.config.fail-fast=true"))
        self.assertIn("status 401", told)
        self.assertNotIn("wrong", told)

    def test_a_label_that_is_not_there_is_not_found(self):
        self.serve()
        told = self.refused(self.spawn("--spring.cloud.config.label=nowhere"))
        self.assertIn("status 404", told)

    def test_a_path_is_refused(self):
        told = self.refused(self.spawn(uri=f"http://localhost:{self.grpc_port}/config"))
        self.assertIn("no path in an address", told)

    def test_tls_with_an_authority_of_ones_own(self):
        authority = Authority(self.where + "/authority")
        authority.issue("server")
        server = TlsServer(self.where, f"--spring.cloud.config.server.git.uri={self.where}/main.git",
                           f"--cairn.grpc.port={self.grpc_port}", f"--server.ssl.certificate={authority.path('server.pem')}",
                           f"--server.ssl.certificate-private-key={authority.path('server.key')}")
        server.context = authority.context()
        self.servers.append(server)
        server.wait()
        uri = f"https://localhost:{self.grpc_port}"
        os.environ["WATCHER_CA"] = authority.path("ca.pem")
        self.addCleanup(os.environ.pop, "WATCHER_CA", None)
        self.assertEqual(self.started(uri=uri)[1], "one")
        os.environ.pop("WATCHER_CA")
        self.assertIn("no connection", self.refused(self.spawn(uri=uri)))


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    WATCHER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

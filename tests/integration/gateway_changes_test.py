#!/usr/bin/env python3
"""Routes that change under load: no request fails that had a valid route before and after.

  gateway_changes_test.py PATH_OF_CAIRN_SERVER PATH_OF_GATEWAY [--changes N]

Every change is a commit that the server is told of and the gateway hears by watching; the next one comes when the
gateway has applied it, or, every tenth, refused it. Says how long a change took.
"""
import http.client
import json
import subprocess
import sys
import threading
import time
import unittest

import gateway_support
import server_test
from gateway_support import PATIENCE, GatewayTest

CHANGES = 50
CLIENTS = 4
PAUSE = 0.005  # the server fetches at a low priority, and the load is not what this is about
REFUSED_EVERY = 10
CALM = 0.6  # a client that hears something new within half a second, five times in a row, begins to pause


class Client(threading.Thread):
    """Asks for paths that have a valid route at any time, over one connection, until it is told to stop."""
    PATHS = ("/one/x", "/shift/x", "/shift/deep/x", "/shift/pause", "/one/pause")

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.stopping, self.failures, self.done = port, threading.Event(), [], 0
        self.answered_by = set()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.stopping.is_set():
            path = self.PATHS[self.done % len(self.PATHS)]
            try:
                connection.request("POST" if self.done % 3 == 0 else "GET", path, body=b"b" if self.done % 3 == 0 else None)
                response = connection.getresponse()
                body = response.read()
                if response.status != 200:
                    self.failures.append((path, response.status, body))
                else:
                    self.answered_by.add((path, json.loads(body)["by"]))
            except (OSError, http.client.HTTPException, ValueError) as problem:
                self.failures.append((path, repr(problem)))
                connection.close()
            self.done += 1
            self.stopping.wait(PAUSE)
        connection.close()


class Changes(GatewayTest):
    def apply_text(self, text):
        """As apply(), by one process instead of seven."""
        data = text.encode()
        script = (b"commit refs/heads/main\ncommitter Cairn <cairn@example.org> %d +0000\ndata 6\nchange\n"
                  b"from refs/heads/main^0\nM 100644 inline gateway.yml\ndata %d\n%s\n" % (int(time.time()), len(data), data))
        subprocess.run(["git", "-C", f"{self.where}/main.git", "fast-import", "--quiet"], input=script, check=True)

    def variant(self, number):
        """Where /shift leads, by which kind of route, and what else there is, differs from commit to commit."""
        port = self.two.port if number % 2 else self.one.port
        to = f"url: 'http://127.0.0.1:{port}'" if number % 4 < 2 else "service-id: moving"
        deep = f"    deep{number}: {{path: /shift/deep/**, service-id: one, strip-prefix: false}}\n" if number % 3 else ""
        more = "".join(f"    other{each}: {{path: /other/{each}/**, service-id: one}}\n" for each in range(number % 7))
        return self.routes(f"    shift: {{path: /shift/**, {to}, filters: {{add-request-headers: {{X-Number: {number}}}}}}}\n"
                           f"{deep}{more}moving.ribbon.list-of-servers: 127.0.0.1:{port}")

    def broken(self, number):
        return self.routes(f"    shift: {{path: /one/**, service-id: one}}\n    bad: {{path: /{number}, service-id: nobody}}")

    def test_no_request_fails_while_routes_change(self):
        self.two = self.upstream("two")
        self.commit(self.variant(0))
        clients = [Client(self.gateway.port) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        began, took, refused = time.monotonic(), [], 0
        for number in range(1, CHANGES + 1):
            if number % REFUSED_EVERY == 0:
                time.sleep(CALM)
                self.commit(self.broken(number), accepted=False)
                refused += 1
            time.sleep(CALM)
            before = time.monotonic()
            self.commit(self.variant(number))
            took.append(time.monotonic() - before)
        seconds = time.monotonic() - began
        for client in clients:
            client.stopping.set()
        for client in clients:
            client.join()
        took.sort()
        requests = sum(client.done for client in clients)
        print(f"{CHANGES} changes and {refused} refused ones in {seconds:.1f} s, {requests} requests meanwhile; commit to "
              f"applied: median {took[len(took) // 2] * 1e3:.0f} ms, p99 {took[len(took) * 99 // 100] * 1e3:.0f} ms")
        self.assertEqual([failure for client in clients for failure in client.failures], [])
        self.assertGreater(requests, CHANGES)
        self.assertTrue({("/shift/x", "one"), ("/shift/x", "two")} <= set().union(*(c.answered_by for c in clients)))
        state = self.gateway.admin("gateway")
        self.assertEqual((state["tablesApplied"], state["tablesRefused"], state["requestsFailed"]),
                         (CHANGES + 2, refused, 0))
        self.gateway.end()


if __name__ == "__main__":
    server_test.SERVER, gateway_support.PROGRAM = sys.argv[1:3]
    if "--changes" in sys.argv:
        CHANGES = int(sys.argv[sys.argv.index("--changes") + 1])
    unittest.main(argv=sys.argv[:1], verbosity=2)

#!/usr/bin/env python3
"""How long after a commit is served its refresh event reaches a listener, over a real RabbitMQ on this machine.

  bus.py PATH_OF_CAIRN_SERVER [--commits N] [--check]

Each commit changes one of a hundred applications. The server's log says when it published a commit, to the
millisecond; the listener notes when the event came. --check fails when the 99th percentile is 50 ms or more.
"""
import argparse
import datetime
import os
import re
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "integration"))
import server_test  # noqa: E402
from rabbit_broker import Listener, Rabbit  # noqa: E402
from server_test import ServerTest  # noqa: E402


class Bench(ServerTest):
    def runTest(self):
        pass


def published_at(log):
    line = [line for line in log.splitlines() if "event=published" in line][-1]
    stamp = re.search(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line).group(0)
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


def measure(bench, broker, commits):
    bench.apply({"commit": "one", "files": {f"app{n}.yml": "n: 0\n" for n in range(100)}})
    server = bench.start("--cairn.poll-interval=1h", "--spring.rabbitmq.host=127.0.0.1", f"--spring.rabbitmq.port={broker.port}",
                         "--logging.level.root=debug")
    listener = Listener(broker)
    assert listener.wait(lambda: "connected to the broker" in server.log()), server.log()
    times = []
    for number in range(1, commits + 1):
        listener.heard.clear()
        bench.apply({"commit": str(number), "files": {f"app{number % 100}.yml": f"n: {number}\n"}})
        asking = threading.Thread(target=server.request, args=("POST", "/-/v1/refresh"))
        asking.start()
        while not listener.events():
            listener.connection.process_data_events(time_limit=0.5)
        asking.join()
        times.append(listener.arrivals[-1] - published_at(server.log()))
    listener.close()
    return sorted(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    server_test.SERVER = options.server
    bench, broker = Bench(), Rabbit()
    bench.setUp()
    try:
        times = measure(bench, broker, options.commits)
    finally:
        bench.doCleanups()
        broker.stop()
    at = lambda part: times[min(len(times) - 1, int(len(times) * part))] * 1000  # noqa: E731
    print(f"publication to event, {len(times)} commits: p50 {at(0.5):.1f} ms, p90 {at(0.9):.1f} ms, p99 {at(0.99):.1f} ms, "
          f"worst {times[-1] * 1000:.1f} ms")
    if options.check and at(0.99) >= 50:
        sys.exit("p99 has to be below 50 ms")


if __name__ == "__main__":
    main()

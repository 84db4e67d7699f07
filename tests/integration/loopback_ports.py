"""Ports of the loopback address, each given once and to one test program alone.

They are none of those that the system gives to connections, and the block that they come from belongs to this program
until it ends. So nobody else listens there in the time that a server takes to start.
"""
import random
import socket
import threading

BLOCK = 50
BLOCKS = range(20000, 30000, BLOCK)


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


class Ports:
    def __init__(self):
        self.lock = threading.Lock()
        self.owners = []  # a name in the abstract namespace for each block: taken once, and free when the program ends
        self.next = self.each()

    def each(self):
        for first in random.sample(BLOCKS, len(BLOCKS)):
            owner = socket.socket(socket.AF_UNIX)
            try:
                owner.bind(f"\0cairn-test-ports-{first}")
            except OSError:
                owner.close()
                continue
            self.owners.append(owner)
            yield from filter(is_free, range(first, first + BLOCK))

    def take(self):
        with self.lock:
            for port in self.next:
                return port
        raise RuntimeError(f"no port of {BLOCKS.start} to {BLOCKS.stop - 1} is free")


PORTS = Ports()


def free_port():
    return PORTS.take()


def free_ports(count):
    return [free_port() for _ in range(count)]

"""Servers with a hole, to prove that the table sees it. Each answers on a free port of its own."""
import re
import socket
import threading

END = b"\r\n\r\n"


class Planted:
    """A server that is right about nothing but the shape of an answer: it says 200 to each head that it
    sees, and goes on with whatever comes behind it. Others make it worse."""

    def __init__(self):
        self.targets = []  # of what it took for requests
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.take)]
        self.threads[0].start()

    def take(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            thread = threading.Thread(target=self.serve, args=(connection,))
            self.threads.append(thread)
            thread.start()

    def serve(self, connection):
        with connection:
            connection.settimeout(1)
            rest, open_ = b"", True
            try:
                while open_:
                    while END in rest and open_:
                        head, _, rest = rest.partition(END)
                        rest, open_ = self.answer(connection, head, rest)
                    block = connection.recv(65536) if open_ else b""
                    open_ = bool(block)
                    rest += block
            except OSError:
                return  # the client left, or says nothing more

    def answer(self, connection, head, rest):
        target = (head.split(b"\r\n")[0].split(b" ") + [b"", b""])[1]
        self.targets.append(target.decode("latin-1"))
        body = self.body(target)
        for _ in range(self.times()):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        return self.behind(head, rest), b"connection: close" not in head.lower()

    def body(self, target):
        return b'{"name":"%s"}' % target.split(b"/")[1] if target.count(b"/") > 1 else b"{}"

    def times(self):
        return 1

    def behind(self, head, rest):
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        return rest[int(length[1]):] if length else rest

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()


class AnswersTwice(Planted):
    def times(self):
        return 2


class ShowsAll(Planted):
    """Opens whatever it is asked for."""

    def __init__(self, canary):
        self.canary = canary
        super().__init__()

    def body(self, target):
        return self.canary if b"canary" in target else super().body(target)


class KnowsNoLength(Planted):
    """Takes a body for the next request."""

    def behind(self, head, rest):
        return rest

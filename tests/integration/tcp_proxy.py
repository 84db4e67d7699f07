"""A proxy between clients and servers of this machine that misbehaves as a test wants it to."""
import re
import socket
import threading
import time


class Proxy:
    """Passes each connection on to the next of its ports in turn, and counts them; the client
    library opens one for each request. What it does may be changed while it runs:
      cut_after   seconds after which a connection is closed that is still open; none: never
      page        bytes to answer with instead of asking anybody; none: a server is asked
    """

    def __init__(self, *ports):
        self.ports = ports
        self.cut_after = None
        self.page = None
        self.waits = []  # the seconds that each request would be held for; 0 if it would not
        self.began = []  # when each came
        self._sockets = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for one in self._sockets:
                shut(one)

    def requests_since(self, moment):
        return sum(1 for began in self.began if began >= moment)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client:
            head = read_head(client)
            if not head:
                return
            wait = re.search(rb"(?im)^prefer: *wait=(\d+)", head)
            with self._lock:
                port = self.ports[len(self.began) % len(self.ports)]
                self.began.append(time.monotonic())
                self.waits.append(int(wait.group(1)) if wait else 0)
                self._sockets.append(client)
            if self.page is not None:
                client.sendall(self.page)
                return
            with socket.create_connection(("127.0.0.1", port)) as server:
                server.sendall(head)
                self._pass_on(client, server)

    def _pass_on(self, client, server):
        """Until one side ends, or it is time to cut."""
        timer = threading.Timer(self.cut_after or 0, shut, (client,))
        if self.cut_after is not None:
            timer.start()
        threading.Thread(target=end_with, args=(client, server), daemon=True).start()
        try:
            while data := server.recv(65536):
                client.sendall(data)
        except OSError:  # one of them is gone
            pass
        timer.cancel()
        shut(client)


def shut(one):
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:  # closed already
        pass


def end_with(client, server):
    """Closes one when the other ends; there is nothing more to send after a request."""
    try:
        client.recv(1)
    except OSError:
        pass
    shut(server)


def read_head(connection):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        data = connection.recv(65536)
        if not data:
            return b""
        head += data
    return head

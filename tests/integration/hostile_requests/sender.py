"""Sends a row to a server, and says what was wrong with what came of it."""
import itertools
import re
import socket

PATIENCE = 30  # seconds; a server that says nothing for so long is wrong
COUNTER = itertools.count()


class Answers:
    """Reads answers off a socket. An answer is (status, head, body)."""

    def __init__(self, connection, head_only):
        self.connection, self.head_only = connection, head_only
        self.bytes, self.ended = b"", False

    def more(self):
        try:
            block = self.connection.recv(65536)
        except ConnectionError:  # a reset ends it too
            block = b""
        self.bytes += block
        self.ended = self.ended or not block
        return bool(block)

    def next(self):
        """The next one that is final, or None when the connection ended first."""
        while True:
            answer = self.one()
            if answer is None or answer[0] >= 200:
                return answer

    def one(self):
        while b"\r\n\r\n" not in self.bytes:
            if not self.more():
                return None
        head, _, self.bytes = self.bytes.partition(b"\r\n\r\n")
        status = int(re.match(rb"HTTP/1\.[01] (\d{3})", head)[1])
        length = re.search(rb"(?im)^content-length: (\d+)", head)
        if status < 200 or status in (204, 304) or self.head_only:
            size = 0
        elif length:
            size = int(length[1])
        elif re.search(rb"(?im)^transfer-encoding: chunked", head):
            return status, head, self.chunks()
        else:  # until the end
            while self.more():
                pass
            size = len(self.bytes)
        while len(self.bytes) < size and self.more():
            pass
        body, self.bytes = self.bytes[:size], self.bytes[size:]
        return status, head, body

    def chunks(self):
        body = b""
        while True:
            while b"\r\n" not in self.bytes and self.more():
                pass
            line, _, self.bytes = self.bytes.partition(b"\r\n")
            size = int(line or b"0", 16)
            while len(self.bytes) < size + 2 and self.more():
                pass
            body, self.bytes = body + self.bytes[:size], self.bytes[size + 2:]
            if size == 0:
                return body


class Outcome:
    def __init__(self):
        self.answers = []  # to the row
        self.after = []    # to a request behind it, when the connection was kept, and what came besides
        self.kept = False
        self.bytes = b""   # all that was received

    def statuses(self):
        return [status for status, _, _ in self.answers]

    def verdict(self):
        return " ".join([*map(str, self.statuses()), "kept" if self.kept else "closed"])


def exchange(port, row):
    """Sends the row, reads its answers, then asks on the same connection for something else."""
    outcome = Outcome()
    marker = f"marker-{next(COUNTER)}"
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        answers = Answers(connection, row.head_only)
        send(connection, row.request)
        while len(outcome.answers) < max(1, len(row.statuses)):
            answer = answers.next()
            if answer is None:
                break
            outcome.answers.append(answer)
        answers.head_only = False
        if not answers.ended:
            send(connection, f"GET /{marker}/default HTTP/1.1\r\nHost: cairn.test\r\nConnection: close\r\n\r\n".encode())
        while (answer := answers.next()) is not None:
            outcome.after.append(answer)
    outcome.kept = any(names(answer, marker) for answer in outcome.after)
    outcome.bytes = b"".join(head + body for _, head, body in outcome.answers + outcome.after) + answers.bytes
    return outcome


def send(connection, data):
    try:
        connection.sendall(data)
    except ConnectionError:
        pass  # it was closed already: reading shows that


def names(answer, application):
    status, _, body = answer
    return status == 200 and f'"name":"{application}"'.encode() in body.replace(b'": "', b'":"')


def ask(port, application):
    """A good client's question on a connection of its own. What is wrong with the answer, or None."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        send(connection, f"GET /{application}/default HTTP/1.1\r\nHost: cairn.test\r\nConnection: close\r\n\r\n".encode())
        answer = Answers(connection, False).next()
    if answer is None or not names(answer, application):
        return f"a good client that asked for {application} got {answer}"
    return None


def faults_direct(port, row, canary):
    """What the server did that the row's verdict does not allow."""
    outcome = exchange(port, row)
    found = faults_anywhere(row, outcome, canary)
    if outcome.verdict() != row.verdict:
        found.append(f"{row.name}: {outcome.verdict()}, should be {row.verdict}")
    return found


def faults_behind_proxy(port, row, canary):
    """A proxy may refuse or repair what it likes; but nobody gets an answer that is not theirs."""
    outcome = exchange(port, row)
    found = faults_anywhere(row, outcome, canary)
    victim = f"victim-{next(COUNTER)}"
    trouble = ask(port, victim)
    if trouble:
        found.append(f"{row.name}: {trouble}")
    return found


def faults_anywhere(row, outcome, canary):
    found = []
    count = len(outcome.answers) + len(outcome.after)
    sent = row.requests + (1 if outcome.kept or outcome.after else 0)
    if count > sent:
        found.append(f"{row.name}: {count} answers to {sent} requests")
    if canary in outcome.bytes:
        found.append(f"{row.name}: shows the canary")
    if b"smuggled" in outcome.bytes:
        found.append(f"{row.name}: answers the hidden request")
    return found

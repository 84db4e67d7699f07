"""A row of the table: what is sent, and what has to come of it."""
import dataclasses

HOST = "Host: cairn.test"
# In the second request that a smuggler hides; whoever acts on it was deceived.
HIDDEN = b"GET /smuggled/default HTTP/1.1\r\nHost: cairn.test\r\n\r\n"
# The same where it is a request of its own to who knows chunked bodies, as proxies do.
NEXT = HIDDEN.replace(b"smuggled", b"next")
TARGET_MAX, HEAD_MAX, FIELDS_MAX, BODY_MAX = 2048, 8192, 64, 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    request: bytes
    verdict: str  # "400 closed", "200 kept"; several answers: "200 400 closed"
    requests: int = 1  # how many requests these bytes are at most, to any reader
    hides: bool = False  # holds HIDDEN, which nobody may take for a request
    of_directory: str = ""  # the verdict when the source is a directory, where it is another one

    def for_directory(self):
        return dataclasses.replace(self, verdict=self.of_directory or self.verdict)

    @property
    def statuses(self):
        return [int(word) for word in self.verdict.split()[:-1]]

    @property
    def closed(self):
        return self.verdict.split()[-1] == "closed"

    @property
    def head_only(self):
        return self.request.startswith(b"HEAD ")


def raw(name, request, verdict, requests=1):
    """Bytes as they are; text is latin-1."""
    data = request if isinstance(request, bytes) else request.encode("latin-1")
    return Row(name, data, verdict, requests, HIDDEN in data)


def get(name, target, verdict, *fields, method="GET", of_directory=""):
    """A plain request for a target."""
    row = raw(name, "\r\n".join([f"{method} {target} HTTP/1.1", HOST, *fields, "", ""]), verdict)
    return dataclasses.replace(row, of_directory=of_directory)


def fields(name, verdict, *more, body=b"", requests=1):
    """A request for something that is there, with these fields."""
    head = "\r\n".join(["GET /shop/default HTTP/1.1", HOST, *more, "", ""]).encode("latin-1")
    return raw(name, head + body, verdict, requests)


def post(name, verdict, *more, body=b"", requests=1):
    head = "\r\n".join(["POST /-/v1/refresh HTTP/1.1", HOST, *more, "", ""]).encode("latin-1")
    return raw(name, head + body, verdict, requests)

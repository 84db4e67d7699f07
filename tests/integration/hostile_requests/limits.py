"""Sizes at the limit and one beyond, methods, versions, pipelines and other fields."""
from row import BODY_MAX, FIELDS_MAX, HEAD_MAX, HOST, TARGET_MAX, fields, get, post, raw


def target_of(size):
    return "/shop/" + "d" * (size - len("/shop/"))


def head_of(size):
    """A head of exactly that many bytes."""
    begin = f"GET /shop/default HTTP/1.1\r\n{HOST}\r\nX: "
    return begin + "x" * (size - len(begin) - 4) + "\r\n\r\n"


def many_fields(count):
    return [f"X-{i}: y" for i in range(count - 1)]  # Host is one of them


OTHER = "GET /other/default HTTP/1.1\r\n" + HOST + "\r\n\r\n"

SIZES = [
    get("the longest target", target_of(TARGET_MAX), "200 kept"),
    get("one byte more of target", target_of(TARGET_MAX + 1), "414 closed"),
    get("the longest target, of a query", "/shop/default?" + "q" * (TARGET_MAX - 14), "200 kept"),
    get("one byte more, of a query", "/shop/default?" + "q" * (TARGET_MAX - 13), "414 closed"),
    get("a target larger than a head", target_of(HEAD_MAX + 1), "414 closed"),
    raw("a target that never ends", "GET /" + "a" * 65536, "414 closed"),
    raw("the largest head", head_of(HEAD_MAX), "200 kept"),
    raw("one byte more of head", head_of(HEAD_MAX + 1), "431 closed"),
    raw("a field that never ends", f"GET /shop/default HTTP/1.1\r\n{HOST}\r\nX: " + "x" * 65536, "431 closed"),
    raw("a name that never ends", f"GET /shop/default HTTP/1.1\r\n{HOST}\r\n" + "x" * 65536, "431 closed"),
    raw("a method that never ends", "G" * 65536, "414 closed"),
    fields("as many fields as there may be", "200 kept", *many_fields(FIELDS_MAX)),
    fields("one field more", "431 closed", *many_fields(FIELDS_MAX + 1)),
    fields("fifteen hundred fields in a small head", "431 closed", *["a:"] * 1500),
    post("the longest body", "200 kept", f"Content-Length: {BODY_MAX}", body=b"x" * BODY_MAX),
    post("one byte more of body", "413 closed", f"Content-Length: {BODY_MAX + 1}"),
    get("as many profiles as fit", "/shop/" + "a," * 900 + "b", "200 kept"),
    get("a path of a thousand segments", "/shop/default/main" + "/a" * 1000, "404 kept"),
    get("a path of a thousand empty segments", "/shop/default/main" + "/" * 1000, "404 kept"),
    get("a segment longer than any file's name", "/shop/default/main/" + "n" * 256, "404 kept"),
    get("a hundred thousand pairs could be made of this query", "/shop/default?" + "&" * 1000, "200 kept"),
    fields("a list of many tags", "200 kept", "If-None-Match: " + '"x", ' * 1000 + '"y"'),
    fields("a tag that does not end", "200 kept", 'If-None-Match: "' + "x" * 4000),
    fields("an Accept of as many types as there may be", "200 kept", "Accept: " + "a/b," * 49 + "*/*"),
    fields("an Accept of one type more", "406 kept", "Accept: " + "a/b," * 50 + "*/*"),
]

METHODS = [
    get("DELETE", "/shop/default", "405 kept", method="DELETE"),
    get("PUT", "/shop/default", "405 kept", "Content-Length: 0", method="PUT"),
    get("PATCH", "/shop/default", "405 kept", "Content-Length: 0", method="PATCH"),
    get("POST to what is read", "/shop/default", "405 kept", "Content-Length: 0", method="POST"),
    get("TRACE", "/shop/default", "405 kept", method="TRACE"),
    get("OPTIONS", "/shop/default", "200 kept", method="OPTIONS"),
    get("HEAD", "/shop/default", "200 kept", method="HEAD"),
    get("CONNECT", "cairn.test:80", "501 closed", method="CONNECT"),
    get("a method in lower case", "/shop/default", "501 closed", method="get"),
    get("a method in mixed case", "/shop/default", "501 closed", method="Get"),
    get("a method of others", "/shop/default", "501 closed", method="PROPFIND"),
    get("a method that begins like one", "/shop/default", "501 closed", method="GETX"),
    get("a method that is no token", "/shop/default", "400 closed", method="GE(T"),
    get("another method named in a field", "/shop/default", "200 kept", "X-HTTP-Method-Override: DELETE"),
    get("the preface of HTTP/2", "*", "501 closed", method="PRI"),
]

VERSIONS = [
    raw("HTTP/2.0", f"GET /shop/default HTTP/2.0\r\n{HOST}\r\n\r\n", "505 closed"),
    raw("HTTP/1.2", f"GET /shop/default HTTP/1.2\r\n{HOST}\r\n\r\n", "505 closed"),
    raw("HTTP/0.9 by name", f"GET /shop/default HTTP/0.9\r\n{HOST}\r\n\r\n", "505 closed"),
    raw("HTTP/0.9", "GET /shop/default\r\n\r\n", "400 closed"),
    raw("a version in lower case", f"GET /shop/default http/1.1\r\n{HOST}\r\n\r\n", "400 closed"),
    raw("a version with a leading zero", f"GET /shop/default HTTP/01.1\r\n{HOST}\r\n\r\n", "400 closed"),
    raw("a version with three digits", f"GET /shop/default HTTP/1.10\r\n{HOST}\r\n\r\n", "400 closed"),
    raw("a version without its point", f"GET /shop/default HTTP/11\r\n{HOST}\r\n\r\n", "400 closed"),
    raw("another protocol", f"GET /shop/default HTCPCP/1.0\r\n{HOST}\r\n\r\n", "400 closed"),
    raw("HTTP/1.0 closes", f"GET /shop/default HTTP/1.0\r\n{HOST}\r\n\r\n", "200 closed"),
    raw("HTTP/1.0 that would be kept", f"GET /shop/default HTTP/1.0\r\n{HOST}\r\nConnection: keep-alive\r\n\r\n", "200 kept"),
    raw("the preface of HTTP/2 and its frames", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", "505 closed"),
    fields("an upgrade to HTTP/2 that nobody gets", "200 kept", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
           "HTTP2-Settings: AAMAAABkAAQAAP__"),
    fields("an upgrade to a socket that nobody gets", "200 kept", "Connection: Upgrade", "Upgrade: websocket"),
]

OTHERS = [
    fields("Connection: close is kept to", "200 closed", "Connection: close"),
    fields("close among other options", "200 closed", "Connection: x, CLOSE ,y"),
    fields("Connection cannot take the Host away", "200 kept", "Connection: Host"),
    post("Expect with a body that has come", "200 kept", "Expect: 100-continue", "Content-Length: 5", body=b"hello"),
    post("Expect and a body beyond the limit", "413 closed", "Expect: 100-continue", f"Content-Length: {BODY_MAX + 1}"),
    fields("another expectation", "417 closed", "Expect: 200-ok"),
    fields("an expectation beside the known one", "417 closed", "Expect: 100-continue, magic"),
    fields("a range is not served in parts", "200 kept", "Range: bytes=0-1"),
    fields("a thousand overlapping ranges", "200 kept", "Range: bytes=" + ",".join(f"{i}-" for i in range(1000))),
    fields("Accept that is none", "406 kept", "Accept: /"),
    fields("an accepted charset that is none", "200 kept", "Accept-Charset: \x80, ;q=2"),
    fields("a wait that is none", "200 kept", "Prefer: wait=-1", "If-None-Match: *x"),
    fields("a forwarded address that nobody asked for", "200 kept", "X-Forwarded-For: 127.0.0.1"),
    fields("a path in a proxy's field", "200 kept", "X-Original-URL: /../canary.txt", "X-Rewrite-URL: /../canary.txt"),
    fields("another host in a proxy's field", "200 kept", "X-Forwarded-Host: evil.test"),
    fields("a request id with a line end, escaped", "200 kept", "Cairn-Request-Id: a%0d%0aX-Evil: 1"),
    fields("a request id of 65 characters", "200 kept", "Cairn-Request-Id: " + "a" * 65),
    fields("credentials that are none", "200 kept", "Authorization: Basic ====", ),
    raw("two requests at once", OTHER * 2, "200 200 kept", 2),
    raw("a hundred requests at once", OTHER * 100, " ".join(["200"] * 100) + " kept", 100),
    raw("a good request and a bad one", OTHER + "GET /other/default\r\n\r\n" + OTHER, "200 400 closed", 3),
    raw("the last of a pipeline closes", OTHER + f"GET /other/default HTTP/1.1\r\n{HOST}\r\nConnection: close\r\n\r\n" + OTHER,
        "200 200 closed", 3),
    raw("a body between two requests", "POST /-/v1/refresh HTTP/1.1\r\n" + HOST + "\r\nContent-Length: 5\r\n\r\nhello" + OTHER,
        "200 200 kept", 2),
    raw("a byte too many behind a body", "POST /-/v1/refresh HTTP/1.1\r\n" + HOST + "\r\nContent-Length: 5\r\n\r\nhelloX" + OTHER,
        "200 501 closed", 2),
]

ROWS = SIZES + METHODS + VERSIONS + OTHERS

"""Compares an answer with the recorded one.

An answer is "equal" when status, content type and body are the recorded ones, as bytes or, for
JSON, as data. departures.json lists the answers that are meant to differ, each with its reason and
what is allowed instead.
"""
import json
import re

EQUAL = ("bytes", "data")


def compare(expect, got):
    """'bytes', 'data' or the first difference in words."""
    if got["status"] != expect["status"]:
        return f"status {got['status']}, recorded {expect['status']}"
    if is_error_page(expect):
        return "data"
    if plain_type(got.get("type")) != plain_type(expect.get("type")):
        return f"type {got.get('type')}, recorded {expect.get('type')}"
    for header in ("content-disposition", "allow", "www-authenticate"):
        in_form = methods if header == "allow" else lambda value: value
        if in_form(got.get(header)) != in_form(expect.get(header)):
            return f"{header} {got.get(header)!r}, recorded {expect.get(header)!r}"
    if "json" in expect:
        return compare_json(expect, got)
    if expect.get("random"):
        return compare_cipher(expect, got)
    for form in ("text", "base64"):
        if form in expect and got.get(form) != expect[form]:
            return f"body {got.get(form, got)!r}, recorded {expect[form]!r}"
    return "bytes"


def plain_type(value):
    """A content type without the blanks around its parameters, in lower case."""
    return re.sub(r"\s*;\s*", ";", (value or "").strip().lower()) or None


def is_error_page(expect):
    """The error pages of the reference's servlet container are its own; only their status counts."""
    return (expect.get("type") or "").startswith("text/html") and expect["status"] >= 400


def methods(allow):
    return set(re.split(r"[ ,]+", allow or ""))


def compare_json(expect, got):
    if "json" not in got:
        return "body is not JSON"
    if got["raw"] == expect["raw"]:
        return "bytes"
    try:
        if canonical(got["raw"]) == canonical(expect["raw"]):
            return "data"
    except ValueError as problem:
        return str(problem)
    return difference(expect["json"], got["json"])


def canonical(raw):
    """JSON data with its types: 1, 1.0 and true differ, the order of keys does not matter."""
    def once(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key is given twice")
        return dict(pairs)
    data = json.loads(raw, object_pairs_hook=once, parse_float=lambda text: ["float", text])
    return json.dumps(data, sort_keys=True)


def difference(want, got, at="$"):
    if isinstance(want, dict) and isinstance(got, dict):
        for key in [*want, *(k for k in got if k not in want)]:
            if key not in got or key not in want:
                return f"{at}.{key} {'missing' if key not in got else 'not recorded'}"
            if json.dumps(want[key]) != json.dumps(got[key]):
                return difference(want[key], got[key], f"{at}.{key}")
    if isinstance(want, list) and isinstance(got, list):
        for i, pair in enumerate(zip(want, got)):
            if json.dumps(pair[0]) != json.dumps(pair[1]):
                return difference(*pair, f"{at}[{i}]")
        if len(want) != len(got):
            return f"{at} has {len(got)} items, recorded {len(want)}"
    return f"{at} is {shown(got)}, recorded {shown(want)}"


def shown(value):
    return json.dumps(value, ensure_ascii=False)[:200]


def compare_cipher(expect, got):
    """A cipher text is random: it has the recorded {prefixes} and length, and decrypts to what was
    encrypted."""
    def shape(text):
        cut = text.rfind("}") + 1
        return text[:cut], len(text) - cut
    text = got.get("text") or ""
    if shape(text) != shape(expect["text"]):
        return f"cipher text {text!r} has not the shape of {expect['text']!r}"
    if "decrypts_to" in expect and got.get("decrypted") != expect["decrypts_to"]:
        return f"cipher text decrypts to {got.get('decrypted')!r}, not {expect['decrypts_to']!r}"
    return "bytes"


def allowed(departure, got, verdict):
    """Whether a departure allows this answer. Where the reference's answer is unsafe, being equal
    is the failure."""
    if verdict in EQUAL:
        return not departure.get("never_equal")
    if "status" in departure and got["status"] not in departure["status"]:
        return False
    if "keys" in departure and not set(departure["keys"]) <= set(got.get("json") or {}):
        return False
    if "matches" in departure and got["status"] == 200:
        body = got.get("text", got.get("raw", ""))
        return re.fullmatch(departure["matches"], body, re.S) is not None
    return True


def judge(departure, expect, got):
    """(kind, words): the kind is 'bytes', 'data', 'departure' or 'different'."""
    verdict = compare(expect, got)
    if departure is None:
        return (verdict, "") if verdict in EQUAL else ("different", verdict)
    if not allowed(departure, got, verdict):
        return "different", f"{verdict} (departure: {departure['why']})"
    return (verdict, "") if verdict in EQUAL else ("departure", "")

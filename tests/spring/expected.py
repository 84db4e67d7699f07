"""What a client has to read from an answer, found without the client: Python's JSON, and the rules of
docs/CLIENT.md and docs/CLIENT-FETCHING.md written down a second time.
"""
import json
import re
from decimal import Decimal

EXTENSIONS = (".yml", ".yaml", ".properties", ".xml", ".json")
POSITION = re.compile(r"(?:(?P<file>.*?)(?: - |:))?(?P<line>[1-9]\d*):(?P<column>\d+)", re.S)


class Number(str):
    """A number as the answer writes it."""


class Pairs(list):
    """An object: its members in order."""

    def get(self, name):
        return dict(self).get(name)


def parse(raw):
    return json.loads(raw, object_pairs_hook=Pairs, parse_float=Number, parse_int=Number)


def compact(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{compact(k)}:{compact(v)}" for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def typed(value):
    """The value with its type, as client_tool tells it."""
    if value is None:
        return ["string", ""]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, Number):
        return typed_number(value)
    return ["string", value if isinstance(value, str) else compact(value)]


def typed_number(text):
    if re.fullmatch(r"-?\d+", text):
        fits = -2**63 <= int(text) < 2**63
        return ["integer", str(int(text))] if fits else ["big", str(text)]
    return ["decimal", float(text)] if Decimal(repr(float(text))) == Decimal(text) else ["string", str(text)]


def bracketed(text):
    found = re.search(r"\[([^\]']*)", text)
    return found.group(1) if found else ""


def file_of(name):
    """The file that a source of this name comes from; "" if the name does not say."""
    plain = name.split(" (document #")[0]
    return bracketed(name) or (plain if plain.endswith(EXTENSIONS) else "")


def source(node):
    """One property source: {"name", "file", "described", "properties": [[key, value, line, column]]}."""
    name = node.get("name") or ""
    out = {"name": name, "file": file_of(name), "described": "", "properties": []}
    for key, value in node.get("source") or []:
        if isinstance(value, Pairs) and sorted(k for k, _ in value) == ["origin", "value"]:
            place = POSITION.fullmatch(value.get("origin") or "")
            at = [int(place["line"]), int(place["column"])] if place else [0, 0]
            if place and place["file"]:
                out["file"] = bracketed(place["file"]) or place["file"]
            if not place:
                out["described"] = out["described"] or (value.get("origin") or "")
            out["properties"].append([key, typed(value.get("value")), *at])
        else:
            out["properties"].append([key, typed(value), 0, 0])
    return out


def environment(raw):
    root = parse(raw)
    return {"name": root.get("name") or "", "profiles": ",".join(root.get("profiles") or []),
            **{name: root.get(name) for name in ("label", "version", "state")},
            "sources": [source(node) for node in root.get("propertySources") or []]}


def one_name(key):
    """Equal for all spellings of a name: case, "-" and "_" do not count in elements of ASCII letters and
    digits. Empty elements are left out."""
    parts = re.findall(r"\[[^\]]*\]|[^.\[]+|\[", key)
    names = [part if part.startswith("[") and part.endswith("]") else "." + one_element(part) for part in parts]
    return "".join(names).removeprefix(".")


def one_element(text):
    plain = re.sub("[-_]", "", text).lower()
    return plain if re.fullmatch("[a-z0-9]+", plain, re.A) and text.isascii() else text


def entries(answer):
    """What Config::entries() of this environment has to be: of each name the first."""
    out, seen = [], set()
    for one in answer["sources"]:
        name = "configserver:" + one["name"]
        last = {one_name(p[0]): p for p in one["properties"]}
        for key, *_ in one["properties"]:
            if one_name(key) and one_name(key) not in seen:  # the name "" is that of the whole
                seen.add(one_name(key))
                _, value, line, column = last[one_name(key)]
                out.append([key, value, name, one["file"] or name, line, column])
    return out


def comparable(said):
    """What client_tool said, with decimals as numbers: their text has several forms."""
    if isinstance(said, list) and len(said) == 2 and said[0] == "decimal":
        return ["decimal", float(said[1])]
    if isinstance(said, list):
        return [comparable(item) for item in said]
    if isinstance(said, dict):
        return {name: comparable(value) for name, value in said.items()}
    return said

"""The recorded answers of the real server, as a measure of the references themselves."""
import glob
import json
import os
import struct

CONFORMANCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conformance")
SUITES = sorted(glob.glob(os.path.join(CONFORMANCE, "suites", "4[0-9]-*.json"))) \
    + [os.path.join(CONFORMANCE, "more", "49-format-corners.json")]


def suite_files(suite):
    """The files of a suite that have one content only, by name."""
    contents = {}
    for steps in suite.get("repos", {}).values():
        for step in steps:
            for name, text in step.get("files", {}).items():
                contents.setdefault(name, []).append(text)
    return {name: found[0].encode() for name, found in contents.items()
            if len(found) == 1 and isinstance(found[0], str) and name.endswith((".yml", ".yaml", ".properties"))}


def sources():
    """(name, bytes of the file, its properties as the server listed them) of each recorded file of one document."""
    seen = set()
    for path in SUITES:
        with open(path, encoding="utf-8") as file:
            suite = json.load(file)
        files = suite_files(suite)
        for case in suite["cases"]:
            answer = case.get("expect", {}).get("json")
            for source in answer.get("propertySources", []) if isinstance(answer, dict) else []:
                name = source["name"].rpartition("/")[2]
                if name in files and (path, name) not in seen:
                    seen.add((path, name))
                    yield f"{os.path.basename(path)[:-5]}/{name}", files[name], source["source"]


def listed(properties):
    """Recorded properties as lists of key, type and value. The types are those that JSON has."""
    found = []
    for key, value in properties.items():
        if isinstance(value, dict):
            value = value["value"]
        if isinstance(value, bool):
            found.append([key, "bool", "true" if value else "false"])
        elif isinstance(value, int):
            found.append([key, "int", str(value)])
        elif isinstance(value, float):
            found.append([key, "float", struct.pack(">d", value).hex()])
        else:
            found.append([key, "text", value])
    return found


def as_json_shows(properties):
    """What a reference gave, as JSON can tell it: bytes are texts, and so are numbers that are none."""
    names = {"nan": "NaN", "7ff0000000000000": "Infinity", "fff0000000000000": "-Infinity"}
    return [[key, "text", names.get(text, text)] if kind == "binary" or (kind == "float" and text in names)
            else [key, kind, text] for key, kind, text in properties]

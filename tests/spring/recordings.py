"""The recorded answers of the reference, each once."""
import base64
import glob
import json
import os

SUITES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conformance")


class Recording:
    """One answer: status, content type (None for none), and the body as bytes."""

    def __init__(self, case, expect):
        self.case, self.status, self.type = case, expect["status"], expect.get("type")
        if "base64" in expect:
            self.body = base64.b64decode(expect["base64"])
        else:
            self.body = (expect["raw"] if "raw" in expect else expect.get("text", "")).encode()
        self.is_environment = (self.status == 200 and isinstance(expect.get("json"), dict)
                               and "propertySources" in expect["json"])


def read(directories=("suites", "more")):
    """All recordings, and how many answers they stand for: equal ones are one."""
    found, count = {}, 0
    for directory in directories:
        for path in sorted(glob.glob(os.path.join(SUITES, directory, "[0-9]*.json"))):
            with open(path, encoding="utf-8") as file:
                cases = json.load(file)["cases"]
            for case in cases:
                if "expect" in case:
                    count += 1
                    name = f"{directory}/{os.path.basename(path)[:-5]}/{case['name']}"
                    one = Recording(name, case["expect"])
                    found.setdefault((one.status, one.type, one.body), one)
    return list(found.values()), count

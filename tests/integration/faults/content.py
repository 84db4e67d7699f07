"""What the commits of the fault suite hold, and what the server must answer from one of them.

Each commit writes its number into twenty files: shared ones, those of profiles, of applications, and
plain text. The expected answers are computed here from the bytes that `git show` prints, by other
means than the server's: no code is shared with it.
"""
import json
import re
import subprocess
from dataclasses import dataclass

import yaml

APPLICATIONS = ("a0", "a1", "a2", "a3", "a4")
TEXTS = ("motd.txt", "ops/notes.txt", "ops/nginx.conf", "ops/logback.xml", "a0.txt")
END = "# --- end of "
BROKEN = "winner: [ 'never closed\n"


def file_names():
    names = ["application.yml", "application-dev.properties", "application-prod.yml", "a0-prod.yml", "a1-prod.yml"]
    for application in APPLICATIONS:
        names += [f"{application}.yml", f"{application}-dev.properties"]
    return [*names, *TEXTS]


FILES = file_names()


def text_of(name, number):
    """The content of a file in the commit with this number."""
    key = re.sub(r"\W", "-", name)
    if name in TEXTS:
        body = f"number {number}\nshared ${{number.application-yml}}, own ${{number.a0-yml}}, ${{winner}}\n"
    elif name.endswith(".properties"):
        body = f"number.{key}={number}\nwinner={number} in {name}\n"
    else:
        body = f"number:\n  {key}: {number}\nwinner: '{number} in {name}'\nfrom:\n  {key}: ${{number.application-yml}}\n"
    return f"{body}{END}{name}\n"


def files_of(number, broken=()):
    return {name: text_of(name, number) if name not in broken else BROKEN + f"{END}{name}\n" for name in FILES}


@dataclass(frozen=True)
class Question:
    """A URL of the server. `file` is a plain file's, `suffix` a flat format's, else an environment is asked for."""
    application: str
    profile: str
    label: str = ""
    suffix: str = ""
    file: str = ""

    def path(self):
        if self.file:
            return f"/{self.application}/{self.profile}/{self.label or 'main'}/{self.file}"
        if self.suffix:
            label = f"/{self.label}" if self.label else ""
            return f"{label}/{self.application}-{self.profile}.{self.suffix}"
        return f"/{self.application}/{self.profile}" + (f"/{self.label}" if self.label else "")

    def sources(self):
        """The files of its environment, the most important one first."""
        wanted = (f"{self.application}-{self.profile}", f"application-{self.profile}", self.application, "application")
        return [f"{stem}.{end}" for stem in wanted for end in ("properties", "yml") if f"{stem}.{end}" in FILES]

    def files(self):
        return [*self.sources(), *([self.file] if self.file else [])]


def questions(label=""):
    """What the readers ask at a label; "" is the default one, in URLs that do not name it."""
    inside = label.replace("/", "(_)")
    asked = [Question(application, profile, inside) for application in APPLICATIONS for profile in ("dev", "prod")]
    asked += [Question("a0", "dev", inside, suffix=suffix) for suffix in ("yml", "properties", "json")]
    asked += [Question("a1", "prod", inside, suffix=suffix) for suffix in ("yml", "properties", "json")]
    asked += [Question("a0", "dev", inside, file=text) for text in TEXTS]
    return [*asked, Question("a1", "prod", inside, file="motd.txt")]


class Repository:
    """Reads commits through `git show` and remembers what they hold."""

    def __init__(self, path):
        self.path, self.known, self.answers = path, {}, {}

    def show(self, commit):
        """The twenty files of a commit, by name. Several threads may ask for the same: equal work, equal result."""
        if commit not in self.known:
            names = [f"{commit}:{name}" for name in FILES]
            shown = subprocess.run(["git", "-C", self.path, "show", *names], check=True, stdout=subprocess.PIPE).stdout.decode()
            files = {}
            for name in FILES:
                files[name], mark, shown = shown.partition(f"{END}{name}\n")
                if not mark:
                    raise ValueError(f"git show of {commit} has no {name}")
                files[name] += mark
            self.known[commit] = files
        return self.known[commit]

    def expected(self, question, commit):
        """What the answer must say: see `said` for the form."""
        key = (question, commit)
        if key not in self.answers:
            files = self.show(commit)
            sources = [(name, values_of(name, files[name])) for name in question.sources()]
            self.answers[key] = (sources if not question.suffix and not question.file
                                 else with_placeholders(files[question.file], merged(sources)) if question.file
                                 else {k: with_placeholders(str(v), merged(sources)) for k, v in merged(sources).items()})
        return self.answers[key]


def values_of(name, text):
    if name.endswith(".properties"):
        return dict(line.split("=", 1) for line in text.splitlines() if not line.startswith("#"))
    return flat(yaml.safe_load(text))


def flat(tree, prefix=""):
    values = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            values.update(flat(value, f"{prefix}{key}."))
        else:
            values[f"{prefix}{key}"] = value
    return values


def merged(sources):
    values = {}
    for _, source in reversed(sources):
        values.update(source)
    return values


def with_placeholders(text, values):
    return re.sub(r"\$\{([^}]*)\}", lambda match: str(values.get(match[1], match[0])), text)


def said(question, body):
    """What an answer says, in the form of Repository.expected, and the commit that its body names."""
    text = body.decode()
    if question.file:
        return text, None
    if question.suffix == "properties":
        return dict(line.split(": ", 1) for line in text.splitlines()), None
    if question.suffix:
        tree = yaml.safe_load(text) if question.suffix == "yml" else json.loads(text)
        return {key: str(value) for key, value in flat(tree).items()}, None
    environment = json.loads(text)
    sources = [(re.sub(r"^.*\.git/", "", one["name"]), one["source"]) for one in environment["propertySources"]]
    return sources, environment["version"]


def numbers_in(body):
    """The commit numbers that appear anywhere in an answer, commit ids left aside."""
    return set(int(number) for number in re.findall(rb"(?<![0-9a-f])1\d{6}(?![0-9a-f])", body))

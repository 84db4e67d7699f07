"""Reads a Dockerfile as far as our tests need it: stages, and instructions with continued lines joined."""
import re


def stages(text):
    """A list of stages, each a list of (instruction, rest)."""
    found = []
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    for line in filter(None, (line.strip() for line in joined.split("\n"))):
        word, _, rest = line.partition(" ")
        if not re.fullmatch(r"[A-Z]+", word):
            raise ValueError(f"no instruction: {line}")
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def value(stage, instruction):
    """What the last such instruction of a stage says."""
    return [rest for word, rest in stage if word == instruction][-1]

#!/usr/bin/env python3
"""Fails when the guide and the programs that it quotes are not the same.

  guide_test.py GUIDE DIRECTORY...

Each block of C++ in the guide is part of a program below one of the directories, which the tests
build and run; and each source there has a block in the guide, unless it is of a program that has
one in another source. Blanks do not count: the programs are formatted, and the guide has narrower
lines.
"""
import os
import re
import sys


def squeezed(text):
    return re.sub(r"\s+", "", text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def programs(directories):
    """The sources below the directories, squeezed, by the place that makes a program of them: a
    source directly in a directory is one, and so are all sources of a folder in it."""
    found = {}
    for directory in directories:
        for where, _, names in os.walk(directory):
            for name in sorted(names):
                if name.endswith((".cpp", ".hpp")):
                    program = os.path.join(where, name) if where == directory else where
                    found.setdefault(program, []).append(squeezed(read(os.path.join(where, name))))
    return found


def main():
    guide, *directories = sys.argv[1:]
    blocks = re.findall(r"^```cpp\n(.*?)^```", read(guide), re.M | re.S)
    sources = programs(directories)
    everything = [text for texts in sources.values() for text in texts]
    gone = [block for block in blocks if not any(squeezed(block) in text for text in everything)]
    unquoted = [program for program, texts in sources.items()
                if not any(squeezed(block) in text for block in blocks for text in texts)]
    for block in gone:
        print("in no program:", block, sep="\n")
    for program in unquoted:
        print("not quoted:", program)
    print(f"{len(blocks)} blocks of {len(sources)} programs: {len(gone)} in none, {len(unquoted)} without one")
    sys.exit(1 if gone or unquoted or not blocks else 0)


if __name__ == "__main__":
    main()

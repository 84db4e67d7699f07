#!/usr/bin/env python3
"""Fails when a block of C++ in the guide is no longer part of a program that the tests build.

  guide_test.py GUIDE DIRECTORY

Blanks do not count: the programs are formatted, and the guide has narrower lines.
"""
import os
import re
import sys


def squeezed(text):
    return re.sub(r"\s+", "", text)


def main():
    guide, directory = sys.argv[1:]
    programs = ""
    for name in sorted(os.listdir(directory)):
        if name.endswith(".cpp"):
            with open(os.path.join(directory, name), encoding="utf-8") as file:
                programs += squeezed(file.read())
    with open(guide, encoding="utf-8") as file:
        text = file.read()
    blocks = re.findall(r"^```cpp\n(.*?)^```", text, re.M | re.S)
    gone = [block for block in blocks if squeezed(block) not in programs]
    for block in gone:
        print("in no program of", directory + ":", block, sep="\n")
    print(f"{len(blocks)} blocks, {len(gone)} of them in no program")
    sys.exit(1 if gone or not blocks else 0)


if __name__ == "__main__":
    main()

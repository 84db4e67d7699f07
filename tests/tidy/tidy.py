#!/usr/bin/env python3
"""Reads the tree and fails where it breaks the rules of the house.

  tidy.py [ROOT]        prints one line per finding: file:line: rule: words

The rules, each with its function below: floors (#include lines against the tables of
server/README.md), nodiscard, first-comment, listed (no source file that no CMakeLists.txt names),
marks (nothing left open), machine (no names of the machine it was written on), length, links.
"""
import os
import re
import sys

from include_rules import HouseTables, check_includes
from source_text import line_of, without_comments

SKIPPED_DIRECTORIES = {".git", "build", "__pycache__", ".cache", "node_modules"}
RECORDINGS = "tests/conformance/suites/"  # foreign bytes, kept as they are
CORPUS = "tests/fuzz/corpus/"
CODE = (".cpp", ".hpp", ".h", ".cc", ".c")
SCRIPTS = (".py", ".sh")
LINES_MAX = 400


class Tree:
    """The files below a root, by path with forward slashes, and their text."""

    def __init__(self, root):
        self.root = root
        self.paths = sorted(self._walk())
        self._texts = {}

    def _walk(self):
        for directory, names, files in os.walk(self.root):
            names[:] = [n for n in names if n not in SKIPPED_DIRECTORIES]
            for file in files:
                if file == ".git":  # of a second work tree
                    continue
                path = os.path.relpath(os.path.join(directory, file), self.root)
                path = path.replace(os.sep, "/")
                if not path.startswith((RECORDINGS, CORPUS)):
                    yield path

    def text(self, path):
        """The file as text; "" for one that is none."""
        if path not in self._texts:
            with open(os.path.join(self.root, path), "rb") as file:
                data = file.read()
            try:
                self._texts[path] = "" if b"\0" in data else data.decode("utf-8")
            except UnicodeDecodeError:
                self._texts[path] = ""
        return self._texts[path]

    def code(self):
        return [path for path in self.paths if path.endswith(CODE)]

    def scripts(self):
        return [path for path in self.paths if path.endswith(SCRIPTS)
                or ("." not in os.path.basename(path) and self.text(path).startswith("#!"))]


def check_nodiscard(tree):
    """A declaration in a header that returns a Result, by that name or by an alias of it, says so."""
    for path in tree.code():
        if not path.endswith((".hpp", ".h")) or path.startswith("tests/"):
            continue
        text = without_comments(tree.text(path))
        names = "|".join(["Result", *re.findall(r"\busing\s+(\w+)\s*=\s*(?:cairn::)?Result\s*<", text)])
        for match in re.finditer(rf"\b(?:cairn::)?(?:{names})\b", text):
            if declares_function(text, match.end()) and not is_nodiscard(text, match.start()):
                yield path, line_of(text, match.start()), "nodiscard", (
                    "a function that returns a Result is [[nodiscard]]")
        for match in re.finditer(rf"\bauto\s+\w+\s*\([^;{{}}]*\)[^;{{}}]*->\s*(?:{names})\b", text):
            if not is_nodiscard(text, match.start()):
                yield path, line_of(text, match.start()), "nodiscard", (
                    "a function that returns a Result is [[nodiscard]]")


def declares_function(text, at):
    """Whether the type that ends at `at`, its template arguments still to come, is followed by a
    name and a parameter list. `Class::name` defines what was declared elsewhere."""
    if at < len(text) and text[at] == "<":
        depth = 0
        while at < len(text):
            depth += {"<": 1, ">": -1}.get(text[at], 0)
            at += 1
            if depth == 0:
                break
    return re.match(r"\s+(?:operator\s*\S+?|\w+)\s*\(", text[at:]) is not None


def is_nodiscard(text, at):
    """Whether the statement that `at` lies in says [[nodiscard]] before it. A type inside
    parentheses or template arguments belongs to another declaration and counts as said."""
    start = max(text.rfind(mark, 0, at) for mark in ";{}") + 1
    access = list(re.finditer(r"\b(?:public|private|protected)\s*:(?!:)", text[start:at]))
    before = text[start + access[-1].end() if access else start:at]
    if before.count("(") > before.count(")") or re.search(r"\b(?:return|using)\b|=", before):
        return True
    return "[[nodiscard]]" in before


def check_first_comment(tree):
    """Every source file begins with a comment that says what it is."""
    for path in [*tree.code(), *tree.scripts()]:
        lines = tree.text(path).split("\n")
        at = 1 if lines[0].startswith("#!") else 0
        first = " ".join(line.strip() for line in lines[at:at + 2])
        opening = r'//|/\*' if path.endswith(CODE) else r'#|"""'
        if not re.match(rf"(?:{opening})[^\w]*\w+(?:[^\w]+\w+){{2}}", first):
            yield path, at + 1, "first-comment", "a source file begins with what it is"


def check_listed(tree):
    """Every source is named in a CMakeLists.txt, every header there or in an #include line."""
    listed, included = set(), set()
    for path in tree.paths:
        if path.endswith(("CMakeLists.txt", ".cmake")):
            for word in re.findall(r"[\w./${}-]+\.(?:cpp|hpp|cc|h|c)\b", tree.text(path)):
                listed.add(resolved(os.path.dirname(path), word))
    for path in tree.code():
        for name in re.findall(r'^\s*#\s*include\s*["<]([^">]+)[">]', tree.text(path), re.M):
            included.add(name)
            included.add(resolved(os.path.dirname(path), name))
    for path in tree.code():
        is_header = path.endswith((".hpp", ".h"))
        seen = is_header and (path in included
                              or any(path.endswith("/" + name) for name in included))
        if path not in listed and not seen:
            yield path, 1, "listed", "no CMakeLists.txt names this file"


def resolved(directory, word):
    word = re.sub(r"\$\{(?:PROJECT|CMAKE)_SOURCE_DIR\}/", "//", word)
    word = re.sub(r"\$\{CMAKE_CURRENT_(?:SOURCE|LIST)_DIR\}/", "", word)
    word = word[2:] if word.startswith("//") else os.path.join(directory, word)
    return os.path.normpath(word).replace(os.sep, "/")


# Written with one letter in brackets, so that this file does not find itself.
MARKS = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b")
MACHINE = re.compile(r"(?<![\w.-])/(?:w[o]rk|f[a]rm|h[o]me/\w+|r[o]ot|U[s]ers/\w+)/(?=[\w.-])|"
                     r"\.\./sh[a]red\b|/\.l[i]brary\b|/tmp/b[a]sh_jobs|"
                     r"\b(?:registry\.n[p]mjs|repo\.m[a]ven|p[y]pi\.org|c[r]ates\.io|proxy\.g[o]lang"
                     r"|deb\.d[e]bian)\b")


def check_marks(tree):
    """Nothing is left open: finish it, or write it into an issue."""
    yield from lines_with(tree, MARKS, "marks", "left open")


def check_machine(tree):
    """The tree speaks of the project alone, not of the machine it was written on."""
    yield from lines_with(tree, MACHINE, "machine", "names a machine")


def lines_with(tree, pattern, rule, words):
    for path in tree.paths:
        text = tree.text(path)
        if pattern.search(text) is None:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if (match := pattern.search(line)) is not None:
                yield path, number, rule, f"{words}: {match.group()}"


def check_length(tree):
    """A file longer than this holds a second idea."""
    for path in [*tree.code(), *tree.scripts()]:
        count = tree.text(path).count("\n")
        if count > LINES_MAX:
            yield path, count, "length", f"{count} lines; {LINES_MAX} at most: which two ideas are it?"


def check_links(tree):
    """Every relative link of a document leads to a file, and its #anchor to a heading."""
    for path in tree.paths:
        if not path.endswith(".md"):
            continue
        text = re.sub(r"^(`{3,}|~{3,}).*?^\1", lambda m: "\n" * m.group().count("\n"),
                      tree.text(path), flags=re.M | re.S)
        text = re.sub(r"`[^`\n]*`", "", text)
        for match in re.finditer(r"\]\(\s*<?([^)>\s]+)", text):
            target = match.group(1)
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            file, _, anchor = target.partition("#")
            file = resolved(os.path.dirname(path), file) if file else path
            if not os.path.exists(os.path.join(tree.root, file)):
                yield path, line_of(text, match.start()), "links", f"{target} leads nowhere"
            elif anchor and file.endswith(".md") and anchor not in anchors(tree.text(file)):
                yield path, line_of(text, match.start()), "links", f"{target} has no such heading"


def anchors(text):
    headings = re.findall(r"^#+\s+(.*?)\s*$", text, re.M)
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.lower())) for heading in headings}


def findings(root):
    """Every finding in the tree below `root`: (path, line, rule, words)."""
    tree = Tree(root)
    for check in (check_nodiscard, check_first_comment, check_listed, check_marks, check_machine,
                  check_length, check_links):
        yield from check(tree)
    yield from check_includes(tree, HouseTables(tree.text("server/README.md")))


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..", "..")
    found = sorted(findings(os.path.abspath(root)))
    for path, line, rule, words in found:
        print(f"{path}:{line}: {rule}: {words}")
    print(f"tidy: {len(found)} findings")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

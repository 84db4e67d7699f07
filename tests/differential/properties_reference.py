"""An independent reader of .properties files, from java.util.Properties' rules and Spring's.

Without rules in force it reads as java.util.Properties is described, with Spring's documents ("#---") and
lists ("key[]=") added. Where Spring's own reader has other habits, the place names its rule; rules.md
tells the reasons.
"""
import re

from yaml_loader import Refused, Rules

BLANKS = " \t\f"
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


class Escaped(str):
    """A character that was written with a backslash: it separates nothing."""


def is_plain(character, those):
    return bool(character) and not isinstance(character, Escaped) and character in those


class Reader:
    def __init__(self, text, rules):
        self.text = re.sub("\r\n|\r", "\n", text)
        self.rules = rules
        self.documents = []
        self.current = {}
        self.comment_sign = ""       # of the comment in the line before
        self.in_middle = False       # of a line, as Spring sees it

    def read(self):
        at = 0
        while at < len(self.text):
            at = self.read_line(at)
        if self.current:
            self.documents.append(self.current)
        return self.documents

    # Characters.

    def raw(self, at):
        return self.text[at] if at < len(self.text) else ""

    def skip_blanks(self, at):
        while self.raw(at) in BLANKS and self.raw(at):
            at += 1
        return at

    def joined(self, at):
        """Behind the backslashes that join lines at `at`, and the blanks that begin the next lines."""
        while self.text.startswith("\\\n", at):
            at = self.skip_blanks(at + 2)
        return at

    def next(self, at):
        """The next character of the logical line, "" at its end, and the place behind it."""
        at = self.joined(at)
        c = self.raw(at)
        if c in ("", "\n"):
            return "", at
        if c != "\\":
            return c, at + 1
        letter = self.raw(at + 1)
        if letter == "u":
            return self.unicode(at + 2)
        return (Escaped(ESCAPES.get(letter, letter)), at + 2) if letter else ("", at + 1)

    def unicode(self, at):
        digits = ""
        while len(digits) < 4:
            if self.joined(at) != at and self.rules.apply("unicode-escapes-stay-on-their-line"):
                raise Refused("a unicode escape over two lines")
            at = self.joined(at)
            if not re.fullmatch("[0-9a-fA-F]", self.raw(at)):
                raise Refused("a bad unicode escape")
            digits += self.raw(at)
            at += 1
        return Escaped(chr(int(digits, 16))), at

    # Lines.

    def read_line(self, start):
        """Reads what begins in this line; returns the beginning of the line behind it."""
        in_middle, self.in_middle = self.in_middle, False
        at = start if in_middle else self.skip_blanks(start)
        first = self.joined(at)
        is_at_start = not in_middle and (first == 0 or self.raw(first - 1) == "\n")
        character, behind = self.next(at)
        if not character:
            self.comment_sign = ""
            return behind + 1
        if character in "#!" and (self.raw(at) == character or self.rules.apply("an-escaped-sign-begins-a-comment")):
            return self.comment(character, behind, is_at_start)
        self.comment_sign = ""
        characters = []
        while character:
            characters.append(character)
            character, behind = self.next(behind)
        self.property(characters)
        return behind + 1

    def comment(self, sign, at, is_at_start):
        """A comment or a marker; `at` is behind its sign."""
        line_end = (self.text + "\n").index("\n", at)
        rest = self.text[at:line_end]
        is_marker = self.comment_sign != sign and is_at_start and re.fullmatch(rf"---[{BLANKS}]*", rest) is not None
        end = line_end + 1
        if self.rules.active and self.comment_sign != sign:
            try:
                *as_spring, has_blanks = self.spring_comment(at, is_at_start)
            except Refused:
                self.rules.apply("a-comment-begins-like-text")
                raise
            if as_spring != [is_marker, end]:
                self.rules.apply("a-comment-begins-like-text")
            is_marker, end = as_spring
            self.in_middle = is_marker and has_blanks and self.rules.apply("blanks-behind-a-marker-join-the-next-line")
        if is_marker:
            if self.current:
                self.documents.append(self.current)
                self.current = {}
            return end
        # A comment above the first property of a document undoes the division.
        if not self.current and self.documents:
            self.current = self.documents.pop()
        self.comment_sign = sign
        return end

    def spring_comment(self, at, is_marker):
        """Spring looks for a marker with escapes resolved and lines joined, and goes on from there."""
        character, has_blanks = "#", False
        for _ in range(3):
            if is_marker:
                character, at = self.next(at)
                is_marker = character == "-"
        if character:
            character, at = self.next(at)
            if is_plain(character, BLANKS):
                at, has_blanks = self.skip_blanks(at), True
                character = "" if self.raw(at) in ("", "\n") else self.raw(at)
        if character == "\n":
            return False, at, False  # "\\n" ends the comment
        return is_marker and not character, (self.text + "\n").index("\n", at) + 1, has_blanks

    # Properties.

    def property(self, characters):
        at = 0
        while at < len(characters) and not is_plain(characters[at], "=:" + BLANKS):
            at += 1
        key = "".join(characters[:at])
        value = characters[at:]
        for those in (BLANKS, "=:", BLANKS):
            while value and is_plain(value[0], those):
                value = value[1:]
                if those == "=:":
                    break
        trimmed = key.strip("".join(map(chr, range(33))))
        if trimmed != key and self.rules.apply("keys-are-trimmed"):
            key = trimmed
        if key.endswith("[]"):
            for index, item in enumerate(items_of(value)):
                self.put(f"{key[:-2]}[{index}]", item)
        else:
            self.put(key, value)

    def put(self, key, value):
        if key or not self.rules.apply("an-empty-key-is-none"):
            self.current[self.text_of(key)] = self.text_of(value)
        else:
            self.text_of(value)

    def text_of(self, units):
        """The text of UTF-16 units, as Java has them."""
        text = "".join(units)
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError as problem:
            if self.rules.apply("half-a-pair-is-refused"):
                raise Refused("half of a surrogate pair") from problem
            return text


def items_of(value):
    """The items of a list: the blanks in front of each are dropped, and so is an empty last one."""
    items = [[]]
    for at, character in enumerate(value):
        if is_plain(character, ","):
            if at + 1 < len(value):
                items.append([])
        elif items[-1] or not is_plain(character, BLANKS):
            items[-1].append(character)
    return items


def read(data, rules_active):
    """(documents, rules that mattered), as yaml_reference.read()."""
    rules = Rules(rules_active)
    try:
        documents = Reader(data.decode("latin-1"), rules).read()
        return [[[key, "text", value] for key, value in document.items()] for document in documents], rules.fired
    except Refused as problem:
        return str(problem), rules.fired

"""Generates YAML files: trees of collections in every style, and files that are broken a little.

generate(r) returns bytes: documents, directives, anchors, merges, comments, line ends, encodings.
"""
import yaml_scalars

INLINE = [yaml_scalars.KINDS[name] for name in
          ("decimal", "octal", "hexadecimal", "sexagesimal", "real", "infinite", "boolean_or_null", "timestamp", "word")]
KEYS = ["a", "b", "c", "d.e", "f g", "1", "2.5", "true", "~", "0x10", "[x]", "'[x.y]'", "' '", "''", "'a'", '"b\\t"',
        "a-b", "A", "/path/**", "é", "null", "on", "-1", "1_0", "10", "!!str 1", "? x", "<<", "k[0]", "12:30", "2001-01-01"]
TEXT_KEYS = ["a", "b", "c", "d.e", "f g", "'1'", "'[x.y]'", "' '", "''", '"b\\t"', "a-b", "A", "/path/**", "é", "<<", "k[0]"]
COMMENTS = ["", "", "", "", "", " # comment", "  #", " # 'quote"]


class Writer:
    """Writes one document. Anchors that were given so far can be referred to."""

    def __init__(self, r):
        self.r = r
        self.anchors = []   # that aliases may name
        self.mappings = []  # of those, the ones of mappings
        self.lists = 0      # that are open: keys of mappings in them must be texts

    def scalar(self):
        r = self.r
        if self.anchors and r.random() < 0.06:
            return "*" + r.choice(self.anchors)
        roll = r.random()
        if roll < 0.08:
            return ""
        if roll < 0.2:
            return r.choice(["'it''s'", '"a\\u0041\\n"', "'a b'", '"\\x41"', "''", '"yes"', "'1'"])
        if roll < 0.24:
            return r.choice(["!!str 5", "!!int '7'", "!!float 1", "!!null x", "!!bool yes", "!!binary aGk="])
        return r.choice(INLINE)(r).replace(",", "").replace("--", "-").replace("+-", "-").rstrip(":")

    def anchor(self):
        """A name for an anchor, or none. It cannot be referred to before it is known()."""
        name = self.r.choice(["a", "b", "x1", "n-o_p", "ü"]) if self.r.random() < 0.2 else ""
        if self.r.random() < 0.98:
            self.forget(name)
        return name

    def forget(self, name):
        self.anchors = [other for other in self.anchors if other != name]
        self.mappings = [other for other in self.mappings if other != name]

    def known(self, name, is_mapping=False):
        self.forget(name)
        if name:
            self.anchors.append(name)
        if name and is_mapping:
            self.mappings.append(name)

    def keys(self, count):
        odd = self.r.random() < 0.02
        keys = [self.r.choice(TEXT_KEYS if self.lists and not odd else KEYS) for _ in range(count)]
        return keys if odd else list({key.strip("'"): key for key in keys}.values())

    def flow(self, depth):
        r = self.r
        roll = r.random()
        if depth <= 0 or roll < 0.5:
            return self.scalar() or "x"
        name = self.anchor()
        space = r.choice(["", " ", "\n      "])
        end = r.choice(["", "", ",", " "])
        if roll < 0.75:
            self.lists += 1
            items = [self.flow(depth - 1) if r.random() < 0.9 else "p: " + self.flow(depth - 1)
                     for _ in range(r.randint(0, 4))]
            self.lists -= 1
            brackets = "[]"
        else:
            items = [k.replace("[", "").replace("]", "").replace("? ", "") + r.choice([": ", ": ", ":  "])
                     + self.flow(depth - 1) for k in self.keys(r.randint(0, 4)) if k not in ("<<", "[x]")]
            if self.mappings and r.random() < 0.2:
                items.insert(r.randint(0, len(items)), "<<: *" + r.choice(self.mappings))
            brackets = "{}"
        self.known(name, roll >= 0.75)
        head = f"&{name} " if name else ""
        return head + brackets[0] + space + ", ".join(items) + (end if items else "") + brackets[1]

    def value(self, indent, depth):
        """What follows a key or a dash, with its line end."""
        r = self.r
        roll = r.random()
        if depth > 0 and roll < 0.42:
            is_mapping = roll < 0.25
            tag = r.choice([""] * 5 + ["!!map " if is_mapping else "!!seq "])
            name = self.anchor()
            if is_mapping:
                body = self.mapping(indent + r.choice([1, 2, 2, 4]), depth - 1)
            else:
                body = self.sequence(indent + r.choice([0, 1, 2, 2]), depth - 1)
            self.known(name, is_mapping)
            return self.head(tag + (f"&{name} " if name else "")) + body
        if roll < 0.6:
            return " " + self.flow(3) + r.choice(COMMENTS) + "\n"
        if roll < 0.68:
            return " " + self.block(indent)
        if roll < 0.72:
            return self.tagged_collection()
        scalar = self.scalar()
        name = "" if scalar.startswith("*") else self.anchor()
        self.known(name)
        return (f" &{name} " if name else " ") + scalar + r.choice(COMMENTS) + "\n"

    def head(self, properties):
        return (" " + properties.rstrip() if properties else "") + self.r.choice(COMMENTS) + "\n"

    def block(self, indent):
        r = self.r
        pad = " " * (max(indent, 0) + r.choice([1, 2, 2, 3]))
        lines = [r.choice(["text", "more words", "", "  deeper", "# kept", "- x", "k: v"]) for _ in range(r.randint(1, 4))]
        return r.choice("|>") + r.choice(["", "", "-", "+"]) + "\n" \
            + "".join(pad + line + "\n" if line else "\n" for line in ["line", *lines])

    def tagged_collection(self):
        good = [" !!set {a, b, 1}", " !!set {? x, ? [y, z]}", " !!omap [a: 1, b: [x]]", " !!omap []", " !!set {}",
                " !!omap [a: 1, a: 2]", " !!map {}", " !!seq []", " !own []"]
        bad = [" !!pairs [a: 1]", " !!omap [{a: 1, b: 2}]", " !!map [a]", " !!seq {a: 1}", " !own {a: 1}", " !!set [a]"]
        return self.r.choice(good if self.r.random() < 0.8 else bad) + "\n"

    def mapping(self, indent, depth):
        r = self.r
        pad = " " * indent
        out = ""
        for key in self.keys(r.randint(1, 4)):
            if key == "<<":
                out += pad + self.merge(indent) + "\n"
            elif r.random() < (0.005 if self.lists else 0.04):
                out += pad + "? " + r.choice(["{p: 1, q: [x]}", "[1, two]", "long key", "!!set {m}", "~"]) \
                    + "\n" + pad + ":" + self.value(indent, depth)
            else:
                out += pad + key + r.choice([":", ":", ":", " :"]) + self.value(indent, depth)
            if r.random() < 0.05:
                out += r.choice(["\n", pad + "# comment\n", "# at the start\n", "   \n"])
        return out

    def merge(self, indent):
        r = self.r
        names = ["*" + name for name in self.mappings]
        if not self.lists or not names:
            names += ["{p: 7, a: 8}", "{b: 9}"]
        if r.random() < 0.4:
            return "<<: [" + ", ".join(r.choice(names) for _ in range(r.randint(0, 3))) + "]"
        return "<<: " + r.choice(names * 8 + ["x", "~"])

    def sequence(self, indent, depth):
        r = self.r
        pad = " " * max(indent, 0)
        out = ""
        self.lists += 1
        for _ in range(r.randint(1, 4)):
            if depth > 0 and r.random() < 0.2:
                inner = self.mapping(indent + 2, depth - 1)
                out += pad + "- " + inner[indent + 2:]
            elif depth > 0 and r.random() < 0.1:
                inner = self.sequence(indent + 2, depth - 1)
                out += pad + "- " + inner[indent + 2:]
            else:
                out += pad + "-" + self.value(indent, depth - 1)
        self.lists -= 1
        return out

    def document(self):
        roll = self.r.random()
        if roll < 0.75:
            return self.mapping(0, self.r.choice([1, 2, 3, 4]))
        if roll < 0.85:
            return self.sequence(0, 2)
        if roll < 0.92:
            return self.r.choice(["{}\n", "[]\n", "''\n", "~\n", "text\n", "5\n", "# comment\n", "", "\n\n"])
        return self.flow(3) + "\n"


def deep(r):
    """Collections near the limit of 50 levels."""
    levels = r.choice([2, 10, 48, 49, 50, 51, 52])
    form = r.randrange(4)
    if form == 0:
        return "[" * levels + r.choice(["x", ""]) + "]" * levels
    if form == 1:
        return "{k: " * levels + "v" + "}" * levels
    if form == 2:
        return "".join(" " * i + "k:\n" for i in range(levels)) + " " * levels + "v"
    return "- " * levels + "v"


def rare(r):
    """What the trees above hardly ever come to."""
    name = r.choice("xyz")
    text = r.choice([f"&{name} {{<<: *{name}, b: 1}}", f"&{name} [a, *{name}]", f"&{name} {{b: {{<<: *{name}}}}}",
                     f"&{name} {{<<: [*{name}], b: 1}}"])
    key = r.choice(["? [b]\n 3\n", "? - b\n 'c'\n", "? {a: 1}\n x\n", "?\n  a: 1\n [x]\n", "? >\n  a\n b\n"])
    return r.choice([f"k: {text}\n", f"k:\n- {text}\n", key, key + "z: 1\n"])


HEADS = ["# head\n", "---\n", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "%OTHER x\n---\n", "%TAG !! tag:yaml.org,2002:\n---\n",
         "%TAG !y! tag:yaml.org,2002:\n---\nt: !y!int 5\n", "%TAG !y! tag:yaml.org,2002:\n---\n"]
BETWEEN = ["---\n", "---\n", "--- # comment\n", "...\n---\n", "...\n...\n---\n", "...\n%YAML 1.1\n---\n", "---\n---\n"]


def file_text(r):
    if r.random() < 0.02:
        return deep(r)
    if r.random() < 0.03:
        return rare(r)
    if r.random() < 0.03:
        return r.choice(["%YAML 2.0\n---\na: 1\n", "a: 1\n...\nb: 2\n", "%YAML 1.1\n", "a: 1\n...\n%YAML 1.1\n", "!y!int 5\n",
                         "%TAG !y! !\n%TAG !y! !\n---\na: 1\n", "%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "a: 1\n%YAML 1.1\n"])
    out = r.choice([""] * 8 + HEADS)
    known = "!y!" in out
    for i in range(r.choice([1, 1, 1, 1, 2, 3])):
        if i > 0:
            out += r.choice(BETWEEN) + (r.choice(["", "s: !y!str 5\n"]) if known else "")
        out += Writer(r).document()
    return out + r.choice(["", "", "", "...\n", "---\n", "---", "# end", "..."])


def broken(r, text):
    """The text with a few characters changed: most such files are refused, some mean something else."""
    signs = ":-?,[]{}#&*!|>'\"%@` \t\n<~.\\=a0"
    for _ in range(r.choice([1, 1, 2, 3])):
        place = r.randrange(len(text) + 1)
        text = text[:place] + r.choice([r.choice(signs), "", r.choice(signs) + " "]) + text[place + r.choice([0, 1]):]
    return text


def encoded(r, text):
    ends = r.choice(["\n"] * 12 + ["\r\n", "\r\n", "\r", "\x85", "\u2028"])
    if ends != "\n":
        text = text.replace("\n", ends)
    form = r.choice(["utf-8"] * 16 + ["utf-8-sig", "utf-16-le", "utf-16-be", "control"])
    if form.startswith("utf-16"):
        return ("\ufeff" + text).encode(form)
    if form == "control":
        place = r.randrange(len(text) + 1)
        return (text[:place].encode() + r.choice([b"\x00", b"\x07", b"\x1b", b"\x7f", b"\xc2\x80", b"\xff", b"\xc3",
                                                  b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xef\xbf\xbe"])
                + text[place:].encode())
    return text.encode(form)


def generate(r):
    text = file_text(r)
    if r.random() < 0.2:
        text = broken(r, text)
    return encoded(r, text)

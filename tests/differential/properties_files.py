"""Generates .properties files: single lines with every escape and separator, and whole files."""

PIECES = ["a", "b", "key", "x.y", "v1", " ", "  ", "\t", "\f", "=", ":", "==", ",", ", ", "#", "!", "-", "[", "]", "[]",
          "[0]", "${p}", "'", '"', "\\,", "\\\\", "\\=", "\\:", "\\ ", "\\#", "\\!", "\\t", "\\n", "\\r", "\\f", "\\q",
          "\\b", "\\0", "\\'", "\\u0041", "\\u00e9", "\\u20AC", "\\ud83d\\ude00", "\\u0000", "\\u0020", "\\u000a",
          "\\\n", "\\\n   ", "\\\r\n\t", "\\\r", "\\\n\\\n", "\\\n#c", "\xe9", "\xff", "\x80", "\xa0", "\x01", "\x00",
          "\x85", "\xc3\xa9"]
BROKEN = ["\\u12", "\\u", "\\uG000", "\\u 041", "\\ud83d", "\\ude00", "\\uu0041", "\\U0041", "\\u00\\\n41"]
SEPARATORS = ["=", "=", "=", "=", ":", " ", " = ", "\t:\t", " : ", "\f", "  ", "", "=="]
MARKERS = ["#---", "#---", "#---", "!---", "#--- ", "!---\t", "#----", "#--", "#---x", " #---", "#-- -", "!--", "#---\f",
           "#\\---", "#--\\\n-"]


def piece(r):
    return r.choice(BROKEN) if r.random() < 0.01 else r.choice(PIECES)


def key(r):
    if r.random() < 0.7:
        return r.choice(["a", "b", "c.d", "list", "e-f", "g"]) + r.choice(["", "", "", "[]", "[0]", "\\ x", "\\u0041"])
    return "".join(piece(r) for _ in range(r.randint(0, 4)))


def value(r):
    if r.random() < 0.2:
        return r.choice(["", "x", "1", "true", "a,b,c", "a, b ,c ", ",", "a,,b", "a\\,b,c", "a,\\\n  b,\\\n  c", "text "])
    return "".join(piece(r) for _ in range(r.randint(0, 7)))


def line(r):
    return r.choice(["", "", "", " ", "\t", "\f "]) + key(r) + r.choice(SEPARATORS) + value(r)


def scalar(r):
    """A file of one property."""
    return (line(r) + r.choice(["", "\n", "\r\n", "\r", "\\", "\\\\", "\\\n", "\\\\\n"])).encode("latin-1")


def generate(r):
    """A file of several lines: properties, comments, markers, empty lines."""
    lines = []
    for _ in range(r.randint(0, 14)):
        roll = r.random()
        if roll < 0.5:
            lines.append(line(r))
        elif roll < 0.75:
            lines.append(r.choice(MARKERS))
        elif roll < 0.9:
            lines.append(r.choice(["", " ", "\t\f"]) + r.choice("#!") + r.choice(["", " comment", "x\\", " a=b", "---y", "!"]))
        else:
            lines.append(r.choice(["", " ", "\t", "\f"]))
    end = r.choice(["\n"] * 6 + ["\r\n", "\r"])
    text = end.join(lines) + r.choice(["", end, end, "\\", "#", "#---", "\\u"])
    return (("\xef\xbb\xbf" if r.random() < 0.03 else "") + text).encode("latin-1")

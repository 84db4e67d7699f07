"""Generates YAML scalars: every notation of YAML 1.1, and texts that nearly are one.

Each function takes a random.Random and returns the text of one scalar as it stands in a file.
"""

DIGITS = "0123456789"
WORDS = ["yes", "no", "true", "false", "on", "off", "y", "n", "null", "~", "nil", "none"]
LETTERS = "abcxyzABCXYZäßéñжд中文😀\u00a0\u2009"


def sign(r):
    return r.choice(["", "", "", "-", "+", "-", "--", "+-"])


def digits(r, allowed, least=1, most=12):
    """Digits of a radix, often with underscores among them."""
    underscore = "_" if r.random() < 0.3 else ""
    return "".join(r.choice(allowed + underscore) for _ in range(r.randint(least, most)))


def decimal(r):
    return sign(r) + r.choice("123456789") + digits(r, DIGITS, 0)


def near_a_limit(r):
    bits = r.choice([31, 32, 63, 64])
    number = 2 ** bits + r.randint(-2, 2)
    form = r.choice(["%d", "0x%x", "0%o", "0x0%X", "00%o"])
    return r.choice(["", "-", "+"]) + (form % number if r.random() < 0.8 else "0b" + bin(number)[2:])


def huge(r):
    length = r.choice([20, 40, 100, 500, 1020, 1021, 1022, 1023, 1024, 1025])
    start = r.choice(["", "-", "0x", "0", "0b", "1.", "."])
    allowed = "01" if start == "0b" else "1234567"
    return start + "".join(r.choice(allowed) for _ in range(length))


def octal(r):
    return sign(r) + r.choice(["0", "0", "0o", "00", "0_", "0O"]) + digits(r, "01234567" + r.choice(["", "", "89"]))


def hexadecimal(r):
    return sign(r) + r.choice(["0x", "0x", "0X", "0x_"]) + digits(r, DIGITS + "abcdefABCDEF" + r.choice(["", "", "g"]))


def binary(r):
    return sign(r) + r.choice(["0b", "0b", "0B", "0b_"]) + digits(r, "01" + r.choice(["", "", "2"]), 1, 70)


def sexagesimal(r):
    parts = [str(r.randint(0, 200))]
    for _ in range(r.randint(1, 7)):
        parts.append(r.choice(["%d", "%02d"]) % r.randint(0, 66))
    end = r.choice(["", "", ".", ".5", ".25", "._", ".5_0", ":", "e1"])
    return sign(r) + ":".join(parts) + end


def real(r):
    whole = r.choice(["", "0", "00", digits(r, DIGITS)])
    exponent = r.choice("eEd") + r.choice(["", "+", "-"]) + str(r.randint(0, r.choice([9, 40, 330])))
    return (sign(r) + whole + r.choice([".", ".", ""]) + digits(r, DIGITS, 0)
            + r.choice(["", exponent, exponent, "e", "e+", "e1.5"]))


def odd_case(r, word):
    return r.choice([word, word.upper(), word.capitalize(),
                     "".join(r.choice([c.upper(), c.lower()]) for c in word)])


def infinite(r):
    return sign(r) + r.choice([".", ".", ""]) + odd_case(r, r.choice(["inf", "nan", "infinity"]))


def boolean_or_null(r):
    return odd_case(r, r.choice(WORDS))


def timestamp(r):
    date = f"{r.randint(0, 9999):04d}-{r.randint(0, 13)}-{r.randint(0, 32):02d}"
    time = f"{r.randint(0, 24):02d}:{r.randint(0, 60):02d}:{r.randint(0, 60):02d}"
    return r.choice([date, f"{date}T{time}Z", f"{date} {time}.{r.randint(0, 999)} +{r.randint(0, 14)}:30",
                     f"{date}t{time}-5", time])


def nearly_a_number(r):
    """A number with one character changed, added or left out."""
    text = list(r.choice([decimal, octal, hexadecimal, binary, sexagesimal, real])(r))
    place = r.randrange(len(text) + 1)
    added = r.choice("0123456789_+-.:eExXbBoO,'~ ")
    text[place:place + r.choice([0, 1])] = r.choice([[added], [], [added, added]])
    return "".join(text).strip() or "0"


def word(r):
    text = "".join(r.choice(LETTERS + "01.-_/ ") for _ in range(r.randint(1, 12)))
    return text.strip() or "w"


def starts_oddly(r):
    return r.choice(["-", "?", ":", ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", '"', "%",
                     "@", "`", "=", "<<", ".", "-.", "--", "---", "...", "::", "?x", "\\", "\t", "\ufeff"]) \
        + r.choice(["", "a", " a", "1", ":", ": a", " #c", "#c", "-", "  "])


def single_quoted(r):
    pieces = ["a", "''", '"', "\\", "\\n", " ", "  ", "é", "😀", "#", ": ", "\n ", "\n\n  ", "\t", "'' ''", "1"]
    return "'" + "".join(r.choice(pieces) for _ in range(r.randint(0, 8))) + r.choice(["'"] * 19 + [""])


def escape(r):
    return "\\" + r.choice(["0", "a", "b", "t", "\t", "n", "v", "f", "r", "e", " ", '"', "/", "\\", "N", "_", "L",
                            "P", f"x{r.randrange(256):02x}", f"u{r.randrange(0xD800):04X}",
                            f"U{r.randrange(0xE000, 0x110000):08x}", "ud83d\\ude00", "ud83d", "ude00", "x4",
                            "u12G4", "U00110000", "\n  ", "\n\n ", "q", "'", "\r\n"])


def double_quoted(r):
    pieces = ["a", "b ", "'", "''", " ", "  ", "é", "😀", "#", ": ", "\n ", "\n\n\t", "\t", "1", "- "]
    text = "".join(escape(r) if r.random() < 0.35 else r.choice(pieces) for _ in range(r.randint(0, 7)))
    return '"' + text + r.choice(['"'] * 19 + [""])


def block(r):
    """A literal or folded scalar with any header, lines indented as they please."""
    header = r.choice("|>") + r.choice(["", "", "", "", "-", "-", "+", "+", "2", "1", "2-", "+1", r.choice(["4+", "0", "--", "x", "12", "3"])])
    header += r.choice([""] * 8 + [" ", " # comment", "#no", "\t"])
    lines = [" " * r.choice([r.choice([0, 1])] + [2] * 24 + [3, 4, 5]) + r.choice(["text", "more text", "", "", " ", "# no comment",
                                                           "- item", "\ttab", "é 😀", "---", "k: v", "trailing "])
             for _ in range(r.randint(0, 6))]
    return header + "\n" + "\n".join(lines) + r.choice(["", "\n", "\n\n", "\n \n"])


def over_lines(r):
    """A plain scalar of several lines."""
    good = ["one", "two words", "3", "----", "....", "- seven", "", "", "eight\t", "?", "a#b", "it's"]
    bad = ["#four", "five # comment", "---", "---six", "k: v", "\tnine"]
    lines = [r.choice(good if r.random() < 0.95 else bad) for _ in range(r.randint(1, 5))]
    return "first" + "".join(r.choice(["\n  ", "\n  ", "\n   ", "\n   ", r.choice(["\n ", "\n", "\n---"])]) + line for line in lines)


TAGS = ["!!int", "!!float", "!!bool", "!!null", "!!str", "!!binary", "!!timestamp", "!"] * 4 + [
        "!!seq", "!!map", "!!set",
        "!!omap", "!!pairs", "!!merge", "!!nothing", "!own", "!<tag:yaml.org,2002:int>", "!<tag:yaml.org,2002:str>",
        "!!i%6Et", "!<!>", "!!float ", "!!str,"]
CONTENTS = {"!!int": ["decimal", "octal", "hexadecimal", "sexagesimal", "near_a_limit"],
            "!!float": ["real", "infinite", "sexagesimal", "decimal"], "!!bool": ["boolean_or_null"],
            "!!timestamp": ["timestamp"], "!!binary": ["base64"]}


def base64(r):
    return "".join(r.choice("abcXYZ019+/") + r.choice([""] * 9 + [" "]) for _ in range(r.randint(1, 12))) \
        + r.choice(["", "", "=", "==", "!"])


def tagged(r):
    tag = r.choice(TAGS)
    if tag in CONTENTS and r.random() < 0.7:
        content = globals()[r.choice(CONTENTS[tag])](r)
        content = r.choice([content, content, "'" + content + "'"])
    else:
        content = r.choice([decimal, octal, real, infinite, boolean_or_null, word, single_quoted, double_quoted,
                            timestamp, lambda r: "", base64, lambda r: "' 5'", lambda r: "5f", lambda r: "nan"])(r)
    return r.choice(["", "&a ", ""]) + tag + " " + content


KINDS = {f.__name__: f for f in (
    decimal, near_a_limit, huge, octal, hexadecimal, binary, sexagesimal, real, infinite, boolean_or_null, timestamp,
    nearly_a_number, word, starts_oddly, single_quoted, double_quoted, block, over_lines, tagged)}

# What a scalar stands in. Those of several lines are indented for the first.
PLACES = ["k: {}\n"] * 8 + ["k: {} # comment\n", "k: [{}]\n", "k: [a, {}, b]\n", "k: {{m: {}}}\n", "- {}\n", "{}: v\n",
                            "{{{}: v}}\n", "{}\n", "--- {}\n", "? {}\n: v\n", "k:\n  {}\n", "k: {}", "k: [ {} ]\r\n",
                            "a: 1\nk:   {}\nz: 2\n"]


OF_LINES = ["k: {}\n", "k: {}", "- {}\n", "a:\n k: {}\nz: 2\n", "{}\n", "--- {}\n", "? {}\n: v\n", "k: {}\nz: 2\n"]


def generate(r):
    """The kind's name and a file with one scalar in it."""
    name = r.choice(list(KINDS))
    places = OF_LINES if name in ("block", "over_lines") and r.random() < 0.97 else PLACES
    return name, r.choice(places).format(KINDS[name](r))

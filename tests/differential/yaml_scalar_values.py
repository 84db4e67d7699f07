"""The value of a YAML scalar: what PyYAML's constructor makes of it, or Java where a rule says so.

A value is (type, text, java_class): the type and text as parse_tool.cpp prints them, and the class by
which Java tells mapping keys apart.
"""
import base64
import datetime
import re
import struct

import yaml

from yaml_loader import Refused

PREFIX = "tag:yaml.org,2002:"
PYYAML = yaml.SafeLoader("")


def text_value(text):
    return "text", text, "String"


EMPTY = ("text", "", "null")


def float_value(number):
    bits = "nan" if number != number else struct.pack(">d", number).hex()
    return "float", bits, "Double"


def wrapped(number, bits=32):
    """As a signed integer of so many bits."""
    return (number + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)


def java_integer(text):
    """What SnakeYAML reads with Java's parsers; None for what they refuse."""
    digits = text.replace("_", "")
    negative = digits.startswith("-")
    digits = digits[1:] if digits[:1] in ("-", "+") and digits else digits
    radix, body = 10, digits
    if digits == "0":
        return 0, 10, 1
    if digits[:2] in ("0b", "0x"):
        radix, body = (2 if digits[1] == "b" else 16), digits[2:]
    elif digits.startswith("0"):
        radix, body = 8, digits[1:]
    elif ":" in digits:
        return sexagesimal_integer(digits, negative)
    if not negative and body[:1] in ("-", "+") and body:
        negative, body = body[0] == "-", body[1:]
    allowed = "0123456789abcdef"[:radix]
    if not body or set(body.lower()) - set(allowed) or (radix != 10 and len(body) > 4096):
        return None
    return (-1 if negative else 1) * int(body, radix), radix, len(body)


def sexagesimal_integer(digits, negative):
    parts = re.sub(":+$", "", digits).split(":")
    total, base = 0, 1
    for part in reversed(parts):
        if not re.fullmatch("-?[0-9]+", part):
            return None
        total = wrapped(total + int(part) * wrapped(base))
        base *= 60
    if total < 0 and negative:
        return None
    return (-total if negative else total), 10, len(str(abs(total)))


def java_class(number, radix, digits):
    """Integer, Long or BigInteger: by the number of digits that are written, then by the value."""
    limits = {2: (31, 63), 8: (11, 21), 10: (10, 19), 16: (8, 16)}[radix]
    if digits > limits[1] or not -2 ** 63 <= number < 2 ** 63:
        return "BigInteger"
    return "Long" if digits > limits[0] or not -2 ** 31 <= number < 2 ** 31 else "Integer"


def integer(node, rules):
    java = java_integer(node.value)
    try:
        plain = PYYAML.construct_yaml_int(node)
    except (ValueError, IndexError):
        plain = None
    if (java and java[0]) != plain and rules.apply("integers-as-java-reads-them"):
        plain = java and java[0]
    if plain is None:
        raise Refused("no integer")
    kind = java_class(*java) if java else "Integer"
    return "int", str(plain), kind


JAVA_FLOAT = re.compile(r"[\0- ]*[-+]?(NaN|Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?[dDfF]?)[\0- ]*")


def java_double(text):
    if not JAVA_FLOAT.fullmatch(text):
        return None
    return float(text.strip("".join(map(chr, range(33)))).rstrip("dDfF"))


def java_float(text):
    """What SnakeYAML reads with Double.valueOf; None for what that refuses."""
    digits = text.replace("_", "")
    factor = -1 if digits.startswith("-") else 1
    digits = digits[1:] if digits[:1] in ("-", "+") and digits else digits
    if digits.lower() in (".inf", ".nan"):
        return factor * float(digits[1:])
    total, base = 0.0, 1
    for part in reversed(re.sub(":+$", "", digits).split(":") if ":" in digits else [digits]):
        number = java_double(part)
        if number is None:
            return None
        total += number * wrapped(base)
        base *= 60
    return factor * total if ":" in digits else factor * number


def real(node, rules):
    try:
        plain = float_value(PYYAML.construct_yaml_float(node))
    except (ValueError, IndexError):
        plain = None
    java = java_float(node.value)
    java = None if java is None else float_value(java)
    if java != plain and rules.apply("floats-as-java-reads-them"):
        plain = java
    if plain is None:
        raise Refused("no float")
    return plain


def boolean(node, rules):
    value = PYYAML.bool_values.get(node.value.lower())
    if value is not None:
        return "bool", "true" if value else "false", "Boolean"
    if rules.apply("other-words-are-no-boolean-but-null"):
        return EMPTY
    raise Refused("no boolean")


def binary(node, rules):
    try:
        plain = PYYAML.construct_yaml_binary(node)
    except (yaml.YAMLError, ValueError):
        plain = None
    clean = re.sub(r"[ \t\n\v\f\r]", "", node.value)
    java = None
    if re.fullmatch(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?", clean):
        java = base64.b64decode(clean + "=" * (-len(clean) % 4))
    if java != plain and rules.apply("base64-as-java-reads-it"):
        plain = java
    if plain is None:
        raise Refused("no base64")
    return "binary", base64.b64encode(plain).decode(), "bytes " + clean


TIMESTAMP = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})"
                       r"(?:\.([0-9]*))?[ \t]*(?:(Z)|([-+])([0-9]{1,2})(?::([0-9]{2})?)?)?)?")


def days_before(year, month, gregorian):
    """Days from the first of January of the year 1 to the first day of a month, which may run on."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    past = year - 1
    leaps = past // 4 - (past // 100 - past // 400 if gregorian else 2)
    is_leap = year % 4 == 0 and (not gregorian or year % 100 != 0 or year % 400 == 0)
    lengths = [31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return past * 365 + leaps + sum(lengths[:month - 1])


def java_moment(text):
    """The text of a moment by Java's lenient calendar, Julian before 1582-10-15; None for other texts."""
    match = TIMESTAMP.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(match[i]) for i in (1, 2, 3))
    first_gregorian = days_before(1582, 10, True) + 14
    days = days_before(year, month, True) + day - 1
    if days < first_gregorian:
        days = days_before(year, month, False) + day - 1
    zone = 0
    if match[9] and int(match[10]) <= 23 and int(match[11] or 0) <= 59:
        zone = (-1 if match[9] == "-" else 1) * (int(match[10]) * 60 + int(match[11] or 0))
    seconds = (int(match[4] or 0) * 60 + int(match[5] or 0) - zone) * 60 + int(match[6] or 0)
    rest = days * 86_400_000 + seconds * 1000 + int(float("0." + (match[7] or "0")) * 1000 + 0.5)
    days, rest = divmod(rest, 86_400_000)
    gregorian = days >= first_gregorian
    year = days // 366 - 2
    while days_before(year + 1, 1, gregorian) <= days:
        year += 1
    month = max(m for m in range(1, 13) if days_before(year, m, gregorian) <= days)
    shown = f"{year:04d}" if 0 < year <= 9999 else f"{year:+05d}"
    return (f"{shown}-{month:02d}-{days - days_before(year, month, gregorian) + 1:02d}"
            f"T{rest // 3_600_000:02d}:{rest // 60_000 % 60:02d}:{rest // 1000 % 60:02d}.{rest % 1000:03d}Z")


def timestamp(node, rules):
    try:
        moment = PYYAML.construct_yaml_timestamp(node)
        if not isinstance(moment, datetime.datetime):
            moment = datetime.datetime(moment.year, moment.month, moment.day)
        if moment.tzinfo:
            moment = moment.astimezone(datetime.timezone.utc)
        plain = moment.strftime("%Y").zfill(4) + moment.strftime("-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    except (AttributeError, ValueError, OverflowError):
        plain = None
    java = java_moment(node.value)
    if java != plain and rules.apply("moments-as-java-counts-them"):
        plain = java
    if plain is None:
        raise Refused("no timestamp")
    return "text", plain, "Date"


def of_node(node, rules):
    """The value of a scalar node. Errors: Refused."""
    makers = {"str": lambda n, r: text_value(n.value), "null": lambda n, r: EMPTY, "bool": boolean, "int": integer,
              "float": real, "binary": binary, "timestamp": timestamp}
    name = node.tag[len(PREFIX):] if node.tag.startswith(PREFIX) else ""
    if name not in makers:
        raise Refused("a tag that no text can have")
    return makers[name](node, rules)

"""PyYAML, with the types of YAML 1.1 as SnakeYAML finds them, and made to differ where a rule says so.

`Loader` is PyYAML's pure Python loader: its reader, scanner, parser and composer do the work. Each
place where the recorded server reads something else is a method below that names its rule; without
rules in force it does what PyYAML does. rules.md tells the reasons.
"""
import re

import yaml

WORDS = "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"
INTEGER = (r"[-+]?0b_*[01][01_]*|[-+]?0_*[0-7][0-7_]*|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*"
           r"|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+")
EXPONENT = r"[eE][-+]?[0-9]+"
REAL = (rf"[-+]?[0-9][0-9_]*\.[0-9_]*(?:{EXPONENT})?|[-+]?[0-9][0-9_]*(?:{EXPONENT})|[-+]?\.[0-9_]+(?:{EXPONENT})?"
        r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
LINE_ENDS = "\0\r\n\x85\u2028\u2029"
BLANKS = LINE_ENDS + " \t"
PREFIX_TAGS = re.compile("tag:yaml.org,2002:(.*)", re.DOTALL)
DEPTH_MAX = 50
NUMBER_MAX = 1024


class Refused(Exception):
    """The file cannot be used."""


class OnlyDirectives(Exception):
    """The file ends behind directives."""


class Rules:
    """Whether the rules are in force, and which of them mattered in the present file."""

    def __init__(self, active):
        self.active = active
        self.fired = set()

    def apply(self, name):
        """Whether the rule is in force; called where it matters."""
        if self.active:
            self.fired.add(name)
        return self.active


class Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}

    def __init__(self, data, rules):
        self.rules = rules
        self.depth = 0
        self.known_handles = {}
        self.ESCAPE_REPLACEMENTS = Escapes(yaml.SafeLoader.ESCAPE_REPLACEMENTS, rules)
        super().__init__(data)

    # Types.

    def resolve(self, kind, value, implicit):
        if kind is yaml.ScalarNode and implicit[0] and len(value) > NUMBER_MAX \
                and super().resolve(kind, value, implicit) != self.DEFAULT_SCALAR_TAG \
                and self.rules.apply("long-numbers-are-text"):
            return self.DEFAULT_SCALAR_TAG
        return super().resolve(kind, value, implicit)

    # Scanner.

    def scan_plain_spaces(self, indent, start_mark):
        """PyYAML's method with two rules: blanks may be tabs, and "---" ends the scalar whatever follows."""
        if not self.rules.active:
            return super().scan_plain_spaces(indent, start_mark)
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks = self.prefix(length)
        if "\t" in blanks:
            self.rules.apply("tabs-may-follow-text")
        self.forward(length)
        if self.peek() not in "\r\n\x85\u2028\u2029":
            return [blanks] if blanks else []
        line_break = self.scan_line_break()
        self.allow_simple_key = True
        breaks = []
        if self.is_at_marker():
            return None
        while self.peek() in " \r\n\x85\u2028\u2029":
            if self.peek() == " ":
                self.forward()
                continue
            breaks.append(self.scan_line_break())
            if self.is_at_marker():
                return None
        if line_break != "\n":
            return [line_break, *breaks]
        return breaks or [" "]

    def is_at_marker(self):
        three = self.prefix(3)
        if three == "---" and self.peek(3) not in BLANKS:
            return self.rules.apply("three-dashes-end-text")
        return three in ("---", "...") and self.peek(3) in BLANKS

    def scan_anchor(self, token_class):
        ends = BLANKS + ":,[]{}/.*&"
        length = 1
        while self.peek(length) not in ends:
            length += 1
        name = self.prefix(length)[1:]
        if re.fullmatch(r"[0-9A-Za-z_-]+", name) or not name or self.peek(length) not in BLANKS + "?:,]}%@`" \
                or not self.rules.apply("anchors-have-any-name"):
            return super().scan_anchor(token_class)
        start = self.get_mark()
        self.forward(length)
        return token_class(name, start, self.get_mark())

    def scan_flow_scalar(self, style):
        token = super().scan_flow_scalar(style)
        if re.search("[\ud800-\udfff]", token.value):
            try:
                whole = token.value.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError as problem:
                if self.rules.apply("half-a-pair-is-refused"):
                    raise Refused("half of a surrogate pair") from problem
            else:
                token.value = whole if self.rules.apply("surrogates-are-pairs") else token.value
        return token

    # Parser and composer.

    def parse_document_start(self):
        try:
            return super().parse_document_start()
        except OnlyDirectives:
            return super().parse_document_start()  # which now finds the end

    def parse_block_mapping_value(self):
        if self.check_token(yaml.ScalarToken) and self.rules.apply("text-behind-a-key-is-its-value"):
            self.states.append(self.parse_block_mapping_key)
            return self.parse_block_node_or_indentless_sequence()
        return super().parse_block_mapping_value()

    def process_directives(self):
        value = super().process_directives()
        if self.check_token(yaml.StreamEndToken) and self.rules.apply("directives-may-end-a-file"):
            raise OnlyDirectives
        if self.rules.active:
            known = {**self.known_handles, **self.tag_handles}
            if known != self.tag_handles:
                self.tag_handles = HandlesThatStay(known, self.tag_handles, self.rules)
            self.known_handles = {k: v for k, v in known.items() if k not in ("!", "!!")}
        return value

    def compose_node(self, parent, index):
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            return super().compose_node(parent, index)
        if event.anchor in self.anchors and self.rules.apply("anchors-may-be-given-again"):
            del self.anchors[event.anchor]
        if self.depth > DEPTH_MAX and self.rules.apply("fifty-levels"):
            raise Refused("nested too deep")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class Escapes(dict):
    """The escapes of one character, without those that SnakeYAML does not know."""

    def __init__(self, known, rules):
        super().__init__(known)
        self.rules = rules

    def __contains__(self, escape):
        return super().__contains__(escape) and not (escape in "/\t" and self.rules.apply("some-escapes-are-unknown"))


class HandlesThatStay(dict):
    """Tag handles of this and earlier documents; using an earlier one is the rule's doing."""

    def __init__(self, known, own, rules):
        super().__init__(known)
        self.own = own
        self.rules = rules

    def __getitem__(self, handle):
        if handle not in self.own:
            self.rules.apply("tag-handles-stay")
        return super().__getitem__(handle)


def add_resolver(name, pattern, first):
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + name, re.compile(f"^(?:{pattern})$"), list(first))


add_resolver("bool", WORDS, "yYnNtTfFoO")
add_resolver("int", INTEGER, "-+0123456789")
add_resolver("float", REAL, "-+0123456789.")
add_resolver("merge", "<<", "<")
add_resolver("null", r"~|null|Null|NULL| ", "~nN\0 ")
add_resolver("null", "", [""])
add_resolver("yaml", "[!&*]", "!&*")


def documents(data, rules):
    """The root nodes of a file's documents, None for one without content. Errors: Refused."""
    try:
        loader = Loader(data, rules)
        nodes = []
        while loader.check_node():
            nodes.append(loader.get_node())
        return nodes
    except (yaml.YAMLError, UnicodeError, ValueError) as problem:
        raise Refused(str(problem)) from problem

"""What the recorded server makes of a YAML file, by way of PyYAML: flat properties of each document.

The flattening follows Spring's rules, which no YAML library has: keys with dots and brackets, merged
keys in the place of "<<", empty collections, documents that do not count. It is written from their
description, and shares nothing with the parser that it is compared to.
"""
import copy
import struct

import yaml

from java_text import double_text
from yaml_loader import PREFIX_TAGS, Refused, Rules, documents
from yaml_scalar_values import EMPTY, PREFIX, of_node

LIST, MAP, SET, OMAP, PAIRS, MERGE = (PREFIX + name for name in ("seq", "map", "set", "omap", "pairs", "merge"))


class Pair:
    """A key and its value. A key is bare once the mapping that it is written in was built: before, Spring
    keeps it together with its origin, and such a key equals no bare one. `fixed` is what `bare` was when
    the mapping that holds the pair was built."""

    def __init__(self, key, value):
        self.key, self.value, self.bare, self.fixed = key, value, False, False


class Document:
    """One document: build() checks and merges, flatten() gives its properties."""

    def __init__(self, root, rules):
        self.root, self.rules = root, rules
        self.pairs = {}   # of mapping nodes
        self.built = set()
        self.values = {}
        self.collect(root, set())
        self.build(root)

    def collect(self, node, seen):
        if node in seen:
            return
        seen.add(node)
        known = PREFIX_TAGS.match(node.tag)
        if known and known[1] not in ("str bool int float null binary merge timestamp seq map set omap pairs yaml").split():
            raise Refused("a tag that YAML 1.1 does not have")
        if isinstance(node, yaml.MappingNode):
            self.pairs[node] = [Pair(key, value) for key, value in node.value]
            children = [child for pair in node.value for child in pair]
        else:
            children = node.value if isinstance(node, yaml.SequenceNode) else []
        for child in children:
            self.collect(child, seen)

    # Building.

    def scalar(self, node):
        if node not in self.values:
            self.values[node] = of_node(node, self.rules)
        return self.values[node]

    def build(self, node):
        if isinstance(node, yaml.ScalarNode):
            self.scalar(node)
            return
        if isinstance(node, yaml.MappingNode):
            for pair in self.pairs[node]:
                pair.bare = pair.bare or isinstance(pair.key, yaml.ScalarNode)
        if node in self.built:
            return
        self.built.add(node)
        if isinstance(node, yaml.SequenceNode):
            self.build_list(node)
        else:
            self.build_mapping(node)

    def build_list(self, node):
        if not node.value:
            return
        if node.tag not in (LIST, OMAP):
            raise Refused("a list with the tag " + node.tag)
        for item in node.value:
            if node.tag == LIST:
                self.build(item)
                continue
            if not isinstance(item, yaml.MappingNode) or len(self.pairs[item]) != 1:
                raise Refused("an entry of an ordered mapping that is no mapping of one")
            self.build(self.pairs[item][0].key)
            self.build(self.pairs[item][0].value)

    def build_mapping(self, node):
        if node.tag not in (MAP, SET):
            raise Refused("a mapping with the tag " + node.tag)
        seen = set()
        for pair in self.pairs[node]:
            if pair.key.tag == MERGE:
                continue
            self.build(pair.key)
            identity = self.identity(pair, pair.bare)
            if identity in seen:
                raise Refused("a key that is given twice")
            seen.add(identity)
        if any(pair.key.tag == MERGE for pair in self.pairs[node]):
            merged = {}
            self.merge(node, True, merged)
            self.pairs[node] = list(merged.values())
        for pair in self.pairs[node]:
            pair.fixed = pair.bare
        if node.tag == MAP:
            for pair in self.pairs[node]:
                self.build(pair.value)

    def merge(self, node, own, merged):
        for pair in list(self.pairs[node]):
            if pair.key.tag != MERGE:
                self.build(pair.key)
                identity = self.identity(pair, pair.bare)
                if own or identity not in merged:
                    merged[identity] = copy.copy(pair)
            elif isinstance(pair.value, yaml.MappingNode):
                self.merge(pair.value, False, merged)
            elif isinstance(pair.value, yaml.SequenceNode) \
                    and all(isinstance(item, yaml.MappingNode) for item in pair.value.value):
                for item in pair.value.value:
                    self.merge(item, False, merged)
            else:
                raise Refused("a merge of what is no mapping")
        if not own:
            self.pairs[node] = [pair for pair in self.pairs[node] if pair.key.tag != MERGE]

    # Keys.

    def is_map(self, node):
        return (isinstance(node, yaml.MappingNode) and node.tag != SET) or \
            (isinstance(node, yaml.SequenceNode) and node.tag == OMAP and bool(node.value))

    def map_pairs(self, node):
        if isinstance(node, yaml.MappingNode):
            return self.pairs[node]
        entries = {}
        for item in node.value:
            pair = self.pairs[item][0]
            identity = self.identity(pair, pair.fixed)
            if identity in entries:
                changed = Pair(entries[identity].key, pair.value)
                pair = changed
            entries[identity] = pair
        return list(entries.values())

    def identity(self, pair, bare):
        """Equal for equal keys only, as Java's equals sees them."""
        if bare:
            return self.scalar(pair.key)
        return self.value_identity(pair.key)

    def value_identity(self, node):
        if isinstance(node, yaml.ScalarNode):
            value = self.scalar(node)
            return "origin", ("text", "", "String") if value == EMPTY else value
        if self.is_map(node):
            return "map", frozenset((self.identity(p, p.fixed), self.value_identity(p.value)) for p in self.map_pairs(node))
        if isinstance(node, yaml.MappingNode):
            return "set", frozenset(self.identity(pair, pair.fixed) for pair in self.pairs[node])
        if not node.value:
            return "origin", ("text", "", "String")
        return "list", tuple(self.value_identity(item) for item in node.value)

    def key_text(self, pair):
        if pair.fixed:
            value = self.scalar(pair.key)
            return "null" if value == EMPTY else java_text(value)
        return self.text(pair.key)

    def text(self, node):
        """A value as Java prints it."""
        if isinstance(node, yaml.ScalarNode):
            return java_text(self.scalar(node))
        if self.is_map(node):
            return "{" + ", ".join(self.key_text(p) + "=" + self.text(p.value) for p in self.map_pairs(node)) + "}"
        if isinstance(node, yaml.MappingNode):
            return "[" + ", ".join(self.key_text(pair) for pair in self.pairs[node]) + "]"
        return "[" + ", ".join(self.text(item) for item in node.value) + "]" if node.value else ""

    def is_text_key(self, pair, in_list):
        """Whether the key is taken as it is. Inside a list only a text is allowed at all."""
        if not pair.fixed and in_list:
            return False
        if not isinstance(pair.key, yaml.ScalarNode):
            return isinstance(pair.key, yaml.SequenceNode) and not pair.key.value
        value = self.scalar(pair.key)
        return value[2] == "String" or (not pair.fixed and value == EMPTY)

    # Flattening.

    def flatten(self):
        """The properties in order, or None for a document that does not count."""
        out = {}
        if self.is_map(self.root):
            self.add_map(self.root, "", False, out)
            return out
        if isinstance(self.root, yaml.SequenceNode) and not self.root.value:
            return None
        if isinstance(self.root, yaml.ScalarNode) and self.scalar(self.root)[:2] == ("text", ""):
            return None
        self.add(self.root, "document", False, out)
        return out

    def add(self, node, path, in_list, out):
        if self.is_map(node):
            self.add_map(node, path, in_list, out)
        elif isinstance(node, yaml.ScalarNode):
            out[path] = self.scalar(node)[:2]
        elif isinstance(node, yaml.MappingNode):
            self.add_set(node, path, out)
        elif not node.value:
            out[path] = ("text", "")
        else:
            for index, item in enumerate(node.value):
                self.add(item, f"{below(path)}[{index}]", True, out)

    def add_map(self, node, path, in_list, out):
        entries = {}
        for pair in self.pairs[node] if isinstance(node, yaml.MappingNode) \
                else [self.pairs[item][0] for item in node.value]:
            is_text = self.is_text_key(pair, in_list)
            if not is_text and in_list:
                raise Refused("a mapping inside a list has a key that is no text")
            text = self.key_text(pair)
            entries[text if is_text else f"[{text}]"] = pair.value
        prefix = below(path)
        for key, value in entries.items():
            dot = "." if prefix and not key.startswith("[") else ""
            self.add(value, prefix + dot + key, in_list, out)

    def add_set(self, node, path, out):
        if not self.pairs[node]:
            out[path] = ("text", "")
        for index, pair in enumerate(self.pairs[node]):
            key = f"{below(path)}[{index}]"
            if pair.fixed:
                out[key] = self.scalar(pair.key)[:2]
            else:
                self.add(pair.key, key, True, out)


# What Java's Character.isWhitespace says, which leaves out the blanks that do not break.
JAVA_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2028\u2029\u205f\u3000" + "".join(
    chr(c) for c in range(0x2000, 0x200B) if c != 0x2007)


def below(path):
    """What stands in front of the keys below a path: nothing when the path is blank."""
    return path if path.strip(JAVA_BLANKS) else ""


def java_text(value):
    kind, text, java_class = value
    if kind == "float":
        return double_text(float("nan") if text == "nan" else struct.unpack(">d", bytes.fromhex(text))[0])
    return java_class[len("bytes "):] if kind == "binary" else text


def read(data, rules_active):
    """(documents, rules that mattered): a list of lists of (key, type, value). Errors: Refused."""
    rules = Rules(rules_active)
    try:
        found = []
        for root in documents(data, rules):
            properties = Document(root, rules).flatten()
            if properties is not None:
                found.append([[key, *value] for key, value in properties.items()])
        return found, rules.fired
    except (Refused, RecursionError) as problem:  # the latter for an alias inside its own anchor
        return str(problem), rules.fired

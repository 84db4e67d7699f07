// Tests of YAML structure: mappings, lists, keys, anchors and merges as flat properties.
#include <doctest/doctest.h>

#include "unit/format/reading.hpp"

using cairn::format::Kind;
using cairn::format::test::is_refused;
using cairn::format::test::problem;
using cairn::format::test::with_places;
using cairn::format::test::yaml;

TEST_SUITE("YAML structure") {
  TEST_CASE("nested mappings and lists become dotted and indexed keys") {
    CHECK(yaml("a: {b: {c: x}}\nl: [p, {q: r, s: [t]}, [u]]") ==
          "a.b.c=x; l[0]=p; l[1].q=r; l[1].s[0]=t; l[2][0]=u");
    CHECK(yaml("l:\n- a\n- b: c\n  d: e\n-\n- - f\n") ==
          "l[0]=a; l[1].b=c; l[1].d=e; l[2]=; l[3][0]=f");
  }

  TEST_CASE("an empty list is an empty text, and an empty mapping is nothing") {
    CHECK(yaml("l: []\nm: {}\nn: [{}, [], x]") == "l=; n[1]=; n[2]=x");
  }

  TEST_CASE("a key that flattens like an earlier one keeps its place and takes the last value") {
    CHECK(yaml("a: {b: 1}\nc: 2\na.b: 3") == "a.b=i:3; c=i:2");
  }

  TEST_CASE("keys that are no texts stand in brackets, without a dot") {
    CHECK(yaml("m: {1: a, 2.50: b, true: c, ~: d, 0x10: e}") ==
          "m[1]=a; m[2.5]=b; m[true]=c; m[null]=d; m[16]=e");
    CHECK(yaml("m: {'[x.y]': a, 'b c': d, '': e}") == "m[x.y]=a; m.b c=d; m.=e");
    CHECK(yaml("? {x: 1, y: ~}\n: a\n? [p, q]\n: b\n? []\n: c") == "[{x=1, y=}]=a; [[p, q]]=b; =c");
  }

  TEST_CASE("an ordered mapping is printed as a mapping where it is a key") {
    CHECK(yaml("? !!omap [a: 1, b: [2], a: 3]\n: v") == "[{a=3, b=[2]}]=v");
    CHECK(yaml("? {x: !!omap [a: 1]}\n: v\n? {x: {a: 1}}\n: w") == "[{x={a=1}}]=w");
    CHECK(is_refused(Kind::yaml, "? !!omap [a: 1, b: 2]\n: v\n? !!omap [b: 2, a: 1]\n: w"));
  }

  TEST_CASE("a path of blanks only is no path") {
    CHECK(yaml("'': {a: 1, '': {b: 2}}\n' ': {c: 3}") == "a=i:1; b=i:2; c=i:3");
  }

  TEST_CASE("a key inside a list must be a text") {
    CHECK(yaml("l: [{a: 1}]") == "l[0].a=i:1");
    CHECK(problem(Kind::yaml, "l: [{1: a}]") ==
          "a mapping inside a list has a key that is no text");
    CHECK(is_refused(Kind::yaml, "l: [{<<: {a: 1}}]"));
  }

  TEST_CASE("a root that is no mapping is called document") {
    CHECK(yaml("[a, {b: 1}]") == "document[0]=a; document[1].b=i:1");
    CHECK(yaml("42") == "document=i:42");
  }

  TEST_CASE("documents that hold nothing are left out, but an empty mapping is kept") {
    CHECK(yaml("").empty());
    CHECK(yaml("# only a comment\n").empty());
    CHECK(yaml("---\n---\na: 1\n--- ~\n--- []\n--- ''\n--- {}\n--- b\n") ==
          "a=i:1 |  | document=b");
  }

  TEST_CASE("the place of a value is where it starts, with its anchor or tag") {
    CHECK(with_places(Kind::yaml, "a: x\nb:\n  c: [y, \"z\"]\nd: &n !!str v\ne:\nf: *n\n") ==
          "a=x@1:4; b.c[0]=y@3:7; b.c[1]=z@3:10; d=v@4:4; e=@5:3; f=v@4:4");
    CHECK(with_places(Kind::yaml, "\xF0\x9F\x98\x80: x\nl: []\n") ==
          "\xF0\x9F\x98\x80=x@1:4; l=@2:4");
  }

  TEST_CASE("a key that is given twice is refused, compared after typing") {
    CHECK(problem(Kind::yaml, "a: 1\nb: 2\na: 3") == "mapping key 'a' is given twice");
    for (const std::string text :
         {"yes: 1\ntrue: 2", "1: a\n0x1: b", "a: 1\n'a': 2", "~: 1\nnull: 2",
          "? [a]\n: 1\n? [a]\n: 2", "m: {1.0: a, 1.00: b}"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::yaml, text));
    }
    CHECK(yaml("16: 1\n'16': 2\nKey: 3\nkey: 4") == "[16]=i:1; 16=i:2; Key=i:3; key=i:4");
    CHECK(yaml("1: a\n1.0: b") == "[1]=a; [1.0]=b");
  }

  TEST_CASE("an alias stands for its anchor, the last one of that name") {
    CHECK(yaml("a: &x 1\nb: *x\nc: &x {d: 2}\ne: [*x, *x]") ==
          "a=i:1; b=i:1; c.d=i:2; e[0].d=i:2; e[1].d=i:2");
    CHECK(yaml("k: &k name\n*k : v") == "k=name; name=v");
    CHECK(problem(Kind::yaml, "a: *x") == "found undefined alias 'x'");
    CHECK(problem(Kind::yaml, "--- &x a\n--- *x") == "found undefined alias 'x'");
    CHECK(problem(Kind::yaml, "a: &x [*x]") == "alias 'x' inside its own anchor");
    CHECK(problem(Kind::yaml, "a: &x {b: {c: *x}}") == "alias 'x' inside its own anchor");
  }

  TEST_CASE(
      "merged keys come in the place of the sign, and own keys win in the place of the first") {
    CHECK(yaml("b: &b {h: 1, p: 2}\nx:\n  <<: *b\n  p: 3\n  e: 4") ==
          "b.h=i:1; b.p=i:2; x.h=i:1; x.p=i:3; x.e=i:4");
    CHECK(yaml("b: &b {h: 1, p: 2}\nx: {p: 3, e: 4, <<: *b}") ==
          "b.h=i:1; b.p=i:2; x.p=i:3; x.e=i:4; x.h=i:1");
    CHECK(yaml("x: {'<<': a}") == "x.<<=a");
  }

  TEST_CASE("of several anchored mappings that are merged the first wins") {
    CHECK(yaml("a: &a {k: a}\nb: &b {k: b, z: 1}\nc: {<<: [*a, *b]}\nd: {<<: [*b, *a]}") ==
          "a.k=a; b.k=b; b.z=i:1; c.k=a; c.z=i:1; d.k=b; d.z=i:1");
  }

  TEST_CASE(
      "inside a list a mapping behind the sign itself is refused, also when an alias follows") {
    CHECK(is_refused(Kind::yaml, "a: [{<<: {b: 1}}]"));
    CHECK(is_refused(Kind::yaml, "a: [&n {<<: [{b: 1}], c: 2}]\nd: *n"));
    CHECK(yaml("a: &n {<<: {b: 1}}\nd: {<<: *n}") == "a.b=i:1; d.b=i:1");
  }

  TEST_CASE("the last of equal keys wins when it is written behind the sign itself") {
    CHECK(yaml("b: &b {p: 1}\nx: {<<: [*b, {p: 7}]}") == "b.p=i:1; x.p=i:7");
    CHECK(yaml("x: {p: 4, <<: {p: 5, q: 6}}\ny: {<<: {p: 5}, p: 4}") ==
          "x.p=i:5; x.q=i:6; y.p=i:4");
  }

  TEST_CASE("a merge of what is no mapping is refused") {
    for (const std::string text : {"x: {<<: a}", "x: {<<: [a]}", "x: {<<: [[a]]}", "x: {<<: }"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::yaml, text));
    }
    CHECK(yaml("x: {<<: [], a: 1}") == "x.a=i:1");
  }

  TEST_CASE("sets are lists of their keys, without a place, and ordered mappings are mappings") {
    CHECK(with_places(Kind::yaml, "s: !!set {a, 3, ~}\nt: !!set {}") ==
          "s[0]=a@0:0; s[1]=i:3@0:0; s[2]=@0:0; t=@0:0");
    CHECK(yaml("o: !!omap [{a: 1}, {2: x}, {a: 3}]") == "o.a=i:3; o[2]=x");
    CHECK(is_refused(Kind::yaml, "o: !!omap [{a: 1, b: 2}]"));
    CHECK(is_refused(Kind::yaml, "o: !!omap {a: 1}"));
    CHECK(is_refused(Kind::yaml, "o: !!set [a]"));
    CHECK(problem(Kind::yaml, "p: !!pairs [{a: 1}]") == "'!!pairs' has no form as properties");
  }

  TEST_CASE("equal files give equal results") {
    const char* text = "a: &a {k: [1, 2.5]}\nb: {<<: *a, c: x}";
    CHECK(with_places(Kind::yaml, text) == with_places(Kind::yaml, text));
  }
}

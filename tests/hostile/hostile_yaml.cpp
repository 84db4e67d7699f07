// Hostile YAML: bombs of depth, aliases and merges, files at their limits, and what a scanner
// could take quadratic time for.
#include <functional>
#include <string>

#include "hostile/hostile_files.hpp"

namespace cairn::format::test {
namespace {

constexpr std::size_t file_max = Budget{}.file_bytes_max;

// As many lines as fit into a file, each made from its number.
std::string lines(const std::function<std::string(std::size_t)>& line, std::size_t count,
                  std::size_t bytes_max = file_max) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    std::string next = line(i);
    if (text.size() + next.size() > bytes_max) {
      break;
    }
    text += next;
  }
  return text;
}

std::string nested_block(std::size_t levels, std::string_view head) {
  return lines([&](std::size_t i) { return repeated(" ", i) + std::string(head) + "\n"; }, levels);
}

// "billion laughs": each list has the one before ten times.
std::string alias_bomb(const std::string& open, const std::string& item, const std::string& close) {
  std::string text = "a0: &a0 {x: 1}\n";
  for (int i = 1; i < 30; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " " + open;
    for (int j = 0; j < 10; ++j) {
      std::string one = item;
      one.replace(one.find('@'), 1, std::to_string(i - 1));
      if (const std::size_t place = one.find('#'); place != std::string::npos) {
        one.replace(place, 1, std::to_string(j));
      }
      text += (j > 0 ? ", " : "") + one;
    }
    text += close + "\n";
  }
  return text;
}

std::string merge_chain(std::size_t length) {
  return "a0: &a0 {k: 0}\n" + lines(
                                  [](std::size_t i) {
                                    const std::string n = std::to_string(i + 1);
                                    return "a" + n + ": &a" + n + " {<<: *a" + std::to_string(i) +
                                           ", k" + n + ": 1}\n";
                                  },
                                  length);
}

std::string utf16(std::string_view text, bool big_end) {
  std::string out = big_end ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : text) {
    out += big_end ? '\0' : c;
    out += big_end ? c : '\0';
  }
  return out;
}

std::string utf32(std::string_view text) {
  std::string out("\xFF\xFE\0\0", 4);
  for (const char c : text) {
    out += c;
    out.append(3, '\0');
  }
  return out;
}

}  // namespace

std::vector<HostileFile> hostile_yaml_files() {
  const std::string digits = repeated("1234567890", file_max / 10 - 10);
  const auto number = [](std::size_t i) { return std::to_string(i); };
  std::vector<HostileFile> files;
  const auto add = [&files](std::string name, std::string bytes, std::string error) {
    files.push_back({std::move(name), Kind::yaml, std::move(bytes), std::move(error)});
  };
  add("depth, lists in brackets", repeated("[", file_max), "1:52: nested deeper than 50 levels");
  add("depth, braces", repeated("{", file_max), "1:52: nested deeper than 50 levels");
  add("depth, braces with keys", repeated("{k: ", file_max / 4),
      "1:202: nested deeper than 50 levels");
  add("depth, brackets closed", repeated("[", 100'000) + repeated("]", 100'000),
      "1:52: nested deeper than 50 levels");
  add("depth, lists in lines", repeated("- ", file_max / 2), "1:103: nested deeper than 50 levels");
  add("depth, questions", repeated("? ", file_max / 2), "1:103: nested deeper than 50 levels");
  add("depth, mappings", nested_block(4'000, "k:"), "51:51: nested deeper than 50 levels");
  add("alias bomb, lists", alias_bomb("[", "*a@", "]"),
      "1:13: the file expands to more than 100000 nodes");
  add("10 MB scalar", "k: " + repeated("x", 10'000'000), "the file has more than 1048576 bytes");
  add("scalar at the limit", "k: " + repeated("x", file_max - 3), "");
  add("quoted scalar at the limit", "k: \"" + repeated("x", file_max - 5) + "\"", "");
  add("number at the limit", "k: " + digits, "");
  add("!!int at the limit", "k: !!int " + digits, "");
  add("!!float at the limit", "k: !!float " + digits, "");
  add("!!int hexadecimal", "k: !!int 0x" + digits,
      "1:4: a text that is not an integer, as its tag says");
  add("10^5 anchors, within the limit",
      lines([&](std::size_t i) { return "- &a" + number(i) + " x\n"; }, 100'000), "");
  add("10^6 keys",
      lines([&](std::size_t i) { return number(i) + "k: \n"; }, 1'000'000, 100'000'000),
      "the file has more than 1048576 bytes");
  add("10^5 anchors",
      lines([&](std::size_t i) { return "- &a" + number(i) + " x\n"; }, 100'000, 100'000'000),
      "the file has more than 1048576 bytes");
  add("keys, within the limit",
      lines([&](std::size_t i) { return number(i) + "k: \n"; }, 1'000'000),
      "50000:8: more than 100000 nodes");
  add("a list of empty items", repeated("-\n", file_max / 2), "100000:2: more than 100000 nodes");
  add("a flow list of empty items", "[" + repeated("a,", file_max / 2 - 1) + "]",
      "1:200000: more than 100000 nodes");
  add("many documents", repeated("---\na\n", file_max / 6),
      "the file has more than 1000 documents");
  add("many empty documents", repeated("---\n", file_max / 4), "100002:1: more than 100000 nodes");
  add("merge chain", merge_chain(100'000), "20001:1: more than 100000 nodes");
  add("commas", repeated(",", file_max), "1:1: expected a value, found ','");
  add("one comma", ",", "1:1: expected a value, found ','");
  add("colons", repeated(":", file_max), "1:1048576: a mapping value is not allowed here");
  add("bangs", repeated("!", file_max), "1:1: tag 'tag:yaml.org,2002:!!!!!!!!!!!!!!!!!!!!!!!!!");
  add("bangs apart", repeated("! ", file_max / 2),
      "1:3: expected '---' before another document, found a");
  add("ampersands", repeated("&", file_max), "1:2: the name of an anchor with '&'");
  add("stars", repeated("*", file_max), "1:2: the name of an alias with '*'");
  add("anchors on a line", repeated("&a ", file_max / 3),
      "1:4: expected '---' before another document, found an");
  add("long tag", "!" + repeated("a", file_max - 5) + " x",
      "1:1: a text with a tag that no text can have");
  add("long tag of escapes", "!" + repeated("%41", file_max / 3 - 5) + " x",
      "1:1: a text with a tag that no text can have");
  add("long anchor", "&" + repeated("a", file_max - 5) + " x", "");
  add("long directive", "%" + repeated("a", file_max - 5), "");
  add("directives", repeated("%a b\n", file_max / 5), "");
  add("tag handles",
      lines([&](std::size_t i) { return "%TAG !h" + number(i) + "! a\n"; }, 1'000'000), "");
  add("comments", repeated("# comment\n", file_max / 10), "");
  add("empty lines", repeated("\n", file_max), "");
  add("blank lines", repeated(" \n", file_max / 2), "");
  add("blank line", repeated(" ", file_max), "");
  add("tabs", repeated("\t", file_max), "1:1: a tab cannot start a value; do not use tabs for");
  add("plain scalar of lines", "k:" + repeated("\n x", file_max / 3 - 2), "");
  add("plain scalar of empty lines", "k: x" + repeated("\n", file_max - 10) + " y", "");
  add("folded block of lines", "k: >\n" + repeated(" x\n", file_max / 3 - 5), "");
  add("block of empty lines", "k: |+\n" + repeated("\n", file_max - 10), "");
  add("quoted scalar of empty lines", "k: \"" + repeated("\n", file_max - 10) + "\"", "");
  add("quoted scalar of escapes", "k: \"" + repeated("\\n", file_max / 2 - 10) + "\"", "");
  add("quoted scalar that is not closed", "k: '" + repeated("''", file_max / 2 - 10),
      "1:1048561: a quoted text is not closed before the end of th");
  add("keys in braces",
      "{" +
          lines([&](std::size_t i) { return "k" + number(i) + ": 1,"; }, 1'000'000, file_max - 2) +
          "}",
      "1:488890: more than 100000 nodes");
  add("questions in braces", "{" + repeated("? a : b, ", file_max / 9 - 2) + "}",
      "1:449999: more than 100000 nodes");
  add("keys without colons", repeated("a\n", file_max / 2), "");
  add("indents that step back",
      lines([](std::size_t i) { return repeated(" ", 40 - i % 40) + "- x\n"; }, 1'000'000),
      "2:40: expected '---' before another document, found an");
  add("duplicate keys", repeated("a: 1\n", file_max / 5), "50000:4: more than 100000 nodes");
  add("complex keys",
      lines([&](std::size_t i) { return "? [a, {b: " + number(i) + "}]\n: 1\n"; }, 1'000'000),
      "33333:8: more than 100000 nodes");
  add("byte order marks", repeated("\xEF\xBB\xBF", file_max / 3), "");
  add("UTF-16 at the limit", utf16("k: " + repeated("x", file_max / 2 - 5), false), "");
  add("UTF-16, big end", utf16("k: [" + repeated("x,", file_max / 4 - 5), true),
      "1:199999: more than 100000 nodes");
  add("UTF-32", utf32("k: " + repeated("x", file_max / 4 - 5)),
      "1:1: the character U+0000 is not allowed");
  add("NUL", std::string(file_max, '\0'), "1:1: the character U+0000 is not allowed");
  add("bytes that are no UTF-8", repeated("\xFF", file_max), "1:1: bytes that are not UTF-8");
  add("wide characters", "k: " + repeated("\xF0\x9F\x98\x80", file_max / 4 - 2), "");
  add("sets",
      "!!set {" +
          lines([&](std::size_t i) { return "k" + number(i) + ","; }, 1'000'000, file_max - 20) +
          "}",
      "1:338897: more than 100000 nodes");
  add("deep keys",
      lines([](std::size_t i) { return repeated(" ", i) + repeated("k", 100) + ":\n"; }, 49) +
          lines([&](std::size_t i) { return repeated(" ", 49) + "- " + number(i) + "\n"; }, 15'000),
      "1716:52: the file expands to more than 8388608 bytes");
  add("cycle", "a: &a [x, *a]\n", "1:11: alias 'a' inside its own anchor");
  add("cycle of mappings", "a: &a\n  b: {c: *a}\n", "2:10: alias 'a' inside its own anchor");
  add("cycle of merges", "a: &a\n  b: {<<: *a}\n", "2:11: alias 'a' inside its own anchor");
  add("odd tags", repeated("- !!java.lang.Runtime x\n", 1'000),
      "1:3: tag 'tag:yaml.org,2002:java.lang.Runtime' is not");
  add("tag of another", "a: !<!own> x", "1:4: a text with a tag that no text can have");
  add("alias bomb, mappings", alias_bomb("{", "k#: *a@", "}"),
      "1:13: the file expands to more than 100000 nodes");
  add("alias bomb, merges", alias_bomb("{<<: [", "*a@", "]}"), "");
  add("alias bomb, keys", alias_bomb("{", "? *a@ : #", "}"),
      "1:5: mapping key '{x=1}' is given twice");
  return files;
}

}  // namespace cairn::format::test

// What Choices turn into: see the header.
#include "support/generated.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace cairn::testing {
namespace {

constexpr std::array<std::string_view, 48> awkward_texts{
    "",      " ",    "yes", "null",  "~",    "1",      "007",    "0x1F",      "1.5",   "1e3",
    ".inf",  "1:30", "<<",  "=",     "- a",  "a: b",   "a #b",   "#a",        "[a",    "{a",
    "&a",    "*a",   "!a",  "|",     ">",    "%a",     "@a",     "`a",        "'a'",   "\"a\"",
    "? a",   ": a",  "---", "...",   "a\nb", "a\n",    "a\n\n",  "\na",       " a\nb", "a \nb",
    "a\n b", "a\tb", "\ta", "a\r\n", "${a}", "${b:c}", "\\${a}", "2026-01-02"};

// Read as something else than a text, or nearly so.
constexpr std::array<std::string_view, 36> lookalikes{
    "0b101",
    "0o7",
    "-0x1_F",
    "0X1",
    "+1_000",
    "1_",
    "_1",
    "09",
    "0",
    "-",
    "+",
    "1,000",
    "190:20:30.15",
    "1:60",
    "-1:30",
    "1e",
    "1.e5",
    "-.5",
    ".",
    "0.",
    "1.2.3",
    "-.INF",
    ".nan",
    "NULL",
    "Null",
    "True",
    "OFF",
    "on",
    "No",
    "n",
    "y",
    "99999999999999999999",
    "2026-3-4",
    "2026-01-02T03:04:05Z",
    "2026-01-02 03:04:05.6 +1:30",
    "!!int 1",
};

constexpr std::array<char32_t, 24> special_code_points{
    0x00,   0x07,   0x1B,   0x7F,   0x80,   0x85,   0x9F,    0xA0,
    0xE9,   0x130,  0x1680, 0x2003, 0x2028, 0x2029, 0x20AC,  0x3000,
    0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF};

constexpr std::array<std::string_view, 8> names{"a",        "b",      "l",   "m",
                                                "document", "spring", "yes", "k y"};
constexpr std::array<std::string_view, 8> ends{"", "[0]", "[1]", "[3]", "[0][1]", "[x]", "[]", "."};

// A byte up to 0x7F stands for itself, one above for a character that is special somewhere.
std::string raw_text(Choices& choices) {
  std::string out;
  const std::size_t length = choices.below(200);
  for (std::size_t i = 0; i < length && !choices.at_end(); ++i) {
    const std::uint8_t byte = choices.byte();
    if (byte < 0x80) {
      out += static_cast<char>(byte);
    } else {
      base::append_utf8(out, special_code_points[byte % special_code_points.size()]);
    }
  }
  return out;
}

bool has_long_number(std::string_view text) {
  std::size_t digits = 0;
  return std::any_of(text.begin(), text.end(), [&digits](char c) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    return digits > 3;
  });
}

std::string big_digits(Choices& choices) {
  std::string out = choices.once_in(2) ? "-9" : "9";
  const std::size_t more = 19 + choices.below(256);
  for (std::size_t i = 0; i < more; ++i) {
    out += static_cast<char>('0' + choices.below(10));
  }
  return out;
}

ReferenceTree any_tree(Choices& choices, std::size_t depth);

ReferenceTree any_map(Choices& choices, std::size_t depth) {
  ReferenceTree out;
  auto& map = out.content.emplace<ReferenceTree::Map>();
  const std::size_t size = 1 + choices.below(5);
  for (std::size_t i = 0; i < size; ++i) {
    std::string key = any_text(choices);
    if (std::none_of(map.begin(), map.end(),
                     [&key](const auto& entry) { return entry.key == key; })) {
      map.push_back({std::move(key), any_tree(choices, depth + 1)});
    }
  }
  return out;
}

ReferenceTree any_tree(Choices& choices, std::size_t depth) {
  constexpr std::size_t depth_max = 12;
  const std::size_t kind = depth < depth_max ? choices.below(5) : 0;
  if (kind == 3) {
    return any_map(choices, depth);
  }
  ReferenceTree out;
  if (kind == 4) {
    auto& list = out.content.emplace<ReferenceTree::List>();
    const std::size_t size = 1 + choices.below(4);
    for (std::size_t i = 0; i < size; ++i) {
      list.push_back(any_tree(choices, depth + 1));
    }
  } else {
    out.content = any_value(choices);
  }
  return out;
}

std::optional<std::string> maybe_text(Choices& choices) {
  return choices.once_in(2) ? std::optional(any_text(choices)) : std::nullopt;
}

}  // namespace

std::string any_text(Choices& choices) {
  switch (choices.below(5)) {
    case 0:
      return std::string(choices.one_of(awkward_texts));
    case 4:
      return std::string(choices.one_of(lookalikes));
    case 1:
      return std::string(choices.one_of(awkward_texts)) +
             std::string(choices.one_of(awkward_texts));
    case 2: {
      // Long enough to be folded.
      std::string out;
      const std::size_t words = choices.below(40);
      for (std::size_t i = 0; i < words; ++i) {
        out += choices.one_of(awkward_texts);
        out += choices.once_in(3) ? " " : "word";
      }
      return out;
    }
    default:
      return raw_text(choices);
  }
}

Value any_value(Choices& choices) {
  switch (choices.below(8)) {
    case 1:
      return choices.once_in(2);
    case 2:
      return static_cast<std::int64_t>(choices.byte()) - 128;
    case 3:
      return static_cast<std::int64_t>(choices.eight_bytes());
    case 4:
      return BigInteger{big_digits(choices)};
    case 5:
      return std::bit_cast<double>(choices.eight_bytes());
    case 6:
      return Binary{raw_text(choices)};
    default:
      return any_text(choices);
  }
}

std::string any_key(Choices& choices) {
  if (choices.once_in(8)) {
    std::string key = any_text(choices);
    return has_long_number(key) ? "long" : key;
  }
  std::string key;
  const std::size_t steps = 1 + choices.below(3);
  for (std::size_t i = 0; i < steps; ++i) {
    key += i == 0 ? "" : ".";
    key += choices.one_of(names);
    key += choices.once_in(4) ? choices.one_of(ends) : std::string_view();
  }
  return key;
}

Environment any_environment(Choices& choices) {
  Environment out;
  out.name = any_text(choices);
  out.profiles = any_text(choices);
  out.label = maybe_text(choices);
  out.version = maybe_text(choices);
  out.state = maybe_text(choices);
  const std::size_t sources = choices.below(5);
  for (std::size_t i = 0; i < sources; ++i) {
    PropertySource& source = out.sources.emplace_back();
    source.name = any_text(choices);
    source.described_origin = choices.once_in(4) ? any_text(choices) : "";
    Properties properties;
    const std::size_t size = choices.below(21);
    for (std::size_t j = 0; j < size && !choices.at_end(); ++j) {
      std::string key = any_key(choices);
      Value value = any_value(choices);
      const auto line = static_cast<std::uint32_t>(choices.below(4));
      put(properties, {std::move(key), std::move(value), {line, line + 1}});
    }
    source.properties = std::make_shared<const Properties>(std::move(properties));
  }
  return out;
}

ReferenceTree any_document(Choices& choices) {
  return any_map(choices, 1);
}

}  // namespace cairn::testing

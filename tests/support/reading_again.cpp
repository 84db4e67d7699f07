// Reading again: see the header.
#include "support/reading_again.hpp"

#include "support/carried.hpp"
#include "support/json_tree.hpp"

namespace cairn::testing {
namespace {

std::string differing(const char* what, const std::string& text, const Properties& expected,
                      const Properties& got) {
  return std::string(what) + "\n--- text\n" + text + "\n--- expected\n" + shown(expected) +
         "\n--- got\n" + shown(got);
}

}  // namespace

std::string broken_reading(format::Kind kind, const std::string& text, const Properties& expected) {
  const auto file = format::parse(kind, text);
  if (!file) {
    return "what was written cannot be read: " + file.error().text() + "\n--- text\n" + text;
  }
  if ((*file)->documents.size() != 1) {
    return "what was written has not one document but " +
           std::to_string((*file)->documents.size()) + "\n--- text\n" + text;
  }
  const Properties& got = *(*file)->documents.front();
  return are_equal(got, expected) ? ""
                                  : differing("something else comes back", text, expected, got);
}

std::string broken_lines(const std::string& text, Properties expected) {
  if (expected.empty()) {
    return "";  // an empty file has no document
  }
  for (Property& property : expected) {
    property.value = text_of(property.value);
  }
  return broken_reading(format::Kind::properties, text, expected);
}

std::string broken_json(const std::string& text, const ReferenceTree& expected) {
  const auto got = json_tree(text);
  if (!got) {
    return "no JSON\n--- text\n" + text;
  }
  return are_equal(*got, expected)
             ? ""
             : differing("something else comes back", text, flattened(expected), flattened(*got));
}

}  // namespace cairn::testing

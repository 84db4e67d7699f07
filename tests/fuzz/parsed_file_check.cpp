// The oracle of the fuzz targets of `format`: see the header.
#include "parsed_file_check.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_set>
#include <variant>

#include "base/text.hpp"
#include "support/reference_tree.hpp"

namespace cairn::fuzz {
namespace {

using format::Budget;
using format::ParsedFile;

bool are_equal(const Properties& a, const Properties& b) {
  return testing::are_equal(a, b) &&
         std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Property& x, const Property& y) { return x.at == y.at; });
}

bool are_equal(const ParsedFile& a, const ParsedFile& b) {
  if (a.documents.size() != b.documents.size() || a.size_bytes != b.size_bytes) {
    return false;
  }
  for (std::size_t i = 0; i < a.documents.size(); ++i) {
    if (!are_equal(*a.documents[i], *b.documents[i])) {
      return false;
    }
  }
  return true;
}

void check_content(const ParsedFile& file, const Budget& budget) {
  std::size_t properties = 0;
  std::size_t bytes = 0;
  for (const auto& document : file.documents) {
    std::unordered_set<std::string_view> keys;
    for (const Property& property : *document) {
      require(keys.insert(property.key).second, "a key is there once");
      require(base::is_utf8(property.key), "keys are UTF-8");
      bytes += property.key.size();
      if (const auto* text = std::get_if<std::string>(&property.value)) {
        require(base::is_utf8(*text), "texts are UTF-8");
        bytes += text->size();
      }
    }
    properties += document->size();
  }
  require(properties <= budget.nodes_max, "nodes_max is kept");
  require(bytes <= budget.expanded_bytes_max, "expanded_bytes_max is kept");
  require(file.documents.size() <= budget.documents_max, "documents_max is kept");
}

}  // namespace

void require(bool holds, const char* rule) {
  if (!holds) {
    std::fprintf(stderr, "broken rule: %s\n", rule);
    std::abort();
  }
}

Budget small_budget() {
  Budget budget;
  budget.file_bytes_max = 64 * 1024;
  budget.nodes_max = 2'000;
  budget.expanded_bytes_max = 256 * 1024;
  budget.documents_max = 20;
  return budget;
}

void require_equal(const Properties& properties, const Properties& expected) {
  if (!are_equal(properties, expected)) {
    std::fprintf(stderr, "expected: %s\ngot: %s\n", testing::shown(expected).c_str(),
                 testing::shown(properties).c_str());
    require(false, "the slow model reads the same");
  }
}

std::shared_ptr<const ParsedFile> check_parse(format::Kind kind, std::string_view bytes) {
  const Budget budget = small_budget();
  const auto first = format::parse(kind, bytes, budget);
  const auto second = format::parse(kind, bytes, budget);
  require(first.has_value() == second.has_value(), "the verdict is the same each time");
  if (!first) {
    require(first.error().code == ErrorCode::failed_precondition, "errors are of one code");
    require(!first.error().message.empty(), "errors say something");
    require(base::is_utf8(first.error().message), "messages are UTF-8");
    require(first.error().text() == second.error().text(), "the error is the same each time");
    return nullptr;
  }
  require(bytes.size() <= budget.file_bytes_max, "file_bytes_max is kept");
  require(are_equal(**first, **second), "the result is the same each time");
  check_content(**first, budget);
  return *first;
}

}  // namespace cairn::fuzz

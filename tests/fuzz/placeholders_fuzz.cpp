// Fuzz target: a template and the properties that it may refer to. The first line is the template,
// every further line a property "key=value".
//
// The oracle: it ends within its limits, the same answer comes twice, what is not asked for does
// not matter, and a slow model (slow_placeholders.hpp) says the same where it applies.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "slow_placeholders.hpp"
#include "values/placeholders.hpp"

namespace {

using namespace cairn;
using fuzz::KnownValues;

// Reached by a fuzzer's inputs, and passed by most.
constexpr values::PlaceholderLimits limits{12, 4096, 64 * 1024};

void require(bool holds, const char* rule) {
  if (!holds) {
    std::fprintf(stderr, "broken rule: %s\n", rule);
    std::abort();
  }
}

struct Outcome {
  Result<std::string> text;
  std::set<std::string> asked;
};

enum class Flavour { value, text };

Outcome resolved(const KnownValues& known, std::string_view text, Flavour flavour) {
  std::set<std::string> asked;
  std::size_t lookups = 0;
  std::size_t found_bytes = 0;
  values::PlaceholderResolver resolver(
      [&](std::string_view key) -> std::optional<std::string> {
        asked.emplace(key);
        const auto found = known.find(key);
        ++lookups;
        found_bytes += found == known.end() ? 0 : found->second.size();
        return found == known.end() ? std::nullopt : std::optional(found->second);
      },
      limits);
  auto out = flavour == Flavour::value ? resolver.resolve_value(text) : resolver.resolve_text(text);
  require(lookups * 64 <= limits.work_bytes_max + 64, "lookups are limited");
  require(!out || found_bytes <= limits.work_bytes_max, "what is looked up is limited");
  return {std::move(out), std::move(asked)};
}

bool is_limit(const Error& error) {
  return error.message.find(" levels") != std::string::npos ||
         error.message.find(" bytes") != std::string::npos;
}

bool is_modelled(std::string_view bytes) {
  constexpr std::size_t modelled_bytes_max = 4096;  // the model is slow
  return bytes.size() <= modelled_bytes_max && bytes.find('\\') == std::string_view::npos &&
         std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void check(const KnownValues& known, std::string_view text, Flavour flavour, bool has_model) {
  const Outcome first = resolved(known, text, flavour);
  if (!first.text) {
    require(first.text.error().code == ErrorCode::invalid_argument, "errors are of one code");
    require(!first.text.error().message.empty(), "errors say something");
  } else if (text.find("${") != std::string_view::npos) {
    require(first.text->size() <= limits.output_bytes_max, "the answer is limited");
  } else if (text.find("$_{") == std::string_view::npos) {
    require(*first.text == text, "a text without placeholders is left alone");
  }
  KnownValues needed = known;
  for (auto property = needed.begin(); property != needed.end();) {
    property =
        first.asked.count(property->first) != 0 ? std::next(property) : needed.erase(property);
  }
  const Outcome second = resolved(needed, text, flavour);
  require(first.text.has_value() == second.text.has_value(), "the verdict is the same each time");
  require(first.text ? *first.text == *second.text
                     : first.text.error().message == second.text.error().message,
          "the answer is the same each time, without the properties that were not asked for");
  require(first.asked == second.asked, "the questions are the same each time");
  if (!has_model || (!first.text && is_limit(first.text.error()))) {
    return;
  }
  const auto slow =
      flavour == Flavour::value ? fuzz::slow_value(known, text) : fuzz::slow_text(known, text);
  require(first.text.has_value() == slow.has_value(), "the slow model has the same verdict");
  // The mark may come together from parts of several values.
  const bool has_mark = text.find("$_{") != std::string_view::npos ||
                        (slow && slow->find("$_{") != std::string::npos);
  require(!slow || has_mark || *first.text == *slow, "the slow model has the same answer");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto lines = base::split(bytes, '\n');
  KnownValues known;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t equals = lines[i].find('=');
    if (equals != std::string_view::npos) {
      known[std::string(lines[i].substr(0, equals))] = lines[i].substr(equals + 1);
    }
  }
  check(known, lines.front(), Flavour::value, is_modelled(bytes));
  check(known, lines.front(), Flavour::text, is_modelled(bytes));
  return 0;
}

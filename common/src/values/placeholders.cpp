// Follows Spring's evaluation step by step: a value that is found is parsed and resolved in turn,
// and a placeholder being resolved must not come up again below itself.
#include "values/placeholders.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "values/placeholder_parser.hpp"

namespace cairn::values {
namespace {

using Part = PlaceholderPart;
using Parts = std::vector<Part>;
using Found = Result<std::optional<std::string>>;
using FoundLookup = std::function<Found(std::string_view key)>;

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view mask = "$_{";

// What all evaluations of one resolver share.
struct Meter {
  const PlaceholderLimits& limits;
  std::size_t& work_bytes;
  std::size_t depth = 0;

  [[nodiscard]] Result<void> count_lookup(std::size_t value_bytes) {
    constexpr std::size_t lookup_bytes = 64;
    work_bytes += lookup_bytes + value_bytes;
    if (work_bytes > limits.work_bytes_max) {
      return fail(
          ErrorCode::invalid_argument,
          "placeholders look up more than " + std::to_string(limits.work_bytes_max) + " bytes");
    }
    return {};
  }

  [[nodiscard]] Result<void> enter() {
    if (depth == limits.depth_max) {
      return fail(ErrorCode::invalid_argument,
                  "placeholders lead deeper than " + std::to_string(limits.depth_max) + " levels");
    }
    ++depth;
    return {};
  }
  void leave() { --depth; }

  [[nodiscard]] Result<void> check_size(std::size_t bytes) const {
    if (bytes > limits.output_bytes_max) {
      return fail(
          ErrorCode::invalid_argument,
          "placeholders expand to more than " + std::to_string(limits.output_bytes_max) + " bytes");
    }
    return {};
  }
};

struct Rules {
  bool escapes = true;
  bool unresolvable_is_error = false;
};

class Evaluation {
 public:
  Evaluation(const FoundLookup& lookup, const Rules& rules, Meter& meter)
      : lookup_(lookup), rules_(rules), meter_(meter) {}

  Result<std::string> replace(std::string_view text) {
    auto parts = parse(text);
    if (!parts) {
      return fail(std::move(parts).error());
    }
    return *parts ? join(**parts) : Result<std::string>(std::string(text));
  }

 private:
  Result<std::optional<Parts>> parse(std::string_view text) const {
    return parse_placeholders(text, {rules_.escapes, meter_.limits.depth_max});
  }

  Result<std::string> join(const Parts& parts) {
    std::string out;
    for (const Part& part : parts) {
      if (part.kind == Part::Kind::text) {
        out += part.text;
      } else {
        auto resolved = part.kind == Part::Kind::simple ? simple(part) : nested(part);
        if (!resolved) {
          return resolved;
        }
        out += *resolved;
      }
      if (auto fits = meter_.check_size(out.size()); !fits) {
        return fail(std::move(fits).error());
      }
    }
    return out;
  }

  Result<std::string> simple(const Part& part) {
    Found found = std::optional<std::string>();
    if (part.text != part.key) {
      found = value_of(part.text);
    }
    if (found && !*found) {
      found = value_of(part.key);
    }
    if (!found) {
      return fail(std::move(found).error());
    }
    if (*found) {
      return **std::move(found);
    }
    return part.fallback ? Result<std::string>(*part.fallback) : unresolvable(part.key);
  }

  Result<std::string> nested(const Part& part) {
    if (auto entered = meter_.enter(); !entered) {
      return fail(std::move(entered).error());
    }
    auto out = nested_value(part);
    meter_.leave();
    return out;
  }

  Result<std::string> nested_value(const Part& part) {
    auto key = join(part.key_parts);
    if (!key) {
      return key;
    }
    Found found = value_of(*key);
    if (!found) {
      return fail(std::move(found).error());
    }
    if (*found) {
      return **std::move(found);
    }
    return part.fallback_parts ? join(*part.fallback_parts) : unresolvable(*key);
  }

  // The value of a key with the placeholders in it resolved.
  Found value_of(const std::string& key) {
    Found value = lookup_(key);
    if (!value || !*value) {
      return value;
    }
    auto parts = parse(**value);
    if (!parts) {
      return fail(std::move(parts).error());
    }
    if (!*parts) {
      return value;
    }
    if (std::find(visited_.begin(), visited_.end(), key) != visited_.end()) {
      return fail(ErrorCode::invalid_argument, "circular placeholder '" + key + "'");
    }
    if (auto entered = meter_.enter(); !entered) {
      return fail(std::move(entered).error());
    }
    visited_.push_back(key);
    auto resolved = join(**parts);
    visited_.pop_back();
    meter_.leave();
    if (!resolved) {
      return fail(std::move(resolved).error());
    }
    return std::optional<std::string>(*std::move(resolved));
  }

  Result<std::string> unresolvable(const std::string& key) const {
    if (rules_.unresolvable_is_error) {
      return fail(ErrorCode::invalid_argument, "placeholder '" + key + "' has no value");
    }
    return "${" + key + "}";
  }

  const FoundLookup& lookup_;
  const Rules rules_;
  Meter& meter_;
  std::vector<std::string> visited_;
};

// One or two backslashes before "${" go, and the mark that replaces "${" keeps it from being seen.
std::string masked(std::string_view text) {
  std::string out;
  std::size_t position = 0;
  for (std::size_t at = text.find("${"); at != npos; at = text.find("${", at + 2)) {
    std::size_t backslashes = 0;
    while (backslashes < 2 && at > position + backslashes && text[at - backslashes - 1] == '\\') {
      ++backslashes;
    }
    if (backslashes > 0) {
      out += text.substr(position, at - backslashes - position);
      out += mask;
      position = at + 2;
    }
  }
  out += text.substr(position);
  return out;
}

// Java's Character.isWhitespace: Unicode spaces but for those that do not break, and controls.
bool is_java_whitespace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A && c != 0x2007) || c == 0x2028 || c == 0x2029 || c == 0x205F ||
         c == 0x3000;
}

std::string_view stripped(std::string_view text) {
  std::optional<std::size_t> first;
  std::size_t last = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const auto c = base::next_code_point(text, at);
    if (!c) {
      at = std::max(at, start + 1);
    }
    if (!c || !is_java_whitespace(*c)) {
      first = first.value_or(start);
      last = at;
    }
  }
  return first ? text.substr(*first, last - *first) : std::string_view();
}

// "${", something that is no '}', and a '}' further on: without it a value is left as it is.
bool has_placeholder(std::string_view value) {
  for (std::size_t at = value.find("${"); at != npos; at = value.find("${", at + 2)) {
    if (at + 2 < value.size() && value[at + 2] != '}') {
      return value.find('}', at + 2) != npos;
    }
  }
  return false;
}

}  // namespace

PlaceholderResolver::PlaceholderResolver(PlaceholderLookup lookup, PlaceholderLimits limits)
    : lookup_(std::move(lookup)), limits_(limits) {}

Result<std::string> PlaceholderResolver::resolve_value(std::string_view value) {
  if (!has_placeholder(value)) {
    return std::string(value);
  }
  Meter meter{limits_, work_bytes_};
  const FoundLookup raw = [this, &meter](std::string_view key) -> Found {
    auto found = lookup_(key);
    if (auto ok = meter.count_lookup(found ? found->size() : 0); !ok) {
      return fail(std::move(ok).error());
    }
    return found;
  };
  // What the outer placeholders see are values already resolved, by the strict rules.
  const FoundLookup resolved = [&raw, &meter](std::string_view key) -> Found {
    Found found = raw(stripped(key));
    if (!found || !*found) {
      return found;
    }
    if (auto entered = meter.enter(); !entered) {
      return fail(std::move(entered).error());
    }
    auto text = Evaluation(raw, {true, true}, meter).replace(**found);
    meter.leave();
    if (!text) {
      return fail(std::move(text).error());
    }
    return std::optional<std::string>(*std::move(text));
  };
  return counted(Evaluation(resolved, {false, false}, meter).replace(masked(value)));
}

Result<std::string> PlaceholderResolver::resolve_text(std::string_view text) {
  if (text.find("${") == npos && text.find(mask) == npos) {
    return std::string(text);
  }
  Meter meter{limits_, work_bytes_};
  const FoundLookup raw = [this, &meter](std::string_view key) -> Found {
    auto found = lookup_(key);
    if (auto ok = meter.count_lookup(found ? found->size() : 0); !ok) {
      return fail(std::move(ok).error());
    }
    return found;
  };
  return counted(Evaluation(raw, {true, false}, meter).replace(masked(text)));
}

Result<std::string> PlaceholderResolver::counted(Result<std::string> resolved) {
  if (!resolved) {
    return resolved;
  }
  output_bytes_ += resolved->size();
  const Meter meter{limits_, work_bytes_};
  if (auto fits = meter.check_size(output_bytes_); !fits) {
    return fail(std::move(fits).error());
  }
  return base::replace_all(*std::move(resolved), mask, "${");
}

Result<std::string> resolve_own_value(std::string_view value, const PlaceholderLookup& lookup) {
  std::vector<std::string> missing;
  PlaceholderResolver resolver(
      [&](std::string_view key) {
        auto found = lookup(key);
        if (!found) {
          missing.emplace_back(key);
        }
        return found;
      },
      own_value_limits);
  auto resolved = resolver.resolve_value(value);
  if (!resolved) {
    return resolved;
  }
  // What has no value stays in the text; a default would have replaced it.
  for (const std::string& key : missing) {
    const std::string placeholder = "${" + key;
    if (resolved->find(placeholder + "}") != std::string::npos) {
      std::string why = "the placeholder " + placeholder;
      why.append("} has no value, and no default as in ").append(placeholder).append(":default}");
      return fail(ErrorCode::invalid_argument, std::move(why));
    }
  }
  return resolved;
}

}  // namespace cairn::values

// The slow model of placeholders: see the header.
#include "slow_placeholders.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cairn::fuzz {
namespace {

using Lookup = std::function<std::optional<std::string>(std::string_view key)>;

struct Unresolvable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The '}' that closes the "${" at `start`, every '{' between asking for one of its own; npos.
std::size_t close_of(std::string_view text, std::size_t start) {
  int open = 1;
  for (std::size_t at = start + 2; at < text.size(); ++at) {
    open += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
    if (open == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

// The first ':' outside of complete placeholders; npos.
std::size_t separator_of(std::string_view inside) {
  for (std::size_t at = 0; at < inside.size(); ++at) {
    if (inside[at] == ':') {
      return at;
    }
    if (inside.substr(at, 2) == "${") {
      const std::size_t close = close_of(inside, at);
      at = close == std::string_view::npos ? at + 1 : close;
    }
  }
  return std::string_view::npos;
}

class Model {
 public:
  Model(Lookup lookup, bool is_strict) : lookup_(std::move(lookup)), is_strict_(is_strict) {}

  std::string replaced(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const bool opens = text.substr(at, 2) == "${";
      const std::size_t close = opens ? close_of(text, at) : std::string_view::npos;
      if (close != std::string_view::npos) {
        out += placeholder(text.substr(at + 2, close - at - 2));
        at = close + 1;
      } else {
        // A "${" that nothing closes is passed as one: its '{' opens nothing.
        out += text.substr(at, opens ? 2 : 1);
        at += opens ? 2 : 1;
      }
    }
    return out;
  }

 private:
  std::string placeholder(std::string_view inside) {
    const bool is_nested = inside.find("${") != std::string_view::npos;
    const std::size_t separator = separator_of(inside);
    if (separator != std::string_view::npos && !is_nested) {
      if (auto whole = value(std::string(inside))) {
        return *whole;
      }
    }
    const std::string_view key_text = inside.substr(0, separator);
    const std::string key = is_nested ? replaced(key_text) : std::string(key_text);
    if (auto found = value(key)) {
      return *found;
    }
    if (separator != std::string_view::npos) {
      const std::string_view fallback = inside.substr(separator + 1);
      return is_nested ? replaced(fallback) : std::string(fallback);
    }
    if (is_strict_) {
      throw Unresolvable(key);
    }
    return "${" + key + "}";
  }

  std::optional<std::string> value(const std::string& key) {
    auto found = lookup_(key);
    if (!found || found->find("${") == std::string::npos) {
      return found;
    }
    if (std::find(open_.begin(), open_.end(), key) != open_.end()) {
      throw Unresolvable(key);
    }
    open_.push_back(key);
    std::string out = replaced(*found);
    open_.pop_back();
    return out;
  }

  Lookup lookup_;
  bool is_strict_;
  std::vector<std::string> open_;  // keys whose values are being resolved
};

Lookup lookup_in(const KnownValues& known) {
  return [&known](std::string_view key) -> std::optional<std::string> {
    const auto found = known.find(key);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string_view trimmed(std::string_view key) {
  const auto is_blank = [](char c) { return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20); };
  while (!key.empty() && is_blank(key.front())) {
    key.remove_prefix(1);
  }
  while (!key.empty() && is_blank(key.back())) {
    key.remove_suffix(1);
  }
  return key;
}

std::optional<std::string> replaced(Model model, std::string_view text) {
  try {
    return model.replaced(text);
  } catch (const Unresolvable&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> slow_value(const KnownValues& known, std::string_view value) {
  // A value is left alone unless a '}' follows its first "${" that is not "${}".
  std::size_t open = value.find("${");
  while (value.substr(std::min(open, value.size()), 3) == "${}") {
    open = value.find("${", open + 2);
  }
  if (open == std::string_view::npos || value.find('}', open) == std::string_view::npos) {
    return std::string(value);
  }
  const Lookup raw = lookup_in(known);
  const Lookup strict = [&raw](std::string_view key) -> std::optional<std::string> {
    auto found = raw(trimmed(key));
    return found ? std::optional(Model(raw, true).replaced(*found)) : std::nullopt;
  };
  return replaced(Model(strict, false), value);
}

std::optional<std::string> slow_text(const KnownValues& known, std::string_view text) {
  return replaced(Model(lookup_in(known), false), text);
}

}  // namespace cairn::fuzz

// See address.hpp.
#include "bus/address.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace cairn::bus {
namespace {

constexpr char separator = ':';
constexpr std::string_view everybody = "**";

// Where the wildcard at `at` ends, if it is one: a star, or a pair of braces.
std::size_t wildcard_end(std::string_view pattern, std::size_t at) {
  if (pattern[at] == '*') {
    return at + 1;
  }
  const std::size_t close = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
  return close == std::string_view::npos ? at : close + 1;
}

// One segment. Goes back to the last wildcard where it fails: that is enough, and never slow.
bool matches_segment(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t in = 0;
  std::size_t behind_wildcard = std::string_view::npos;
  std::size_t taken = 0;
  while (in < text.size()) {
    const std::size_t end = at < pattern.size() ? wildcard_end(pattern, at) : at;
    if (end != at) {
      at = behind_wildcard = end;
      taken = in;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[in])) {
      ++at;
      ++in;
    } else if (behind_wildcard != std::string_view::npos) {
      at = behind_wildcard;
      in = ++taken;
    } else {
      return false;
    }
  }
  while (at < pattern.size()) {
    const std::size_t end = wildcard_end(pattern, at);
    if (end == at) {
      return false;
    }
    at = end;
  }
  return true;
}

// Spring leaves out what is empty between two separators.
std::vector<std::string_view> segments_of(std::string_view text) {
  std::vector<std::string_view> all = base::split(text, separator);
  std::erase_if(all, [](std::string_view one) { return one.empty(); });
  return all;
}

// Row by row: reached[j] is whether the pattern's segments so far mean the first j of the id's.
bool matches_segments(const std::vector<std::string_view>& pattern,
                      const std::vector<std::string_view>& id) {
  std::vector<bool> reached(id.size() + 1, false);
  reached[0] = true;
  for (const std::string_view part : pattern) {
    std::vector<bool> next(id.size() + 1, false);
    for (std::size_t j = 0; j <= id.size(); ++j) {
      if (part == everybody) {
        next[j] = reached[j] || (j > 0 && next[j - 1]);
      } else {
        next[j] = j > 0 && reached[j - 1] && matches_segment(part, id[j - 1]);
      }
    }
    reached = std::move(next);
  }
  return reached[id.size()];
}

bool matches_id(std::string_view pattern, std::string_view id) {
  if (pattern == id) {
    return true;
  }
  if (pattern.starts_with(separator) != id.starts_with(separator)) {
    return false;
  }
  return matches_segments(segments_of(pattern), segments_of(id));
}

}  // namespace

std::string default_id(std::string_view application, std::string_view profiles,
                       std::string_view index, std::string_view instance) {
  std::string id(application);
  for (const std::string_view part : {profiles, index, instance}) {
    if (!part.empty()) {
      id += separator;
      id += part;
    }
  }
  return id;
}

std::string_view application_of(std::string_view id) {
  return id.substr(0, id.find(separator));
}

std::string destination_of(const std::optional<std::string>& text) {
  if (!text) {
    return std::string(everybody);
  }
  const auto colons = std::count(text->begin(), text->end(), separator);
  const bool whole = *text == everybody || colons > 1 || text->ends_with(":**");
  return whole ? *text : *text + ":**";
}

std::string destination_of_application(std::string_view name) {
  const bool plain = !name.empty() && name.find_first_of("*?{}:,") == std::string_view::npos &&
                     std::none_of(name.begin(), name.end(), [](char c) {
                       return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
                     });
  return (plain ? std::string(name) : std::string("*")) + ":**";
}

bool matches(std::string_view pattern, std::string_view id) {
  if (matches_id(pattern, id)) {
    return true;
  }
  const std::size_t first = id.find(separator);
  const std::size_t second =
      first == std::string_view::npos ? first : id.find(separator, first + 1);
  const std::string_view profiles = first == std::string_view::npos
                                        ? std::string_view()
                                        : id.substr(first + 1, second - first - 1);
  if (profiles.find(',') == std::string_view::npos) {
    return false;
  }
  const std::string head(id.substr(0, first + 1));
  const std::string tail(second == std::string_view::npos ? "" : id.substr(second));
  const auto parts = base::split(profiles, ',');
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view profile) {
    return matches_id(pattern, head + std::string(profile) + tail);
  });
}

bool is_meant(std::string_view pattern, std::string_view id,
              const std::vector<std::string>& other_names) {
  if (base::trim(pattern).empty() || matches(pattern, id)) {
    return true;
  }
  const std::string tail(id.substr(application_of(id).size()));
  return std::any_of(other_names.begin(), other_names.end(),
                     [&](const std::string& name) { return matches(pattern, name + tail); });
}

}  // namespace cairn::bus

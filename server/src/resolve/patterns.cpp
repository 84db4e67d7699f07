// Matching of patterns, as Spring's PatternMatchUtils and the reference's
// MultipleJGitEnvironmentRepository do it.
#include "resolve/patterns.hpp"

#include <algorithm>
#include <cstddef>

namespace cairn::resolve {
namespace {

bool matches_any(const std::vector<std::string>& patterns, const std::string& text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_pattern(pattern, text); });
}

void add_once(std::vector<std::string>& patterns, std::string pattern) {
  if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end()) {
    patterns.push_back(std::move(pattern));
  }
}

}  // namespace

std::vector<std::string> expanded_patterns(const std::vector<std::string>& written) {
  std::vector<std::string> patterns;
  std::vector<std::string> further_profiles;
  for (const std::string& pattern : written) {
    if (pattern.find('/') == std::string::npos) {
      add_once(patterns, pattern + "/*");
    }
    if (pattern.empty() || pattern.back() != '*') {
      further_profiles.push_back(pattern + ",*");
    }
    add_once(patterns, pattern);
  }
  for (std::string& pattern : further_profiles) {
    add_once(patterns, std::move(pattern));
  }
  return patterns;
}

// The last "*" takes one character more whenever what follows it does not fit: linear in most
// texts, and at worst the product of the two lengths.
bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t in_text = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (in_text < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = in_text;
    } else if (at < pattern.size() && pattern[at] == text[in_text]) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_text = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool is_candidate(const catalog::GitEntry& entry, const Query& query) {
  const std::vector<std::string> profiles = query.profile_list();
  return std::any_of(profiles.begin(), profiles.end(), [&](const std::string& profile) {
    return matches_any(entry.patterns, query.application() + '/' + profile);
  });
}

bool matches_whole(const catalog::GitEntry& entry, const Query& query) {
  return matches_any(entry.patterns, query.application() + '/' + query.profiles());
}

}  // namespace cairn::resolve

// Cleaning and quoting of paths; walking a tree along a pattern.
#include "resolve/paths.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace cairn::resolve {
namespace {

using Segments = std::vector<std::string>;

Segments segments_of(std::string_view path) {
  Segments segments;
  for (const std::string_view segment : base::split(path, '/')) {
    if (!segment.empty() && segment != ".") {
      segments.emplace_back(segment);
    }
  }
  return segments;
}

// Whether a segment with "*" matches a name.
bool segment_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;  // the last "*" passed
  std::size_t resume = 0;                     // where to try again behind it
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

// Walks the tree along the segments of a pattern and collects what is left at its end.
class Walk {
 public:
  Walk(const source::FileTree& tree, const Segments& pattern) : tree_(tree), pattern_(pattern) {}

  // Errors: internal.
  Result<void> from(const std::string& directory, std::size_t at);

  Segments found;

 private:
  Result<void> below(const std::string& directory, std::size_t at);

  const source::FileTree& tree_;
  const Segments& pattern_;
};

Result<void> Walk::from(const std::string& directory, std::size_t at) {
  if (at == pattern_.size()) {
    found.push_back(directory);
    return {};
  }
  if (pattern_[at] == "**") {
    // No segment for it, or one more: the directories below take it again.
    if (auto done = from(directory, at + 1); !done) {
      return done;
    }
  }
  return below(directory, at);
}

Result<void> Walk::below(const std::string& directory, std::size_t at) {
  auto listing = tree_.list(directory);
  if (!listing) {
    return fail(std::move(listing).error(), "listing '" + directory + "'");
  }
  if (*listing == nullptr) {
    return {};
  }
  const bool any_depth = pattern_[at] == "**";
  for (const std::string& name : (*listing)->directories) {
    if (any_depth || segment_matches(pattern_[at], name)) {
      auto done = from(joined_path(directory, name), any_depth ? at : at + 1);
      if (!done) {
        return done;
      }
    }
  }
  return {};
}

}  // namespace

std::optional<std::string> clean_path(std::string_view path) {
  std::string clean;
  for (const std::string& segment : segments_of(path)) {
    if (segment != "..") {
      clean = joined_path(clean, segment);
      continue;
    }
    if (clean.empty()) {
      return std::nullopt;
    }
    const std::size_t slash = clean.rfind('/');
    clean.erase(slash == std::string::npos ? 0 : slash);
  }
  return clean;
}

std::optional<std::string> tree_path(std::string_view reference) {
  if (reference.find('%') != std::string_view::npos) {
    if (const auto decoded = base::percent_decode(reference)) {
      return clean_path(*decoded);
    }
  }
  return clean_path(reference);
}

std::string url_quoted(std::string_view path) {
  constexpr std::string_view quoted = " \"#%<>?[\\]^`{|}";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7F && quoted.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
    }
  }
  return out;
}

std::string joined_path(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.empty()) {
    path += '/';
  }
  return path.append(name);
}

Result<std::vector<std::string>> matching_directories(const source::FileTree& tree,
                                                      std::string_view pattern) {
  const std::size_t slash = pattern.substr(0, pattern.find('*')).rfind('/');
  const std::size_t wild_from = slash == std::string_view::npos ? 0 : slash + 1;
  const auto root = clean_path(pattern.substr(0, wild_from));
  if (!root) {
    return Segments{};
  }
  Segments segments = segments_of(pattern.substr(wild_from));
  std::transform(segments.begin(), segments.end(), segments.begin(), url_quoted);
  Walk walk(tree, segments);
  if (auto done = walk.from(*root, 0); !done) {
    return fail(std::move(done).error());
  }
  // The directory in front of the wildcards is never a match, though "**" may stand for nothing.
  Segments& found = walk.found;
  found.erase(std::remove(found.begin(), found.end(), *root), found.end());
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return std::move(found);
}

}  // namespace cairn::resolve

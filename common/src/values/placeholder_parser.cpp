// The parts are those of Spring Framework's PlaceholderParser, quirks included: an escaped
// separator loses its backslash, and only plain parts are searched for the separator.
#include "values/placeholder_parser.hpp"

#include <utility>

namespace cairn::values {
namespace {

using Part = PlaceholderPart;
using Parts = std::vector<Part>;

constexpr std::string_view prefix = "${";
constexpr std::size_t npos = std::string_view::npos;

// Where each "${" of a text ends, found in one pass; every '{' asks for a '}' of its own.
class BraceMatches {
 public:
  explicit BraceMatches(std::string_view text) {
    constexpr std::size_t plain_brace = npos;
    std::vector<std::size_t> open;  // indices into matches_, or plain_brace
    for (std::size_t i = text.find_first_of("{}"); i != npos; i = text.find_first_of("{}", i + 1)) {
      if (text[i] == '{' && i > 0 && text[i - 1] == '$') {
        open.push_back(matches_.size());
        matches_.push_back({i - 1, npos});
      } else if (text[i] == '{') {
        open.push_back(plain_brace);
      } else if (!open.empty()) {
        if (open.back() != plain_brace) {
          matches_[open.back()].end = i;
        }
        open.pop_back();
      }
    }
  }

  // The closing brace of the placeholder at `start`, or npos. Asked in ascending order.
  std::size_t end_of(std::size_t start) {
    while (matches_[next_].start != start) {
      ++next_;
    }
    return matches_[next_].end;
  }

 private:
  struct Match {
    std::size_t start;
    std::size_t end;
  };
  std::vector<Match> matches_;
  std::size_t next_ = 0;
};

struct Section {
  std::string key;
  std::optional<std::string> fallback;
};

class Parser {
 public:
  explicit Parser(const PlaceholderSyntax& syntax) : syntax_(syntax) {}

  Result<Parts> parse(std::string_view text, std::size_t depth) const {
    if (depth > syntax_.depth_max) {
      return fail(ErrorCode::invalid_argument, "placeholders are nested deeper than " +
                                                   std::to_string(syntax_.depth_max) + " levels");
    }
    Parts parts;
    BraceMatches braces(text);
    std::size_t position = 0;
    std::size_t start = text.find(prefix);
    while (start != npos) {
      const std::size_t end = braces.end_of(start);
      const std::size_t inside = start + prefix.size();
      if (end == npos) {
        add_text(parts, text.substr(position, inside - position));
        position = inside;
      } else if (is_escaped(text, start)) {
        add_text(parts, text.substr(position, start - 1 - position));
        add_text(parts, prefix);
        position = inside;
      } else {
        add_text(parts, text.substr(position, start - position));
        auto added = add_placeholder(parts, text.substr(inside, end - inside), depth);
        if (!added) {
          return fail(std::move(added).error());
        }
        position = end + 1;
      }
      start = text.find(prefix, position);
    }
    add_text(parts, text.substr(position));
    return parts;
  }

 private:
  bool is_escaped(std::string_view text, std::size_t at) const {
    return syntax_.escapes && at > 0 && text[at - 1] == '\\';
  }

  static void add_text(Parts& parts, std::string_view text) {
    if (text.empty()) {
      return;
    }
    if (!parts.empty() && parts.back().kind == Part::Kind::text) {
      parts.back().text += text;
      return;
    }
    Part part;
    part.text = text;
    parts.push_back(std::move(part));
  }

  Result<void> add_placeholder(Parts& parts, std::string_view inside, std::size_t depth) const {
    Part part;
    part.text = inside;
    if (inside.find(prefix) == npos) {
      Section section = split_at_separator(inside);
      part.kind = Part::Kind::simple;
      part.key = std::move(section.key);
      part.fallback = std::move(section.fallback);
    } else {
      auto nested = parse(inside, depth + 1);
      if (!nested) {
        return fail(std::move(nested).error());
      }
      part.kind = Part::Kind::nested;
      divide(*std::move(nested), part);
    }
    parts.push_back(std::move(part));
    return {};
  }

  // Everything before the first separator makes the key, everything after it the default.
  void divide(Parts parts, Part& into) const {
    for (Part& part : parts) {
      if (into.fallback_parts) {
        into.fallback_parts->push_back(std::move(part));
      } else if (part.kind != Part::Kind::text) {
        into.key_parts.push_back(std::move(part));
      } else {
        Section section = split_at_separator(part.text);
        Part key;
        key.text = std::move(section.key);
        into.key_parts.push_back(std::move(key));
        if (section.fallback) {
          Part fallback;
          fallback.text = *std::move(section.fallback);
          into.fallback_parts.emplace().push_back(std::move(fallback));
        }
      }
    }
  }

  Section split_at_separator(std::string_view text) const {
    Section section;
    std::size_t position = 0;
    for (std::size_t at = text.find(':'); at != npos; at = text.find(':', position)) {
      if (!is_escaped(text, at)) {
        section.key += text.substr(position, at - position);
        section.fallback = std::string(text.substr(at + 1));
        return section;
      }
      section.key += text.substr(position, at - 1 - position);
      section.key += ':';
      position = at + 1;
    }
    section.key += text.substr(position);
    return section;
  }

  PlaceholderSyntax syntax_;
};

}  // namespace

Result<std::optional<Parts>> parse_placeholders(std::string_view text,
                                                const PlaceholderSyntax& syntax) {
  if (text.find(prefix) == npos) {
    return std::optional<Parts>();
  }
  auto parts = Parser(syntax).parse(text, 1);
  if (!parts) {
    return fail(std::move(parts).error());
  }
  return std::optional<Parts>(*std::move(parts));
}

}  // namespace cairn::values

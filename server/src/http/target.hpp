// Target: the request target, checked and cut into segments. Splitting comes before decoding, so an
// encoded character is never a separator.
//
// Thread-safety: plain value. Ownership: keeps views of the text it was parsed from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::http {

struct Segment {
  std::string_view text;       // decoded, without ";parameters"
  bool encoded_slash = false;  // "%2F" was in it; `text` has "(_)" there, which means the same
};

class Target {
 public:
  Target() = default;
  Target(const Target&) = delete;  // its views point into itself
  Target& operator=(const Target&) = delete;

  // Parses "/path?query", with every character in its place: ASCII without controls, blanks and
  // the characters that no URL has ("\", "<", "|", "{", ...); percent escapes that are well
  // formed; decoded paths that are UTF-8 without NUL and "\". False is 400.
  // `text` must outlive this object, which may be used again for another text.
  [[nodiscard]] bool parse(std::string_view text);

  [[nodiscard]] std::string_view path() const { return path_; }    // as sent
  [[nodiscard]] std::string_view query() const { return query_; }  // as sent, without "?"
  // What stands between the slashes; "/" has one empty segment, "/a/" has "a" and "".
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

 private:
  [[nodiscard]] bool add_segment(std::string_view raw);
  std::string_view path_;
  std::string_view query_;
  std::vector<Segment> segments_;
  std::string decoded_;  // what the views of decoded segments point into
};

// The parameters of a query, decoded as a form is. nullopt for a bad escape or text that is not
// UTF-8.
class QueryParameters {
 public:
  [[nodiscard]] static std::optional<QueryParameters> parse(std::string_view query);

  // The first value of that name, "" for one without "="; nullopt when it is not there.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  // All values of that name.
  [[nodiscard]] std::vector<std::string_view> find_all(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace cairn::http

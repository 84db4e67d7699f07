// Label: a validated name for a state of the configuration: a branch, a tag or a commit.
//
// A Label can be handed to a source as it is: it never contains "..", "#", "*", "?" or a leading
// "(_)", whatever the encoding it arrived in. It is compared byte for byte and never interpreted as
// a revision expression.
//
// Thread-safety: immutable after construction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/api.hpp"
#include "cairn/result.hpp"

namespace cairn {

// The rule that the reference applies to names, labels and paths of a request (PathUtils): refuses
// text that could leave the repository, also after one more round of percent-decoding, and turns
// "(_)" into "/", because a slash would end a path segment.
//
// Takes the percent-decoded segment. Errors: invalid_argument.
[[nodiscard]] CAIRN_API Result<std::string> normalise_segment(std::string_view segment);

class CAIRN_API Label {
 public:
  // Parses the label segment of a request path: "release(_)1.2" names the branch "release/1.2".
  // Errors: invalid_argument if the text could leave the repository.
  [[nodiscard]] static Result<Label> parse(std::string_view segment);

  // A label from settings, where nothing is encoded. Errors: invalid_argument as above.
  [[nodiscard]] static Result<Label> from_name(std::string_view name);

  [[nodiscard]] const std::string& text() const { return text_; }

  // The labels of a comma list, in order, empty elements left out; one label for a text without
  // comma.
  [[nodiscard]] std::vector<Label> split() const;

  friend bool operator==(const Label&, const Label&) = default;

 private:
  explicit Label(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace cairn

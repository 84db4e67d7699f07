// Query: which configuration is asked for: applications, profiles and perhaps a label. Checked
// once, at the edge; everything behind it may trust it.
//
// Thread-safety: immutable after construction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/label.hpp"
#include "cairn/result.hpp"

namespace cairn::resolve {

class Query {
 public:
  // Takes percent-decoded segments. `validate_profiles` is Spring's spring.profiles.validate.
  // Errors: invalid_argument (read-path.md 1.4): "..", "#", "*", "?" or a leading "(_)" anywhere,
  // or a profile that is no profile name.
  [[nodiscard]] static Result<Query> parse(std::string_view applications, std::string_view profiles,
                                           std::optional<std::string_view> label,
                                           bool validate_profiles = true);

  // As echoed in answers: "(_)" is "/", commas stay.
  [[nodiscard]] const std::string& application() const { return application_; }
  [[nodiscard]] const std::string& profiles() const { return profiles_; }
  [[nodiscard]] const std::optional<Label>& label() const { return label_; }

  // The names whose files are read, lowest precedence first: "application", then the others as
  // asked for, trimmed, without empty ones.
  [[nodiscard]] std::vector<std::string> config_names() const;
  // The applications as asked for, for "{application}" in search paths.
  [[nodiscard]] std::vector<std::string> application_list() const;
  // The profiles as asked for, each once.
  [[nodiscard]] std::vector<std::string> profile_list() const;

 private:
  Query() = default;
  std::string application_;
  std::string profiles_;
  std::optional<Label> label_;
};

}  // namespace cairn::resolve

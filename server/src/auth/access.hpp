// Access: who may do what: the rules of the settings (cairn.access), and the decision about one
// principal and one wish, with the rule that made it.
//
// Without any rule the user of spring.security.user may do everything, as in Spring, and nobody
// else anything. With rules, what none of them grants is refused, to everybody.
//
// Thread-safety: immutable once made. Cost: a walk through the rules; no allocation beyond that of
// the query's own lists, unless an explanation is asked for.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/principal.hpp"
#include "resolve/query.hpp"

namespace cairn::auth {

enum class Right { read, refresh, pin, encrypt, decrypt, status, metrics };
inline constexpr std::array<std::string_view, 7> right_names{
    "read", "refresh", "pin", "encrypt", "decrypt", "status", "metrics"};

[[nodiscard]] std::string_view name_of(Right right);
[[nodiscard]] std::optional<Right> parse_right(std::string_view name);

// How a rule calls the label of a query that names none.
inline constexpr std::string_view default_label_word = "(default)";

// One rule: who, what, and for `read` of which configuration. Globs: "*" stands for any characters,
// slashes and none included; everything else for itself, byte for byte.
struct AccessRule {
  std::string name;                     // "cairn.access[0]"
  std::vector<std::string> principals;  // globs
  std::vector<std::string> roles;       // names as they are
  std::vector<Right> rights;
  std::vector<std::string> applications;  // globs, as the next three
  std::vector<std::string> profiles;
  std::vector<std::string> labels;
  // Paths of files. Empty: every file but those that are named as the configuration of an
  // application that is not granted.
  std::vector<std::string> files;
};

struct Decision {
  bool granted = false;
  std::string why;  // "cairn.access[0] grants read of shop", or what is missing
};

class Access {
 public:
  Access() = default;
  explicit Access(std::vector<AccessRule> rules) : rules_(std::move(rules)) {}

  // For rights that are of the whole server: all but `read`.
  [[nodiscard]] bool may(const Principal& who, Right right) const;
  // Whether the answer to the query, or that file of it, may be given. Every application of the
  // query needs a rule for every one of its profiles and labels.
  [[nodiscard]] bool may_read(const Principal& who, const resolve::Query& query,
                              std::optional<std::string_view> file = std::nullopt) const;
  // Whether may_read() is true for whatever query: then nobody has to ask it.
  [[nodiscard]] bool reads_all(const Principal& who) const;

  // The same, with the reason.
  [[nodiscard]] Decision explain(const Principal& who, Right right) const;
  [[nodiscard]] Decision explain_read(const Principal& who, const resolve::Query& query,
                                      std::optional<std::string_view> file = std::nullopt) const;

  [[nodiscard]] const std::vector<AccessRule>& rules() const { return rules_; }

 private:
  struct Wish {
    std::string_view application;
    std::string_view profile;
    std::string_view label;
  };

  [[nodiscard]] static bool covers(const AccessRule& rule, const Principal& who, const Wish& wish);
  [[nodiscard]] std::optional<Decision> without_rules(const Principal& who) const;
  [[nodiscard]] const AccessRule* rule_for(const Principal& who, Right right) const;
  [[nodiscard]] bool grants(const Principal& who, const Wish& wish,
                            std::optional<std::string_view> file) const;
  [[nodiscard]] bool grants_file(const Principal& who, const AccessRule& rule, const Wish& wish,
                                 std::string_view file) const;
  [[nodiscard]] bool grants_configuration(const Principal& who, const Wish& wish) const;
  template <typename Visit>
  [[nodiscard]] bool all_wishes(const resolve::Query& query, Visit visit) const;

  std::vector<AccessRule> rules_;
};

}  // namespace cairn::auth

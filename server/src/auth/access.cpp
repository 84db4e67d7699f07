// Deciding by rules.
#include "auth/access.hpp"

#include <algorithm>

#include "auth/configuration_name.hpp"
#include "resolve/patterns.hpp"
#include "values/java_trim.hpp"

namespace cairn::auth {
namespace {

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool any_matches(const std::vector<std::string>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return resolve::matches_pattern(glob, text); });
}

bool is_for(const AccessRule& rule, const Principal& who) {
  return any_matches(rule.principals, who.name) ||
         std::any_of(who.roles.begin(), who.roles.end(),
                     [&](const std::string& role) { return has(rule.roles, role); });
}

bool has_right(const AccessRule& rule, Right right) {
  return std::find(rule.rights.begin(), rule.rights.end(), right) != rule.rights.end();
}

// The applications of a query: the names whose files are read, and where blanks stand around one,
// the name with them as well, which search paths show.
std::vector<std::string> applications_of(const resolve::Query& query) {
  std::vector<std::string> names = query.config_names();
  if (names.size() > 1) {
    names.erase(names.begin());  // "application", which comes with the others
  }
  for (std::string& name : query.application_list()) {
    const std::string_view trimmed = values::java_trimmed(name);
    if (!trimmed.empty() && trimmed != name) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

std::vector<std::string> profiles_of(const resolve::Query& query) {
  std::vector<std::string> profiles = query.profile_list();
  if (profiles.empty()) {
    profiles.emplace_back();
  }
  return profiles;
}

std::vector<std::string> labels_of(const resolve::Query& query) {
  std::vector<std::string> labels;
  if (query.label()) {
    for (const Label& label : query.label()->split()) {
      labels.push_back(label.text());
    }
  }
  if (labels.empty()) {
    labels.emplace_back(default_label_word);
  }
  return labels;
}

std::string described(std::string_view application, std::string_view profile,
                      std::string_view label) {
  return "application '" + std::string(application) + "', profile '" + std::string(profile) +
         "', label '" + std::string(label) + "'";
}

}  // namespace

std::string_view name_of(Right right) {
  return right_names[static_cast<std::size_t>(right)];
}

std::optional<Right> parse_right(std::string_view name) {
  const auto found = std::find(right_names.begin(), right_names.end(), name);
  return found == right_names.end()
             ? std::nullopt
             : std::optional(static_cast<Right>(found - right_names.begin()));
}

// What is decided before any rule is looked at.
std::optional<Decision> Access::without_rules(const Principal& who) const {
  if (who.proof == Proof::none) {
    return Decision{true, "nobody is asked to log in"};
  }
  if (!rules_.empty()) {
    return std::nullopt;
  }
  if (who.proof == Proof::settings_user) {
    return Decision{true, "there are no rules, and this is the user of spring.security.user"};
  }
  return Decision{false, "there are no rules, which only spring.security.user does not need"};
}

const AccessRule* Access::rule_for(const Principal& who, Right right) const {
  const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const AccessRule& rule) {
    return has_right(rule, right) && is_for(rule, who);
  });
  return found == rules_.end() ? nullptr : &*found;
}

bool Access::may(const Principal& who, Right right) const {
  if (who.proof == Proof::none) {
    return true;
  }
  if (rules_.empty()) {
    return who.proof == Proof::settings_user;
  }
  return rule_for(who, right) != nullptr;
}

Decision Access::explain(const Principal& who, Right right) const {
  if (auto decided = without_rules(who)) {
    return *std::move(decided);
  }
  const AccessRule* rule = rule_for(who, right);
  if (rule == nullptr) {
    return {false, "no rule grants '" + who.name + "' the right " + std::string(name_of(right))};
  }
  return {true, rule->name + " grants " + std::string(name_of(right))};
}

template <typename Visit>
bool Access::all_wishes(const resolve::Query& query, Visit visit) const {
  const auto applications = applications_of(query);
  const auto profiles = profiles_of(query);
  const auto labels = labels_of(query);
  for (const std::string& application : applications) {
    for (const std::string& profile : profiles) {
      for (const std::string& label : labels) {
        if (!visit(Wish{application, profile, label})) {
          return false;
        }
      }
    }
  }
  return true;
}

bool Access::covers(const AccessRule& rule, const Principal& who, const Wish& wish) {
  return has_right(rule, Right::read) && is_for(rule, who) &&
         any_matches(rule.applications, wish.application) &&
         any_matches(rule.profiles, wish.profile) && any_matches(rule.labels, wish.label);
}

// Whether some rule grants the configuration itself.
bool Access::grants_configuration(const Principal& who, const Wish& wish) const {
  return std::any_of(rules_.begin(), rules_.end(),
                     [&](const AccessRule& rule) { return covers(rule, who, wish); });
}

// Of a rule that grants the configuration: whether the file comes with it.
bool Access::grants_file(const Principal& who, const AccessRule& rule, const Wish& wish,
                         std::string_view file) const {
  if (!rule.files.empty()) {
    return any_matches(rule.files, file);
  }
  const auto meanings = meanings_of(file, wish.application, wish.profile);
  return meanings.empty() ||
         std::any_of(meanings.begin(), meanings.end(), [&](const ConfigurationName& meant) {
           return grants_configuration(who, {meant.application, meant.profile, wish.label});
         });
}

bool Access::grants(const Principal& who, const Wish& wish,
                    std::optional<std::string_view> file) const {
  if (!file) {
    return grants_configuration(who, wish);
  }
  return std::any_of(rules_.begin(), rules_.end(), [&](const AccessRule& rule) {
    return covers(rule, who, wish) && grants_file(who, rule, wish, *file);
  });
}

bool Access::may_read(const Principal& who, const resolve::Query& query,
                      std::optional<std::string_view> file) const {
  if (const auto decided = without_rules(who)) {
    return decided->granted;
  }
  return all_wishes(query, [&](const Wish& wish) { return grants(who, wish, file); });
}

bool Access::reads_all(const Principal& who) const {
  if (who.proof == Proof::none || rules_.empty()) {
    return who.proof == Proof::none || who.proof == Proof::settings_user;
  }
  return std::any_of(rules_.begin(), rules_.end(), [&](const AccessRule& rule) {
    return has_right(rule, Right::read) && is_for(rule, who) && has(rule.applications, "*") &&
           has(rule.profiles, "*") && has(rule.labels, "*") &&
           (rule.files.empty() || has(rule.files, "*"));
  });
}

Decision Access::explain_read(const Principal& who, const resolve::Query& query,
                              std::optional<std::string_view> file) const {
  if (auto decided = without_rules(who)) {
    return *std::move(decided);
  }
  Decision made{true, {}};
  made.granted = all_wishes(query, [&](const Wish& wish) {
    if (grants(who, wish, file)) {
      return true;
    }
    const std::string what = described(wish.application, wish.profile, wish.label);
    made.why = grants_configuration(who, wish)
                   ? "'" + who.name + "' may read " + what + ", but not its file '" +
                         std::string(*file) + "'; a rule can grant it with 'files'"
                   : "no rule grants '" + who.name + "' to read " + what;
    return false;
  });
  if (!made.granted) {
    return made;
  }
  for (const AccessRule& rule : rules_) {
    const bool helps = !all_wishes(query, [&](const Wish& wish) {
      return !(covers(rule, who, wish) && (!file || grants_file(who, rule, wish, *file)));
    });
    if (helps) {
      made.why += (made.why.empty() ? "" : ", ") + rule.name;
    }
  }
  made.why += " grants it";
  return made;
}

}  // namespace cairn::auth

// Finding the row of a name, and the nearest name of one that has no row: see settings_table.hpp.
#include <algorithm>

#include "app/settings_table.hpp"
#include "base/text.hpp"
#include "values/edit_distance.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::app {
namespace {

using values::NameElement;
using values::RelaxedName;

// A row's name taken apart: canonical elements, "<id>" and "**" as they are.
struct Pattern {
  const KnownSetting* setting;
  std::vector<std::string> elements;
};

std::vector<Pattern> make_patterns() {
  std::vector<Pattern> patterns;
  for (const KnownSetting& setting : known_settings()) {
    Pattern pattern{&setting, {}};
    for (const std::string_view element : base::split(setting.name, '.')) {
      const bool wild = element == "<id>" || element == "**";
      pattern.elements.push_back(wild ? std::string(element) : values::canonical_name(element));
    }
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> made = make_patterns();
  return made;
}

bool matches(const Pattern& pattern, const std::vector<std::string>& name,
             const std::vector<NameElement>& elements) {
  for (std::size_t i = 0; i < pattern.elements.size(); ++i) {
    if (pattern.elements[i] == "**") {
      return name.size() >= i;  // the map itself as well: an empty one is written as a text
    }
    if (i >= name.size() ||
        (pattern.elements[i] != "<id>" && (elements[i].index || pattern.elements[i] != name[i]))) {
      return false;
    }
  }
  const std::size_t rest = name.size() - pattern.elements.size();
  return rest == 0 ||
         (rest == 1 && elements.back().index && pattern.setting->type == SettingType::list);
}

// Whether VARIABLE is one of the forms of the pattern; "<id>" and "**" stand for anything.
bool matches_variable(const KnownSetting& setting, std::string_view variable) {
  const std::size_t wild = std::min(setting.name.find(".<id>"), setting.name.find(".**"));
  for (const std::string& form : values::variables_of_name(setting.name.substr(0, wild))) {
    if (variable.substr(0, form.size()) != form) {
      continue;
    }
    const std::string_view rest = variable.substr(form.size());
    if (wild == std::string_view::npos) {
      const bool index = rest.size() > 1 && rest.front() == '_' &&
                         rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
      if (rest.empty() || (index && setting.type == SettingType::list)) {
        return true;
      }
      continue;
    }
    if (rest.size() < 2 || rest.front() != '_') {
      continue;
    }
    const std::string_view after = setting.name.substr(wild);
    if (after == ".**" || after == ".<id>") {
      return true;
    }
    for (const std::string& tail : values::variables_of_name(after.substr(5))) {
      if (rest.size() > tail.size() + 1 && rest.substr(rest.size() - tail.size()) == tail) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

const KnownSetting* known_setting(std::string_view name) {
  const RelaxedName parsed = RelaxedName::parse(name);
  std::vector<std::string> elements;
  for (const NameElement& element : parsed.elements()) {
    elements.push_back(element.index ? element.text : values::canonical_name(element.text));
  }
  const auto found = std::find_if(
      patterns().begin(), patterns().end(),
      [&](const Pattern& pattern) { return matches(pattern, elements, parsed.elements()); });
  return found == patterns().end() ? nullptr : found->setting;
}

const KnownSetting* known_setting_of_variable(std::string_view variable) {
  const auto& rows = known_settings();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const KnownSetting& setting) {
    return matches_variable(setting, variable);
  });
  return found == rows.end() ? nullptr : &*found;
}

std::optional<std::string> nearest_known_name(std::string_view name) {
  constexpr std::size_t name_bytes_max = 200;  // the search is quadratic
  const std::string wanted = values::canonical_name(name);
  if (wanted.size() > name_bytes_max) {
    return std::nullopt;
  }
  std::optional<std::string> best;
  std::size_t best_distance = 4;  // beyond three slips it is another word
  for (const KnownSetting& setting : known_settings()) {
    if (setting.name.find('<') != std::string_view::npos ||
        setting.name.find('*') != std::string_view::npos) {
      continue;
    }
    const std::size_t distance =
        values::edit_distance(wanted, values::canonical_name(setting.name));
    if (distance < best_distance) {
      best_distance = distance;
      best = std::string(setting.name);
    }
  }
  return best;
}

}  // namespace cairn::app

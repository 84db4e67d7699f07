// See variables.hpp.
#include "cli/variables.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"
#include "cli/effective.hpp"
#include "values/relaxed_name.hpp"
#include "values/value_text.hpp"

namespace cairn::cli {
namespace {

bool lies_below_any(const std::string& key, const std::vector<std::string>& names) {
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
           return lies_below(key, name);
         });
}

std::string at_its_place(const Entry& entry) {
  return entry.origin.place.text() + ": " + entry.key;
}

}  // namespace

std::optional<std::string> variable_name(const std::string& key) {
  std::string name = values::variables_of_name(key).front();
  const auto fits = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool digit_first = !name.empty() && name.front() >= '0' && name.front() <= '9';
  if (name.empty() || digit_first || !std::all_of(name.begin(), name.end(), fits)) {
    return std::nullopt;
  }
  return name;
}

bool is_reserved(std::string_view variable) {
  constexpr std::array<std::string_view, 14> names = {
      "PATH", "HOME", "USER",   "LOGNAME", "SHELL", "PWD",      "OLDPWD",
      "TERM", "LANG", "TMPDIR", "IFS",     "ENV",   "BASH_ENV", "TZ"};
  return std::find(names.begin(), names.end(), variable) != names.end() ||
         variable.starts_with("LD_") || variable.starts_with("LC_") ||
         variable.starts_with("CAIRN_");
}

Result<Variables> variables_of(const Config& config, const std::vector<std::string>& below) {
  auto entries = effective_entries(config);
  if (!entries) {
    return fail(std::move(entries).error());
  }
  Variables variables;
  std::unordered_map<std::string, std::string> taken;  // variable to key
  for (const Entry& entry : *entries) {
    if (!lies_below_any(entry.key, below)) {
      continue;
    }
    const auto name = variable_name(entry.key);
    if (!name) {
      variables.left_out.push_back(at_its_place(entry) + " can be no variable");
      continue;
    }
    if (is_reserved(*name)) {
      variables.left_out.push_back(at_its_place(entry) + " would be " + *name +
                                   ", which belongs to the system");
      continue;
    }
    const auto [owner, fresh] = taken.emplace(*name, entry.key);
    if (!fresh) {
      variables.left_out.push_back(at_its_place(entry) + " would be " + *name + ", as " +
                                   owner->second + " is already");
      continue;
    }
    std::string value = values::value_text(entry.value);
    if (value.find('\0') != std::string::npos) {
      return fail(ErrorCode::failed_precondition,
                  entry.key + ": a value with a zero byte can be no variable", entry.origin.place);
    }
    variables.set.push_back({*name, std::move(value)});
  }
  return variables;
}

std::vector<std::string> environment_with(const std::vector<std::string>& inherited,
                                          const std::vector<Variable>& variables) {
  std::unordered_set<std::string_view> replaced;
  for (const Variable& variable : variables) {
    replaced.insert(variable.name);
  }
  std::vector<std::string> environment;
  for (const std::string& entry : inherited) {
    if (replaced.count(std::string_view(entry).substr(0, entry.find('='))) == 0) {
      environment.push_back(entry);
    }
  }
  for (const Variable& variable : variables) {
    environment.push_back(variable.name + "=" + variable.value);
  }
  return environment;
}

std::string shell_quoted(std::string_view text) {
  return "'" + base::replace_all(std::string(text), "'", "'\\''") + "'";
}

std::string shell_text(const std::vector<Variable>& variables) {
  std::string out;
  for (const Variable& variable : variables) {
    out += variable.name + "=" + shell_quoted(variable.value) + "\n";
  }
  return out;
}

}  // namespace cairn::cli

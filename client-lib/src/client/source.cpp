// Variables are found by the names that Spring would look for, everything else by canonical name.
#include "client/source.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace cairn::client {
namespace {

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

// A name as variables_of_name wants it: "pool.max-size" for "pool.maxSize" and "pool.max_size".
std::string kebab_name(std::string_view name) {
  std::string out;
  char before = '.';
  bool bracket = false;
  for (const char c : name) {
    bracket = (bracket || c == '[') && c != ']';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower_before = (before >= 'a' && before <= 'z') || (before >= '0' && before <= '9');
    if (!bracket && upper && lower_before) {
      out += '-';
    }
    out += !bracket && c == '_' ? '-' : c;
    before = c;
  }
  return out;
}

}  // namespace

Source::Source(SourceInput input) : input_(std::move(input)) {
  if (input_.source.properties == nullptr) {
    input_.source.properties = std::make_shared<const Properties>();
  }
  names_.reserve(properties().size());
  for (const Property& property : properties()) {
    const auto number = static_cast<std::uint32_t>(names_.size());
    if (variables()) {
      names_.push_back(values::RelaxedName::parse(values::name_of_variable(property.key)));
      by_variable_[upper_case(property.key)] = number;
    } else {
      names_.push_back(values::RelaxedName::parse(property.key));
    }
  }
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    if (!names_[i].canonical().empty()) {  // the variable "_" has no name
      index_.add(names_[i].canonical(), i);
    }
  }
  index_.sort();
}

const Property* Source::find(std::string_view name, std::string_view canonical) const {
  if (variables()) {
    for (const std::string& variable : values::variables_of_name(kebab_name(name))) {
      const auto found = by_variable_.find(variable);
      if (found != by_variable_.end()) {
        return &properties()[found->second];
      }
    }
  }
  const std::optional<std::uint32_t> number = index_.find(canonical);
  return number ? &properties()[*number] : nullptr;
}

Origin Source::origin(const Property& property) const {
  if (variables()) {
    return {"environment variable " + property.key, {}};
  }
  if (input_.kind == SourceKind::arguments) {
    return {"argument --" + property.key, {}};
  }
  if (input_.source.file.empty()) {
    return {input_.source.name, property.at};
  }
  return {input_.source.file, property.at};
}

}  // namespace cairn::client

// See relaxed_name.hpp.
#include "values/relaxed_name.hpp"

#include <algorithm>

namespace cairn::values {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Spring's binder leaves out whatever is no letter or digit. But its other way of reading, by the
// name as it is written, tells "a.b*" from "a.b+"; here there is one way, and no value may hide
// behind another name.
std::string uniform(std::string_view element) {
  std::string out;
  for (const char c : element) {
    if (is_letter(c) || is_digit(c)) {
      out += lower(c);
    } else if (c != '-' && c != '_') {
      return std::string(element);
    }
  }
  return out.empty() ? std::string(element) : out;
}

std::string variable_form(std::string_view name, bool keep_dashes) {
  std::string out;
  for (const char c : name) {
    if (c == ']' || (c == '-' && !keep_dashes)) {
      continue;
    }
    out += c == '.' || c == '[' || c == '-' ? '_' : upper(c);
  }
  return out;
}

}  // namespace

RelaxedName RelaxedName::parse(std::string_view written) {
  RelaxedName name;
  const auto add = [&name](std::string_view text, bool index) {
    if (index) {
      name.canonical_.append("[").append(text).append("]");
    } else {
      if (!name.canonical_.empty()) {
        name.canonical_ += '.';
      }
      name.canonical_ += uniform(text);
    }
    name.elements_.push_back({std::string(text), index});
  };
  std::size_t at = 0;
  while (at < written.size()) {
    if (written[at] == '.') {  // an empty element
      ++at;
      continue;
    }
    const std::size_t close = written[at] == '[' ? written.find(']', at) : std::string_view::npos;
    if (close != std::string_view::npos) {
      add(written.substr(at + 1, close - at - 1), true);
      at = close + 1;
      continue;
    }
    const std::size_t end = std::min(written.find_first_of(".[", at + 1), written.size());
    add(written.substr(at, end - at), false);
    at = end;
  }
  return name;
}

bool RelaxedName::starts_with(const RelaxedName& prefix) const {
  const std::string& head = prefix.canonical_;
  if (canonical_.compare(0, head.size(), head) != 0) {
    return false;
  }
  return canonical_.size() == head.size() || canonical_[head.size()] == '.' ||
         canonical_[head.size()] == '[';
}

std::string RelaxedName::map_key_at(std::size_t index) const {
  const NameElement& element = elements_[index];
  if (element.index) {
    return element.text;
  }
  std::string out;
  for (std::size_t i = 0; i < element.text.size(); ++i) {
    const char c = element.text[i];
    if (is_letter(c) || is_digit(c) || c == '_' || (c == '-' && i != 0)) {
      out += c;
    }
  }
  return out;
}

std::string RelaxedName::map_key(std::size_t first) const {
  std::string out;
  for (std::size_t i = first; i < elements_.size(); ++i) {
    if (i != first) {
      out += '.';
    }
    out += map_key_at(i);
  }
  return out;
}

std::string canonical_name(std::string_view written) {
  return RelaxedName::parse(written).canonical();
}

std::vector<std::string> variables_of_name(std::string_view name) {
  std::vector<std::string> out = {variable_form(name, false)};
  std::string older = variable_form(name, true);
  if (older != out.front()) {
    out.push_back(std::move(older));
  }
  return out;
}

std::string name_of_variable(std::string_view variable) {
  std::string out;
  std::size_t at = 0;
  while (at <= variable.size()) {
    const std::size_t end = std::min(variable.find('_', at), variable.size());
    const std::string_view part = variable.substr(at, end - at);
    if (!part.empty() && std::all_of(part.begin(), part.end(), is_digit)) {
      out.append("[").append(part).append("]");
    } else if (!part.empty()) {
      if (!out.empty()) {
        out += '.';
      }
      std::transform(part.begin(), part.end(), std::back_inserter(out), lower);
    }
    at = end + 1;
  }
  return out;
}

}  // namespace cairn::values

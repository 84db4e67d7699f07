// See difference.hpp.
#include "cli/difference.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "cli/output.hpp"
#include "values/value_text.hpp"

namespace cairn::cli {
namespace {

std::string text_of(const std::optional<std::string>& text) {
  return text.value_or("none");
}

std::string text_of(const Position& at) {
  return at.known() ? std::to_string(at.line) + ":" + std::to_string(at.column) : "none";
}

std::string_view type_of(const Value& value) {
  constexpr std::string_view names[] = {"text",    "boolean", "integer",
                                        "integer", "decimal", "bytes"};
  return names[value.index()];
}

// "shop.yml (document #1)": what is equal wherever the files lie.
std::string short_name(const PropertySource& source) {
  std::string file = source.file.empty() ? source.name : source.file;
  file.erase(0, file.find_last_of('/') + 1);
  const std::size_t document = source.name.rfind(" (document #");
  return document == std::string::npos ? file : file + source.name.substr(document);
}

class Comparison {
 public:
  std::vector<Difference> take() && { return std::move(found_); }

  void text(const char* what, const std::string& where, const std::string& a, const std::string& b,
            bool note = false) {
    if (a != b) {
      found_.push_back({what, where, a, b, note});
    }
  }

  void sources(const std::vector<PropertySource>& a, const std::vector<PropertySource>& b) {
    std::vector<std::string> names_of_a;
    std::vector<std::string> names_of_b;
    std::unordered_map<std::string, const PropertySource*> in_b;
    names_of_a.reserve(a.size());
    names_of_b.reserve(b.size());
    for (const PropertySource& source : b) {
      names_of_b.push_back(short_name(source));
      in_b.emplace(names_of_b.back(), &source);
    }
    for (const PropertySource& source : a) {
      names_of_a.push_back(short_name(source));
    }
    for (const std::string& name : names_of_b) {
      if (std::find(names_of_a.begin(), names_of_a.end(), name) == names_of_a.end()) {
        found_.push_back({"source", name, "none", "there", false});
      }
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      const auto other = in_b.find(names_of_a[i]);
      if (other == in_b.end()) {
        found_.push_back({"source", names_of_a[i], "there", "none", false});
        continue;
      }
      text("source name", names_of_a[i], a[i].name, other->second->name, true);
      properties(names_of_a[i], *a[i].properties, *other->second->properties);
    }
    order("", names_of_a, names_of_b);
  }

 private:
  void properties(const std::string& source, const Properties& a, const Properties& b) {
    std::unordered_map<std::string_view, const Property*> in_b;
    std::vector<std::string> keys_of_a;
    std::vector<std::string> keys_of_b;
    keys_of_a.reserve(a.size());
    keys_of_b.reserve(b.size());
    for (const Property& property : b) {
      in_b.emplace(property.key, &property);
      keys_of_b.push_back(property.key);
    }
    for (const Property& property : a) {
      keys_of_a.push_back(property.key);
      const std::string where = source + ": " + property.key;
      const auto other = in_b.find(property.key);
      if (other == in_b.end()) {
        found_.push_back({"key", where, values::value_text(property.value), "none", false});
        continue;
      }
      values(where, property, *other->second);
      in_b.erase(other);
    }
    for (const Property& property : b) {
      if (in_b.count(property.key) != 0) {
        found_.push_back({"key", source + ": " + property.key, "none",
                          values::value_text(property.value), false});
      }
    }
    order(source, keys_of_a, keys_of_b);
  }

  void values(const std::string& where, const Property& a, const Property& b) {
    text("value", where, values::value_text(a.value), values::value_text(b.value));
    text("type", where, std::string(type_of(a.value)), std::string(type_of(b.value)));
    text("origin", where, text_of(a.at), text_of(b.at), true);
  }

  // Of the same names in another order, the first that is out of place.
  void order(const std::string& where, std::vector<std::string> a, std::vector<std::string> b) {
    const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (in_a == a.end() || in_b == b.end()) {
      return;
    }
    Difference difference{"order", where, *in_a, *in_b, false};
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    if (a == b) {
      found_.push_back(std::move(difference));
    }
  }

  std::vector<Difference> found_;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

}  // namespace

std::vector<Difference> differences(const Environment& a, const Environment& b) {
  Comparison comparison;
  comparison.text("name", "", a.name, b.name);
  comparison.text("profiles", "", a.profiles, b.profiles);
  comparison.text("label", "", text_of(a.label), text_of(b.label));
  comparison.text("version", "", text_of(a.version), text_of(b.version), true);
  comparison.text("state", "", text_of(a.state), text_of(b.state), true);
  comparison.sources(a.sources, b.sources);
  return std::move(comparison).take();
}

std::vector<Difference> differences(std::string_view a, std::string_view b) {
  if (a == b) {
    return {};
  }
  const auto lines_of_a = lines_of(a);
  const auto lines_of_b = lines_of(b);
  std::size_t i = 0;
  while (i < lines_of_a.size() && i < lines_of_b.size() && lines_of_a[i] == lines_of_b[i]) {
    ++i;
  }
  const auto line = [i](const std::vector<std::string_view>& lines) {
    return i < lines.size() ? shown(lines[i]) : std::string("the end");
  };
  return {{"line", std::to_string(i + 1), line(lines_of_a), line(lines_of_b), false}};
}

}  // namespace cairn::cli

// Bodies are read again: a comparison is rare, and to remember every answer's keys is not free.
#include "service/changed_keys.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "cairn/environment.hpp"
#include "format/document.hpp"

namespace cairn::service {
namespace {

using Json = nlohmann::json;
template <typename V>
using Values = std::map<std::string, V>;

template <typename V>
std::vector<std::string> differing(const Values<V>& before, const Values<V>& after) {
  std::vector<std::string> keys;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    if (now == after.end() || (old != before.end() && old->first < now->first)) {
      keys.push_back((old++)->first);
    } else if (old == before.end() || now->first < old->first) {
      keys.push_back((now++)->first);
    } else {
      if (old->second != now->second) {
        keys.push_back(now->first);
      }
      ++old;
      ++now;
    }
  }
  return keys;
}

// {"propertySources":[{"source":{"key":value}}]}; in v2 a value is {"value":...,"origin":...}.
std::optional<Values<Json>> values_of_environment(std::string_view body) {
  const Json environment = Json::parse(body, nullptr, false);
  if (!environment.is_object() || !environment.contains("propertySources")) {
    return std::nullopt;
  }
  Values<Json> values;
  for (const Json& source : environment["propertySources"]) {
    for (const auto& [key, value] : source["source"].items()) {
      values.emplace(key, value.is_object() && value.contains("value") ? value["value"] : value);
    }
  }
  return values;
}

void add_leaves(Values<Json>& values, const std::string& path, const Json& node) {
  if (node.is_object() && !node.empty()) {
    for (const auto& [key, value] : node.items()) {
      std::string inner = path.empty() ? "" : path + '.';
      add_leaves(values, inner += key, value);
    }
  } else if (node.is_array() && !node.empty()) {
    for (std::size_t i = 0; i < node.size(); ++i) {
      add_leaves(values, path + "[" + std::to_string(i) + "]", node[i]);
    }
  } else if (!path.empty()) {
    values.emplace(path, node);
  }
}

std::optional<Values<Json>> values_of_json(std::string_view body) {
  const Json tree = Json::parse(body, nullptr, false);
  if (!tree.is_structured()) {
    return std::nullopt;
  }
  Values<Json> values;
  add_leaves(values, "", tree);
  return values;
}

std::optional<Values<Value>> values_of_text(format::Kind kind, std::string_view body) {
  const auto file = format::parse(kind, body);
  if (!file) {
    return std::nullopt;
  }
  Values<Value> values;
  for (const auto& document : (*file)->documents) {
    for (const Property& property : *document) {
      values.insert_or_assign(property.key, property.value);
    }
  }
  return values;
}

template <typename Read>
std::optional<std::vector<std::string>> compare(const Answer& before, const Answer& after,
                                                Read read) {
  const auto old = read(before.body);
  const auto now = read(after.body);
  if (!old || !now) {
    return std::nullopt;
  }
  return differing(*old, *now);
}

}  // namespace

bool can_be_compared(const Answer& answer) {
  // Reading one with decrypted values would leave copies of them in memory.
  return answer.status == 200 && answer.secret_body.empty() &&
         answer.body.size() <= compared_bytes_max;
}

std::optional<std::vector<std::string>> changed_keys(Format format, const Answer& before,
                                                     const Answer& after) {
  if (!can_be_compared(before) || !can_be_compared(after)) {
    return std::nullopt;
  }
  const auto as = [](format::Kind kind) {
    return [kind](std::string_view body) { return values_of_text(kind, body); };
  };
  switch (format) {
    case Format::environment_v1:
    case Format::environment_v2:
      return compare(before, after, values_of_environment);
    case Format::flat_json:
      return compare(before, after, values_of_json);
    case Format::flat_yaml:
      return compare(before, after, as(format::Kind::yaml));
    case Format::flat_properties:
      return compare(before, after, as(format::Kind::properties));
    case Format::text:
    case Format::binary:
      break;
  }
  return std::nullopt;
}

}  // namespace cairn::service

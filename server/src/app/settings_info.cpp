// info.* as JSON: see settings_http.hpp.
#include <nlohmann/json.hpp>

#include "app/settings_http.hpp"
#include "base/text.hpp"

namespace cairn::app {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return *number;
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return *number;
  }
  return value_text(value);
}

}  // namespace

std::string info_json(const std::vector<SettingsTree::Below>& info) {
  constexpr std::size_t depth_max = 50;
  Json root = Json::object();
  for (const SettingsTree::Below& entry : info) {
    const auto parts = base::split(entry.key, '.');
    if (parts.size() > depth_max) {
      continue;
    }
    Json* place = &root;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      Json& next = (*place)[std::string(parts[i])];
      if (!next.is_object()) {
        next = Json::object();
      }
      place = &next;
    }
    (*place)[std::string(parts.back())] = json_of(entry.value);
  }
  // Bytes that are no UTF-8 become U+FFFD: without that dump() throws.
  return root.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cairn::app

// See environment_change.hpp.
#include "service/environment_change.hpp"

#include <nlohmann/json.hpp>

namespace cairn::service {

Result<std::pair<std::string, std::string>> parse_environment_change(std::string_view body) {
  if (body.size() > environment_change_bytes_max) {
    return fail(ErrorCode::invalid_argument,
                "more than " + std::to_string(environment_change_bytes_max) + " bytes");
  }
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const auto text_of = [&json](const char* name) -> const std::string* {
    const auto found = json.is_object() ? json.find(name) : json.end();
    return found == json.end() ? nullptr : found->get_ptr<const std::string*>();
  };
  const std::string* const name = text_of("name");
  const std::string* const value = text_of("value");
  if (name == nullptr || name->empty() || value == nullptr) {
    return fail(ErrorCode::invalid_argument,
                "a body like {\"name\":\"a.b\",\"value\":\"c\"} is wanted");
  }
  return std::make_pair(*name, *value);
}

}  // namespace cairn::service

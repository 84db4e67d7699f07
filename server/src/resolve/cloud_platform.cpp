// Names of cloud platforms and their spellings.
#include "resolve/cloud_platform.hpp"

#include <array>

#include "base/text.hpp"
#include "values/profile_name.hpp"

namespace cairn::resolve {
namespace {

constexpr std::array<std::string_view, 8> names = {
    "none",       "cloud_foundry",     "heroku", "sap", "nomad",
    "kubernetes", "azure_app_service", "aws_ecs"};

std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : base::to_lower(text)) {
    if (values::is_letter_or_digit(static_cast<unsigned char>(c)) &&
        static_cast<unsigned char>(c) < 0x80) {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> known_cloud_platform(std::string_view text) {
  const std::string wanted = letters_of(text);
  for (const std::string_view name : names) {
    if (letters_of(name) == wanted) {
      return wanted;
    }
  }
  return std::nullopt;
}

std::optional<std::string> enforced_cloud_platform(std::string_view text) {
  for (const std::string_view name : names) {
    if (base::equals_ignoring_case(name, text)) {
      return letters_of(name);
    }
  }
  return std::nullopt;
}

}  // namespace cairn::resolve

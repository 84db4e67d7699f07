// PropertyList: see the header.
#include "format/property_list.hpp"

#include <string_view>
#include <utility>
#include <variant>

namespace cairn::format {
namespace {

std::size_t payload_bytes(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return text->size();
  }
  if (const auto* number = std::get_if<BigInteger>(&value)) {
    return number->digits.size();
  }
  if (const auto* binary = std::get_if<Binary>(&value)) {
    return binary->bytes.size();
  }
  return 0;
}

}  // namespace

void PropertyList::put(std::string key, Value value, Position at) {
  const std::size_t place = index_.find_or_note(key, properties_.size(), [this](std::size_t i) {
    return std::string_view(properties_[i].key);
  });
  if (place == properties_.size()) {
    properties_.push_back({std::move(key), std::move(value), at});
    return;
  }
  Property& property = properties_[place];
  property.value = std::move(value);
  property.at = at;
}

Properties PropertyList::take() {
  index_.clear();
  properties_.shrink_to_fit();
  return std::exchange(properties_, {});
}

std::size_t size_in_memory(const Properties& properties) {
  std::size_t bytes = sizeof(Properties) + properties.capacity() * sizeof(Property);
  for (const Property& property : properties) {
    bytes += property.key.size() + payload_bytes(property.value);
  }
  return bytes;
}

}  // namespace cairn::format

// PropertyList: builds the properties of one document; a key that is set again keeps its first
// place and takes the last value, as Java's LinkedHashMap does.
//
// Thread-safety: for one thread.
#pragma once

#include <cstddef>
#include <string>

#include "cairn/environment.hpp"
#include "format/key_index.hpp"

namespace cairn::format {

class PropertyList {
 public:
  void put(std::string key, Value value, Position at);

  [[nodiscard]] bool empty() const { return properties_.empty(); }
  [[nodiscard]] std::size_t size() const { return properties_.size(); }

  // The properties; the list is empty afterwards.
  [[nodiscard]] Properties take();

 private:
  Properties properties_;
  KeyIndex index_;
};

// Memory that the properties hold, roughly.
[[nodiscard]] std::size_t size_in_memory(const Properties& properties);

}  // namespace cairn::format

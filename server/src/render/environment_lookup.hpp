// EnvironmentLookup: the value of a key in an environment: that of the first source having it.
//
// Thread-safety: for one thread. Ownership: refers to the environment, which must live longer.
// Cost: the first question indexes all keys; a rendering that asks nothing pays nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cairn/environment.hpp"

namespace cairn::render {

class EnvironmentLookup {
 public:
  explicit EnvironmentLookup(const Environment& environment) : environment_(environment) {}

  // The value as text for a placeholder; nullopt for a key that no source has.
  [[nodiscard]] std::optional<std::string> operator()(std::string_view key);

 private:
  void index();

  const Environment& environment_;
  bool indexed_ = false;
  std::unordered_map<std::string_view, const Value*> values_;
};

}  // namespace cairn::render

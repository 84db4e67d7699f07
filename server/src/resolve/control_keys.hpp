// ControlKeys: the keys of a document that steer how configuration is loaded: `spring.config.*`,
// `spring.profiles.*` and `spring.main.*`, in any spelling of Spring's relaxed names.
//
// Thread-safety: immutable after construction. Ownership: points into the properties it was made
// from.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::resolve {

struct ControlKey {
  values::RelaxedName name;
  const Property* property = nullptr;
};

// A list that was given as one comma text or as indexed keys; `at` is where it begins.
struct ControlList {
  std::vector<std::string> items;
  Position at;
};

// Resolves the placeholders of one value.
using ResolveText = std::function<Result<std::string>(const std::string&)>;

class ControlKeys {
 public:
  explicit ControlKeys(const Properties& properties);

  [[nodiscard]] bool empty() const { return keys_.empty(); }
  [[nodiscard]] const std::vector<ControlKey>& all() const { return keys_; }

  // The property of that canonical name ("spring.config.activate.onprofile"); null if there is
  // none.
  [[nodiscard]] const Property* find(std::string_view canonical) const;

  // The text of a property, placeholders resolved. Errors: those of `resolve`.
  [[nodiscard]] Result<std::optional<std::string>> text(std::string_view canonical,
                                                        const ResolveText& resolve) const;

  // The list of that canonical name: items of a comma text are trimmed, indexed ones are taken as
  // they are; nullopt if there is neither. Errors: those of `resolve`; failed_precondition for
  // indexes with a gap.
  [[nodiscard]] Result<std::optional<ControlList>> list(std::string_view canonical,
                                                        const ResolveText& resolve) const;

 private:
  [[nodiscard]] Result<std::optional<ControlList>> indexed_list(std::string_view canonical,
                                                                const ResolveText& resolve) const;

  std::vector<ControlKey> keys_;  // in file order
};

}  // namespace cairn::resolve

// KeyPath: walks a flat key such as "routes[0].filters[1].name" from left to right.
//
// '.' ends a name; "[<integer>]" after a name or an index makes a list. What stands in brackets and
// is no integer belongs to the name ("m[a/b]"), though a '.' in it still ends the name. These are
// the rules of the reference's PropertyNavigator, quirks included.
//
// Thread-safety: for one thread. Ownership: refers to the key, which must live longer.
#pragma once

#include <cstddef>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::render {

class KeyPath {
 public:
  enum class Next { map, list, leaf };  // what the name or index just read holds

  explicit KeyPath(std::string_view key) : key_(key) {}

  // The next name. Errors: invalid_argument for an empty one ("a..b", ".a", "[1]").
  [[nodiscard]] Result<std::string_view> name();

  // The next index, after next() was `list`.
  // Errors: invalid_argument for a sign in it, or for text after it ("a[-1]", "a[0]b").
  [[nodiscard]] Result<std::size_t> index();

  [[nodiscard]] Next next() const { return next_; }

 private:
  [[nodiscard]] Failure invalid() const;

  std::string_view key_;
  std::size_t start_ = 0;  // of the name or index to be read next
  Next next_ = Next::map;
};

}  // namespace cairn::render

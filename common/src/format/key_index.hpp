// KeyIndex: finds the keys of a list by hashing, and holds none of them itself. A hash map beside
// the list would hold each key twice and spread them over memory, which large files are slowed by.
//
// The list is the caller's; `key_at(i)` is the key in its place i, and keys are only ever added
// behind the last.
//
// Thread-safety: for one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace cairn::format {

class KeyIndex {
 public:
  // The place of the key in the list, which has `size` keys; `size` for one that it does not have.
  template <typename KeyAt>
  [[nodiscard]] std::size_t find(std::string_view key, std::size_t size,
                                 const KeyAt& key_at) const {
    const std::uint32_t place = slots_.empty() ? 0 : slots_[slot_of(key, key_at)];
    return place == 0 ? size : place - 1;
  }

  // As find(); notes a key that is new, for the caller to add it to the list in its last place.
  template <typename KeyAt>
  [[nodiscard]] std::size_t find_or_note(std::string_view key, std::size_t size,
                                         const KeyAt& key_at) {
    make_room(size, key_at);
    std::uint32_t& place = slots_[slot_of(key, key_at)];
    if (place == 0) {
      place = static_cast<std::uint32_t>(size + 1);
    }
    return place - 1;
  }

  void clear() { slots_ = {}; }

 private:
  template <typename KeyAt>
  [[nodiscard]] std::size_t slot_of(std::string_view key, const KeyAt& key_at) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(key) & mask;
    while (slots_[slot] != 0 && key_at(slots_[slot] - 1) != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  // Keeps half of the slots empty, so that a search ends soon.
  template <typename KeyAt>
  void make_room(std::size_t size, const KeyAt& key_at) {
    if ((size + 1) * 2 <= slots_.size()) {
      return;
    }
    slots_.assign(std::max<std::size_t>(16, slots_.size() * 2), 0);
    for (std::size_t i = 0; i < size; ++i) {
      slots_[slot_of(key_at(i), key_at)] = static_cast<std::uint32_t>(i + 1);
    }
  }

  std::vector<std::uint32_t> slots_;  // places, counted from 1; 0 for none
};

}  // namespace cairn::format

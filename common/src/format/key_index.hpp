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
#include <utility>
#include <vector>

namespace cairn::format {

class KeyIndex {
 public:
  // The place of the key in the list, which has `size` keys; `size` for one that it does not have.
  template <typename KeyAt>
  [[nodiscard]] std::size_t find(std::string_view key, std::size_t size,
                                 const KeyAt& key_at) const {
    const std::uint32_t hash = hash_of(key);
    const Slot* slot = slots_.empty() ? nullptr : &slots_[slot_of(key, hash, key_at)];
    return slot == nullptr || slot->place == 0 ? size : slot->place - 1;
  }

  // As find(); notes a key that is new, for the caller to add it to the list in its last place.
  template <typename KeyAt>
  [[nodiscard]] std::size_t find_or_note(std::string_view key, std::size_t size,
                                         const KeyAt& key_at) {
    make_room(size);
    const std::uint32_t hash = hash_of(key);
    Slot& slot = slots_[slot_of(key, hash, key_at)];
    if (slot.place == 0) {
      slot = {hash, static_cast<std::uint32_t>(size + 1)};
    }
    return slot.place - 1;
  }

  void clear() { slots_ = {}; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t place = 0;  // counted from 1; 0 for none
  };

  static std::uint32_t hash_of(std::string_view key) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>()(key));
  }

  // Looks at a key itself only where the hash is equal: keys are far away in memory.
  template <typename KeyAt>
  [[nodiscard]] std::size_t slot_of(std::string_view key, std::uint32_t hash,
                                    const KeyAt& key_at) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].place != 0 &&
           (slots_[at].hash != hash || key_at(slots_[at].place - 1) != key)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  // Keeps half of the slots empty, so that a search ends soon.
  void make_room(std::size_t size) {
    if ((size + 1) * 2 <= slots_.size()) {
      return;
    }
    std::vector<Slot> larger(std::max<std::size_t>(16, slots_.size() * 2));
    const std::size_t mask = larger.size() - 1;
    for (const Slot& slot : slots_) {
      if (slot.place != 0) {
        std::size_t at = slot.hash & mask;
        while (larger[at].place != 0) {
          at = (at + 1) & mask;
        }
        larger[at] = slot;
      }
    }
    slots_ = std::move(larger);
  }

  std::vector<Slot> slots_;
};

}  // namespace cairn::format

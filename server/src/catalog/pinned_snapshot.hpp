// PinnedSnapshot: a repository at one moment, some of whose labels an operator has pinned: these
// lead to their commits, all others, and commit ids, where they led before.
//
// A pinned commit that cannot be read is an error, never the state that it was to replace.
//
// Thread-safety: immutable; what it reads through is synchronised. Ownership: shares the snapshot.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "source/file_tree.hpp"

namespace cairn::catalog {

class PinnedSnapshot final : public source::Snapshot {
 public:
  // `below` is not null.
  PinnedSnapshot(std::shared_ptr<const source::Snapshot> below, source::Pins pins)
      : below_(std::move(below)), pins_(std::move(pins)) {}

  [[nodiscard]] Result<source::Resolved> resolve(const Label& label) const override;
  // As they would be without pins.
  [[nodiscard]] std::vector<source::ShownLabel> labels(std::size_t count_max) const override {
    return below_->labels(count_max);
  }
  [[nodiscard]] std::vector<source::Refused> refused() const override { return below_->refused(); }
  [[nodiscard]] Result<source::Revision> revision(std::string_view id) const override {
    return below_->revision(id);
  }
  [[nodiscard]] Result<std::optional<std::string>> first_parent(
      std::string_view id) const override {
    return below_->first_parent(id);
  }
  [[nodiscard]] Result<std::int64_t> last_change(std::string_view id,
                                                 std::string_view path) const override {
    return below_->last_change(id, path);
  }

 private:
  const std::shared_ptr<const source::Snapshot> below_;
  const source::Pins pins_;
};

// The pin for a label as it is written, where what it stands for cannot be asked for: its branch
// may be gone. End if there is none.
[[nodiscard]] source::Pins::const_iterator find_pin(const source::Pins& pins,
                                                    std::string_view label);

}  // namespace cairn::catalog

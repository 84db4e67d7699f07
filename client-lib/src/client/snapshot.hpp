// Snapshot: what a Config shares with its copies: all sources, the most important first, and which
// of them decides each name.
//
// Thread-safety: immutable once made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/detail/reading.hpp"
#include "client/name_index.hpp"
#include "client/source.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::detail {

class Snapshot {
 public:
  using OnlySource = std::optional<std::size_t>;

  // A name with the property that decides it.
  struct Row {
    const values::RelaxedName* name;
    std::string_view written;
    const Property* property;
    std::size_t source;
    bool guessed;  // of a variable whose name no other source has
  };

  // What was found in one of the sources.
  struct Found {
    const Property* property;
    std::size_t source;
  };

  explicit Snapshot(std::vector<client::SourceInput> inputs, RemoteState remote = {});
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  [[nodiscard]] const std::vector<std::unique_ptr<client::Source>>& sources() const {
    return sources_;
  }
  [[nodiscard]] const RemoteState& remote() const { return remote_; }

  // The property that decides a name.
  [[nodiscard]] std::optional<Found> find(std::string_view name, OnlySource only = {}) const;
  // Whether names begin with this one and are longer.
  [[nodiscard]] bool has_below(std::string_view name, OnlySource only = {}) const;
  // The names that do, in order. `guessed`: with those of variables that no other source names.
  [[nodiscard]] std::vector<Row> below(std::string_view name, bool guessed,
                                       OnlySource only = {}) const;

  // The value with its placeholders resolved. Errors: invalid_argument, with the origin.
  [[nodiscard]] Result<Scalar> resolve(const Found& found, std::string_view name) const;

 private:
  [[nodiscard]] Result<std::string> resolve_text(std::string_view text) const;
  void add_rows();

  std::vector<std::unique_ptr<client::Source>> sources_;
  RemoteState remote_;
  std::vector<Row> rows_;    // in the order of the sources, each name once
  client::NameIndex index_;  // of rows_
};

}  // namespace cairn::detail

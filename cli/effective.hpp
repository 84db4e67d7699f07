// What counts of a configuration, key by key, and what each value hides.
//
// A list comes whole from one source: where a more important source has any element of it, or one
// text in its place, elements of other sources do not count. Config::entries() does not leave them
// out, as a reader may ask for one of them.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/result.hpp"

namespace cairn::cli {

struct Effective {
  Entry entry;                // as written
  std::vector<Entry> hidden;  // values of the same name in less important sources, in their order
  // Not empty: this element does not count, because that source has the list.
  std::string replaced_by;
};

// Everything, in the order of Config::entries().
[[nodiscard]] std::vector<Effective> explained(const Config& config);

// What counts, with placeholders resolved; without spring.config.activate.*, which says when a
// document applies and is no value.
// Errors: failed_precondition for a placeholder that cannot be resolved, with its place.
[[nodiscard]] Result<std::vector<Entry>> effective_entries(const Config& config);

// The name of a source as a server gives it, or of a file: without "configserver:".
[[nodiscard]] std::string source_text(const std::string& source);

// Whether a key is a name or lies below it, in any spelling; everything lies below "".
[[nodiscard]] bool lies_below(const std::string& key, const std::string& name);

}  // namespace cairn::cli

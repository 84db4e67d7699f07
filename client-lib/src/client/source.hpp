// Source: one property source of a snapshot, with its names taken apart and an index of them.
//
// Thread-safety: immutable once made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cairn/environment.hpp"
#include "client/name_index.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::client {

enum class SourceKind {
  file,       // or a remote source: names are relaxed, values have places
  arguments,  // keys are what follows "--"
  variables,  // keys are names of process environment variables
};

// A source as it is handed in.
struct SourceInput {
  PropertySource source;
  SourceKind kind = SourceKind::file;
};

class Source {
 public:
  explicit Source(SourceInput input);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // The property that holds a name, whose canonical form the caller knows as well; null if none
  // does.
  [[nodiscard]] const Property* find(std::string_view name, std::string_view canonical) const;

  [[nodiscard]] const PropertySource& property_source() const { return input_.source; }
  [[nodiscard]] const std::string& name() const { return input_.source.name; }
  [[nodiscard]] bool variables() const { return input_.kind == SourceKind::variables; }
  [[nodiscard]] const Properties& properties() const { return *input_.source.properties; }
  // As properties(). Of variables it is a guess: SERVER_PORT is "server.port".
  [[nodiscard]] const std::vector<values::RelaxedName>& names() const { return names_; }
  [[nodiscard]] const NameIndex& index() const { return index_; }
  [[nodiscard]] Origin origin(const Property& property) const;

 private:
  SourceInput input_;
  std::vector<values::RelaxedName> names_;
  NameIndex index_;
  std::unordered_map<std::string, std::uint32_t> by_variable_;  // in upper case
};

}  // namespace cairn::client

// Contributor: a node of the tree that loading builds: a document, and below it what it imports.
// The tree and its rules are those of Spring Boot's ConfigDataEnvironmentContributor.
//
// Thread-safety: for one thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cairn/environment.hpp"
#include "resolve/config_import.hpp"
#include "resolve/control_keys.hpp"

namespace cairn::resolve {

// Imports are loaded in two rounds: before it is known which profiles are active, and after.
enum class Phase { before_profiles, after_profiles };

// When a document counts: what it says under `spring.config.activate`.
struct Activation {
  std::string cloud_platform;         // canonical ("cloudfoundry"); "" for any
  std::vector<std::string> profiles;  // expressions; empty for any
  Position profiles_at;
};

struct Contributor {
  enum class Kind {
    request,    // what the request itself says, for placeholders: always active
    locations,  // the search locations
    document,
  };
  using Children = std::vector<std::unique_ptr<Contributor>>;  // highest precedence first

  explicit Contributor(Kind the_kind, std::shared_ptr<const Properties> the_properties)
      : kind(the_kind), properties(std::move(the_properties)), keys(*properties) {}

  Kind kind;
  std::shared_ptr<const Properties> properties;  // never null
  ControlKeys keys;

  // Of a document.
  Resource resource;
  std::size_t index = 0;  // among `count` documents of its file
  std::size_t count = 1;
  bool moves_up =
      false;  // a profile's variant that was not yet lifted above its importer's importer

  // Known once the document was bound.
  bool bound = false;
  std::vector<ImportLocation> imports;
  std::optional<Activation> activation;
  std::array<std::optional<bool>, 3> active;  // remembered for each Stage of loading

  std::optional<Children> before;
  std::optional<Children> after;

  [[nodiscard]] std::optional<Children>& children(Phase phase) {
    return phase == Phase::before_profiles ? before : after;
  }
};

// A node and all below it, highest precedence first: what was loaded after the profiles were known,
// then before, then the node itself.
void append_in_order(Contributor& node, std::vector<Contributor*>& order);

// Sets what a node imports. After the profiles are known, profile variants that its own imports
// brought move up to it, above all that it imports.
void adopt(Contributor& node, Phase phase, Contributor::Children children);

}  // namespace cairn::resolve

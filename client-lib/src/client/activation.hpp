// Activation: whether a document of a local file applies.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "client/assemble.hpp"

namespace cairn::client {

struct Activation {
  bool applies = false;
  bool conditional = false;  // on profiles
};

// By spring.config.activate.on-profile and .on-cloud-platform of the document. `known` is what
// placeholders see, and has spring.main.cloud-platform. Without `profiles` nothing applies that
// depends on them.
//
// Errors: invalid_argument for a condition that is malformed, and for spring.profiles.active,
// .include, .default or .group where profiles decide whether they are read (`of_profile`: the file
// is one of a profile).
[[nodiscard]] Result<Activation> activation_of(const PropertySource& document, bool of_profile,
                                               const SourceInputs& known,
                                               const std::vector<std::string>* profiles);

}  // namespace cairn::client

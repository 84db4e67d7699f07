// Encrypted values of an environment and of a text file, opened: a value that begins with
// "{cipher}" holds a cipher text, perhaps with {key:value} pairs in front.
//
// Thread-safety: pure functions but for what the decryptor remembers. Cost: a walk over all values;
// what is opened is copied, nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "crypto/decryptor.hpp"

namespace cairn::resolve {

struct DecryptOptions {
  // What cannot be opened becomes "invalid.<key>" with the value "<n/a>"; false: it keeps its key,
  // and its value without the marker
  // (spring.cloud.config.server.encrypt.prefix-invalid-properties).
  bool prefix_invalid = true;
  crypto::Decryptor::Effort effort = crypto::Decryptor::Effort::any;
};

// What was found.
struct Decrypted {
  std::size_t opened = 0;
  std::size_t invalid = 0;
  // With Effort::remembered: values that were not; then nothing was changed for good, and the
  // environment must not be used.
  std::size_t not_remembered = 0;
  // Values of Spring's that failed for the first time, and the place of one of them
  // ("shop.yml:3:7 db.pass").
  std::size_t newly_invalid = 0;
  std::string invalid_place;
  // The same for values of Cairn's own format, each with its reason ("altered or moved"): the
  // first told_max.
  struct Told {
    std::string place;
    std::string reason;
  };
  static constexpr std::size_t told_max = 20;
  std::vector<Told> told;
  std::size_t untold = 0;  // beyond those
};

// Opens the values of all sources but the first `sources_left`, which are the server's overrides.
// `applications` says whose file each source is (see Resolution); what is bound to its place opens
// only where that is known.
// What was encrypted moves to the end of its source, as in the reference, and has no origin.
// Values of a source in which something was encrypted are wiped when the environment goes; the
// others are shared with the parsed files.
[[nodiscard]] Decrypted decrypt(Environment& environment,
                                const std::vector<std::string>& applications,
                                std::size_t sources_left, crypto::Decryptor& decryptor,
                                const DecryptOptions& options);

}  // namespace cairn::resolve

// Rekeying: one file with its encrypted values encrypted anew, and every other byte as it was.
//
// Thread-safety: pure functions, but for random numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "cli/cipher_keys.hpp"
#include "cli/value_place.hpp"
#include "cli/work_tree.hpp"

namespace cairn::cli {

// What values are opened with, and what they become.
struct Rekeying {
  LoadedKeys from;
  // One of the two. Cairn's own format, by the key of `from.ring` that writes:
  bool to_bound = false;
  // Spring's, by the key of this alias if there is one:
  std::shared_ptr<const crypto::Keys> to_spring;
  std::string to_alias;
  PlaceOptions places;
};

// One value, and what became of it.
struct Rekeyed {
  enum class Outcome { changed, already, failed };
  std::string path;
  Position at;
  std::string key;
  std::string before;  // its format
  std::string after;
  Outcome outcome = Outcome::failed;
  std::string reason;  // of a failure
};

struct RekeyedFile {
  std::string bytes;  // those of the file where nothing changed
  std::vector<Rekeyed> values;
};

// Errors: failed_precondition when the result does not read as it must, which nothing but a bug or
// a stranger YAML than we know can cause: then the file is not to be written.
[[nodiscard]] Result<RekeyedFile> rekey_file(const TreeFile& file, const Rekeying& rekeying);

}  // namespace cairn::cli

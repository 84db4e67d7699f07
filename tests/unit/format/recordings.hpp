// The recorded suites, as far as the tests of `format` need them: configuration files and what the
// reference answered about each.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "format/document.hpp"

namespace cairn::format::test {

struct RecordedFile {
  std::string name;  // "40-yaml-booleans/bool.yml"
  Kind kind = Kind::yaml;
  std::string bytes;
};

// A property source of an answer that is one whole file. Integers of more than 18 characters are
// texts in it.
struct RecordedSource {
  RecordedFile file;
  nlohmann::ordered_json source;  // keys to values, or to {"value":, "origin":}
};

struct Recordings {
  std::vector<RecordedFile> files;      // each content once
  std::vector<RecordedSource> sources;  // of the suites about files and formats
  std::vector<RecordedFile> refused;    // files whose request was answered with an error
};

// The suites of this source tree, read once. A broken suite ends the test.
[[nodiscard]] const Recordings& recordings();

}  // namespace cairn::format::test

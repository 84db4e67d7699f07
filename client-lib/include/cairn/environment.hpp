// Environment: the answer to "which configuration has this application?": property sources in
// order, the highest precedence first. The same type is rendered by the server and read by the
// client.
//
// Thread-safety: plain values; the properties of a source are shared and never change.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cairn/origin.hpp"

namespace cairn {

// An integer that fits no 64 bits, as decimal digits with an optional '-'.
struct BigInteger {
  std::string digits;
  friend bool operator==(const BigInteger&, const BigInteger&) = default;
};

// Bytes that are no text (YAML's !!binary).
struct Binary {
  std::string bytes;
  friend bool operator==(const Binary&, const Binary&) = default;
};

// A value as the file's format typed it. A YAML null is the empty string, as in the reference.
using Value = std::variant<std::string, bool, std::int64_t, BigInteger, double, Binary>;

struct Property {
  std::string key;  // flat: "server.port", "steps[0]"
  Value value;
  Position at;  // of the value; not known for XML, or once the value was decrypted
};

// Properties in file order; every key once.
using Properties = std::vector<Property>;

struct PropertySource {
  std::string name;              // as the reference names it: "<uri>/shop-dev.yml"
  std::string file;              // path in its repository; empty for sources without a file
  std::string described_origin;  // v2's origin text of values without a position; "" for none
  std::shared_ptr<const Properties> properties;  // never null
};

struct Environment {
  std::string name;                    // the application(s) asked for, as one text
  std::string profiles;                // as asked for: "dev,eu"
  std::optional<std::string> label;    // as asked for; none stays none
  std::optional<std::string> version;  // commit id(s)
  std::optional<std::string> state;
  std::vector<PropertySource> sources;  // highest precedence first
};

}  // namespace cairn

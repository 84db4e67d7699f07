// The origin of a value as a server writes it, and the file that a property source comes from.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cairn/origin.hpp"

namespace cairn::fetch {

struct ParsedOrigin {
  Origin origin;          // what could be read of it; the file as written inside the brackets
  std::string described;  // the whole text when it has no position: "Config server overrides"
};

// Reads "3:7", "URL [file:/x/shop.yml]:3:7" and "shop.yml:3:7"; also with " - 3:7" in front of the
// position, as Spring writes it for documents: "Config resource 'file [x.yml]' ... - 3:7".
[[nodiscard]] ParsedOrigin parse_origin(std::string_view text);

// The file that a source's name tells: "<uri>/shop-dev.yml" as it is, "... file [x.yml' via ..."
// its part; "" for a name without a file ("overrides").
[[nodiscard]] std::string file_of_source(std::string_view name);

}  // namespace cairn::fetch

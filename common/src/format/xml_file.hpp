// Java's XML properties: <properties><entry key="k">v</entry></properties> with the document type
// that java.util.Properties demands.
//
// Nothing is ever fetched, and a document that declares entities of its own is refused.
//
// Thread-safety: a pure function.
#pragma once

#include <string_view>

#include "format/document.hpp"

namespace cairn::format {

// One document, also when it has no entries; its keys in the order of java.util.Properties; all
// values are texts without a position.
// Errors: failed_precondition as parse() has.
[[nodiscard]] Result<std::vector<Properties>> parse_xml(std::string_view bytes,
                                                        const Budget& budget);

}  // namespace cairn::format

// What must hold of every parsed file, whatever its bytes were: the oracle of the fuzz targets of
// `format`. A broken rule ends the process.
#pragma once

#include <memory>
#include <string_view>

#include "format/document.hpp"

namespace cairn::fuzz {

// Limits that a fuzzer can reach.
[[nodiscard]] format::Budget small_budget();

// Ends the process with the rule's words unless it holds.
void require(bool holds, const char* rule);

// Keys, values and places in this order.
void require_equal(const Properties& properties, const Properties& expected);

// Parses the bytes twice within small_budget() and checks that both results are equal, that the
// budget was kept, that keys are given once and all text is UTF-8, and that errors say something.
// The result; nullptr for bytes that are refused.
std::shared_ptr<const format::ParsedFile> check_parse(format::Kind kind, std::string_view bytes);

}  // namespace cairn::fuzz

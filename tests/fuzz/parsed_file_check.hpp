// What must hold of every parsed file, whatever its bytes were: the oracle of the fuzz targets of
// `format`. A broken rule ends the process.
#pragma once

#include <string_view>

#include "format/document.hpp"

namespace cairn::fuzz {

// Parses the bytes twice within a small budget and checks that both results are equal, that the
// budget was kept, that keys are given once and all text is UTF-8, and that errors say something.
void check_parse(format::Kind kind, std::string_view bytes);

}  // namespace cairn::fuzz

// Fuzz target: Java's XML properties of any bytes.
#include <cstddef>
#include <cstdint>

#include "parsed_file_check.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cairn::fuzz::check_parse(cairn::format::Kind::xml, {reinterpret_cast<const char*>(data), size});
  return 0;
}

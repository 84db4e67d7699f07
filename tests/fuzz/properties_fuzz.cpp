// Fuzz target: .properties files of any bytes, and the same bytes as XML properties.
#include <cstddef>
#include <cstdint>

#include "parsed_file_check.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  cairn::fuzz::check_parse(cairn::format::Kind::properties, bytes);
  cairn::fuzz::check_parse(cairn::format::Kind::xml, bytes);
  return 0;
}

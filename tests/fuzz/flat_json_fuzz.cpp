// Fuzz target: the flat JSON of any environment, read again and compared; of the highest source
// nothing is lost. See support/round_trips.hpp.
#include <cstddef>
#include <cstdint>

#include "rendering_check.hpp"
#include "support/round_trips.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cairn::fuzz::check_rendering(data, size, cairn::testing::broken_flat_json);
  cairn::fuzz::check_rendering(data, size, cairn::testing::broken_precedence);
  return 0;
}

// What the fuzz targets of the renderers have in common: bytes become an environment, and a rule of
// support/round_trips.hpp is asked of it. A broken rule ends the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "support/choices.hpp"
#include "support/generated.hpp"

namespace cairn::fuzz {

inline void check_rendering(const std::uint8_t* data, std::size_t size,
                            std::string (*broken)(const Environment&)) {
  testing::Choices choices(std::string_view(reinterpret_cast<const char*>(data), size));
  const std::string words = broken(testing::any_environment(choices));
  if (!words.empty()) {
    std::fprintf(stderr, "broken rule: %s\n", words.c_str());
    std::abort();
  }
}

}  // namespace cairn::fuzz

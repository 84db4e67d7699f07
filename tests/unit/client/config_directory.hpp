// ConfigDirectory: a temporary directory to write configuration files into.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "support/temporary_directory.hpp"

namespace cairn::test {

class ConfigDirectory : public testing::TemporaryDirectory {
 public:
  // Writes a file, and makes the directory that it is in.
  void write(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = *this / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
};

}  // namespace cairn::test

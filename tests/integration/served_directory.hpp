// A directory that a DirectorySource serves, in a temporary folder.
//
// Thread-safety: one thread at a time.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "cairn/label.hpp"
#include "source/directory/directory_source.hpp"
#include "support/temporary_directory.hpp"

namespace cairn::test {

inline void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string text_of(const source::FileTree& tree, const std::string& path) {
  const auto file = tree.find(path);
  REQUIRE(file.has_value());
  if (!file->has_value()) {
    return "(none)";
  }
  const auto bytes = tree.read(**file);
  return bytes ? **bytes : bytes.error().text();
}

struct ServedDirectory {
  [[nodiscard]] std::string root() const { return folder / "config"; }
  [[nodiscard]] std::string shown(const std::string& name) const {
    return root().substr(1) + '/' + name;
  }
  [[nodiscard]] source::directory::DirectorySource::Options options(
      std::chrono::milliseconds pause) const {
    source::directory::DirectorySource::Options options;
    options.scanner.directories = {root()};
    options.scanner.settle_pause = pause;
    options.scanner.rounds_max = 1'000;
    return options;
  }
  ServedDirectory() { std::filesystem::create_directories(root()); }

  cairn::testing::TemporaryDirectory folder;
};

inline source::Revision state_of(const source::directory::DirectorySource& source) {
  const auto resolved = source.current()->resolve(*Label::from_name("main"));
  REQUIRE(resolved.has_value());
  return resolved->revision;
}

}  // namespace cairn::test

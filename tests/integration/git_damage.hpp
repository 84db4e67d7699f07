// What happens to the disk of a Git mirror in tests, and what is found there afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "integration/git_fixture.hpp"

namespace cairn::test {

namespace fs = std::filesystem;

inline void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

// Every pack of the mirror, damaged in place.
inline void damage_packs(const GitFixture& fixture) {
  for (const auto& file : fs::directory_iterator(fixture.mirror() + "/mirror.git/objects/pack")) {
    if (file.path().extension() == ".pack") {
      fs::permissions(file.path(), fs::perms::owner_all);
      fs::resize_file(file.path(), 20);
    }
  }
}

inline void leave(const std::string& path) {
  fs::create_directories(fs::path(path).parent_path());
  write_file(path, "x");
}

// The names of locks and temporary files below the mirror.
inline std::vector<std::string> leftovers(const GitFixture& fixture) {
  std::vector<std::string> names;
  for (const auto& file : fs::recursive_directory_iterator(fixture.mirror())) {
    const std::string name = file.path().filename().string();
    if (file.path().extension() == ".lock" || name.rfind("tmp_", 0) == 0) {
      names.push_back(name);
    }
  }
  return names;
}

// Fetches until it works, as the poll does; fails when that takes more often than this.
inline void fetch_within(source::git::GitSource& source, int tries) {
  for (int number = 1;; ++number) {
    const auto report = source.fetch({});
    if (report) {
      return;
    }
    CAPTURE(report.error().text());
    REQUIRE(number < tries);
  }
}

inline std::uintmax_t bytes_below(const std::string& directory) {
  std::uintmax_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(directory)) {
    bytes += file.is_regular_file() ? file.file_size() : 0;
  }
  return bytes;
}

// Gives main a history of one commit that has a megabyte which no other commit has.
inline std::string rewrite(GitFixture& fixture, unsigned number) {
  std::string noise(1'000'000, ' ');
  for (unsigned seed = number; char& byte : noise) {
    byte = static_cast<char>((seed = seed * 1664525U + 1013904223U) >> 24U);
  }
  const std::string name = "made" + std::to_string(number);
  const std::string next = fixture.commit(name, {{"shop.yml", "a: 2\n"}, {"noise", noise}});
  fixture.git({"update-ref", "refs/heads/main", next});
  fixture.git({"update-ref", "-d", "refs/heads/" + name});
  return next;
}

inline std::set<std::string> files_below(const std::string& directory) {
  std::set<std::string> files;
  for (const auto& file : fs::recursive_directory_iterator(directory)) {
    files.insert(file.path().string());
  }
  return files;
}

inline std::size_t set_aside_files(const GitFixture& fixture) {
  std::size_t count = 0;
  for (const auto& file : fs::directory_iterator(fs::path(fixture.state()).parent_path())) {
    count += file.path().filename().string().find(".set-aside-") != std::string::npos ? 1U : 0U;
  }
  return count;
}

}  // namespace cairn::test

// A scanner's options with a clock and a pause of the test's own, and short ways to change files.
//
// Thread-safety: one thread at a time.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "cairn/label.hpp"
#include "source/directory/scanner.hpp"
#include "source/source.hpp"
#include "support/temporary_directory.hpp"

namespace cairn::test {

class DirectoryFixture {
 public:
  [[nodiscard]] std::string root() const { return folder / "config"; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return root() + '/' + name; }

  void write(const std::string& path, const std::string& text) const {
    const std::string full = *this / path;
    std::filesystem::create_directories(std::filesystem::path(full).parent_path());
    std::ofstream(full, std::ios::binary) << text;
  }
  void link(const std::string& target, const std::string& path) const {
    std::filesystem::create_directories(std::filesystem::path(*this / path).parent_path());
    std::filesystem::create_symlink(target, *this / path);
  }
  // Replaces a link in one step, as Kubernetes does.
  void swap_link(const std::string& target, const std::string& path) const {
    std::filesystem::create_symlink(target, *this / (path + ".new"));
    std::filesystem::rename(*this / (path + ".new"), *this / path);
  }
  // Sets the times of a file: what can be set of them.
  void touch(const std::string& path, std::int64_t seconds) const {
    const std::array<timespec, 2> times{timespec{seconds, 0}, timespec{seconds, 0}};
    REQUIRE(::utimensat(AT_FDCWD, (*this / path).c_str(), times.data(), 0) == 0);
  }

  // A pause counts, and does what the test wants to happen meanwhile.
  [[nodiscard]] source::directory::Scanner::Options options() {
    source::directory::Scanner::Options options;
    options.directories = {root()};
    options.pause = [this](std::chrono::milliseconds, const std::stop_token&) {
      ++pauses;
      if (meanwhile) {
        meanwhile();
      }
    };
    options.content_id = [this](std::string_view bytes) {
      ++contents_read;
      return "id:" + std::string(bytes.substr(0, 100));
    };
    options.wall_clock_ns = [this] { return now_ns; };
    return options;
  }

  cairn::testing::TemporaryDirectory folder;
  // Far behind all changes, so that what is unchanged is trusted, unless a test says otherwise.
  std::int64_t now_ns = std::int64_t{4'000'000'000} * 1'000'000'000;
  int pauses = 0;
  int contents_read = 0;
  std::function<void()> meanwhile;
};

// The bytes of a file, or "(none)", or the code of what is wrong.
inline std::string text_of(const source::FileTree& tree, const std::string& path) {
  const auto file = tree.find(path);
  REQUIRE(file.has_value());
  if (!file->has_value()) {
    return "(none)";
  }
  const auto bytes = tree.read(**file);
  return bytes ? **bytes : std::string(name_of(bytes.error().code));
}

}  // namespace cairn::test

// What tests of settings share: a directory that goes away, and trees made from texts.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "app/settings.hpp"
#include "app/settings_files.hpp"
#include "support/temporary_directory.hpp"

namespace cairn::app::test {

using Strings = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

class Directory : public cairn::testing::TemporaryDirectory {
 public:
  void write(const std::string& name, const std::string& text) const {
    const auto file = std::filesystem::path(path()) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  // An input that sees this directory and nothing else of the machine.
  [[nodiscard]] SettingsInput input(Pairs arguments = {}, Strings environment = {}) const {
    SettingsInput input;
    input.arguments = std::move(arguments);
    input.environment = std::move(environment);
    input.directory = path();
    input.system_directory = path() + "/etc";
    return input;
  }
};

// The tree of an application.yml.
inline SettingsTree tree_of(const std::string& yaml, Pairs arguments = {},
                            Strings environment = {}) {
  const Directory directory;
  directory.write("application.yml", yaml);
  auto tree = load_settings_tree(directory.input(std::move(arguments), std::move(environment)));
  REQUIRE_MESSAGE(tree.has_value(), tree.error().text());
  return *std::move(tree);
}

// The same, read; with an address and a home, so that nothing else is wrong.
inline SettingsReading reading_of(const std::string& yaml, Pairs arguments = {},
                                  Strings environment = {}) {
  environment.emplace_back("HOME=/h");
  environment.emplace_back("SPRING_CLOUD_CONFIG_SERVER_GIT_URI=https://git.example/config.git");
  return read_settings(tree_of(yaml, std::move(arguments), std::move(environment)));
}

// Whether a message of the list holds all of the words.
inline bool mentions(const std::vector<Error>& errors, const Strings& words) {
  return std::any_of(errors.begin(), errors.end(), [&](const Error& error) {
    const std::string text = error.text();
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      return text.find(word) != std::string::npos;
    });
  });
}

inline std::string texts(const std::vector<Error>& errors) {
  std::string all;
  for (const Error& error : errors) {
    all += error.text() + "\n";
  }
  return all;
}

}  // namespace cairn::app::test

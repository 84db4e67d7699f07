// Hostile files: what somebody who wants to stop a server would put into its repository.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "format/document.hpp"

namespace cairn::format::test {

struct HostileFile {
  std::string name;
  Kind kind;
  std::string bytes;
  // What has to come of it: a part of the error's text, its place included ("1:51: nested deeper");
  // empty for a file that is read.
  std::string error;
};

[[nodiscard]] std::vector<HostileFile> hostile_yaml_files();
[[nodiscard]] std::vector<HostileFile> hostile_properties_files();
[[nodiscard]] std::vector<HostileFile> hostile_xml_files();

// A file of that kind that nobody would complain about, of about so many bytes.
[[nodiscard]] std::string ordinary_file(Kind kind, std::size_t bytes);

// `part` so many times.
[[nodiscard]] std::string repeated(std::string_view part, std::size_t times);

}  // namespace cairn::format::test

// Tests that the server settings of the recorded suites can be used: those of every required suite
// without an error, all others without a crash.
#include <sstream>

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

const std::filesystem::path conformance =
    std::filesystem::path(CAIRN_SOURCE_DIR) / "tests/conformance";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// The object "server" of a suite, as text: some suites hold numbers that no JSON parser takes.
std::string server_of(const std::string& suite) {
  const std::size_t begin = suite.find('{', suite.find("\n \"server\":"));
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = begin; at < suite.size(); ++at) {
    if (quoted && suite[at] == '\\') {
      ++at;
    } else if (suite[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && suite[at] == '{') {
      ++depth;
    } else if (!quoted && suite[at] == '}' && --depth == 0) {
      return suite.substr(begin, at + 1 - begin);
    }
  }
  return {};
}

Strings required_numbers() {
  std::ifstream file(conformance / "required");
  Strings numbers;
  for (std::string line; std::getline(file, line);) {
    line = line.substr(0, line.find('#'));
    std::istringstream words(line);
    for (std::string number; words >> number;) {
      numbers.push_back(number);
    }
  }
  return numbers;
}

}  // namespace

TEST_SUITE("settings of the recorded suites") {
  TEST_CASE("required ones have no errors") {
    const Strings required = required_numbers();
    std::size_t seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(conformance / "suites")) {
      const std::string name = entry.path().filename().string();
      CAPTURE(name);
      std::ifstream file(entry.path());
      const std::string suite((std::istreambuf_iterator<char>(file)),
                              std::istreambuf_iterator<char>());
      const std::string yaml = replaced(replaced(server_of(suite), "${DIR}", "/srv/suite"),
                                        "${BASE}", "/srv/suite/base");

      const auto reading = read_settings(tree_of(yaml, {}, {"HOME=/h"}));

      if (std::find(required.begin(), required.end(), name.substr(0, 2)) != required.end()) {
        ++seen;
        CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
        CHECK_FALSE(reading.settings.back_ends.empty());
      }
    }
    CHECK(seen == required.size());
    CHECK(seen > 0);
  }
}

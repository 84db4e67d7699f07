// Pins on disk.
#include "service/pin_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/files.hpp"
#include "support/temporary_directory.hpp"

using cairn::ErrorCode;
using cairn::base::read_file;
using cairn::base::replace_file;
using cairn::service::load_pins;
using cairn::service::read_pins;
using cairn::service::save_pins;
using cairn::service::write_pins;
using cairn::source::Pin;
using cairn::source::Pins;

namespace {

Pins two_pins() {
  Pins pins;
  pins["refs/heads/main"] =
      std::make_shared<const Pin>(Pin{"main", "1111", "bad \"release\"\n\xC3\xA9", 5, 9});
  pins["refs/tags/v1"] = std::make_shared<const Pin>(Pin{"v1", "2222", "", 6, 0});
  return pins;
}

bool same(const Pins& a, const Pins& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](auto& x, auto& y) {
           return x.first == y.first && *x.second == *y.second;
         });
}

}  // namespace

TEST_SUITE("service::pin_file") {
  TEST_CASE("what is written is read again") {
    const auto read = read_pins(write_pins(two_pins(), "https://h/x.git"), "https://h/x.git");
    REQUIRE(read.has_value());
    CHECK(same(*read, two_pins()));
  }

  TEST_CASE("a file of another repository, or one whose bytes changed, is refused") {
    const std::string text = write_pins(two_pins(), "u");
    CHECK_FALSE(read_pins(text, "v").has_value());
    CHECK_FALSE(read_pins(text.substr(0, text.size() / 2), "u").has_value());
    std::string changed = text;
    changed.replace(changed.find("1111"), 4, "3333");
    CHECK_FALSE(read_pins(changed, "u").has_value());
    std::string newer = text;
    newer.replace(newer.find("\"format\": 1"), 11, "\"format\": 2");
    CHECK_FALSE(read_pins(newer, "u").has_value());
    for (const char* none : {"", "[]", "{}", "{\"format\":1}", "nul"}) {
      CAPTURE(none);
      CHECK(read_pins(none, "u").error().code == ErrorCode::failed_precondition);
    }
  }

  TEST_CASE("the copy serves where the file is damaged or missing") {
    const cairn::testing::TemporaryDirectory directory;
    const std::string path = directory.path() + "/state.pins";
    REQUIRE(save_pins(path, two_pins(), "u").has_value());
    REQUIRE(replace_file(path, "damaged").has_value());
    CHECK(same(load_pins(path, "u").value(), two_pins()));
    ::unlink(path.c_str());
    CHECK(same(load_pins(path, "u").value(), two_pins()));
    REQUIRE(replace_file(path + ".copy", "damaged").has_value());
    CHECK(load_pins(path, "u").error().code == ErrorCode::failed_precondition);
  }

  TEST_CASE("without pins there are no files") {
    const cairn::testing::TemporaryDirectory directory;
    const std::string path = directory.path() + "/state.pins";
    CHECK(load_pins(path, "u").value().empty());
    REQUIRE(save_pins(path, two_pins(), "u").has_value());
    REQUIRE(save_pins(path, {}, "u").has_value());
    CHECK(read_file(path).error().code == ErrorCode::not_found);
    CHECK(read_file(path + ".copy").error().code == ErrorCode::not_found);
    REQUIRE(save_pins(path, {}, "u").has_value());
  }

  TEST_CASE("a link in its place is not followed") {
    const cairn::testing::TemporaryDirectory directory;
    const std::string path = directory.path() + "/state.pins";
    REQUIRE(save_pins(directory.path() + "/other", two_pins(), "u").has_value());
    REQUIRE(::symlink((directory.path() + "/other").c_str(), path.c_str()) == 0);
    CHECK_FALSE(load_pins(path, "u").has_value());
  }
}

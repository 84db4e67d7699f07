// What is sealed is opened again, and nothing else is believed; which of two files counts.
#include "source/kept_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.hpp"
#include "support/temporary_directory.hpp"

using namespace cairn;
using namespace cairn::source;
namespace fs = std::filesystem;

namespace {

const KeptKind kind{"the list", "things", 2, 1, true, 1024, "things are forgotten then"};
const std::string address = "/srv/\xff";

std::string text_with(int thing) {
  return seal(kind, address, '[' + std::to_string(thing) + ']');
}

// A file and its copy, and what was taken of them.
struct Disk {
  testing::TemporaryDirectory folder;
  std::string path = folder / "list";
  int taken = 0;
  std::string set_aside;

  [[nodiscard]] TakeKept take() {
    return [this](std::string_view text) -> Result<void> {
      const auto content = unseal(kind, text, address);
      if (!content) {
        return fail(content.error());
      }
      taken = std::stoi(content->substr(1));
      return {};
    };
  }
  [[nodiscard]] Result<bool> load() { return load_kept(path, kind, take()); }
  [[nodiscard]] Result<bool> load_or_set_aside() {
    return load_kept_or_set_aside(path, kind, take(), set_aside);
  }
  void write(const std::string& name, const std::string& text) const {
    REQUIRE(base::replace_file(folder / name, text).has_value());
  }
};

}  // namespace

TEST_SUITE("source::kept_file") {
  TEST_CASE("what was sealed is opened, of the same address and kind only") {
    const std::string text = text_with(7);
    CHECK(unseal(kind, text, address).value() == "[7]");
    CHECK(unseal(kind, text, "/srv/x").error().code == ErrorCode::failed_precondition);
    KeptKind other = kind;
    other.key = "others";
    CHECK_FALSE(unseal(other, text, address).has_value());
  }

  TEST_CASE("a newer format is told apart from an older one and from damage") {
    KeptKind newer = kind;
    newer.format_now = 3;
    CHECK(unseal(kind, seal(newer, address, "1"), address).error().code ==
          ErrorCode::invalid_argument);
    KeptKind older = kind;
    older.format_now = 0;
    CHECK(unseal(kind, seal(older, address, "1"), address).error().code ==
          ErrorCode::failed_precondition);
    older.format_now = 1;
    CHECK(unseal(kind, seal(older, address, "1"), address).has_value());
  }

  TEST_CASE(
      "a content that was changed is damage, and one without a digest where there must be one") {
    std::string text = text_with(7);
    text.replace(text.find('7'), 1, "8");
    CHECK_FALSE(unseal(kind, text, address).has_value());
    const std::string bare = R"({"format":2,"address":"a","things":[7]})";
    CHECK_FALSE(unseal(kind, bare, "a").has_value());
    KeptKind lenient = kind;
    lenient.digest_needed = false;
    CHECK(unseal(lenient, bare, "a").has_value());
  }

  TEST_CASE("the copy counts where the file is damaged, missing, a link, or open to others") {
    for (const int how : {0, 1, 2, 3}) {
      CAPTURE(how);
      Disk disk;
      REQUIRE(save_kept(disk.path, text_with(1)).has_value());
      disk.write("list.copy", text_with(2));
      if (how == 0) {
        disk.write("list", "{");
      } else if (how == 3) {
        REQUIRE(::chmod(disk.path.c_str(), 0622) == 0);
      } else {
        REQUIRE(::unlink(disk.path.c_str()) == 0);
      }
      if (how == 2) {
        disk.write("other", text_with(3));
        REQUIRE(::symlink((disk.folder / "other").c_str(), disk.path.c_str()) == 0);
      }
      CHECK(disk.load().value());
      CHECK(disk.taken == 2);
      CHECK(disk.load_or_set_aside().value());
      CHECK_FALSE(disk.set_aside.empty());
      CHECK_FALSE(fs::exists(disk.path));
    }
  }

  TEST_CASE("with neither file there is nothing, and with two that cannot be used an error") {
    Disk disk;
    CHECK_FALSE(disk.load().value());
    CHECK_FALSE(disk.load_or_set_aside().value());
    CHECK(disk.set_aside.empty());
    disk.write("list", "{");
    disk.write("list.copy", std::string(1025, ' '));
    CHECK(disk.load().error().code == ErrorCode::failed_precondition);
    CHECK(fs::exists(disk.path));
    CHECK_FALSE(disk.load_or_set_aside().value());
    CHECK(disk.set_aside.find("its copy: the list is too large") != std::string::npos);
    CHECK_FALSE(disk.load().value());
  }
}

// The state files that releases wrote, recorded: what is read of them, what is written today, and
// what an older server does with a newer one's.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "source/git/state_file.hpp"
#include "support/temporary_directory.hpp"

using namespace cairn;
using namespace cairn::source::git;
namespace fs = std::filesystem;

namespace {

// What the recorded files were written for, and what is in them: branches with a rewritten, a
// deleted and an ordinary past, and a tag.
const std::string address = "/srv/config.git";
const std::string one = "25d4c354cf1ca05090591b2a9224efa7a44483e5";
const std::string two = "f704a712dde807b288df9d273a2c5a9901e42eec";
const std::string three = "39629a09dff7fe233c30ebc304784ff05c1fa04d";

std::string recorded(const std::string& name) {
  std::ifstream file(std::string(CAIRN_SOURCE_DIR) + "/tests/unit/source/states/" + name);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

Labels expected() {
  const auto label = [](const std::string& id, std::int64_t changed_at) {
    LabelState state;
    state.advertised = *ObjectId::parse(id);
    state.commit = state.first_published = state.advertised;
    state.changed_at = changed_at;
    return state;
  };
  Labels labels{{"refs/heads/gone", label(one, 1795994966)},
                {"refs/heads/main", label(three, 1795994966)},
                {"refs/heads/release/1", label(one, 1795994965)},
                {"refs/tags/v1.0", label(one, 1795994965)}};
  labels["refs/heads/gone"].deleted = true;
  labels["refs/heads/main"].before_rewrite = ObjectId::parse(two);
  return labels;
}

// A file of a server that does not exist yet.
std::string newer() {
  std::string text = recorded("format-1.json");
  const std::string number = "\"format\": 1";
  return text.replace(text.find(number), number.size(), "\"format\": 2");
}

// The state file and its copy in a directory of their own.
class Disk {
 public:
  [[nodiscard]] std::string path() const { return directory_ / "state"; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    REQUIRE(::chmod((directory_ / name).c_str(), 0600) == 0);
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(directory_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(directory_.path()), {});
  }
  [[nodiscard]] Result<Labels> load() { return load_state(path(), address, set_aside); }

  std::string set_aside;

 private:
  cairn::testing::TemporaryDirectory directory_;
};

}  // namespace

TEST_SUITE("state format") {
  TEST_CASE("what every release wrote is read") {
    for (const char* name : {"format-1.json", "format-1-without-digest.json"}) {
      CAPTURE(name);
      const auto labels = read_state(recorded(name), address);
      REQUIRE(labels.has_value());
      CHECK(*labels == expected());
    }
  }

  TEST_CASE("what is written today is what was recorded: another form needs another number") {
    CHECK(write_state(expected(), address) == recorded("format-1.json"));
  }

  TEST_CASE("a newer format is told apart from damage, an older one that is none is damage") {
    CHECK(read_state(newer(), address).error().code == ErrorCode::invalid_argument);
    const auto labels = read_state(R"({"format":0,"address":"a","labels":{}})", "a");
    CHECK(labels.error().code == ErrorCode::failed_precondition);
  }

  TEST_CASE("the state of a newer server is refused, and left as it is") {
    Disk disk;
    for (const std::string& copy : {newer(), std::string("damaged"), std::string()}) {
      CAPTURE(copy);
      fs::remove(disk.path() + ".copy");
      disk.write("state", newer());
      if (!copy.empty()) {
        disk.write("state.copy", copy);
      }

      const auto labels = disk.load();

      REQUIRE_FALSE(labels.has_value());
      CHECK(labels.error().code == ErrorCode::failed_precondition);
      CHECK(labels.error().message.find("has format 2, this server reads up to 1") !=
            std::string::npos);
      CHECK(labels.error().message.find(disk.path()) != std::string::npos);
      CHECK(disk.read("state") == newer());
      CHECK(disk.read("state.copy") == copy);
      CHECK(disk.files() == (copy.empty() ? 1 : 2));
    }
  }

  TEST_CASE("it is refused as well where only its copy is left") {
    Disk disk;
    disk.write("state", "damaged");
    disk.write("state.copy", newer());
    CHECK_FALSE(disk.load().has_value());
    CHECK(disk.read("state") == "damaged");
    CHECK(disk.read("state.copy") == newer());
  }

  // A write that was broken off, or a damaged number: what can be read was true a moment before.
  TEST_CASE("a newer file beside a copy that can be read is set aside, not deleted") {
    Disk disk;
    disk.write("state", newer());
    disk.write("state.copy", recorded("format-1.json"));
    const auto labels = disk.load();
    REQUIRE(labels.has_value());
    CHECK(*labels == expected());
    CHECK(disk.set_aside.find("has format 2") != std::string::npos);
    CHECK(disk.files() == 2);
    CHECK_FALSE(fs::exists(disk.path()));
  }

  TEST_CASE("a newer copy beside a file that can be read is left alone") {
    Disk disk;
    disk.write("state", recorded("format-1.json"));
    disk.write("state.copy", newer());
    const auto labels = disk.load();
    REQUIRE(labels.has_value());
    CHECK(disk.set_aside.empty());
    CHECK(disk.read("state.copy") == newer());
  }
}

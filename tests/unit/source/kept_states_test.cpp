// What directories held, over a restart: on real files, which are damaged, lost and refused.
#include "source/directory/kept_states.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "source/directory/directory_source.hpp"
#include "support/directory_fixture.hpp"

using namespace cairn;
using namespace cairn::source;
using namespace cairn::source::directory;
using cairn::test::DirectoryFixture;
using cairn::test::text_of;
namespace fs = std::filesystem;

namespace {

struct House {
  DirectoryFixture files;
  std::size_t kept_file_bytes_max = 1024;
  std::size_t earlier_max = 100;
  std::uint64_t earlier_bytes_max = 1024U * 1024;

  [[nodiscard]] std::string kept() const { return files.folder / "kept"; }
  [[nodiscard]] std::string shown(const std::string& path) const {
    return files.root().substr(1) + '/' + path;
  }

  [[nodiscard]] KeptStates::Options options() const {
    KeptStates::Options options;
    options.directory = kept();
    options.address = "native\n" + files.root();
    options.earlier_max = earlier_max;
    options.earlier_bytes_max = earlier_bytes_max;
    return options;
  }
  // As at the start of a process.
  [[nodiscard]] std::unique_ptr<DirectorySource> open() {
    auto opened = KeptStates::open(options());
    if (!opened) {
      FAIL(opened.error().text());
    }
    DirectorySource::Options source;
    source.scanner = files.options();
    source.scanner.content_id = nullptr;
    source.scanner.limits.kept_file_bytes_max = kept_file_bytes_max;
    return std::make_unique<DirectorySource>(std::move(source), *std::move(opened));
  }
  // Each a process of its own that publishes what is there.
  void publish() {
    const auto source = open();
    const auto report = source->fetch({});
    if (!report) {
      FAIL(report.error().text());
    }
    source->tidy({});
  }
  void publish(const std::string& path, const std::string& text) {
    files.write(path, text);
    publish();
  }
  void lose_root() const { fs::rename(files.root(), files.root() + ".away"); }
  void bring_back_root() const { fs::rename(files.root() + ".away", files.root()); }

  [[nodiscard]] std::string text(const DirectorySource& source, const std::string& path) const {
    const auto snapshot = source.current();
    const auto state = snapshot->resolve(*Label::from_name("main"));
    return text_of(*state->revision.tree, shown(path));
  }
  [[nodiscard]] std::string object(const std::string& text) const {
    return kept() + "/objects/" + base::sha256_hex(text);
  }
  [[nodiscard]] std::size_t objects() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(kept() + "/objects"), fs::directory_iterator()));
  }
};

std::string id_of(const DirectorySource& source) {
  return source.current()->resolve(*Label::from_name("main"))->revision.id;
}

}  // namespace

TEST_SUITE("KeptStates") {
  TEST_CASE("what was published last is there at the next start, before anything is scanned") {
    House house;
    house.files.write("shop.yml", "a: 1\n");
    house.files.write("deep/er/cart.yml", std::string(5'000, 'x'));  // not kept in memory
    house.files.link("deep/er", "way");
    house.files.write("odd\xff", "b\0c");
    house.publish();
    const auto source = house.open();

    CHECK(house.text(*source, "shop.yml") == "a: 1\n");
    CHECK(house.text(*source, "way/cart.yml") == std::string(5'000, 'x'));
    CHECK(house.text(*source, "odd\xff") == "b");
    CHECK(house.text(*source, "none.yml") == "(none)");
    CHECK(source->last_success_before() > 1'600'000'000);
    const std::string before = id_of(*source);
    const auto report = source->fetch({});
    REQUIRE(report.has_value());
    CHECK(report->moved.empty());  // The same files, from the directory now.
    CHECK(id_of(*source) == before);
  }

  TEST_CASE("a root that is gone at the start is an error, and what it had is served") {
    House house;
    house.publish("shop.yml", "a: 1\n");
    house.lose_root();
    const auto source = house.open();
    const auto report = source->fetch({});
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().code == ErrorCode::unavailable);
    CHECK(house.text(*source, "shop.yml") == "a: 1\n");

    house.bring_back_root();
    house.files.write("shop.yml", "a: 22\n");
    REQUIRE(source->fetch({}).has_value());
    CHECK(house.text(*source, "shop.yml") == "a: 22\n");
  }

  TEST_CASE("a root that was never there is empty, as without keeping") {
    House house;
    const auto source = house.open();
    REQUIRE(source->fetch({}).has_value());
    CHECK(house.text(*source, "shop.yml") == "(none)");
  }

  TEST_CASE("what was published before is the history, newest first, each state once") {
    House house;
    std::vector<std::string> ids;
    for (const char* text : {"a: 1\n", "a: 22\n", "a: 333\n", "a: 22\n"}) {
      house.publish("shop.yml", text);
      ids.push_back(id_of(*house.open()));
    }
    const auto source = house.open();
    const auto snapshot = source->current();
    CHECK(snapshot->first_parent(ids[3]).value() == ids[2]);
    CHECK(snapshot->first_parent(ids[2]).value() == ids[0]);
    CHECK_FALSE(snapshot->first_parent(ids[0]).value().has_value());
    CHECK(snapshot->resolve(*Label::from_name("main"))->first_published == ids[0]);
    const auto first = snapshot->revision(ids[0]);
    REQUIRE(first.has_value());
    CHECK(text_of(*first->tree, house.shown("shop.yml")) == "a: 1\n");
    CHECK(snapshot->last_change(ids[0], house.shown("shop.yml")).value() > 1'600'000'000);
    CHECK(snapshot->revision("none").error().code == ErrorCode::not_found);
  }

  TEST_CASE("no more states and bytes than the limits stay, and nothing that nobody needs") {
    House house;
    house.earlier_max = 2;
    for (int i = 0; i < 6; ++i) {
      house.publish("shop.yml", std::string(static_cast<std::size_t>(i) + 1, 'x'));
      house.publish();
    }
    // Of three states: a content, the record of the directory, and that of the state.
    CHECK(house.objects() == 9);
    house.earlier_bytes_max = 4;  // the state before has five bytes
    house.publish();
    CHECK(house.objects() == 3);
    CHECK(KeptStates::open(house.options()).value()->list()->size() == 1);
  }

  TEST_CASE("all of it is for this user alone") {
    House house;
    house.publish("shop.yml", "a: 1\n");
    for (const auto& entry : fs::recursive_directory_iterator(house.kept())) {
      CAPTURE(entry.path());
      CHECK((entry.status().permissions() & fs::perms(0077)) == fs::perms::none);
    }
  }

  TEST_CASE("a content that is damaged or lost is an error, and never other bytes") {
    for (const bool lost : {false, true}) {
      CAPTURE(lost);
      House house;
      house.files.write("cart.yml", "b: 1\n");
      house.publish("shop.yml", "a: 1\n");
      const std::string object = house.object("a: 1\n");
      REQUIRE((lost ? ::unlink(object.c_str()) == 0
                    : base::replace_file(object, "a: 2\n").has_value()));
      house.lose_root();
      const auto source = house.open();
      CHECK(house.text(*source, "shop.yml") == "internal");
      CHECK(house.text(*source, "cart.yml") == "b: 1\n");

      // With the root there the first tidy() writes it anew.
      house.bring_back_root();
      house.publish();
      house.lose_root();
      CHECK(house.text(*house.open(), "shop.yml") == "a: 1\n");
    }
  }

  TEST_CASE("without a record nothing is served from here, not even what was there before") {
    House house;
    house.publish("shop.yml", "a: 1\n");
    house.publish("shop.yml", "a: 22\n");
    const auto list = KeptStates::open(house.options()).value()->list();
    const std::string record = house.kept() + "/objects/" + list->front().record;
    REQUIRE(base::replace_file(record, "damaged").has_value());
    house.lose_root();
    auto source = house.open();
    CHECK(source->current() == nullptr);

    house.bring_back_root();
    REQUIRE(source->fetch({}).has_value());
    source->tidy({});
    CHECK(house.text(*source, "shop.yml") == "a: 22\n");
    CHECK(source->current()->first_parent(id_of(*source)).value().has_value());
    house.lose_root();
    CHECK(house.text(*house.open(), "shop.yml") == "a: 22\n");
  }

  TEST_CASE(
      "a state file that is damaged is set aside for its copy; without both there is nothing") {
    House house;
    house.publish("shop.yml", "a: 1\n");
    const std::string state = house.kept() + "/state";
    REQUIRE(base::replace_file(state, "{").has_value());
    CHECK(house.text(*house.open(), "shop.yml") == "a: 1\n");
    CHECK_FALSE(fs::exists(state));
    REQUIRE(base::replace_file(state, "{").has_value());
    REQUIRE(base::replace_file(state + ".copy", "").has_value());
    const auto source = house.open();
    CHECK(source->current() == nullptr);
    REQUIRE(source->fetch({}).has_value());
    CHECK(house.text(*house.open(), "shop.yml") == "a: 1\n");
  }

  TEST_CASE("what is kept of other directories is not served") {
    House house;
    house.publish("shop.yml", "a: 1\n");
    auto options = house.options();
    options.address += "/other";
    CHECK(KeptStates::open(options).value()->list()->empty());
  }

  TEST_CASE("a state of a newer server is refused and left as it is") {
    House house;
    house.publish("shop.yml", "a: 1\n");
    const std::string state = house.kept() + "/state";
    std::string text = *base::read_file(state);
    text.replace(text.find("\"format\": 1"), 11, "\"format\": 2");
    REQUIRE(base::replace_file(state, text).has_value());
    REQUIRE(base::replace_file(state + ".copy", text).has_value());
    CHECK(KeptStates::open(house.options()).error().code == ErrorCode::failed_precondition);
    CHECK(*base::read_file(state) == text);
  }

  TEST_CASE("a place that others may write to, or that is a link, is refused") {
    House house;
    house.publish("shop.yml", "a: 1\n");
    const std::string objects = house.kept() + "/objects";
    REQUIRE(::chmod(objects.c_str(), 0722) == 0);
    CHECK(KeptStates::open(house.options()).error().code == ErrorCode::failed_precondition);
    REQUIRE(::chmod(objects.c_str(), 0700) == 0);
    fs::rename(objects, objects + ".moved");
    fs::create_directory_symlink(objects + ".moved", objects);
    CHECK(KeptStates::open(house.options()).error().code == ErrorCode::failed_precondition);
  }

  TEST_CASE("what cannot be kept is not published, unless there is nothing else") {
    House house;
    house.files.write("shop.yml", "a: 1\n");
    const auto source = house.open();
    fs::remove_all(house.kept());  // Now nothing can be written there.
    REQUIRE(base::replace_file(house.kept(), "in the way").has_value());
    REQUIRE(source->fetch({}).has_value());
    CHECK(house.text(*source, "shop.yml") == "a: 1\n");
    house.files.write("shop.yml", "a: 22\n");
    CHECK(source->fetch({}).error().code == ErrorCode::internal);
    CHECK(house.text(*source, "shop.yml") == "a: 1\n");

    fs::remove(house.kept());
    fs::create_directories(house.kept() + "/objects");
    fs::permissions(house.kept(), fs::perms::owner_all);
    fs::permissions(house.kept() + "/objects", fs::perms::owner_all);
    REQUIRE(source->fetch({}).has_value());
    CHECK(house.text(*source, "shop.yml") == "a: 22\n");
    house.lose_root();
    CHECK(house.text(*house.open(), "shop.yml") == "a: 22\n");
  }
}

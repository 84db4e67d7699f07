// What a git source does when the disk or another process is not as it should be.
#include <sys/resource.h>

#include <set>

#include "git_fixture.hpp"

using cairn::ErrorCode;
using cairn::source::git::GitSource;
using cairn::test::commit_of;
using cairn::test::fetch;
using cairn::test::file_of;
using cairn::test::GitFixture;
using cairn::test::resolve;
namespace fs = std::filesystem;

namespace {

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

// Every pack of the mirror, damaged in place.
void damage_packs(const GitFixture& fixture) {
  for (const auto& file : fs::directory_iterator(fixture.mirror() + "/mirror.git/objects/pack")) {
    if (file.path().extension() == ".pack") {
      fs::permissions(file.path(), fs::perms::owner_all);
      fs::resize_file(file.path(), 20);
    }
  }
}

void leave(const std::string& path) {
  fs::create_directories(fs::path(path).parent_path());
  write_file(path, "x");
}

// The names of locks and temporary files below the mirror.
std::vector<std::string> leftovers(const GitFixture& fixture) {
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
void fetch_within(GitSource& source, int tries) {
  for (int number = 1;; ++number) {
    const auto report = source.fetch({});
    if (report) {
      return;
    }
    CAPTURE(report.error().text());
    REQUIRE(number < tries);
  }
}

std::uintmax_t bytes_below(const std::string& directory) {
  std::uintmax_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(directory)) {
    bytes += file.is_regular_file() ? file.file_size() : 0;
  }
  return bytes;
}

// Gives main a history of one commit that has a megabyte which no other commit has.
std::string rewrite(GitFixture& fixture, unsigned number) {
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

std::size_t set_aside_files(const GitFixture& fixture) {
  std::size_t count = 0;
  for (const auto& file : fs::directory_iterator(fs::path(fixture.state()).parent_path())) {
    count += file.path().filename().string().find(".set-aside-") != std::string::npos ? 1U : 0U;
  }
  return count;
}

}  // namespace

TEST_SUITE("a git source after a restart") {
  TEST_CASE("serves without its remote what it served before") {
    GitFixture fixture;
    const std::string base = fixture.commit("main", "a: 0\n");
    fixture.commit("old", "a: 9\n");
    auto source = fixture.open();
    fetch(*source);
    fixture.git({"update-ref", "refs/heads/main", fixture.commit("other", "a: 1\n")});
    fixture.git({"update-ref", "-d", "refs/heads/old"});
    fetch(*source);
    const auto before = resolve(*source, "main");
    source.reset();
    fixture.lose_remote();

    source = fixture.open();

    const auto after = resolve(*source, "main");
    REQUIRE(after.has_value());
    CHECK(after->revision.id == before->revision.id);
    CHECK(after->before_rewrite == base);
    CHECK(after->first_published == before->first_published);
    CHECK(resolve(*source, "old")->deleted_upstream);
    CHECK(file_of(*source, "main", "shop.yml") == "a: 1\n");
    const auto report = source->fetch({});
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().code == ErrorCode::not_found);
    CHECK(file_of(*source, "main", "shop.yml") == "a: 1\n");
  }

  TEST_CASE("with a state file that cannot be used serves from its copy") {
    for (const char* content : std::vector<const char*>{"{", "", nullptr}) {
      GitFixture fixture;
      const std::string one = fixture.commit("main", "a: 1\n");
      auto source = fixture.open();
      fetch(*source);
      source.reset();
      fs::remove(fixture.state());
      if (content != nullptr) {
        write_file(fixture.state(), content);
      }

      source = fixture.open();

      CHECK(commit_of(*source, "main") == one);
      CHECK(set_aside_files(fixture) == (content != nullptr ? 1 : 0));
      fetch(*source);
      CHECK(fs::exists(fixture.state()));
    }
  }

  TEST_CASE("does not believe a state file that others may write") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    source.reset();
    for (const std::string& file : {fixture.state(), fixture.state() + ".copy"}) {
      fs::permissions(file,
                      fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_write);
    }

    source = fixture.open();

    CHECK(source->current() == nullptr);
    CHECK(set_aside_files(fixture) == 2);
  }

  TEST_CASE("does not follow a link in the place of its state file") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    source.reset();
    fs::rename(fixture.state(), fixture.folder / "elsewhere.json");
    fs::remove(fixture.state() + ".copy");
    fs::create_symlink(fixture.folder / "elsewhere.json", fixture.state());

    source = fixture.open();

    CHECK(source->current() == nullptr);
    CHECK(set_aside_files(fixture) == 1);
  }

  TEST_CASE(
      "with state files that are damaged, newer or another's sets them aside and fetches anew") {
    for (const char* content :
         {"{", "", "{\"format\": 99}", "{\"format\":1,\"address\":\"x\",\"labels\":{}}"}) {
      CAPTURE(content);
      GitFixture fixture;
      const std::string one = fixture.commit("main", "a: 1\n");
      auto source = fixture.open();
      fetch(*source);
      source.reset();
      write_file(fixture.state(), content);
      write_file(fixture.state() + ".copy", content);

      source = fixture.open();

      CHECK(source->current() == nullptr);
      CHECK(set_aside_files(fixture) == 2);
      fetch(*source);
      CHECK(commit_of(*source, "main") == one);
    }
  }

  TEST_CASE("with a damaged mirror sets it aside and fetches anew") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    source.reset();
    damage_packs(fixture);

    source = fixture.open();

    CHECK(source->current() == nullptr);
    CHECK(fs::exists(fixture.mirror() + "/damaged.git"));
    fetch(*source);
    CHECK(commit_of(*source, "main") == one);
    CHECK(file_of(*source, "main", "shop.yml") == "a: 1\n");
  }

  TEST_CASE("with a mirror that is damaged in part serves the rest, and never says 'not found'") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    std::set<fs::path> first;
    for (const auto& file : fs::directory_iterator(fixture.mirror() + "/mirror.git/objects/pack")) {
      first.insert(file.path());
    }
    const std::string two = fixture.commit("other", "a: 2\n");
    fetch(*source);
    source.reset();
    for (const auto& file : fs::directory_iterator(fixture.mirror() + "/mirror.git/objects/pack")) {
      if (first.count(file.path()) == 0 && file.path().extension() == ".pack") {
        fs::permissions(file.path(), fs::perms::owner_all);
        fs::resize_file(file.path(), 20);
      }
    }
    fixture.lose_remote();

    source = fixture.open();

    CHECK(file_of(*source, "main", "shop.yml") == "a: 1\n");
    CHECK(commit_of(*source, "other") == "internal");
    CHECK_FALSE(source->fetch({}).has_value());
    CHECK(file_of(*source, "main", "shop.yml") == "a: 1\n");
    fixture.find_remote();
    fetch(*source);
    CHECK(commit_of(*source, "main") == one);
    CHECK(commit_of(*source, "other") == two);
  }

  TEST_CASE("without its mirror fetches anew") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    source.reset();
    fs::remove_all(fixture.mirror());

    source = fixture.open();

    CHECK(source->current() == nullptr);
    fetch(*source);
    CHECK(commit_of(*source, "main") == one);
  }

  TEST_CASE("clears what a killed git left behind") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    source.reset();
    const std::string repository = fixture.mirror() + "/mirror.git";
    for (const char* leftover :
         {"/packed-refs.lock", "/refs/cairn/keep/x.lock", "/shallow.lock",
          "/objects/pack/tmp_pack_abc", "/objects/pack/.tmp-1-pack-x.pack"}) {
      fs::create_directories(fs::path(repository + leftover).parent_path());
      write_file(repository + leftover, "x");
    }

    source = fixture.open();

    for (const char* leftover :
         {"/packed-refs.lock", "/refs/cairn/keep/x.lock", "/shallow.lock",
          "/objects/pack/tmp_pack_abc", "/objects/pack/.tmp-1-pack-x.pack"}) {
      CAPTURE(leftover);
      CHECK_FALSE(fs::exists(repository + leftover));
    }
    const std::string two = fixture.commit("main", "a: 2\n");
    fetch(*source);
    CHECK(commit_of(*source, "main") == two);
  }
}

TEST_SUITE("a git source whose git failed in the mirror") {
  TEST_CASE("is not stopped by locks of a killed git, and leaves none behind") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const std::string repository = fixture.mirror() + "/mirror.git";
    const std::string two = fixture.commit("main", "a: 2\n");
    leave(repository + "/refs/cairn/keep/" + two + ".lock");
    leave(repository + "/packed-refs.lock");
    leave(repository + "/objects/pack/tmp_pack_abc");

    fetch_within(*source, 2);

    CHECK(commit_of(*source, "main") == two);
    CHECK(leftovers(fixture) == std::vector<std::string>());
  }

  TEST_CASE("writes refs anew that name what is not there") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const std::string repository = fixture.mirror() + "/mirror.git";
    for (const std::string& content :
         {std::string(40, '1') + "\n", std::string("no id"), std::string()}) {
      CAPTURE(content);
      fs::create_directories(repository + "/refs/cairn/keep");
      write_file(repository + "/refs/cairn/keep/" + one, content);
      const std::string next = fixture.commit("main", "a: 2" + content + "\n");
      fetch_within(*source, 3);
      CHECK(commit_of(*source, "main") == next);
    }
  }

  TEST_CASE("repairs HEAD and config") {
    for (const char* file : {"/mirror.git/HEAD", "/mirror.git/config"}) {
      for (const char* content : {"", "[core\n", "ref: nowhere"}) {
        CAPTURE(file);
        CAPTURE(content);
        GitFixture fixture;
        fixture.commit("main", "a: 1\n");
        auto source = fixture.open();
        fetch(*source);
        write_file(fixture.mirror() + file, content);
        const std::string two = fixture.commit("main", "a: 2\n");
        fetch(*source);
        CHECK(commit_of(*source, "main") == two);
      }
    }
  }

  TEST_CASE("begins anew when it cannot fetch again and again, and says what it had until then") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    // A directory in the place of a file: nothing that is repaired in place.
    fs::create_directories(fixture.mirror() + "/mirror.git/shallow/x");
    const std::string two = fixture.commit("main", "a: 2\n");

    fetch_within(*source, 5);

    CHECK(commit_of(*source, "main") == two);
    CHECK(fs::exists(fixture.mirror() + "/damaged.git"));
  }

  TEST_CASE("writes nothing at the start that is there already") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    source.reset();
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    const std::vector<std::string> files = {"/gitconfig", "/mirror.git/HEAD", "/mirror.git/config"};
    for (const std::string& file : files) {
      fs::last_write_time(fixture.mirror() + file, old);
    }

    source = fixture.open();

    for (const std::string& file : files) {
      CAPTURE(file);
      CHECK(fs::last_write_time(fixture.mirror() + file) == old);
    }
  }
}

TEST_SUITE("a git source that cannot write its state") {
  TEST_CASE("does not publish what a restart would not serve, and catches up") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const std::string two = fixture.commit("main", "a: 2\n");
    fs::create_directory(fixture.state() + ".new");  // in the way of its temporary file

    const auto refused = source->fetch({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::internal);
    CHECK(commit_of(*source, "main") == one);
    fs::remove(fixture.state() + ".new");
    fetch(*source);
    CHECK(commit_of(*source, "main") == two);
  }
}

TEST_SUITE("a git source whose remote is rewritten again and again") {
  TEST_CASE("does not grow without end") {
    GitFixture fixture;
    auto options = fixture.options();
    options.unreachable_kept = std::chrono::seconds(0);
    auto source = fixture.open(options);
    std::uintmax_t largest = 0;
    for (unsigned push = 0; push < 24; ++push) {
      const std::string next = rewrite(fixture, push);
      fetch(*source);
      largest = std::max(largest, bytes_below(fixture.mirror()));
      CHECK(commit_of(*source, "main") == next);
    }
    // Two states are pinned; twice that and eight megabytes more is the limit.
    CHECK(largest < 16'000'000);
    CHECK(file_of(*source, "main", "shop.yml") == "a: 2\n");
    CHECK(source->current()->revision(resolve(*source, "main")->before_rewrite).has_value());
  }

  TEST_CASE("lets reads of an earlier snapshot end") {
    GitFixture fixture;
    auto source = fixture.open();
    rewrite(fixture, 100);
    fetch(*source);
    const auto tree = resolve(*source, "main")->revision.tree;
    for (unsigned push = 0; push < 12; ++push) {
      rewrite(fixture, push);
      fetch(*source);
    }
    CHECK(fs::exists(fixture.mirror() + "/mirror.git/cairn-packed-bytes"));
    CHECK(file_of(*tree, "shop.yml") == "a: 2\n");
  }
}

TEST_SUITE("a git source and its directory") {
  TEST_CASE("a second source on the same mirror is refused") {
    GitFixture fixture;
    auto first = fixture.open();

    const auto second = GitSource::open(fixture.options());

    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code == ErrorCode::failed_precondition);
    CHECK(second.error().message.find("in use") != std::string::npos);

    first.reset();
    CHECK(GitSource::open(fixture.options()).has_value());
  }

  TEST_CASE("the directory is ours alone, and one that others may write to is refused") {
    GitFixture fixture;
    fixture.open().reset();
    CHECK(fs::status(fixture.mirror()).permissions() == fs::perms::owner_all);

    for (const auto more : {fs::perms::group_write, fs::perms::others_write}) {
      fs::permissions(fixture.mirror(), fs::perms::owner_all | more);
      const auto refused = GitSource::open(fixture.options());
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code == ErrorCode::failed_precondition);
    }
  }

  TEST_CASE("a link in the place of the directory is refused") {
    GitFixture fixture;
    fs::create_directory(fixture.folder / "elsewhere");
    fs::create_symlink(fixture.folder / "elsewhere", fixture.mirror());
    CHECK_FALSE(GitSource::open(fixture.options()).has_value());
  }

  TEST_CASE("damage while serving is reported as such and mended by the next fetch") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const auto tree = resolve(*source, "main")->revision.tree;
    const auto file = tree->find("shop.yml");
    REQUIRE((file.has_value() && file->has_value()));
    damage_packs(fixture);

    const auto broken = tree->read(**file);

    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().code == ErrorCode::internal);
    fetch(*source);
    CHECK(commit_of(*source, "main") == one);
    CHECK(file_of(*source, "main", "shop.yml") == "a: 1\n");
    CHECK(file_of(*tree, "shop.yml") == "a: 1\n");  // the old snapshot, from the new mirror
  }

  TEST_CASE("without descriptors nothing is 'not found'") {
    GitFixture fixture;
    fixture.commit("main", {{"a.yml", "a"}, {"d/b.yml", "b"}});
    auto source = fixture.open();
    fetch(*source);
    const auto snapshot = source->current();
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit none = before;
    none.rlim_cur = 3;
    ::setrlimit(RLIMIT_NOFILE, &none);

    const auto resolved = snapshot->resolve(*cairn::Label::from_name("main"));
    const auto file = resolved ? resolved->revision.tree->find("d/b.yml")
                               : cairn::Result<std::optional<cairn::source::File>>(std::nullopt);
    const auto unknown = snapshot->resolve(*cairn::Label::from_name(std::string(40, '1')));
    ::setrlimit(RLIMIT_NOFILE, &before);

    if (!resolved) {
      CHECK(resolved.error().code == ErrorCode::internal);
    } else if (!file) {
      CHECK(file.error().code == ErrorCode::internal);
    } else {
      CHECK(file->has_value());
    }
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().code == ErrorCode::internal);
    CHECK(file_of(*source, "main", "d/b.yml") == "b");
  }
}

// What a git source does when the disk or another process is not as it should be.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <set>

#include "integration/git_damage.hpp"

using cairn::ErrorCode;
using cairn::source::git::GitSource;

using namespace cairn::test;

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
      "with state files that are damaged, too old or another's sets them aside and fetches anew") {
    for (const char* content :
         {"{", "", "{\"format\": 0}", "{\"format\":1,\"address\":\"x\",\"labels\":{}}"}) {
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

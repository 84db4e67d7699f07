// What a scanner finds, when it believes it, and what it refuses.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "source/directory/directory_tree.hpp"
#include "support/directory_fixture.hpp"

using cairn::ErrorCode;
using cairn::source::directory::DirectoryTree;
using cairn::source::directory::RootTree;
using cairn::source::directory::Scanner;
using cairn::source::directory::State;
using cairn::test::DirectoryFixture;
using cairn::test::text_of;

namespace {

std::shared_ptr<const State> look(Scanner& scanner) {
  auto state = scanner.look({});
  if (!state) {
    FAIL(state.error().text());
  }
  return *std::move(state);
}

RootTree tree_of(Scanner& scanner) {
  const auto state = look(scanner);
  REQUIRE(state->roots.size() == 1);
  return RootTree(state->roots[0], scanner.scan_options());
}

}  // namespace

TEST_SUITE("Scanner") {
  TEST_CASE("a first look takes two scans, and one of an unchanged directory takes one") {
    DirectoryFixture fixture;
    fixture.write("a/shop.yml", "a: 1\n");
    Scanner scanner(fixture.options());

    const auto first = look(scanner);
    CHECK(fixture.pauses == 1);
    const auto second = look(scanner);

    CHECK(fixture.pauses == 1);
    CHECK(first == second);
    CHECK(fixture.contents_read == 1);
  }

  TEST_CASE("only what changed is read again, and the rest is shared") {
    DirectoryFixture fixture;
    fixture.write("a/shop.yml", "a: 1\n");
    fixture.write("b/shop.yml", "b: 1\n");
    Scanner scanner(fixture.options());
    const auto before = look(scanner);
    fixture.contents_read = 0;

    fixture.write("b/shop.yml", "b: 22\n");
    const auto after = look(scanner);

    CHECK(fixture.contents_read == 1);
    const auto& old_root = *before->roots[0].node;
    const auto& new_root = *after->roots[0].node;
    CHECK(*old_root.find("a")->directory() == *new_root.find("a")->directory());
    CHECK(*old_root.find("b")->directory() != *new_root.find("b")->directory());
    CHECK(before->content_id != after->content_id);
  }

  TEST_CASE("a file replaced by one of the same size and time is seen") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "a: 1\n");
    fixture.touch("shop.yml", 1'000'000'000);
    Scanner scanner(fixture.options());
    CHECK(text_of(tree_of(scanner), "shop.yml") == "a: 1\n");

    fixture.write("shop.yml", "a: 2\n");
    fixture.touch("shop.yml", 1'000'000'000);

    CHECK(text_of(tree_of(scanner), "shop.yml") == "a: 2\n");
  }

  TEST_CASE("a file that changed just before the last scan is read again") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "a: 1\n");
    fixture.now_ns = 0;  // As if everything had changed after every scan.
    Scanner scanner(fixture.options());
    look(scanner);
    fixture.contents_read = 0;

    const auto again = look(scanner);
    CHECK(fixture.contents_read == 1);
    CHECK(fixture.pauses == 1);  // Read, and found to be the same.

    fixture.now_ns = std::int64_t{4'000'000'000} * 1'000'000'000;
    look(scanner);  // The scan before began too early to be trusted...
    CHECK(fixture.contents_read == 2);
    CHECK(look(scanner) == again);  // ... and this one not.
    CHECK(fixture.contents_read == 2);
  }

  TEST_CASE("what changes between two scans is waited for") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "a: 1\n");
    fixture.meanwhile = [&] {
      if (fixture.pauses < 5) {
        fixture.write("shop.yml", "a: " + std::to_string(fixture.pauses) + std::string(20, ' '));
      }
    };
    Scanner scanner(fixture.options());

    const auto tree = tree_of(scanner);

    CHECK(fixture.pauses == 5);
    CHECK(text_of(tree, "shop.yml") == "a: 4" + std::string(20, ' '));
  }

  TEST_CASE("what never rests is refused by name, and the last state stays") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "a: 1\n");
    auto options = fixture.options();
    options.rounds_max = 4;
    Scanner scanner(options);
    look(scanner);
    std::size_t count = 0;
    const auto disturb = [&] { fixture.write("shop.yml", std::string(++count % 7 + 1, 'x')); };
    disturb();
    fixture.meanwhile = disturb;

    const auto refused = scanner.look({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::unavailable);
    CHECK(refused.error().message.find(fixture.root()) != std::string::npos);
    fixture.meanwhile = nullptr;
    fixture.write("shop.yml", "a: 1\n");
    CHECK(text_of(tree_of(scanner), "shop.yml") == "a: 1\n");
  }

  TEST_CASE("a stop ends a look") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "a: 1\n");
    std::stop_source source;
    fixture.meanwhile = [&] { source.request_stop(); };
    Scanner scanner(fixture.options());

    for (int i = 0; i < 2; ++i) {  // in the pause, and before the first file
      const auto stopped = scanner.look(source.get_token());
      REQUIRE_FALSE(stopped.has_value());
      CHECK(stopped.error().code == ErrorCode::unavailable);
    }
    CHECK(fixture.pauses == 1);
  }

  TEST_CASE("a directory that is not there is empty, and so is a file in its place") {
    DirectoryFixture fixture;
    fixture.write("file", "x");
    auto options = fixture.options();
    options.directories = {fixture / "none", fixture / "file"};
    Scanner scanner(options);

    const auto state = look(scanner);

    REQUIRE(state->roots.size() == 2);
    for (const auto& root : state->roots) {
      CHECK(root.node == nullptr);
      const RootTree tree(root, scanner.scan_options());
      CHECK(text_of(tree, "file") == "(none)");
      CHECK(*tree.list("") == nullptr);
    }
  }

  TEST_CASE("a directory that went away takes nothing with it until it is back") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "a: 1\n");
    Scanner scanner(fixture.options());
    look(scanner);
    std::filesystem::rename(fixture.root(), fixture.root() + ".away");

    const auto gone = scanner.look({});

    REQUIRE_FALSE(gone.has_value());
    CHECK(gone.error().code == ErrorCode::unavailable);
    std::filesystem::rename(fixture.root() + ".away", fixture.root());
    CHECK(text_of(tree_of(scanner), "shop.yml") == "a: 1\n");
  }

  TEST_CASE("fifos, sockets and .git are left out, and nothing waits for them") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "a: 1\n");
    fixture.write(".git/config", "secret");
    fixture.write("sub/.GIT/config", "secret");
    REQUIRE(::mkfifo((fixture / "fifo.yml").c_str(), 0600) == 0);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (fixture / "s.yml").c_str(), sizeof address.sun_path - 1);
    REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::close(socket);
    Scanner scanner(fixture.options());

    const auto listing = tree_of(scanner).list("");

    REQUIRE(listing.has_value());
    CHECK((*listing)->files == std::vector<std::string>{"shop.yml"});
    CHECK((*listing)->directories == std::vector<std::string>{"sub"});
    CHECK(text_of(tree_of(scanner), ".git/config") == "(none)");
    CHECK(text_of(tree_of(scanner), "sub/.GIT/config") == "(none)");
  }

  TEST_CASE("a directory below another is part of it, unless a link leads to it") {
    DirectoryFixture fixture;
    fixture.write("shared/shop.yml", "a: 1\n");
    std::filesystem::create_directories(fixture.folder / "outside/sub");
    std::ofstream(fixture.folder / "outside/sub/far.yml") << "far";
    fixture.link("../outside", "way");
    auto options = fixture.options();
    options.directories = {fixture / "shared/", fixture.root(), fixture.root(), fixture / "way/sub",
                           fixture / "none/.././shared"};
    Scanner scanner(options);

    const auto state = look(scanner);
    const DirectoryTree tree(*state, scanner.scan_options());

    REQUIRE(state->roots.size() == 2);
    const std::string prefix = fixture.root().substr(1);
    CHECK(text_of(tree, prefix + "/shared/shop.yml") == "a: 1\n");
    CHECK(text_of(tree, prefix + "/way/sub/far.yml") == "far");
  }
}

TEST_SUITE("Scanner limits") {
  TEST_CASE("entries: as many as the limit are taken, one more is refused") {
    DirectoryFixture fixture;
    fixture.write("a/1.yml", "1");
    fixture.write("a/2.yml", "2");
    fixture.link("1.yml", "a/3.yml");
    auto options = fixture.options();
    options.limits.entries_max = 4;
    Scanner scanner(options);
    const auto last_good = look(scanner);

    fixture.write("a/5.yml", "5");
    const auto refused = scanner.look({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::failed_precondition);
    CHECK(refused.error().message.find("together is 4") != std::string::npos);
    std::filesystem::remove(fixture / "a/5.yml");
    CHECK(look(scanner)->content_id == last_good->content_id);
  }

  TEST_CASE("bytes of all files: the limit itself is taken, one byte more is refused") {
    DirectoryFixture fixture;
    fixture.write("1.yml", "12345");
    fixture.write("2.yml", "12345");
    auto options = fixture.options();
    options.limits.tree_bytes_max = 10;
    Scanner scanner(options);
    look(scanner);

    fixture.write("2.yml", "123456");
    const auto refused = scanner.look({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::failed_precondition);
    CHECK(refused.error().message.find("10 bytes") != std::string::npos);
  }

  TEST_CASE("depth: the limit is taken, one more is refused") {
    DirectoryFixture fixture;
    fixture.write("2/3/shop.yml", "x");
    auto options = fixture.options();
    options.limits.depth_max = 3;
    Scanner scanner(options);
    look(scanner);

    fixture.write("2/3/4/shop.yml", "x");
    const auto refused = scanner.look({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::failed_precondition);
  }

  TEST_CASE("a file beyond its limit is there, but not served, and hurts no other") {
    DirectoryFixture fixture;
    fixture.write("fits.bin", "12345");
    fixture.write("large.bin", "123456");
    auto options = fixture.options();
    options.limits.file_bytes_max = 5;
    options.limits.tree_bytes_max = 5;  // What is not served does not count.
    Scanner scanner(options);
    const auto tree = tree_of(scanner);

    CHECK(text_of(tree, "fits.bin") == "12345");
    CHECK(text_of(tree, "large.bin") == "failed_precondition");
    CHECK(fixture.contents_read <= 3);  // The large one's stamp is named twice.
  }

  TEST_CASE("a reader's own limit holds without a read") {
    DirectoryFixture fixture;
    fixture.write("a.yml", "12345");
    Scanner scanner(fixture.options());
    const auto tree = tree_of(scanner);
    const auto file = tree.find("a.yml");

    CHECK(tree.read(**file, 5).has_value());
    const auto refused = tree.read(**file, 4);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::failed_precondition);
  }
}

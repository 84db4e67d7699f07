// What a git source does with remotes that are silent, hostile, foreign or odd.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

#include "git_fixture.hpp"

using cairn::ErrorCode;
using cairn::test::commit_of;
using cairn::test::fetch;
using cairn::test::file_of;
using cairn::test::GitFixture;
namespace fs = std::filesystem;

namespace {

// Listens, accepts in the kernel and says nothing, unless one connection is answered by hand.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(socket_, 8) == 0);
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  [[nodiscard]] std::string port() const { return std::to_string(port_); }

  // Waits for one HTTP request, gives its head and answers it.
  std::string answer(const std::string& text) const {
    const int connection = ::accept(socket_, nullptr, nullptr);
    std::string head;
    char byte = 0;
    while (head.find("\r\n\r\n") == std::string::npos && ::read(connection, &byte, 1) == 1) {
      head += byte;
    }
    CHECK(::write(connection, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(connection);
    return head;
  }

  // Whether somebody has connected and waits.
  [[nodiscard]] bool called() const {
    pollfd wait{socket_, POLLIN, 0};
    return ::poll(&wait, 1, 0) == 1;
  }

 private:
  int socket_;
  int port_ = 0;
};

}  // namespace

TEST_SUITE("a git source and its remote") {
  TEST_CASE("a remote that says nothing is given up at the deadline") {
    const SilentServer server;
    for (const char* scheme : {"git", "http"}) {
      CAPTURE(scheme);
      GitFixture fixture;
      auto options = fixture.options();
      options.remote.uri = std::string(scheme) + "://127.0.0.1:" + server.port() + "/config.git";
      options.remote.timeout = std::chrono::seconds(1);
      auto source = GitFixture::open(options);
      const auto start = std::chrono::steady_clock::now();

      const auto report = source->fetch({});

      CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(8));
      REQUIRE_FALSE(report.has_value());
      CHECK(report.error().code == ErrorCode::unavailable);
      CHECK(source->current() == nullptr);
    }
  }

  TEST_CASE("a request to stop ends the wait for it") {
    const SilentServer server;
    GitFixture fixture;
    auto options = fixture.options();
    options.remote.uri = "git://127.0.0.1:" + server.port() + "/config.git";
    auto source = GitFixture::open(options);
    std::stop_source stop;
    std::jthread stopper([&stop] { stop.request_stop(); });
    const auto start = std::chrono::steady_clock::now();

    const auto report = source->fetch(stop.get_token());

    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().code == ErrorCode::unavailable);
  }

  TEST_CASE("user and password are sent as Basic, from the settings or from the address") {
    for (const bool in_address : {false, true}) {
      CAPTURE(in_address);
      const SilentServer server;
      GitFixture fixture;
      auto options = fixture.options();
      const std::string host = "127.0.0.1:" + server.port() + "/config.git";
      options.remote.uri = "http://" + std::string(in_address ? "me:s%40cret@" : "") + host;
      if (!in_address) {
        options.remote.credentials.username = "me";
        options.remote.credentials.password.text = cairn::base::Secret("s@cret");
      }
      auto source = GitFixture::open(options);
      std::string head;
      std::jthread answering([&] {
        head = server.answer(
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n");
      });

      const auto report = source->fetch({});
      answering.join();

      CHECK(head.find("Authorization: Basic bWU6c0BjcmV0\r\n") != std::string::npos);
      REQUIRE_FALSE(report.has_value());
      CHECK(report.error().code == ErrorCode::unavailable);
      CHECK(report.error().message.find("authentication refused: ") != std::string::npos);
      CHECK(report.error().message.find("s@cret") == std::string::npos);
      CHECK(report.error().message.find("s%40cret") == std::string::npos);
    }
  }

  TEST_CASE("a redirection is not followed; the name with .git is tried on the same server") {
    const SilentServer server;
    const SilentServer elsewhere;
    GitFixture fixture;
    auto options = fixture.options();
    options.remote.uri = "http://me:secret@127.0.0.1:" + server.port() + "/config";
    auto source = GitFixture::open(options);
    const std::string redirection =
        "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:" + elsewhere.port() +
        "/config.git/info/refs?service=git-upload-pack\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    std::string first;
    std::string second;
    std::jthread answering([&] {
      first = server.answer(redirection);
      second = server.answer(redirection);
    });

    const auto report = source->fetch({});
    answering.join();

    CHECK_FALSE(report.has_value());
    CHECK(first.rfind("GET /config/info/refs", 0) == 0);
    CHECK(second.rfind("GET /config.git/info/refs", 0) == 0);
    CHECK_FALSE(elsewhere.called());
  }

  TEST_CASE("a repository that does not exist is not found, one out of reach is unavailable") {
    GitFixture fixture;
    fs::create_directory(fixture.folder / "empty");
    const std::pair<std::string, ErrorCode> cases[] = {
        {fixture.folder / "no-such", ErrorCode::not_found},
        {fixture.folder / "empty", ErrorCode::not_found},
        {"--upload-pack=id", ErrorCode::not_found},
        {"ext::sh -c id", ErrorCode::unavailable},
        {"git://127.0.0.1:1/x", ErrorCode::unavailable},
    };
    for (const auto& [uri, code] : cases) {
      CAPTURE(uri);
      auto options = fixture.options();
      options.remote.uri = uri;
      auto source = GitFixture::open(options);

      const auto report = source->fetch({});

      REQUIRE_FALSE(report.has_value());
      CHECK(report.error().code == code);
      CHECK(report.error().message.find('\n') == std::string::npos);
    }
  }

  TEST_CASE("what has no HEAD cannot be cloned, as in the reference; later it need not have one") {
    GitFixture fixture;
    fixture.commit("release", {{"shop.yml", "a: 1\n"}});
    auto source = fixture.open();
    const auto report = source->fetch({});
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().code == ErrorCode::not_found);
    CHECK(source->current() == nullptr);

    fixture.git({"symbolic-ref", "HEAD", "refs/heads/release"});
    fetch(*source);
    fixture.git({"symbolic-ref", "HEAD", "refs/heads/gone"});
    const std::string two = fixture.commit("release", {{"shop.yml", "a: 2\n"}});
    fetch(*source);
    CHECK(commit_of(*source, "release") == two);
  }

  TEST_CASE("a SHA-256 repository is refused by name") {
    GitFixture fixture;
    fs::remove_all(fixture.remote());
    fixture.git_anywhere(
        {"init", "-q", "--bare", "--object-format=sha256", "-b", "main", fixture.remote()});
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();

    const auto report = source->fetch({});

    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().code == ErrorCode::failed_precondition);
    CHECK(report.error().message.find("SHA-256") != std::string::npos);
  }

  TEST_CASE("a local repository is served in every form of its address") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    for (const std::string& start : {std::string(), std::string("file:"), std::string("file://")}) {
      for (const char* end : {"", "/"}) {
        CAPTURE(start + end);
        auto options = fixture.options();
        options.mirror_directory = fixture.folder / "mirror-of-form";
        options.remote.uri = start + fixture.remote() + end;
        auto source = GitFixture::open(options);
        fetch(*source);
        CHECK(commit_of(*source, "main") == one);
      }
    }
  }

  TEST_CASE("a local repository of another user is served, bare or not, also through a link") {
    if (::geteuid() != 0) {
      MESSAGE("needs root to give a repository away");
      return;
    }
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    const std::string work = fixture.folder / "work \"tree\"";
    fixture.git_anywhere({"clone", "-q", fixture.remote(), work});
    fs::create_symlink(fixture.remote(), fixture.folder / "link.git");
    for (const std::string& root : {fixture.remote(), work}) {
      REQUIRE(::chown(root.c_str(), 65534, 65534) == 0);
      for (const auto& file : fs::recursive_directory_iterator(root)) {
        REQUIRE(::lchown(file.path().c_str(), 65534, 65534) == 0);
      }
    }
    int number = 0;
    for (const std::string& uri :
         {fixture.remote(), "file://" + fixture.remote(), work, work + "/.git",
          fixture.folder / "link.git", fixture.folder / "link"}) {
      CAPTURE(uri);
      auto options = fixture.options();
      options.mirror_directory = fixture.folder / ("mirror-" + std::to_string(number));
      options.state_file = fixture.folder / ("state-" + std::to_string(number++));
      options.remote.uri = uri;
      auto source = GitFixture::open(options);
      fetch(*source);
      CHECK(commit_of(*source, "main") == one);
    }
  }

  TEST_CASE("a shallow local repository is served as far as it goes") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    const std::string two = fixture.commit("main", "a: 2\n");
    fixture.git_anywhere({"clone", "-q", "--bare", "--depth=1", "file://" + fixture.remote(),
                          fixture.folder / "shallow.git"});
    auto options = fixture.options();
    options.remote.uri = fixture.folder / "shallow.git";
    auto source = GitFixture::open(options);

    fetch(*source);

    CHECK(file_of(*source, "main", "shop.yml") == "a: 2\n");
    const auto parent = source->current()->first_parent(two);
    REQUIRE(parent.has_value());
    CHECK_FALSE(parent->has_value());
    CHECK(source->current()->last_change(two, "shop.yml").has_value());
  }
}

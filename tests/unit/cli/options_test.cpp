// Options that several verbs have: servers, times, and where credentials may be.
#include "cli/options.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

#include "cli/credentials.hpp"
#include "support/temporary_directory.hpp"

using namespace cairn;
using namespace cairn::cli;
using cairn::testing::TemporaryDirectory;

namespace {

// A variable of this process while it lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

TEST_SUITE("servers") {
  TEST_CASE("arguments come before the variable, and that before the default") {
    CHECK(fetch_options_of({})->uris == std::vector<std::string>{"http://localhost:8888"});
    const Variable servers("CAIRN_SERVER", "http://a, http://b,");
    CHECK(fetch_options_of({})->uris == std::vector<std::string>{"http://a", "http://b"});
    Connection connection;
    connection.servers = {"http://c"};
    CHECK(fetch_options_of(connection)->uris == std::vector<std::string>{"http://c"});
  }

  TEST_CASE("a password in an argument is refused; in the variable it is not") {
    Connection connection;
    for (const char* server : {"http://u:p@host", "u:p@host", "https://u:@host/x@y"}) {
      CAPTURE(server);
      connection.servers = {server};
      const auto options = fetch_options_of(connection);
      REQUIRE_FALSE(options.has_value());
      CHECK(options.error().code == ErrorCode::invalid_argument);
      CHECK(options.error().message.find("p@") == std::string::npos);
    }
    for (const char* server : {"http://host/a:b@c", "http://u@host", "http://[::1]:80"}) {
      CAPTURE(server);
      CHECK(check_no_password(server).has_value());
    }
    const Variable servers("CAIRN_SERVER", "http://u:p@host");
    CHECK(fetch_options_of({}).has_value());
  }
}

TEST_SUITE("times") {
  TEST_CASE("a bare number counts seconds; below zero and words are refused") {
    CHECK(duration_of("--x", "5") == std::chrono::milliseconds(5000));
    CHECK(duration_of("--x", "250ms") == std::chrono::milliseconds(250));
    for (const char* text : {"", "soon", "-1"}) {
      CAPTURE(text);
      const auto duration = duration_of("--x", text);
      REQUIRE_FALSE(duration.has_value());
      CHECK(duration.error().message.starts_with("--x: "));
    }
  }
}

TEST_SUITE("credentials") {
  TEST_CASE("the first line of a file is the password") {
    const TemporaryDirectory directory;
    std::ofstream(directory / "password") << "s3cret\r\nrest\n";
    Connection connection;
    connection.user = "alice";
    connection.password_file = directory / "password";
    const auto options = fetch_options_of(connection);
    REQUIRE(options.has_value());
    CHECK(options->username == "alice");
    CHECK(options->password == "s3cret");
    CHECK(options->bearer_token.empty());
  }

  TEST_CASE("variables give password and token, and a user beats a token") {
    const Variable password("CAIRN_PASSWORD", "pw");
    CHECK(fetch_options_of({})->password == "pw");
    const Variable token("CAIRN_TOKEN", "tok");
    CHECK(fetch_options_of({})->bearer_token == "tok");
    CHECK(fetch_options_of({})->password.empty());
    Connection connection;
    connection.user = "alice";
    CHECK(fetch_options_of(connection)->bearer_token.empty());
    CHECK(fetch_options_of(connection)->password == "pw");
  }

  TEST_CASE("an empty file, a missing one and two kinds at once are errors") {
    const TemporaryDirectory directory;
    std::ofstream(directory / "empty") << "\nx\n";
    CHECK(read_secret_file("--x", directory / "empty").error().code ==
          ErrorCode::failed_precondition);
    CHECK(read_secret_file("--x", directory / "none").error().code == ErrorCode::internal);
    Connection connection;
    connection.user = "alice";
    connection.token_file = directory / "empty";
    CHECK(fetch_options_of(connection).error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("a verb asks for remote values alone") {
  const auto load = load_options_of({}, {}, {"shop", "dev", "main"});
  REQUIRE(load.has_value());
  CHECK(load->layers.application == "shop");
  CHECK(load->layers.files.empty());
  CHECK(load->layers.environment == std::vector<std::string>());
  CHECK(load->layers.arguments.empty());
}

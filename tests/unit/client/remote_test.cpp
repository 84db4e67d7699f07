// Where the remote part of a configuration comes from, and what stands in when servers fail.
#include "client/remote.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "unit/client/config_directory.hpp"

using namespace cairn;
using client::Remote;
using std::chrono::system_clock;

namespace {

// One server, whose next answer a test sets.
class Server : public fetch::Transport {
 public:
  fetch::Exchange get(const fetch::HttpRequest& request, const std::stop_token& /*stop*/) override {
    asked.push_back(request.server.host + request.target);
    for (const fetch::HttpHeader& header : request.headers) {
      sent.push_back(header.name + ": " + std::string(header.value.reveal()));
    }
    if (status == 0) {
      return tl::unexpected(
          fetch::TransportFailure{fetch::TransportProblem::not_connected, "refused"});
    }
    fetch::HttpAnswer answer;
    answer.status = status;
    answer.content_type = "application/json";
    answer.body =
        R"({"name":"shop","version":"abc","propertySources":[{"name":"s","source":{"a":")" + value +
        R"("}}]})";
    return answer;
  }

  int status = 200;  // 0: it cannot be reached
  std::string value = "one";
  std::vector<std::string> asked;
  std::vector<std::string> sent;
};

struct Bench {
  test::ConfigDirectory directory;
  std::shared_ptr<Server> server = std::make_shared<Server>();
  LoadOptions options;

  Bench() {
    options.layers.application = "shop";
    options.layers.files.clear();
    options.layers.environment.emplace();
    options.server.uris = {"http://one"};
    options.cache.directory = directory / "cache";
  }

  Layers layers() const {
    auto layers = Layers::read(options.layers);
    REQUIRE(layers.has_value());
    return *std::move(layers);
  }

  Result<RemoteAnswer> answer() const {
    fetch::Surroundings surroundings;
    surroundings.transport = server;
    surroundings.pause = [](std::chrono::milliseconds, const std::stop_token&) { return true; };
    const auto remote = Remote::make(options, layers(), std::move(surroundings));
    if (!remote) {
      return fail(remote.error());
    }
    auto got = remote->answer();
    if (!got) {
      return fail(std::move(got).error());
    }
    return std::move(got->answer);
  }

  // The value of "a", or the error's code.
  std::string a() const {
    const auto got = answer();
    return got ? layers().with(*got).get<std::string>("a").value_or("none")
               : std::string(name_of(got.error().code));
  }
};

}  // namespace

TEST_SUITE("client: remote") {
  TEST_CASE("a server's answer is used, and kept for when there is none") {
    Bench bench;
    const auto first = bench.answer();
    REQUIRE(first.has_value());
    CHECK(first->how == Obtained::server);
    CHECK(first->troubles.empty());

    for (const int status : {0, 500, 503}) {
      CAPTURE(status);
      bench.server->status = status;
      const auto later = bench.answer();
      REQUIRE(later.has_value());
      CHECK(later->how == Obtained::cache);
      CHECK(later->environment.version == "abc");
      CHECK(later->troubles.size() == 1);
      const auto since = std::chrono::floor<std::chrono::milliseconds>(first->since);
      CHECK(std::chrono::floor<std::chrono::milliseconds>(later->since) == since);
      CHECK(bench.a() == "one");
    }
  }

  TEST_CASE("the kept answer does not stand in for what a server decided") {
    Bench bench;
    CHECK(bench.a() == "one");
    for (const int status : {401, 403, 404, 400}) {
      CAPTURE(status);
      bench.server->status = status;
      CHECK_FALSE(bench.answer().has_value());
    }
  }

  TEST_CASE("it is the answer to one question only") {
    Bench bench;
    CHECK(bench.a() == "one");
    bench.server->status = 0;
    bench.options.layers.profiles = "prod";
    CHECK(bench.a() == "unavailable");
    bench.options.layers.profiles = "";
    CHECK(bench.a() == "one");
    bench.options.server.uris = {"http://other"};
    CHECK(bench.a() == "unavailable");
  }

  TEST_CASE("without a cache nothing is kept") {
    Bench bench;
    bench.options.cache.enabled = false;
    CHECK(bench.a() == "one");
    bench.server->status = 0;
    CHECK(bench.a() == "unavailable");
    CHECK_FALSE(std::filesystem::exists(bench.options.cache.directory));
  }

  TEST_CASE("a cache that cannot be written is a trouble, not an error") {
    Bench bench;
    bench.directory.write("cache", "a file where the directory should be");
    const auto answer = bench.answer();
    REQUIRE(answer.has_value());
    CHECK(answer->how == Obtained::server);
    CHECK(answer->troubles.size() == 1);
    CHECK(bench.layers().with(*answer).remote().troubles.size() == 1);
  }

  TEST_CASE("an optional server may be away, and what was wrong is told") {
    Bench bench;
    bench.server->status = 0;
    bench.options.server.optional = true;
    const auto answer = bench.answer();
    REQUIRE(answer.has_value());
    CHECK(answer->how == Obtained::nothing);
    CHECK(answer->troubles.size() == 1);
    CHECK(bench.a() == "none");
    bench.options.server.fail_fast = true;
    CHECK(bench.a() == "unavailable");
  }

  TEST_CASE("the operator's file is read instead of asking") {
    Bench bench;
    bench.directory.write("override.yml", "a: mine\n");
    bench.options.override_file.file = bench.directory / "override.yml";
    const auto answer = bench.answer();
    REQUIRE(answer.has_value());
    CHECK(answer->how == Obtained::override_file);
    CHECK(bench.a() == "mine");
    CHECK(bench.server->asked.empty());
  }

  TEST_CASE("what the layers say about the server comes before the program's options") {
    Bench bench;
    bench.options.layers.arguments = {
        "--spring.cloud.config.uri=http://two/prefix", "--spring.cloud.config.profile=eu,dev",
        "--spring.cloud.config.label=main", "--spring.cloud.config.token=t0",
        "--spring.cloud.config.headers.X-Team=shop"};
    CHECK(bench.a() == "one");
    CHECK(bench.server->asked == std::vector<std::string>{"two/prefix/shop/eu,dev/main"});
    const auto sent = [&](const std::string& line) {
      return std::find(bench.server->sent.begin(), bench.server->sent.end(), line) !=
             bench.server->sent.end();
    };
    CHECK(sent("X-Config-Token: t0"));
    CHECK(sent("X-Team: shop"));
  }

  TEST_CASE("a value that cannot be used is an error with its place") {
    Bench bench;
    bench.options.layers.arguments = {"--spring.cloud.config.retry.max-attempts=many"};
    const auto answer = bench.answer();
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == ErrorCode::invalid_argument);
    CHECK(answer.error().text().find("max-attempts") != std::string::npos);
  }
}

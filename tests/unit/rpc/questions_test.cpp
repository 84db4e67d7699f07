// From requests of the contract to questions for the service, and where a call comes from.
#include "rpc/questions.hpp"

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <vector>

#include "cairn/v1/config.pb.h"
#include "rpc/peer_address.hpp"
#include "rpc/stream_limits.hpp"

using namespace cairn;
using service::Format;

namespace {

v1::GetRequest environment(const std::string& application, const std::string& profiles = "dev") {
  v1::GetRequest request;
  request.set_application(application);
  request.set_profiles(profiles);
  return request;
}

v1::GetFileRequest file(const std::string& path) {
  v1::GetFileRequest request;
  request.set_application("shop");
  request.set_path(path);
  return request;
}

template <typename Request>
void refuses(const Request& request) {
  CAPTURE(request.ShortDebugString());
  const auto question = rpc::question_of(request, true);
  REQUIRE_FALSE(question.has_value());
  CHECK(question.error().code == ErrorCode::invalid_argument);
}

}  // namespace

TEST_SUITE("rpc::question_of") {
  TEST_CASE("names are taken as they are, and no profile is default") {
    auto request = environment("shop,cart", "");
    request.set_label("release/1.2");
    request.set_if_none_match("\"a\"");
    const auto question = rpc::question_of(request, true);
    REQUIRE(question.has_value());
    CHECK(question->request.query.application() == "shop,cart");
    CHECK(question->request.query.profiles() == "default");
    CHECK(question->request.query.label()->text() == "release/1.2");
    CHECK(question->request.format == Format::environment_v1);
    CHECK(question->if_none_match == "\"a\"");
    CHECK_FALSE(question->file);
  }

  TEST_CASE("an empty label is none, and origins are another format") {
    auto request = environment("shop");
    request.set_label("");
    request.set_origins(true);
    const auto question = rpc::question_of(request, true);
    REQUIRE(question.has_value());
    CHECK_FALSE(question->request.query.label().has_value());
    CHECK(question->request.format == Format::environment_v2);
  }

  TEST_CASE("what HTTP refuses, and what no URL could carry, is refused") {
    for (const char* name : {"", "..", "a#b", "(_)a", "a*", "a\nb", "a\tb", "a\\b", "a\x7f"}) {
      refuses(environment(name));
    }
    refuses(environment("shop", "a\nb"));
    auto labelled = environment("shop");
    labelled.set_label("a\nb");
    refuses(labelled);
    for (const char* path : {"", "/", "./", "../x", "a\nb"}) {
      refuses(file(path));
    }
  }

  TEST_CASE("the longest name is taken, one more byte is not") {
    CHECK(rpc::question_of(environment(std::string(rpc::name_bytes_max, 'a')), true).has_value());
    refuses(environment(std::string(rpc::name_bytes_max + 1, 'a')));
    refuses(environment("a", std::string(rpc::name_bytes_max + 1, 'a')));
    refuses(file(std::string(rpc::name_bytes_max + 1, 'a')));
  }

  TEST_CASE("a file is text with placeholders resolved, unless the request says otherwise") {
    const auto text = rpc::question_of(file("dir//./a.txt"), true);
    REQUIRE(text.has_value());
    CHECK(text->request.path == "dir/a.txt");
    CHECK(text->request.format == Format::text);
    CHECK(text->request.resolve_placeholders);
    CHECK(text->file);
    auto kept = file("a.txt");
    kept.set_keep_placeholders(true);
    CHECK_FALSE(rpc::question_of(kept, true)->request.resolve_placeholders);
    auto binary = file("a.txt");
    binary.set_binary(true);
    CHECK(rpc::question_of(binary, true)->request.format == Format::binary);
  }
}

TEST_SUITE("rpc::peer_address") {
  TEST_CASE("addresses have one form, and IPv6 counts by its network") {
    for (const auto& [peer, text, counted] :
         std::vector<std::tuple<const char*, const char*, const char*>>{
             {"ipv4:192.0.2.1:4711", "192.0.2.1", "192.0.2.1"},
             {"ipv6:%5B::ffff:192.0.2.1%5D:4711", "192.0.2.1", "192.0.2.1"},
             {"ipv6:[2001:DB8:1:2:3:4:5:6]:4711", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
             {"ipv6:%5B::1%5D:4711", "::1", "::"}}) {
      CAPTURE(peer);
      const auto address = rpc::peer_address(peer);
      REQUIRE(address.has_value());
      CHECK(address->text() == text);
      CHECK(address->counted_as() == counted);
    }
  }

  TEST_CASE("what is no address of the network is none") {
    for (const char* peer :
         {"", "unix:/tmp/x", "ipv4:", "ipv4:1.2.3:80", "ipv6:::1:80", "ipv6:[x]:1"}) {
      CAPTURE(peer);
      CHECK_FALSE(rpc::peer_address(peer).has_value());
    }
  }
}

TEST_SUITE("rpc::StreamLimits") {
  TEST_CASE("there is a limit of all and one of each address, and who leaves makes room") {
    rpc::StreamLimits limits(3, 2);
    CHECK(limits.enter("a"));
    CHECK(limits.enter("a"));
    CHECK_FALSE(limits.enter("a"));
    CHECK(limits.enter("b"));
    CHECK_FALSE(limits.enter("c"));
    limits.leave("a");
    CHECK(limits.enter("c"));
    CHECK_FALSE(limits.enter("c"));
  }
}

// What git is told before it talks HTTP, and where the secrets of it are.
#include "source/git/http_access.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace cairn;
using namespace cairn::source::git;
using namespace std::chrono_literals;

namespace {

GitCall call_of(const HttpAccess& access, const Credentials& credentials,
                const char* uri = "https://host:8443/team/a.git",
                std::chrono::seconds timeout = 5s) {
  GitCall call;
  add_http_access(call, access, parse_address(uri), credentials, timeout);
  return call;
}

// The value of a setting; "(none)" when it is not set.
std::string setting(const GitCall& call, const std::string& name) {
  const auto found = std::find_if(call.settings.begin(), call.settings.end(),
                                  [&](const auto& one) { return one.first == name; });
  return found == call.settings.end() ? "(none)" : found->second;
}

bool has_variable(const GitCall& call, const std::string& text) {
  return std::find(call.environment.begin(), call.environment.end(), text) !=
         call.environment.end();
}

}  // namespace

TEST_SUITE("http access") {
  TEST_CASE("redirections are not followed, old TLS is not spoken, silence ends") {
    const auto call = call_of({}, {});
    CHECK(setting(call, "http.followRedirects") == "false");
    CHECK(setting(call, "http.sslVersion") == "tlsv1.2");
    CHECK(setting(call, "http.lowSpeedTime") == "5");
    CHECK(setting(call, "http.sslVerify") == "(none)");
    CHECK(setting(call, "include.path") == "(none)");
    CHECK(call.files.empty());
    CHECK(setting(call_of({}, {}, "http://h/a", 0s), "http.lowSpeedTime") == "(none)");
  }

  TEST_CASE("user and password are a header for one host, in a file in memory") {
    Credentials credentials;
    credentials.username = "me";
    credentials.password = base::Secret("s@cret");
    const auto call = call_of({}, credentials);
    CHECK(setting(call, "include.path") == "/proc/self/fd/4");
    REQUIRE(call.files.size() == 1);
    CHECK(call.files[0].reveal() ==
          "[http \"https://host:8443/\"]\n"
          "\textraHeader = \"Authorization: Basic bWU6c0BjcmV0\"\n");
  }

  TEST_CASE("a token goes in their place, quoted as git needs it") {
    Credentials credentials;
    credentials.username = "me";
    credentials.token = base::Secret("a\"b\\c");
    CHECK(call_of({}, credentials).files.at(0).reveal() ==
          "[http \"https://host:8443/\"]\n\textraHeader = \"Authorization: Bearer a\\\"b\\\\c\"\n");
  }

  TEST_CASE("a proxy of the settings, and no exceptions of the environment") {
    HttpAccess access;
    access.proxies.http = Proxy{"proxy", 3128, "me", {}, {}};
    Credentials credentials;
    credentials.proxy_password = base::Secret("pw");
    const auto call = call_of(access, credentials);
    CHECK(call.files.at(0).reveal() == "[http]\n\tproxy = \"http://me:pw@proxy:3128\"\n");
    CHECK(has_variable(call, "no_proxy="));
    CHECK(has_variable(call, "NO_PROXY="));

    access.proxies.http.direct_hosts = {"host"};
    const auto direct = call_of(access, credentials);
    CHECK(direct.files.empty());
    CHECK(setting(direct, "http.proxy").empty());
  }

  TEST_CASE("certificates: those of a file, or none at all") {
    HttpAccess access;
    access.skip_ssl_validation = true;
    access.ca_file = "/etc/ca.pem";
    const auto call = call_of(access, {});
    CHECK(setting(call, "http.sslVerify") == "false");
    CHECK(setting(call, "http.sslCAInfo") == "/etc/ca.pem");
    CHECK(has_variable(call, "GIT_SSL_CAINFO=/etc/ca.pem"));
  }
}

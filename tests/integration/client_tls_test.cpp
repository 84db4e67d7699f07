// TLS: whom the client trusts, what it shows, which keys it insists on, and through which proxies.
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <string>

#include "base/base64.hpp"
#include "fetch/http_transport.hpp"
#include "fetch/tls_facts.hpp"
#include "support/loopback_server.hpp"
#include "support/temporary_directory.hpp"
#include "support/tls_identity.hpp"

using namespace cairn;
using namespace cairn::fetch;
using namespace cairn::testing;
using std::chrono::milliseconds;

namespace {

// A server with a certificate, a file for the client to trust, and what the server found.
struct Bench {
  TemporaryDirectory directory;
  TlsIdentity identity;
  TlsOptions options;
  bool served = false;

  explicit Bench(const char* names = "DNS:localhost,IP:127.0.0.1", long seconds = 3600)
      : identity(names, seconds) {
    options.ca_file = write("ca.pem", identity.certificate_pem());
  }

  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(directory / name) << content;
    return directory / name;
  }

  // "" for an answer, else the words of the failure.
  std::string get(const std::string& host, const TlsServerOptions& server_options = {}) {
    LoopbackServer server([&](int connection) {
      served = serve_tls(connection, identity, http(200, "{}"), server_options);
    });
    return ask("https://" + host + ':' + std::to_string(server.port()));
  }

  std::string ask(const std::string& uri, const std::string& proxy = "") const {
    const auto transport = make_http_transport(options, proxy, true);
    INFO((transport ? "" : transport.error().message));
    REQUIRE(transport.has_value());
    HttpRequest request;
    request.server = parse_uri(uri)->uri;
    request.target = "/shop/dev";
    request.connect_timeout = milliseconds(5000);
    request.deadline = milliseconds(5000);
    request.body_bytes_max = 1000;
    request.headers.push_back({"Authorization", base::Secret("Bearer topsecret")});
    const auto answer = (*transport)->get(request, {});
    if (answer) {
      CHECK(answer->body == "{}");
      return {};
    }
    CHECK(answer.error().message.find("topsecret") == std::string::npos);
    return answer.error().problem == TransportProblem::not_trusted ? answer.error().message
                                                                   : "not about trust";
  }
};

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

std::atomic<int> pipes_broken = 0;

}  // namespace

TEST_SUITE("client TLS") {
  TEST_CASE("a certificate that is trusted and for this host is accepted, by name and by number") {
    Bench bench;
    CHECK(bench.get("localhost") == "");
    CHECK(bench.get("127.0.0.1") == "");
    CHECK(bench.served);
  }

  TEST_CASE("any other certificate is refused before anything is sent") {
    Bench other_name("DNS:config.example.org");
    CHECK(has(other_name.get("localhost"), "ostname mismatch"));
    CHECK_FALSE(other_name.served);
    Bench partial("DNS:local*");
    CHECK(has(partial.get("localhost"), "ostname mismatch"));
    Bench other_number("IP:127.0.0.2");
    CHECK(has(other_number.get("127.0.0.1"), "IP address mismatch"));
    Bench name_for_number("DNS:127.0.0.1");
    CHECK(has(name_for_number.get("127.0.0.1"), "IP address mismatch"));
    Bench expired("DNS:localhost", -60);
    CHECK(has(expired.get("localhost"), "expired"));

    Bench untrusted;
    untrusted.options.ca_file =
        untrusted.write("other.pem", TlsIdentity("DNS:localhost").certificate_pem());
    CHECK(has(untrusted.get("localhost"), "certificate"));
    CHECK_FALSE(untrusted.served);
    Bench by_system;
    by_system.options.ca_file.clear();
    CHECK(has(by_system.get("localhost"), "self-signed"));
  }

  TEST_CASE("a pinned key is accepted, another one is not") {
    Bench bench;
    bench.options.pinned_keys = {"sha256/" + base::encode_base64(std::string(32, 'x')),
                                 "sha256/" + base::encode_base64(bench.identity.key_digest())};
    CHECK(bench.get("localhost") == "");
    bench.options.pinned_keys.pop_back();
    CHECK(has(bench.get("localhost"), "none of the pinned ones"));
    CHECK_FALSE(bench.served);
  }

  TEST_CASE("a server that knows nothing newer than TLS 1.1 is refused") {
    Bench bench;
    TlsServerOptions old;
    old.version_max = TLS1_1_VERSION;
    CHECK(bench.get("localhost", old) != "");
    old.version_max = TLS1_2_VERSION;
    CHECK(bench.get("localhost", old) == "");
  }

  TEST_CASE("a client certificate is shown to a server that wants one") {
    const TlsIdentity client("DNS:client");
    Bench bench;
    TlsServerOptions wanting;
    wanting.client_wanted = &client;
    bench.options.certificate_file = bench.write("client.pem", client.certificate_pem());
    bench.options.key_file = bench.write("client.key", client.key_pem());
    CHECK(bench.get("localhost", wanting) == "");

    bench.options.certificate_file.clear();
    bench.options.key_file.clear();
    CHECK(bench.get("localhost", wanting) != "");
    CHECK_FALSE(bench.served);
  }

  TEST_CASE("files that do not belong together are refused when the client is made") {
    Bench bench;
    bench.options.certificate_file = bench.write("client.pem", bench.identity.certificate_pem());
    bench.options.key_file = bench.write("client.key", TlsIdentity("DNS:other").key_pem());
    const auto transport = make_http_transport(bench.options, "", true);
    REQUIRE_FALSE(transport.has_value());
    CHECK(transport.error().code == ErrorCode::invalid_argument);
    CHECK(has(transport.error().message, "client.key"));
  }

  TEST_CASE("through a proxy a tunnel is asked for, and TLS is with the server") {
    Bench bench;
    std::string seen;
    LoopbackServer proxy([&](int connection) {
      seen = read_head(connection);
      (void)send_all(connection, "HTTP/1.1 200 Connection established\r\n\r\n");
      bench.served = serve_tls(connection, bench.identity, http(200, "{}"));
    });
    CHECK(bench.ask("https://localhost", "http://u:p@" + proxy.authority()) == "");
    CHECK(seen ==
          "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n"
          "Proxy-Authorization: Basic dTpw\r\n\r\n");
    CHECK_FALSE(has(seen, "topsecret"));

    LoopbackServer refusing([](int connection) {
      (void)read_head(connection);  // whatever it says
      (void)send_all(connection, "HTTP/1.1 407 No\r\n\r\n");
    });
    CHECK(bench.ask("https://localhost", refusing.uri()) == "not about trust");
  }

  TEST_CASE("a server that closes in the middle raises no signal over TLS either") {
    struct sigaction count {};
    struct sigaction before {};
    count.sa_handler = [](int) { ++pipes_broken; };
    REQUIRE(::sigaction(SIGPIPE, &count, &before) == 0);
    Bench bench;
    for (int i = 0; i < 5; ++i) {
      LoopbackServer server([&](int connection) {
        (void)shake_hands(connection, bench.identity);
        close_unread(connection);
      });
      const auto transport = make_http_transport(bench.options, "", true);
      HttpRequest request;
      request.server = parse_uri("https://localhost:" + std::to_string(server.port()))->uri;
      request.target = "/";
      request.connect_timeout = milliseconds(5000);
      request.deadline = milliseconds(5000);
      request.headers.push_back({"X-Long", base::Secret(std::string(16'000'000, 'x'))});
      const auto answer = (*transport)->get(request, {});
      REQUIRE_FALSE(answer.has_value());
      CHECK(answer.error().problem != TransportProblem::timed_out);
    }
    (void)::sigaction(SIGPIPE, &before, nullptr);
    CHECK(pipes_broken == 0);
  }

  TEST_CASE("version, cipher and certificate of a server can be looked at, by who trusts it") {
    Bench bench;
    const auto facts_of = [&](const TlsOptions& tls) {
      LoopbackServer server(
          [&](int connection) { serve_tls(connection, bench.identity, http(200, "{}"), {}); });
      FetchOptions options;
      options.tls = tls;
      options.connect_timeout = milliseconds(5000);
      options.request_timeout = milliseconds(5000);
      return tls_facts(parse_uri("https://localhost:" + std::to_string(server.port()))->uri,
                       options);
    };

    const auto facts = facts_of(bench.options);

    REQUIRE(facts.has_value());
    CHECK(facts->version.starts_with("TLSv1."));
    CHECK_FALSE(facts->cipher.empty());
    CHECK(facts->subject == facts->issuer);
    const auto left = facts->valid_until - std::chrono::system_clock::now();
    CHECK(left > std::chrono::minutes(50));
    CHECK(left <= std::chrono::minutes(60));
    const auto by_system = facts_of({});
    REQUIRE_FALSE(by_system.has_value());
    CHECK(by_system.error().problem == TransportProblem::not_trusted);
  }
}

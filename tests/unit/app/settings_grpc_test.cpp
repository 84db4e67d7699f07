// Tests of app/settings_grpc.hpp.
#include "app/settings_grpc.hpp"

#include "rpc/server.hpp"
#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

struct GrpcReading : SettingsReading {
  std::optional<rpc::Options> grpc;
};

GrpcReading grpc_of(const std::string& yaml, Pairs arguments = {}) {
  const SettingsTree tree =
      tree_of(yaml, std::move(arguments),
              {"HOME=/h", "SPRING_CLOUD_CONFIG_SERVER_GIT_URI=https://git.example/x.git"});
  GrpcReading reading{read_settings(tree), std::nullopt};
  reading.grpc = read_grpc_options(tree, reading);
  return reading;
}

}  // namespace

TEST_SUITE("gRPC settings") {
  TEST_CASE("without its port there is no gRPC, whatever else is set") {
    const auto reading = grpc_of("", {{"cairn.grpc.streams", "5"}});
    CHECK(reading.errors.empty());
    CHECK_FALSE(reading.grpc.has_value());
  }

  TEST_CASE("a build without gRPC says so") {
    CHECK(mentions(grpc_of("", {{"cairn.grpc.port", "9888"}}).errors,
                   {"cairn.grpc.port", "without gRPC"}) == !rpc::supported());
  }

  TEST_CASE("the address is that of the server, unless it has one of its own") {
    const std::string server = "server.address: ::1\ncairn.grpc.port: 0\n";
    CHECK(grpc_of(server).grpc->address == "::1");
    CHECK(grpc_of(server, {{"cairn.grpc.address", "127.0.0.2"}}).grpc->address == "127.0.0.2");
    CHECK(mentions(grpc_of(server, {{"cairn.grpc.address", "example.org"}}).errors,
                   {"cairn.grpc.address"}));
  }

  TEST_CASE("the port must not be the server's") {
    CHECK(mentions(grpc_of("", {{"cairn.grpc.port", "8888"}}).errors,
                   {"cairn.grpc.port", "server.port"}));
    CHECK(mentions(grpc_of("", {{"cairn.grpc.port", "65536"}}).errors, {"cairn.grpc.port"}));
  }

  TEST_CASE("an address of the network needs a login and TLS here as well") {
    const std::string open = "cairn.grpc: {port: 0, address: 0.0.0.0}\n";
    CHECK(mentions(grpc_of(open).errors, {"cairn.grpc.address", "a login", "TLS"}));
    const auto insecure = grpc_of(open + "cairn.insecure: true\n");
    CHECK_FALSE(mentions(insecure.errors, {"cairn.grpc.address"}));
    CHECK(mentions(insecure.warnings, {"cairn.grpc.address", "as cairn.insecure says"}));
  }

  TEST_CASE("limits and times are those of the settings") {
    const auto grpc = grpc_of(
                          "cairn.grpc: {port: 9, streams: 1, streams-per-address: 2, "
                          "calls-per-connection: 3, request-size: 1KB, answer-size: 2KB, "
                          "memory: 16MB, answer-cache-size: 0, keepalive: 4s, reflection: false}\n"
                          "cairn.http: {head-size: 3KB, drain-timeout: 5s, write-timeout: 6s, "
                          "idle-timeout: 8s}\n"
                          "cairn.watch.stream-life: 7s\n"
                          "spring.profiles.validate: false\n")
                          .grpc;
    REQUIRE(grpc.has_value());
    CHECK(grpc->port == 9);
    CHECK(grpc->streams_max == 1);
    CHECK(grpc->streams_per_address_max == 2);
    CHECK(grpc->calls_per_connection_max == 3);
    CHECK(grpc->request_bytes_max == 1024);
    CHECK(grpc->answer_bytes_max == 2048);
    CHECK(grpc->metadata_bytes_max == 3072);
    CHECK(grpc->memory_bytes_max == 16U * 1024 * 1024);
    CHECK(grpc->cache_bytes_max == 0);
    CHECK(grpc->keepalive == std::chrono::seconds(4));
    CHECK(grpc->drain == std::chrono::seconds(5));
    CHECK(grpc->last_write == std::chrono::seconds(6));
    CHECK(grpc->stream_life == std::chrono::seconds(7));
    CHECK(grpc->idle == std::chrono::seconds(8));
    CHECK_FALSE(grpc->reflection);
    CHECK_FALSE(grpc->validate_profiles);
    CHECK_FALSE(grpc->tls);
  }
}

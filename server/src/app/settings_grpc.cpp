// See settings_grpc.hpp.
#include "app/settings_grpc.hpp"

#include "app/settings_access.hpp"
#include "app/settings_http.hpp"
#include "app/settings_reader.hpp"
#include "rpc/server.hpp"

namespace cairn::app {

std::optional<rpc::Options> read_grpc_options(const SettingsTree& tree, SettingsReading& reading) {
  SettingsReader reader(tree, reading);
  const http::Options& http = reading.settings.http;
  if (!reader.is_set("cairn.grpc.port")) {
    return std::nullopt;
  }
  if (!rpc::supported()) {
    reader.error("cairn.grpc.port", "this cairn-server was built without gRPC");
  }
  rpc::Options options;
  options.port = static_cast<std::uint16_t>(reader.whole("cairn.grpc.port"));
  if (options.port != 0 && options.port == http.port) {
    reader.error("cairn.grpc.port", "is server.port as well: gRPC needs a port of its own");
  }
  options.address = reader.is_set("cairn.grpc.address") ? read_address(reader, "cairn.grpc.address")
                                                        : http.address;
  options.tls = http.tls.enabled;
  options.client_certificate = http.tls.client;
  if (http.tls.enabled &&
      (!http.tls.version_1_2 || !http.tls.version_1_3 || !http.tls.ciphers.empty())) {
    reader.warning("cairn.grpc.port",
                   "gRPC speaks TLS 1.2 and 1.3 with ciphers of its own choice, whatever "
                   "server.ssl.enabled-protocols and server.ssl.ciphers say");
  }
  options.validate_profiles = http.validate_profiles;
  options.reflection = reader.flag("cairn.grpc.reflection");
  options.request_bytes_max = reader.count("cairn.grpc.request-size");
  options.answer_bytes_max = reader.count("cairn.grpc.answer-size");
  options.metadata_bytes_max = http.limits.header_bytes_max;
  options.streams_max = reader.count("cairn.grpc.streams");
  options.streams_per_address_max = reader.count("cairn.grpc.streams-per-address");
  options.calls_per_connection_max = reader.count("cairn.grpc.calls-per-connection");
  options.memory_bytes_max = reader.count("cairn.grpc.memory");
  options.cache_bytes_max = reader.count("cairn.grpc.answer-cache-size");
  options.keepalive = reader.duration("cairn.grpc.keepalive");
  options.idle = http.timeouts.idle;
  options.stream_life = reader.duration("cairn.watch.stream-life");
  options.last_write = http.timeouts.write;
  options.drain = http.timeouts.drain;
  review_grpc_reach(reader, reading.settings.auth, http, options.address);
  return options;
}

}  // namespace cairn::app

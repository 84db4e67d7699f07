// Options of the gRPC room: every limit with its default, its unit and what happens beyond it.
//
// Thread-safety: never changed after start.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "auth/server_identity.hpp"

namespace cairn::rpc {

using auth::ClientCertificate;

struct Options {
  // An address, "localhost", or "" for every address of the machine.
  std::string address;
  std::uint16_t port = 0;  // 0: the system chooses; Server::port() tells

  bool tls = false;
  ClientCertificate client_certificate = ClientCertificate::none;
  // What is shown to new connections; with TLS only. Asked for each of them, from any thread, and
  // cheap as long as it gives what it gave.
  std::function<std::shared_ptr<const auth::ServerIdentity>()> identity;

  bool validate_profiles = true;  // spring.profiles.validate
  bool reflection = true;         // tells whoever asks what calls there are

  std::size_t request_bytes_max = 16'384;                       // RESOURCE_EXHAUSTED
  std::size_t answer_bytes_max = std::size_t{4} * 1024 * 1024;  // RESOURCE_EXHAUSTED
  std::size_t metadata_bytes_max = 8'192;                       // RESOURCE_EXHAUSTED
  std::size_t streams_max = 10'000;              // open Watch calls: RESOURCE_EXHAUSTED
  std::size_t streams_per_address_max = 10'000;  // RESOURCE_EXHAUSTED
  std::size_t calls_per_connection_max = 1'000;  // further ones wait at the client
  std::size_t memory_bytes_max = std::size_t{512} * 1024 * 1024;  // of gRPC itself, for all calls
  std::size_t cache_bytes_max = std::size_t{16} * 1024 * 1024;    // answers that are kept encoded

  std::chrono::milliseconds stream_life{3'600'000};  // UNAVAILABLE; shortened by chance
  std::chrono::milliseconds last_write{10'000};      // then, for a client that does not read
  std::chrono::milliseconds keepalive{30'000};       // of a connection on which nothing comes
  std::chrono::milliseconds idle{60'000};            // of one without calls: closed
  std::chrono::milliseconds drain{5'000};  // for running calls when the server stops: CANCELLED
};

}  // namespace cairn::rpc

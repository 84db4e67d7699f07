// Options of the HTTP room: every limit with its default, its unit and the status beyond it.
//
// Thread-safety: plain values, read by all network threads and never changed after start.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "http/tls_options.hpp"
#include "http/trusted_proxies.hpp"

namespace cairn::http {

// What one request may cost. The connection is closed after each of these refusals.
struct RequestLimits {
  std::size_t target_bytes_max = 2048;  // 414
  std::size_t header_bytes_max = 8192;  // request line and fields together: 431
  std::size_t fields_max = 64;          // 431
  std::uint64_t body_bytes_max =
      1024 * 1024;  // 413; a body that nobody asked for is read and dropped
};

// Absolute times: a byte now and then buys nobody more of them. They are looked at every
// `sweep_interval`, so each may last that much longer.
struct Timeouts {
  std::chrono::milliseconds handshake{5'000};   // of TLS: closed
  std::chrono::milliseconds header{5'000};      // first to last byte of a head: 408
  std::chrono::milliseconds body{10'000};       // the whole body: 408
  std::chrono::milliseconds write{10'000};      // for each `write_bytes_min` of an answer: closed
  std::chrono::milliseconds idle{60'000};       // between requests: closed
  std::chrono::milliseconds answer{90'000};     // for the service to find an answer: 503
  std::chrono::milliseconds watch{90'000'000};  // a backstop: each watch has its own time
  std::chrono::milliseconds linger{2'000};  // after a refusal, for the client to read it: closed
  std::chrono::milliseconds drain{5'000};   // for running requests when the server stops: closed
  std::chrono::milliseconds door{50};       // then, for who has begun to connect
  std::chrono::milliseconds late{500};      // then, for a new client's first request: closed
  std::chrono::milliseconds sweep_interval{1'000};
  std::chrono::milliseconds drain_sweep_interval{100};  // when the server stops
};

enum class Show { never, when_authorized, always };

// What /actuator/env shows: the server's settings by where they come from, the most important
// source first. Secrets are masked already.
struct ShownSetting {
  std::string name;
  std::string value;
  std::string origin;  // "" where it is the source's
};
struct ShownSource {
  std::string name;
  std::vector<ShownSetting> settings;
};

// management.*: which endpoints exist below /actuator, and how much they tell.
struct HealthOptions {
  std::string base_path = "/actuator";  // management.endpoints.web.base-path; reserved as a whole
  std::vector<std::string> exposed{
      "health"};                       // management.endpoints.web.exposure.include; "*" for all
  Show show_details = Show::never;     // management.endpoint.health.show-details
  Show show_components = Show::never;  // ...show-components; details imply components
  bool probes = true;                  // management.endpoint.health.probes.enabled
  bool config_server = true;           // spring.cloud.config.server.health.enabled
  bool sources = false;                // cairn.health.sources: the component "sources"
  bool broker = true;                  // management.health.rabbit.enabled
  bool broker_required = false;        // cairn.bus.required: without it the whole is down
  bool defaults = true;                // management.health.defaults.enabled: the component "ping"
  std::string info_json = "{}";        // the body of /actuator/info
  Show env_values = Show::never;       // management.endpoint.env.show-values
  std::vector<std::string> profiles;   // of the server itself
  std::vector<ShownSource> settings;   // only where env is exposed
};

// Which of /encrypt, /encrypt/status, /decrypt and /key there are (cairn.encrypt.endpoints).
enum class CipherEndpoints { off, encrypt_only, all };

struct Options {
  // An address, "localhost", or "" for every address of the machine, IPv6 and IPv4.
  std::string address;
  std::uint16_t port = 8888;  // 0: the system chooses; Server::port() tells
  unsigned threads = 0;       // network threads; 0: as many as the machine has cores
  int backlog = 1024;         // connections that wait to be accepted, per thread

  // spring.cloud.config.server.prefix, as "/config"; "" for none. What is below /actuator and /-/
  // does not move.
  std::string prefix;
  bool validate_profiles = true;  // spring.profiles.validate
  bool files = true;              // false: no back end has files to serve (no routes R of the spec)

  CipherEndpoints ciphers = CipherEndpoints::off;
  bool bus = false;  // there is a bus, and so busrefresh and busenv below /actuator
  // Where Git hosts tell of pushes: spring.cloud.config.monitor.endpoint.path and "/monitor". The
  // prefix does not move it. "" for nowhere.
  std::string monitor_path;

  RequestLimits limits;
  Timeouts timeouts;
  TlsOptions tls;
  HealthOptions health;

  // More connections are answered 503 with Retry-After, but for health, which `reserve` more may
  // ask.
  std::size_t connections_max = 10'000;
  std::size_t connections_per_address_max = 10'000;  // 503 with Retry-After
  std::size_t connections_reserve = 64;
  // A client whose socket has no room takes so much of its answer in every `timeouts.write`.
  std::size_t write_bytes_min = 16'384;

  // Their connections count in all only; the requests that they bring count for the client's
  // address while they are answered.
  TrustedProxies trusted_proxies;
  ForwardedField forwarded_field = ForwardedField::x_forwarded_for;
  std::size_t pipelined_per_turn_max =
      32;  // requests of one connection before another has its turn

  // Known answers that each network thread keeps.
  std::size_t cache_bytes_max = 64U * 1024 * 1024;
  std::size_t cache_answers_max = 65'536;

  // Prefer: wait, with If-None-Match: how long a client waits for a change. Longer ones are cut.
  std::chrono::seconds wait_default{45};
  std::chrono::milliseconds wait_max{120'000};

  // Event streams: a comment at least so often, an end at last, and what may wait for a client that
  // does not read.
  std::chrono::milliseconds heartbeat{15'000};
  std::chrono::milliseconds stream_life{3'600'000};
  std::size_t stream_backlog_bytes_max = 64U * 1024;
  std::size_t woken_per_turn_max = 64;  // of who waits, before others have their turn

  bool access_log = false;  // one line per request
};

// How many network threads there are with these options.
[[nodiscard]] inline unsigned network_threads(const Options& options) {
  return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace cairn::http

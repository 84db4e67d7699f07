// FetchOptions: which configuration a client asks for, whom it asks, and how long it tries.
//
// The defaults are those of Spring's client (`spring.cloud.config.*`), and so are the rules, unless
// a comment says otherwise. Nothing here is read from the process environment: no proxy, no
// credentials.
//
//   cairn::FetchOptions options;
//   options.uris = {"https://config.example.org"};
//   options.application = "shop";
//   options.profiles = "prod";
//
// Thread-safety: plain values; they are copied when a client is made.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cairn {

class Carrier;

// What to do when one of several servers gives no configuration.
enum class UriStrategy {
  always,                   // ask the next one, whatever happened
  connection_timeout_only,  // ask the next one only if this one could not be reached in time
};

// TLS of https addresses. At least version 1.2; the name in the certificate must be that of the
// address.
struct TlsOptions {
  // PEM file of the authorities to trust; empty for those of the system.
  std::string ca_file;
  // PEM files of the certificate to show, and of its key; both or neither.
  std::string certificate_file;
  std::string key_file;
  std::string key_password;
  // If not empty: the public key of the server's own certificate must be one of these, each the
  // SHA-256 of its SubjectPublicKeyInfo as base64 ("sha256/" may stand in front, as in curl). The
  // certificate must be valid as well: a self-signed one is put into `ca_file`.
  std::vector<std::string> pinned_keys;
};

// How often the whole procedure is tried when `fail_fast` is set. The n-th pause is
// initial_interval * multiplier^(n-1), at most max_interval: 1000, 1100, 1210, 1331, 1464 ms.
struct RetryOptions {
  std::chrono::milliseconds initial_interval{1000};
  double multiplier = 1.1;
  std::chrono::milliseconds max_interval{2000};
  int attempts_max = 6;  // the first one included
  // Multiplies each pause by a random factor of at least 1 and below `multiplier`, so that many
  // clients do not come back at once.
  bool random = false;
};

struct FetchOptions {
  // Asked in order. http or https; with a path if the server has a prefix; "user:password@" in
  // front of the host is taken off and sent as Basic credentials, both percent-encoded.
  std::vector<std::string> uris{"http://localhost:8888"};
  UriStrategy uri_strategy = UriStrategy::always;

  std::string application = "application";  // or a comma list
  std::string profiles = "default";         // or a comma list
  // Empty for the server's default, or a comma list: tried one by one until one answers.
  std::string label;
  bool send_all_labels = false;  // the list goes into one request, for the server to sort out

  // Basic credentials; sent only with a password. A password here beats the one of the address, a
  // name here too unless it is "user".
  std::string username = "user";
  std::string password;
  std::string bearer_token;  // Authorization: Bearer; not together with a password
  std::string config_token;  // X-Config-Token, which a server passes on to Vault
  // Sent with every request. "authorization" is refused together with other credentials.
  std::vector<std::pair<std::string, std::string>> headers;
  bool send_state = true;  // X-Config-State: the state of the last answer, when it had one

  std::string media_type = "application/vnd.spring-cloud.config-server.v2+json";  // Accept
  std::string charset = "utf-8";                                                  // Accept-Charset

  // For each address that a name has.
  std::chrono::milliseconds connect_timeout{10'000};
  // For one request, from looking up the name to the last byte of the body. Stricter than Spring's
  // read timeout, which starts again with every byte.
  std::chrono::milliseconds request_timeout{185'000};
  std::size_t body_bytes_max = 16U * 1024 * 1024;  // more is no configuration

  TlsOptions tls;
  // "http://[user:password@]host:port" of an HTTP proxy for all addresses; empty for none.
  std::string proxy;

  // Another way than HTTP to ask them, as cairn/grpc.hpp has it; null for HTTP.
  std::shared_ptr<const Carrier> carrier;

  bool fail_fast = false;  // try again as `retry` says, then fail, even if `optional`
  bool optional = false;   // without any configuration the program starts all the same
  RetryOptions retry;
};

}  // namespace cairn

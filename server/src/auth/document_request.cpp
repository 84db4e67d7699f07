// cpp-httplib as a reader of one document; the one file of the server that includes it.
#include "auth/document_request.hpp"

#include <httplib.h>

#include <string_view>
#include <utility>

namespace cairn::auth {
namespace {

constexpr int ok = 200;
constexpr std::string_view plain = "http://";
constexpr std::string_view encrypted = "https://";

struct Parts {
  std::string server;  // scheme, host and port
  std::string path;
};

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host == "127.0.0.1";
}

Result<Parts> split(const std::string& uri) {
  const std::string_view scheme = uri.starts_with(encrypted) ? encrypted : plain;
  if (!uri.starts_with(scheme)) {
    return fail(ErrorCode::invalid_argument, "'" + uri + "' is no https URI");
  }
  const std::size_t slash = uri.find_first_of("/?#", scheme.size());
  const std::string_view authority = std::string_view(uri).substr(0, slash).substr(scheme.size());
  const std::string_view host = authority.substr(0, authority.find(':', authority.rfind(']') + 1));
  if (host.empty() || uri.find_first_of("@# \t\r\n") != std::string::npos) {
    return fail(ErrorCode::invalid_argument,
                "the URI of a document has a host, and no user, fragment or blank");
  }
  if (scheme == plain && !is_this_machine(host)) {
    return fail(ErrorCode::invalid_argument,
                "'" + uri + "': keys that come by http can be anybody's; use https");
  }
  Parts parts{uri.substr(0, slash), slash == std::string::npos ? "/" : uri.substr(slash)};
  if (parts.path.front() == '?') {
    parts.path.insert(0, "/");
  }
  return parts;
}

Failure unavailable(const std::string& uri, const std::string& why) {
  return fail(ErrorCode::unavailable, uri + ": " + why);
}

std::string text_of(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return "there is no connection";
    case httplib::Error::Read:
      return "there is no whole answer in time";
    case httplib::Error::SSLServerVerification:
      return "its certificate is not of a trusted authority, or for another name";
    default:
      return httplib::to_string(error);
  }
}

void configure(httplib::Client& client, const DocumentSource& source) {
  client.set_connection_timeout(source.connect_timeout);
  client.set_read_timeout(source.timeout);
  client.set_write_timeout(source.timeout);
  if (!source.certificate_file.empty()) {
    client.set_ca_cert_path(source.certificate_file);
  }
}

}  // namespace

Result<void> check(const DocumentSource& source) {
  if (auto parts = split(source.uri); !parts) {
    return fail(std::move(parts).error());
  }
  return {};
}

DocumentRequest::DocumentRequest() = default;
DocumentRequest::~DocumentRequest() = default;

Result<std::string> DocumentRequest::get(const DocumentSource& source) {
  const auto parts = split(source.uri);
  if (!parts) {
    return fail(parts.error());
  }
  httplib::Client* client = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (ended_) {
      return unavailable(source.uri, "broken off");
    }
    client_ = std::make_unique<httplib::Client>(parts->server);
    client = client_.get();
  }
  configure(*client, source);
  const auto deadline = std::chrono::steady_clock::now() + source.timeout;
  std::string document;
  std::string why;
  const auto head = [&](const httplib::Response& response) {
    why = response.status == ok ? "" : "answered with status " + std::to_string(response.status);
    return why.empty();
  };
  const auto body = [&](const char* data, std::size_t size) {
    document.append(data, size);
    if (document.size() > source.bytes_max) {
      why = "larger than " + std::to_string(source.bytes_max) + " bytes";
    } else if (std::chrono::steady_clock::now() > deadline) {
      why = "takes longer than " + std::to_string(source.timeout.count()) + " ms";
    }
    return why.empty();
  };
  const auto answer = client->Get(parts->path, {{"Accept", "application/json"}}, head, body);
  if (!why.empty()) {
    return unavailable(source.uri, why);
  }
  if (!answer) {
    return unavailable(source.uri, text_of(answer.error()));
  }
  return document;
}

void DocumentRequest::break_off() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  if (client_) {
    client_->stop();
  }
}

}  // namespace cairn::auth

// The checks between parser and routes.
#include "http/gate.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "http/preference.hpp"

namespace cairn::http {
namespace {

struct MethodName {
  std::string_view text;
  Method method;
};

constexpr std::array<MethodName, 8> methods{{{"GET", Method::get},
                                             {"HEAD", Method::head},
                                             {"POST", Method::post},
                                             {"PUT", Method::put},
                                             {"DELETE", Method::del},
                                             {"OPTIONS", Method::options},
                                             {"TRACE", Method::trace},
                                             {"PATCH", Method::patch}}};

constexpr std::size_t id_bytes_max = 64;
constexpr std::string_view health_path = "/health";

// What is gathered while walking the fields, before it means anything.
struct Gathered {
  std::size_t hosts = 0;
  std::optional<std::string_view> content_length;
  bool two_lengths = false;
  std::optional<std::string_view> transfer_encoding;
  bool two_codings = false;
  std::string_view expect;
  bool close = false;
  bool keep_alive = false;
};

bool is(std::string_view name, std::string_view known) {
  return name.size() == known.size() && base::equals_ignoring_case(name, known);
}

bool is_id(std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && c != '-' && c != '_' && c != '.') {
      return false;
    }
  }
  return !text.empty() && text.size() <= id_bytes_max;
}

void gather_connection(std::string_view value, Gathered& gathered) {
  for (const std::string_view option : base::split(value, ',')) {
    const std::string_view word = base::trim(option);
    gathered.close = gathered.close || is(word, "close");
    gathered.keep_alive = gathered.keep_alive || is(word, "keep-alive");
  }
}

bool is_forwarded(std::string_view name, const Options& options) {
  return !options.trusted_proxies.empty() &&
         is(name,
            options.forwarded_field == ForwardedField::forwarded ? "forwarded" : "x-forwarded-for");
}

// Fields that say how the message is framed and kept.
bool gather_framing(const Field& field, Request& request, Gathered& gathered) {
  if (is(field.name, "host")) {
    ++gathered.hosts;
    request.host = field.value;
  } else if (is(field.name, "connection")) {
    gather_connection(field.value, gathered);
  } else if (is(field.name, "content-length")) {
    gathered.two_lengths = gathered.content_length.has_value();
    gathered.content_length = field.value;
  } else if (is(field.name, "transfer-encoding")) {
    gathered.two_codings = gathered.transfer_encoding.has_value();
    gathered.transfer_encoding = field.value;
  } else if (is(field.name, "expect")) {
    gathered.expect = field.value;
  } else {
    return false;
  }
  return true;
}

void gather(const Field& field, const Options& options, Request& request, Gathered& gathered) {
  if (gather_framing(field, request, gathered)) {
    return;
  }
  if (is(field.name, "accept")) {
    request.accept.push_back(field.value);
  } else if (is(field.name, "accept-charset")) {
    request.accept_charset = field.value;
  } else if (is(field.name, "if-none-match")) {
    request.if_none_match.push_back(field.value);
  } else if (is(field.name, "if-modified-since")) {
    request.if_modified_since = field.value;
  } else if (is(field.name, "prefer") && !request.wait) {
    request.wait = parse_wait(field.value, options.wait_default);
  } else if (is(field.name, "last-event-id")) {
    request.last_event_id = field.value;
  } else if (is(field.name, "authorization")) {
    request.authorization = field.value;
  } else if (is(field.name, "content-type") && !request.content_type) {
    request.content_type = field.value;
  } else if (is_forwarded(field.name, options)) {
    request.forwarded.push_back(field.value);
  } else if (is(field.name, "cairn-request-id") && is_id(field.value)) {
    request.id = field.value;
  }
}

void clear(Request& request) {
  AcceptFields accept = std::move(request.accept);
  auto if_none_match = std::move(request.if_none_match);
  auto forwarded = std::move(request.forwarded);
  accept.clear();
  if_none_match.clear();
  forwarded.clear();
  request = Request();
  request.accept = std::move(accept);  // keeps its memory
  request.if_none_match = std::move(if_none_match);
  request.forwarded = std::move(forwarded);
}

// A name, an IPv4 address or "[IPv6]", and perhaps a port.
bool is_host(std::string_view text) {
  std::string_view host = text;
  if (!host.empty() && host.front() == '[') {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos || end == 1 ||
        host.substr(1, end - 1).find_first_not_of("0123456789abcdefABCDEF:.") !=
            std::string_view::npos) {
      return false;
    }
    host.remove_prefix(end + 1);
  } else {
    const std::size_t colon = host.find(':');
    const std::string_view name = host.substr(0, colon);
    for (const char c : name) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && std::string_view("-._~%!$&'()*+,;=").find(c) == std::string_view::npos) {
        return false;
      }
    }
    host.remove_prefix(name.size());
    if (name.empty()) {
      return false;
    }
  }
  return host.empty() || (host.front() == ':' && host.size() <= 6 &&
                          host.substr(1).find_first_not_of("0123456789") == std::string_view::npos);
}

std::optional<Refusal> check_method(std::string_view text, Request& request) {
  request.method_text = text;
  for (const MethodName& known : methods) {
    if (known.text == text) {
      request.method = known.method;
      return std::nullopt;
    }
  }
  return Refusal{501, "the method is not known"};
}

// Turns "http://host/path" into "/path".
std::optional<Refusal> check_target(std::string_view target, bool has_host, Request& request) {
  request.target = target;
  if (target.front() == '/' || (target == "*" && request.method == Method::options)) {
    return std::nullopt;
  }
  std::size_t authority = 0;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (base::equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
      authority = scheme.size();
    }
  }
  if (authority == 0) {
    return Refusal{400, "the target is neither a path nor a URL"};
  }
  const std::string_view rest = target.substr(authority);
  const std::size_t end = rest.find_first_of("/?");
  const std::string_view host = rest.substr(0, end);  // a user in front of it is no host
  if (!is_host(host) || (has_host && !base::equals_ignoring_case(host, request.host))) {
    return Refusal{400, "the target names another host"};
  }
  const std::string_view path = end == std::string_view::npos ? "" : rest.substr(end);
  request.target = !path.empty() && path.front() == '/' ? path : "/";
  return std::nullopt;
}

std::optional<Refusal> check_host(const Gathered& gathered, const Options& options,
                                  const Request& request) {
  if (gathered.hosts > 1) {
    return Refusal{400, "two Host fields"};
  }
  if (gathered.hosts == 1) {
    return is_host(request.host) ? std::nullopt
                                 : std::optional(Refusal{400, "the Host field holds no host"});
  }
  if (request.minor_version == 0 && asks_for_health(request, options)) {
    return std::nullopt;
  }
  return Refusal{400, "no Host field"};
}

std::optional<Refusal> check_body(const Gathered& gathered, const Options& options,
                                  Request& request) {
  if (gathered.transfer_encoding) {
    if (gathered.content_length || gathered.two_codings) {
      return Refusal{400, "two ways to tell where the body ends"};
    }
    return is(*gathered.transfer_encoding, "chunked")
               ? Refusal{411, "a chunked body"}
               : Refusal{501, "a transfer coding that is not known"};
  }
  if (!gathered.content_length) {
    return std::nullopt;
  }
  const std::string_view text = *gathered.content_length;
  const bool digits =
      !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (gathered.two_lengths || !digits) {
    return Refusal{400, "Content-Length is no number, or given twice"};
  }
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), request.content_length);
  if (error != std::errc{} || request.content_length > options.limits.body_bytes_max) {
    return Refusal{413, "the body is too long"};
  }
  return std::nullopt;
}

}  // namespace

bool asks_for_health(const Request& request, const Options& options) {
  const std::string& base = options.health.base_path;
  std::string_view rest = request.target;
  if (rest.substr(0, base.size()) != base ||
      rest.substr(base.size(), health_path.size()) != health_path) {
    return false;
  }
  rest.remove_prefix(base.size() + health_path.size());
  return rest.empty() || rest.front() == '/' || rest.front() == '?';
}

std::optional<Refusal> pass_gate(const RequestHead& head, const Options& options,
                                 Request& request) {
  clear(request);
  request.minor_version = head.minor_version;
  request.fields = &head.fields;
  request.head = head.bytes;
  Gathered gathered;
  for (const Field& field : head.fields) {
    gather(field, options, request, gathered);
  }
  request.keep_alive = !gathered.close && (head.minor_version == 1 || gathered.keep_alive);
  if (auto refusal = check_method(head.method, request)) {
    return refusal;
  }
  if (auto refusal = check_target(head.target, gathered.hosts == 1, request)) {
    return refusal;
  }
  if (auto refusal = check_host(gathered, options, request)) {
    return refusal;
  }
  if (auto refusal = check_body(gathered, options, request)) {
    return refusal;
  }
  if (!gathered.expect.empty() && head.minor_version == 1) {
    if (!is(gathered.expect, "100-continue")) {
      return Refusal{417, "an Expect that is not known"};
    }
    request.expects_continue = true;
  }
  return std::nullopt;
}

}  // namespace cairn::http

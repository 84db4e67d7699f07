// Taking an address apart.
#include "fetch/uri.hpp"

#include <charconv>

#include "base/text.hpp"

namespace cairn::fetch {
namespace {

constexpr std::size_t uri_bytes_max = 2048;

// The address as it may be shown: nothing of what stands before the last '@'.
std::string shown(std::string_view text) {
  const std::size_t at = text.rfind('@');
  const std::size_t scheme = text.find("://");
  if (at == std::string_view::npos) {
    return std::string(text);
  }
  const std::string start = scheme < at ? std::string(text.substr(0, scheme + 3)) : std::string();
  return start + "..." + std::string(text.substr(at));
}

Failure unusable(std::string_view text, std::string_view why) {
  return fail(ErrorCode::invalid_argument,
              "the address '" + shown(text) + "' cannot be used: " + std::string(why));
}

bool plain(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '"' || c == '<' || c == '>' || c == '\\') {
      return false;
    }
  }
  return true;
}

// "user:password", split at the first ':'; both parts are percent-encoded.
std::optional<UserInfo> parse_user_info(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto user = base::percent_decode(text.substr(0, colon));
  if (!user) {
    return std::nullopt;
  }
  UserInfo info{*user, std::nullopt};
  if (colon != std::string_view::npos) {
    auto password = base::percent_decode(text.substr(colon + 1));
    if (!password) {
      return std::nullopt;
    }
    info.password = base::Secret(*std::move(password));
  }
  return info;
}

// "host", "host:port" or "[v6]:port". False when it is none of them.
bool parse_authority(std::string_view text, Uri& uri) {
  std::string_view port;
  bool has_port = false;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) {
      return false;
    }
    uri.host = base::to_lower(text.substr(1, close - 1));
    const std::string_view rest = text.substr(close + 1);
    has_port = !rest.empty();
    if (has_port && rest.front() != ':') {
      return false;
    }
    port = has_port ? rest.substr(1) : rest;
  } else {
    const std::size_t colon = text.find(':');
    uri.host = base::to_lower(text.substr(0, colon));
    has_port = colon != std::string_view::npos;
    port = has_port ? text.substr(colon + 1) : std::string_view();
  }
  if (has_port) {
    const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), uri.port);
    if (problem != std::errc() || end != port.data() + port.size() || uri.port == 0) {
      return false;
    }
  }
  return !uri.host.empty() && uri.host.find_first_of("[]%/@?#") == std::string::npos;
}

// "/a//b/" becomes "/a/b".
std::string collapsed(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c != '/' || out.empty() || out.back() != '/') {
      out += c;
    }
  }
  while (!out.empty() && out.back() == '/') {
    out.pop_back();
  }
  return out;
}

}  // namespace

std::string Uri::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != (tls ? 443 : 80)) {
    out += ':' + std::to_string(port);
  }
  return out;
}

std::string Uri::text() const {
  return (tls ? "https://" : "http://") + authority() + path;
}

Result<ParsedUri> parse_uri(std::string_view text) {
  ParsedUri parsed;
  std::string_view rest = text;
  if (text.size() > uri_bytes_max) {
    return fail(ErrorCode::invalid_argument, "an address is longer than 2048 bytes");
  }
  if (!plain(text)) {
    return unusable(text, "it has blanks or other characters that must be percent-encoded");
  }
  if (const std::string start = base::to_lower(rest.substr(0, 8)); start == "https://") {
    parsed.uri.tls = true;
    rest.remove_prefix(8);
  } else if (start.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return unusable(text, "it begins with neither http:// nor https://");
  }
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return unusable(text, "it has a query or a fragment");
  }
  parsed.uri.port = parsed.uri.tls ? 443 : 80;
  std::string_view authority = rest.substr(0, rest.find('/'));
  parsed.uri.path = collapsed(rest.substr(authority.size()));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    parsed.user_info = parse_user_info(authority.substr(0, at));
    if (!parsed.user_info) {
      return unusable(text, "what stands before the '@' has a bad percent sign");
    }
    authority.remove_prefix(at + 1);
  }
  if (!parse_authority(authority, parsed.uri)) {
    return unusable(text, "its host or port is not well-formed");
  }
  return parsed;
}

}  // namespace cairn::fetch

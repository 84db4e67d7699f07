// Takes the URI of a repository apart.
#include "source/git/address.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.hpp"

namespace cairn::source::git {
namespace {

Address local_address(std::string_view path) {
  std::error_code problem;
  const auto absolute = std::filesystem::absolute(std::filesystem::path(path), problem);
  Address address;
  address.local = problem ? std::string(path) : absolute.lexically_normal().string();
  while (address.local.size() > 1 && address.local.back() == '/') {
    address.local.pop_back();
  }
  address.text = address.local;
  address.protocol = "file";
  return address;
}

// "/a" of "/a", "///a" and "//localhost/a"; "" when another host is named.
std::string path_of_file_uri(std::string_view rest) {
  if (rest.substr(0, 2) == "//") {
    rest.remove_prefix(2);
    const std::size_t slash = rest.find('/');
    const std::string_view host = rest.substr(0, slash);
    if (slash == std::string_view::npos || (!host.empty() && host != "localhost")) {
      return {};
    }
    rest.remove_prefix(slash);
  }
  return base::percent_decode(rest).value_or(std::string(rest));
}

bool is_http(std::string_view scheme) {
  return scheme == "http" || scheme == "https";
}

// The protocol that git uses for a URL with this scheme, of those that are ever used.
std::string protocol_of(const std::string& scheme) {
  if (is_http(scheme) || scheme == "git" || scheme == "ssh") {
    return scheme;
  }
  return scheme == "git+ssh" || scheme == "ssh+git" ? "ssh" : "";
}

// "ext::command" asks git for a program that is called after the word in front.
bool names_a_helper(std::string_view uri) {
  constexpr std::string_view word =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
  const std::size_t end = std::min(uri.find_first_not_of(word), uri.size());
  return uri.substr(end, 2) == "::";
}

// "host" of "host:8443", "::1" of "[::1]:8443".
std::string host_of(std::string_view authority) {
  if (!authority.empty() && authority.front() == '[') {
    return std::string(authority.substr(1, authority.find(']') - 1));
  }
  return std::string(authority.substr(0, authority.find(':')));
}

Address url_address(std::string_view uri, std::size_t scheme_end) {
  OpenUri open = without_credentials(uri);
  Address address;
  address.text = std::move(open.uri);
  address.username = std::move(open.username);
  address.password = std::move(open.password);
  address.protocol = protocol_of(base::to_lower(uri.substr(0, scheme_end)));
  if (is_http(address.protocol)) {
    const std::size_t host_at = scheme_end + 3;
    const std::size_t host_end = std::min(address.text.find('/', host_at), address.text.size());
    address.http_root = address.text.substr(0, host_end) + '/';
    address.host = host_of(std::string_view(address.text).substr(host_at, host_end - host_at));
  }
  return address;
}

}  // namespace

OpenUri without_credentials(std::string_view uri) {
  OpenUri open;
  open.uri = uri;
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end == std::string_view::npos) {
    return open;
  }
  const std::size_t host_at = scheme_end + 3;
  const std::string_view authority = uri.substr(host_at, uri.find('/', host_at) - host_at);
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) {
    return open;
  }
  const std::string_view user = authority.substr(0, at);
  const std::size_t colon = std::min(user.find(':'), user.size());
  if (!is_http(base::to_lower(uri.substr(0, scheme_end)))) {
    open.uri.erase(host_at + colon, user.size() - colon);
    return open;
  }
  open.uri.erase(host_at, at + 1);
  const auto decoded = [](std::string_view text) {
    return base::percent_decode(text).value_or(std::string(text));
  };
  open.username = decoded(user.substr(0, colon));
  if (colon < user.size()) {
    open.password = base::Secret(decoded(user.substr(colon + 1)));
  }
  return open;
}

Address parse_address(std::string_view uri) {
  if (uri.substr(0, 5) == "file:") {
    const std::string path = path_of_file_uri(uri.substr(5));
    if (!path.empty()) {
      return local_address(path);
    }
  }
  const std::size_t colon = uri.find(':');
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end != std::string_view::npos && scheme_end == colon) {
    return url_address(uri, scheme_end);
  }
  // As git: a colon before any slash means a host, unless such a path exists.
  std::error_code problem;
  if (colon == std::string_view::npos || uri.find('/') < colon ||
      std::filesystem::exists(std::filesystem::path(uri), problem)) {
    return local_address(uri);
  }
  Address address;
  address.text = uri;
  address.protocol = names_a_helper(uri) ? "" : "ssh";
  return address;
}

}  // namespace cairn::source::git

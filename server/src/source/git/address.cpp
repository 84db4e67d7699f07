// Takes the URI of a repository apart.
#include "source/git/address.hpp"

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

Address http_address(std::string_view uri, std::size_t scheme_end) {
  const std::size_t host_at = scheme_end + 3;
  const std::string_view authority = uri.substr(host_at, uri.find('/', host_at) - host_at);
  const std::string_view path = uri.substr(host_at + authority.size());
  const std::size_t at = authority.rfind('@');
  Address address;
  std::string_view host = authority;
  if (at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    const std::size_t colon = user.find(':');
    const auto decoded = [](std::string_view text) {
      return base::percent_decode(text).value_or(std::string(text));
    };
    address.username = decoded(user.substr(0, colon));
    if (colon != std::string_view::npos) {
      address.password = base::Secret(decoded(user.substr(colon + 1)));
    }
    host.remove_prefix(at + 1);
  }
  address.http_root = std::string(uri.substr(0, host_at)) + std::string(host) + '/';
  address.text = std::string(uri.substr(0, host_at)) + std::string(host) + std::string(path);
  return address;
}

}  // namespace

Address parse_address(std::string_view uri) {
  if (uri.substr(0, 5) == "file:") {
    const std::string path = path_of_file_uri(uri.substr(5));
    if (!path.empty()) {
      return local_address(path);
    }
  }
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end != std::string_view::npos) {
    const std::string scheme = base::to_lower(uri.substr(0, scheme_end));
    if (scheme == "http" || scheme == "https") {
      return http_address(uri, scheme_end);
    }
  }
  // As git: a colon before any slash means a host, unless such a path exists.
  const std::size_t colon = uri.find(':');
  std::error_code problem;
  if (colon == std::string_view::npos || uri.find('/') < colon ||
      std::filesystem::exists(std::filesystem::path(uri), problem)) {
    return local_address(uri);
  }
  Address address;
  address.text = uri;
  return address;
}

}  // namespace cairn::source::git

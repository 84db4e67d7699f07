// Addresses of Git.
#include "service/remote_place.hpp"

#include "base/text.hpp"

namespace cairn::service {
namespace {

std::string_view without_end(std::string_view path) {
  constexpr std::string_view git = ".git";
  path = path.substr(0, path.find_first_of("?#"));
  while (!path.empty() && path.back() == '/') {
    path.remove_suffix(1);
  }
  if (path.size() > git.size() && path.substr(path.size() - git.size()) == git) {
    path.remove_suffix(git.size());
  }
  return path;
}

}  // namespace

std::string place_of(std::string_view address) {
  constexpr std::string_view scheme_end = "://";
  const std::size_t scheme = address.find(scheme_end);
  std::string_view rest =
      scheme == std::string_view::npos ? address : address.substr(scheme + scheme_end.size());
  // "host:path" of ssh has no scheme; of a URL the colon is in front of a port.
  const std::size_t host_end = scheme == std::string_view::npos ? rest.find(':') : rest.find('/');
  if (host_end == std::string_view::npos) {
    return {};
  }
  std::string_view host = rest.substr(0, host_end);
  std::string_view path = rest.substr(host_end + 1);
  if (const std::size_t user = host.rfind('@'); user != std::string_view::npos) {
    host.remove_prefix(user + 1);
  }
  // "[::1]:80" keeps its brackets.
  if (const std::size_t port = host.rfind(':');
      port != std::string_view::npos && (host.front() != '[' || host[port - 1] == ']')) {
    host = host.substr(0, port);
  }
  while (!path.empty() && path.front() == '/') {
    path.remove_prefix(1);
  }
  path = without_end(path);
  return host.empty() || path.empty() ? std::string()
                                      : base::to_lower(host) + '/' + std::string(path);
}

}  // namespace cairn::service

// Which proxy, and how git is told of it.
#include "source/git/proxy.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cairn::source::git {
namespace {

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return encoded;
}

// Whether a lower-case pattern with any number of "*" matches the whole text.
bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    return pattern == text;
  }
  if (text.substr(0, star) != pattern.substr(0, star)) {
    return false;
  }
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at) {
    if (matches(rest, text.substr(at))) {
      return true;
    }
  }
  return false;
}

}  // namespace

const Proxy* proxy_of(const Proxies& proxies, const Address& address) {
  const bool secure = address.protocol == "https";
  if ((!secure && address.protocol != "http") || proxies.empty()) {
    return nullptr;
  }
  const Proxy& own = secure ? proxies.https : proxies.http;
  const Proxy& other = secure ? proxies.http : proxies.https;
  return own.host.empty() ? &other : &own;
}

bool is_direct(const Proxy& proxy, const Address& address) {
  const std::string host = base::to_lower(address.host);
  return std::any_of(
      proxy.direct_hosts.begin(), proxy.direct_hosts.end(),
      [&host](const std::string& pattern) { return matches(base::to_lower(pattern), host); });
}

base::Secret proxy_url(const Proxy& proxy, const base::Secret& password) {
  std::string url = "http://";
  if (!proxy.username.empty()) {
    url += percent_encode(proxy.username) + ':' + percent_encode(password.reveal()) + '@';
  }
  const bool brackets = proxy.host.find(':') != std::string::npos && proxy.host.front() != '[';
  url += brackets ? '[' + proxy.host + ']' : proxy.host;
  return base::Secret(url + ':' + std::to_string(proxy.port));
}

}  // namespace cairn::source::git

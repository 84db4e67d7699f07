// What is passed on, and what is not.
#include "headers.hpp"

#include <algorithm>
#include <random>
#include <sstream>

namespace gateway {
namespace {

const HeaderNames& own_names() {
  static const HeaderNames names = {"Connection",
                                    "Keep-Alive",
                                    "Proxy-Connection",
                                    "Proxy-Authenticate",
                                    "Proxy-Authorization",
                                    "TE",
                                    "Trailer",
                                    "Transfer-Encoding",
                                    "Upgrade",
                                    "Content-Length",
                                    "Expect",
                                    "Host"};
  return names;
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(" \t"));
  text.erase(text.find_last_not_of(" \t") + 1);
  return text;
}

std::string first_of(const Headers& headers, const std::string& name) {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

void set(Headers& headers, const std::string& name, const std::string& value) {
  headers.erase(name);
  headers.emplace(name, value);
}

bool is_forwarded(const std::string& name) {
  std::string lower(name.substr(0, 12));
  std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
  return lower == "x-forwarded-" || (lower == "forwarded" && name.size() == 9);
}

// X-Forwarded-*: who asked, how, and for what. What a client says of that itself is not believed.
void add_proxy_headers(Headers& headers, const Incoming& incoming, const RouteTable& table,
                       const Route& route) {
  const auto& trusted = table.gateway().trusted_proxies;
  const bool believed =
      std::find(trusted.begin(), trusted.end(), incoming.address) != trusted.end();
  if (!believed) {
    std::erase_if(headers, [](const auto& header) { return is_forwarded(header.first); });
  }
  if (!table.zuul().add_proxy_headers) {
    return;
  }
  std::string chain;
  for (auto [at, end] = headers.equal_range("X-Forwarded-For"); at != end; ++at) {
    chain += at->second + ", ";
  }
  set(headers, "X-Forwarded-For", chain + incoming.address);
  const std::string prefix = first_of(headers, "X-Forwarded-Prefix") + route.stripped;
  if (!prefix.empty()) {
    set(headers, "X-Forwarded-Prefix", prefix);
  }
  if (headers.count("X-Forwarded-Host") == 0) {
    headers.emplace("X-Forwarded-Host", first_of(incoming.headers, "Host"));
  }
  if (headers.count("X-Forwarded-Proto") == 0) {
    headers.emplace("X-Forwarded-Proto", "http");
  }
}

}  // namespace

bool is_ours(const std::string& name) {
  return own_names().contains(name);
}

void remove_hop_by_hop(Headers& headers) {
  HeaderNames named;
  for (auto [at, end] = headers.equal_range("Connection"); at != end; ++at) {
    std::istringstream words(at->second);
    for (std::string word; std::getline(words, word, ',');) {
      named.insert(trimmed(word));
    }
  }
  std::erase_if(headers, [&](const auto& header) {
    return is_ours(header.first) || named.contains(header.first);
  });
}

std::string request_id(const Headers& headers, const std::string& name) {
  constexpr std::size_t length_max = 128;
  const auto harmless = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  };
  const std::string given = headers.count(name) == 1 ? first_of(headers, name) : std::string();
  if (!given.empty() && given.size() <= length_max &&
      std::all_of(given.begin(), given.end(), harmless)) {
    return given;
  }
  thread_local std::random_device random;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  for (int word = 0; word < 4; ++word) {
    unsigned bits = random();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4U) {
      id += digits[bits & 15U];
    }
  }
  return id;
}

Headers to_upstream(const Incoming& incoming, const RouteTable& table, const Route& route,
                    const std::string& id) {
  const FilterSettings& filters = route.filters;
  Headers headers = incoming.headers;
  remove_hop_by_hop(headers);
  for (const std::string& name : route.sensitive_headers) {
    headers.erase(name);
  }
  if (!filters.tokens.empty()) {
    headers.erase(filters.token_header);  // it is for the gateway
  }
  add_proxy_headers(headers, incoming, table, route);
  for (const std::string& name : filters.remove_request_headers) {
    headers.erase(name);
  }
  for (const auto& [name, value] : filters.add_request_headers) {
    set(headers, name, value);
  }
  set(headers, table.gateway().request_id_header, id);
  return headers;
}

Headers to_client(Headers headers, const RouteTable& table, const Route& route,
                  const std::string& id) {
  const FilterSettings& filters = route.filters;
  const std::string length = first_of(headers, "Content-Length");
  remove_hop_by_hop(headers);
  if (!length.empty()) {
    headers.emplace("Content-Length", length);  // for answers to HEAD
  }
  for (const std::string& name : route.sensitive_headers) {
    headers.erase(name);
  }
  for (const std::string& name : filters.remove_response_headers) {
    headers.erase(name);
  }
  for (const auto& [name, value] : filters.add_response_headers) {
    set(headers, name, value);
  }
  set(headers, table.gateway().request_id_header, id);
  return headers;
}

}  // namespace gateway

// Reading and writing addresses.
#include "auth/network_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace cairn::auth {
namespace {

constexpr std::array<std::uint8_t, 12> ipv4_inside{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<NetworkAddress> NetworkAddress::parse(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> ended{};  // with the NUL that inet_pton wants
  if (text.size() >= ended.size()) {
    return std::nullopt;
  }
  std::copy(text.begin(), text.end(), ended.begin());
  if (text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  NetworkAddress made;
  if (inet_pton(AF_INET, ended.data(), made.bytes_.data() + ipv4_inside.size()) == 1) {
    std::copy(ipv4_inside.begin(), ipv4_inside.end(), made.bytes_.begin());
    return made;
  }
  if (inet_pton(AF_INET6, ended.data(), made.bytes_.data()) == 1) {
    return made;
  }
  return std::nullopt;
}

bool NetworkAddress::is_ipv4() const {
  return std::equal(ipv4_inside.begin(), ipv4_inside.end(), bytes_.begin());
}

std::string NetworkAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const bool ipv4 = is_ipv4();
  inet_ntop(ipv4 ? AF_INET : AF_INET6, bytes_.data() + (ipv4 ? ipv4_inside.size() : 0), out.data(),
            static_cast<socklen_t>(out.size()));
  return out.data();
}

std::string NetworkAddress::counted_as() const {
  if (is_ipv4()) {
    return text();
  }
  NetworkAddress network = *this;
  std::fill(network.bytes_.begin() + 8, network.bytes_.end(), std::uint8_t{0});
  return network.text();
}

bool NetworkAddress::shares(const NetworkAddress& other, unsigned bits) const {
  const unsigned whole = bits / 8;
  const unsigned rest = bits % 8;
  if (!std::equal(bytes_.begin(), bytes_.begin() + whole, other.bytes_.begin())) {
    return false;
  }
  return rest == 0 || (bytes_[whole] >> (8 - rest)) == (other.bytes_[whole] >> (8 - rest));
}

}  // namespace cairn::auth

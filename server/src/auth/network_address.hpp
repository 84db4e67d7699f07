// NetworkAddress: an IPv4 or IPv6 address as a value. An IPv4 address inside an IPv6 one
// (::ffff:192.0.2.1) is that IPv4 address.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::auth {

class NetworkAddress {
 public:
  // "192.0.2.1" or "2001:db8::1"; nullopt for all else, names and zones included.
  [[nodiscard]] static std::optional<NetworkAddress> parse(std::string_view text);

  [[nodiscard]] bool is_ipv4() const;
  // The shortest form, in which equal addresses are equal texts.
  [[nodiscard]] std::string text() const;
  // What limits of one address count: the address itself, of IPv6 its network of 64 bits, because
  // whoever has one address of that has them all.
  [[nodiscard]] std::string counted_as() const;
  // Whether the first `bits` of the 128 are the same; IPv4 addresses are the last 32.
  [[nodiscard]] bool shares(const NetworkAddress& other, unsigned bits) const;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace cairn::auth

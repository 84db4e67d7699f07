// See peer_address.hpp.
#include "rpc/peer_address.hpp"

namespace cairn::rpc {
namespace {

bool drop(std::string_view& text, std::string_view prefix) {
  const bool there = text.starts_with(prefix);
  text.remove_prefix(there ? prefix.size() : 0);
  return there;
}

}  // namespace

std::optional<auth::NetworkAddress> peer_address(std::string_view peer) {
  if (drop(peer, "ipv4:")) {
    return auth::NetworkAddress::parse(peer.substr(0, peer.find(':')));
  }
  if (!drop(peer, "ipv6:") || !(drop(peer, "%5B") || drop(peer, "["))) {
    return std::nullopt;
  }
  return auth::NetworkAddress::parse(peer.substr(0, peer.find_first_of("]%")));
}

}  // namespace cairn::rpc

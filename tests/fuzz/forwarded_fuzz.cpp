// What proxies say about their clients, and which proxies are believed. Whatever the bytes, the
// client is the peer or an address that stands in a field; what a client writes in front of what a
// trusted proxy appended changes nothing; and a proxy that is not trusted ends the reading.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "auth/network_address.hpp"
#include "base/text.hpp"
#include "http/trusted_proxies.hpp"

using namespace cairn;
using auth::NetworkAddress;
using http::ForwardedField;
using http::TrustedProxies;

namespace {

const std::string peer = "10.0.0.1";

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

const TrustedProxies& proxies() {
  static const TrustedProxies made = TrustedProxies::parse({"10.0.0.0/8", "fd00::/8"}).value();
  return made;
}

void check_client(const std::vector<std::string_view>& fields, ForwardedField kind) {
  const std::string client = proxies().client_of(fields, kind, peer);
  const auto address = NetworkAddress::parse(client);
  require(address.has_value());
  require(address->text() == client);
  require(proxies().client_of({}, kind, peer) == peer);
  // Who trusts no proxy but the peer believes the last word only.
  const std::string last = TrustedProxies().client_of(fields, kind, peer);
  require(proxies().has(*NetworkAddress::parse(last)) || last == client);

  // A trusted proxy appends the address that it saw, and the client wrote the rest.
  const bool plain = kind == ForwardedField::x_forwarded_for;
  std::vector<std::string_view> more = fields;
  more.emplace_back(plain ? "192.0.2.7" : "for=192.0.2.7;proto=https");
  require(proxies().client_of(more, kind, peer) == "192.0.2.7");
  more.emplace_back(plain ? "10.1.2.3:80" : "for=\"10.1.2.3:80\"");
  require(proxies().client_of(more, kind, peer) == "192.0.2.7");
  more.emplace_back(plain ? "unknown" : "for=unknown");
  require(proxies().client_of(more, kind, peer) == peer);
}

// The setting: what is taken is an address, perhaps with its bits, and has itself.
void check_setting(std::string_view text) {
  const std::string whole(text);
  const auto made = TrustedProxies::parse({whole});
  const std::string_view front = text.substr(0, text.find('/'));
  const auto address = NetworkAddress::parse(front);
  require(!made || (address && made->has(*address)));
  require(made || text.find('/') != std::string_view::npos || !address);
}

}  // namespace

// A field a line; the first line also as the setting.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<std::string_view> fields;
  for (const std::string_view line : base::split(bytes, '\n')) {
    fields.push_back(line);
  }
  check_setting(fields.empty() ? std::string_view() : fields.front());
  check_client(fields, ForwardedField::x_forwarded_for);
  check_client(fields, ForwardedField::forwarded);
  return 0;
}

// X-Forwarded-For and Forwarded (RFC 7239), read from the right: a client writes what it likes, and
// each proxy appends.
#include "http/trusted_proxies.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

#include "base/text.hpp"

namespace cairn::http {
namespace {

constexpr unsigned address_bits = 128;
constexpr unsigned ipv4_prefix_bits = 96;
constexpr std::size_t hops_max = 16;

std::optional<unsigned> parse_bits(std::string_view text, unsigned max) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && bits <= max ? std::optional(bits) : std::nullopt;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80".
std::optional<auth::NetworkAddress> address_with_port(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view rest = text.substr(end + 1);
    const bool fits = rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    const auto address = auth::NetworkAddress::parse(text.substr(1, end - 1));
    return fits ? address : std::nullopt;
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && text.find('.') < colon &&
      is_port(text.substr(colon + 1))) {
    text = text.substr(0, colon);
  }
  return auth::NetworkAddress::parse(text);
}

// Of an element of Forwarded: for=192.0.2.1;proto=https;by="[2001:db8::1]".
std::optional<auth::NetworkAddress> forwarded_for(std::string_view element) {
  std::optional<std::string_view> found;
  for (const std::string_view pair : base::split(element, ';')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos ||
        !base::equals_ignoring_case(base::trim(pair.substr(0, equals)), "for")) {
      continue;
    }
    if (found) {
      return std::nullopt;
    }
    found = base::trim(pair.substr(equals + 1));
  }
  if (!found) {
    return std::nullopt;
  }
  if (found->size() >= 2 && found->front() == '"' && found->back() == '"') {
    found = found->substr(1, found->size() - 2);
  }
  return address_with_port(*found);
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& texts) {
  TrustedProxies made;
  for (const std::string& text : texts) {
    const std::size_t slash = text.find('/');
    const auto address = auth::NetworkAddress::parse(std::string_view(text).substr(0, slash));
    if (!address) {
      return fail(ErrorCode::invalid_argument,
                  "'" + text + "' is neither an address nor a network, as 10.0.0.0/8");
    }
    const unsigned before = address->is_ipv4() ? ipv4_prefix_bits : 0;
    const auto bits =
        slash == std::string::npos
            ? std::optional(address_bits - before)
            : parse_bits(std::string_view(text).substr(slash + 1), address_bits - before);
    if (!bits) {
      return fail(ErrorCode::invalid_argument, "'" + text + "': a network has 0 to " +
                                                   std::to_string(address_bits - before) + " bits");
    }
    made.networks_.push_back({*address, before + *bits});
  }
  return made;
}

bool TrustedProxies::has(const auth::NetworkAddress& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return network.address.shares(address, network.bits);
  });
}

std::string TrustedProxies::client_of(const std::vector<std::string_view>& fields,
                                      ForwardedField kind, const std::string& peer) const {
  std::string client = peer;
  std::size_t hops = 0;
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    std::size_t end = field->size();
    while (true) {
      const std::size_t comma = field->substr(0, end).rfind(',');
      const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
      const std::string_view element = base::trim(field->substr(begin, end - begin));
      const auto address = kind == ForwardedField::x_forwarded_for ? address_with_port(element)
                                                                   : forwarded_for(element);
      if (!address || hops++ == hops_max) {
        return client;
      }
      client = address->text();
      if (!has(*address)) {
        return client;
      }
      if (comma == std::string_view::npos) {
        break;
      }
      end = comma;
    }
  }
  return client;
}

}  // namespace cairn::http

// Who asks: the peer, or whom a trusted proxy names.
#include "http/connection.hpp"
#include "http/loop.hpp"

namespace cairn::http {

bool Connection::loop_trusts(const Loop& loop, const std::string& address) {
  return loop.trusts(address);
}

// Names the client of the request at hand. False when its address has as much as one may.
bool Connection::admit_client() {
  Request& request = loop_.request();
  if (!trusted_) {
    request.address = address_;
    return true;
  }
  const Options& options = loop_.options();
  client_ = options.trusted_proxies.client_of(request.forwarded, options.forwarded_field, address_);
  request.address = client_;
  const std::string counted = loop_.counted_as(client_);
  // What the proxies ask themselves counts for nobody.
  counted_ = !counted.empty() && loop_.limits().enter_request(counted);
  return counted_ || counted.empty();
}

void Connection::dismiss_client() {
  if (counted_) {
    counted_ = false;
    loop_.limits().leave_request(loop_.counted_as(client_));
  }
}

}  // namespace cairn::http

// Who asks: the peer, or whom a trusted proxy names.
#include "http/connection.hpp"
#include "http/loop.hpp"

namespace cairn::http {

// Names the client of the request at hand. False when its address has as much as one may.
bool Connection::admit_client() {
  Request& request = loop_.request();
  if (!trusted_) {
    request.address = peer_.address;
    return true;
  }
  const Options& options = loop_.options();
  client_.address =
      options.trusted_proxies.client_of(request.forwarded, options.forwarded_field, peer_.address);
  client_.certificate_names = peer_.certificate_names;
  request.address = client_.address;
  request.peer = &client_;  // whose failed logins are counted
  const std::string counted = loop_.counted_as(client_.address);
  // What the proxies ask themselves counts for nobody.
  counted_ = !counted.empty() && loop_.limits().enter_request(counted);
  return counted_ || counted.empty();
}

void Connection::dismiss_client() {
  if (counted_) {
    counted_ = false;
    loop_.limits().leave_request(loop_.counted_as(client_.address));
  }
}

}  // namespace cairn::http

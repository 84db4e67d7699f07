// See kept_request.hpp.
#include "http/kept_request.hpp"

#include <stdexcept>

namespace cairn::http {

KeptRequest::KeptRequest(const Request& request, std::string_view id, const Options& options)
    : bytes_(request.head),
      body_(request.body),
      peer_(request.peer == nullptr ? auth::Peer() : *request.peer),
      id_(id) {
  if (parse_head(bytes_.reveal(), options.limits, head_) || pass_gate(head_, options, request_)) {
    throw std::logic_error("a request passed the gate and does not pass it again");
  }
  request_.body = body_.reveal();
  request_.peer = &peer_;
}

}  // namespace cairn::http

// See questioning.hpp.
#include "cli/questioning.hpp"

#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "fetch/credentials.hpp"
#include "fetch/http_transport.hpp"
#include "fetch/outcome.hpp"
#include "fetch/uri.hpp"

namespace cairn::cli {

Result<Questioning> Questioning::make(const FetchOptions& options, const std::string& server) {
  auto parsed = fetch::parse_uri(server);
  if (!parsed) {
    return fail(std::move(parsed).error());
  }
  auto headers = fetch::headers_for(options, parsed->user_info);
  if (!headers) {
    return fail(std::move(headers).error());
  }
  auto transport = fetch::make_posting_transport(options.tls, options.proxy, parsed->uri.tls);
  if (!transport) {
    return fail(std::move(transport).error());
  }
  Questioning questioning;
  questioning.server_ = std::move(parsed->uri);
  for (fetch::HttpHeader& header : *headers) {
    if (!base::equals_ignoring_case(header.name, "accept") &&
        !base::equals_ignoring_case(header.name, "accept-charset")) {
      questioning.headers_.push_back(std::move(header));
    }
  }
  questioning.transport_ = *std::move(transport);
  questioning.timeout_ = options.request_timeout;
  questioning.body_bytes_max_ = options.body_bytes_max;
  return questioning;
}

fetch::Exchange Questioning::get(const std::string& path, const std::string& accept,
                                 bool at_root) const {
  return transport_->get(request_for(at_root ? path : server_.path + path, accept), {});
}

fetch::Exchange Questioning::post(const std::string& path, const base::Secret& text) const {
  return transport_->post(request_for(server_.path + path, "text/plain"), text, {});
}

fetch::HttpRequest Questioning::request_for(std::string target, const std::string& accept) const {
  fetch::HttpRequest request;
  request.server = server_;
  request.target = std::move(target);
  request.headers = headers_;
  request.headers.push_back({"Accept", base::Secret(accept.empty() ? "*/*" : accept)});
  request.connect_timeout = timeout_;
  request.deadline = timeout_;
  request.body_bytes_max = body_bytes_max_;
  return request;
}

namespace {

// Besides letters and digits, `plain` is left as it is.
std::string encoded(std::string_view text, std::string_view plain) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out.append("%").append({digits[byte / 16], digits[byte % 16]});
    }
  }
  return out;
}

}  // namespace

std::string path_segment(std::string_view text) {
  return encoded(text, "-._~,:@!$&()*+;=");
}

std::string query_value(std::string_view text) {
  return encoded(text, "-._~");
}

Error error_of_status(const fetch::HttpAnswer& answer, const fetch::Uri& server,
                      std::string_view verb) {
  const std::string asked = server.text() + ": /" + std::string(verb) + ": ";
  switch (answer.status) {
    case 400:
      return {ErrorCode::failed_precondition, asked + "it cannot be done with this text", {}};
    case 401:
      return {ErrorCode::unauthenticated, asked + "the server wants to know who asks", {}};
    case 403:
      return {ErrorCode::permission_denied, asked + "the server denies access", {}};
    case 404:
      return {ErrorCode::failed_precondition, asked + "there is no such endpoint, or no key", {}};
    case 413:
      return {ErrorCode::failed_precondition, asked + "the text is too large", {}};
    default:
      return {ErrorCode::unavailable, asked + "status " + std::to_string(answer.status), {}};
  }
}

Error error_of(const fetch::TransportFailure& failure, const fetch::Uri& server) {
  return {fetch::code_of(fetch::outcome_of(failure.problem)),
          server.text() + ": " + failure.message,
          {}};
}

}  // namespace cairn::cli

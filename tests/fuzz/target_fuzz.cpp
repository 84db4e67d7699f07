// Bytes from a socket through head parser, gate, target and routes, as a connection takes them.
//
// The oracle besides the sanitizers: the end of a head does not depend on how its bytes arrive,
// what passes holds the limits and has no byte that a log or a path could stumble over, and one
// target has one route however often it is parsed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/conditional.hpp"
#include "http/content_disposition.hpp"
#include "http/gate.hpp"
#include "http/negotiate.hpp"
#include "http/options.hpp"
#include "http/read_plan.hpp"
#include "http/request_head.hpp"
#include "http/route.hpp"
#include "http/target.hpp"

namespace {

using namespace cairn::http;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check_route(const Request& request, const Options& options) {
  Target target;
  if (!target.parse(request.target)) {
    return;
  }
  for (const Segment& segment : target.segments()) {
    require(segment.text.find('\0') == std::string_view::npos);
    require(segment.text.find('\\') == std::string_view::npos);
    require(segment.text.find('/') == std::string_view::npos);
  }
  const auto parameters = QueryParameters::parse(target.query());
  const Route route =
      find_route(target, parameters && parameters->find("useDefaultLabel"), options);
  (void)needs_disposition(target.path());  // only the sanitizers judge it
  if (route.place != Place::environment && route.place != Place::flat &&
      route.place != Place::file) {
    return;
  }
  const auto planned = plan_read(request, route, parameters ? &*parameters : nullptr, options);
  const auto asked = read_request(route, planned.plan, true);
  if (!asked) {
    return;
  }
  // What the service is asked for stays inside the repository.
  require(asked->path.find("..") == std::string::npos);
  require(asked->path.empty() || asked->path.front() != '/');
  require(asked->query.application().find("..") == std::string::npos);
  require(!asked->query.label() || asked->query.label()->text().find("..") == std::string::npos);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Options options;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const HeadEnd end = find_head_end(bytes, 0, options.limits);
  if (end.refusal || end.bytes == 0) {
    return 0;
  }
  for (std::size_t looked = 0; looked < end.bytes; ++looked) {
    const HeadEnd before =
        find_head_end(std::string_view(bytes).substr(0, looked), 0, options.limits);
    require(!before.refusal && before.bytes == 0);
    require(find_head_end(bytes, looked, options.limits).bytes == end.bytes);
  }
  const std::string head_bytes = bytes.substr(0, end.bytes);
  RequestHead head;
  if (parse_head(head_bytes, options.limits, head)) {
    return 0;
  }
  require(head.fields.size() <= options.limits.fields_max);
  require(head.target.size() <= options.limits.target_bytes_max);
  for (const Field& field : head.fields) {
    require(is_http_token(field.name));
    require(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  }
  Request request;
  if (pass_gate(head, options, request)) {
    return 0;
  }
  require(request.content_length <= options.limits.body_bytes_max);
  (void)etag_matches(request.if_none_match, "\"a\"");  // as above, with the next two
  (void)negotiate_error(request.accept);
  (void)negotiate_file(request.accept);
  check_route(request, options);
  return 0;
}

// RequestHead: request line and fields of one HTTP/1 request, as views of the bytes it came in.
// The parser takes exactly the grammar of RFC 9112 and nothing that a peer could read in two ways.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "http/options.hpp"

namespace cairn::http {

// A request that is answered with a status and the end of its connection.
struct Refusal {
  int status = 400;
  std::string_view reason;  // words for the log
};

struct Field {
  std::string_view name;   // as sent
  std::string_view value;  // without blanks around it
};

struct RequestHead {
  std::string_view bytes;  // all of it
  std::string_view method;
  std::string_view target;
  int minor_version = 1;  // of HTTP/1
  std::vector<Field> fields;
};

// Looks for the end of a head that may not be whole yet.
struct HeadEnd {
  std::size_t bytes = 0;  // of the head with its last line; 0: not whole yet
  std::optional<Refusal> refusal;
};

// `looked` bytes at the front were looked at before and held no end.
// Refuses: a line that ends without CR (400), a request line or head that is too long (414, 431).
[[nodiscard]] HeadEnd find_head_end(std::string_view bytes, std::size_t looked,
                                    const RequestLimits& limits);

// Parses a whole head, its last empty line included. `head` may be used again.
// Refuses with 400: any character where the grammar has none, folded lines, blanks before a colon,
// control characters; with 414 a long target, 431 too many fields, 505 another version of HTTP.
[[nodiscard]] std::optional<Refusal> parse_head(std::string_view bytes, const RequestLimits& limits,
                                                RequestHead& head);

// Whether the text is a token of RFC 9110: a method or a field's name.
[[nodiscard]] bool is_http_token(std::string_view text);

}  // namespace cairn::http

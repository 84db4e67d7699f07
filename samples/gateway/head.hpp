// The head of an HTTP message, looked at before cpp-httplib reads it.
//
// A gateway stands between two programs that each read for themselves, so whatever can be read in
// two ways is refused: a bare line feed, a folded line, a blank before a colon, a control sign.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace gateway {

enum class HeadOf { request, response };

// Why this head, up to and with its blank line, cannot be used; "" if it can.
[[nodiscard]] std::string_view problem_of_head(std::string_view head, HeadOf kind);

// The head with every "%" of its header lines doubled to "%25". cpp-httplib 0.11 percent-decodes
// the values of headers: without this, "Cookie: a=%0d%0aX-Role: admin" would become two headers.
[[nodiscard]] std::string with_percents_kept(std::string_view head);

// Whether a text can be the name of a header (RFC 9110, token), or its value.
[[nodiscard]] bool is_header_name(std::string_view text);
[[nodiscard]] bool is_header_value(std::string_view text);

}  // namespace gateway

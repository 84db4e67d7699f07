// Response: an answer as bytes, and the functions that make one. What stays the same for as long as
// an answer is known is its head; what moves (date, request id, staleness) is added when it is
// sent.
//
// Thread-safety: plain values; a head and a body that are shared never change.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::http {

struct Response {
  int status = 200;
  std::shared_ptr<const std::string> head;  // status line and fields, without the last empty line
  std::string moving;                       // more fields, for this one answer
  std::shared_ptr<const void> owner;        // keeps `body`
  std::string_view body;                    // empty for HEAD, whatever Content-Length says
  int body_file = -1;                       // holds the same bytes, and is kept with them; -1: none
  bool close = false;                       // the connection ends after it
};

// The words of a status: "Not Found".
[[nodiscard]] std::string_view reason_phrase(int status);

// Writes heads: status line, Content-Type and Content-Length, then whatever is added.
class HeadWriter {
 public:
  explicit HeadWriter(int status);
  // A value must hold no line end; bytes that no field may have are replaced by "?".
  HeadWriter& add(std::string_view name, std::string_view value);
  HeadWriter& length(std::size_t bytes);
  [[nodiscard]] std::shared_ptr<const std::string> finish();

 private:
  std::string text_;
};

// A response with its own body; an empty `content_type` leaves that field out.
[[nodiscard]] Response make_response(
    int status, std::string_view content_type, std::string body,
    const std::vector<std::pair<std::string_view, std::string_view>>& fields = {});

// The value with every byte that a field may not have as "%XX", at most `bytes_max` long, never cut
// inside an escape.
[[nodiscard]] std::string field_text(std::string_view value, std::size_t bytes_max);

// {"timestamp":"...","status":404,"error":"Not Found","path":"/shop"}: the body of an error. With a
// message that is in it too, in front of the path.
[[nodiscard]] std::string error_body(int status, std::string_view path,
                                     std::chrono::system_clock::time_point now,
                                     std::string_view message = {});

}  // namespace cairn::http

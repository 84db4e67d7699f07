// Event streams: what a client must send to get one, and the text of its events, as the WHATWG's
// server-sent events want it, in the chunks of HTTP/1.1.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "http/gate.hpp"
#include "http/negotiate.hpp"

namespace cairn::http {

// Whether the client wants an event stream: a GET of HTTP/1.1 whose most wanted media type is
// text/event-stream, named as it is. "*/*", "text/*" and a quality of 0 are no wish for one.
[[nodiscard]] bool asks_for_stream(const Request& request);

// What is left of the Accept fields: it says which representation is watched.
[[nodiscard]] AcceptFields without_event_stream(const AcceptFields& fields);

// Beyond this many bytes of names, an event tells no keys.
inline constexpr std::size_t event_keys_bytes_max = 16U * 1024;

// id: <etag>, event: change, data: {"revision":"...","keys":["a","b"]}. Null for an empty revision,
// and for `keys` where there are none to tell, or too many.
[[nodiscard]] std::string change_event(std::string_view etag, std::string_view revision,
                                       const std::vector<std::string>* keys);
// event: failure, data: {"status":404,"error":"Not Found"}. Without an id: the last one stays good.
[[nodiscard]] std::string failure_event(int status);
// Tells the client how long to stay away when the stream has ended.
[[nodiscard]] std::string retry_text(std::chrono::milliseconds time);
// Says nothing, so that everybody on the way sees that the stream is alive.
[[nodiscard]] std::string_view heartbeat_text();

// The text as one chunk; it must not be empty.
[[nodiscard]] std::string chunk(std::string_view text);
// The end of all chunks.
[[nodiscard]] std::string_view last_chunk();

}  // namespace cairn::http

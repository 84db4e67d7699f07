// Channel: bytes to and from a server, within the patience of one request. Writing to a closed
// connection is an error, never a SIGPIPE.
//
// Thread-safety: for one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "base/descriptor.hpp"
#include "fetch/exchange.hpp"
#include "fetch/patience.hpp"

namespace cairn::fetch {

using Moved = tl::expected<std::size_t, TransportFailure>;

class Channel {
 public:
  virtual ~Channel() = default;
  // Waits for at least one byte; 0 at the end.
  [[nodiscard]] virtual Moved read(char* to, std::size_t size) = 0;
  // Writes at least one byte.
  [[nodiscard]] virtual Moved write(const char* from, std::size_t size) = 0;
};

// A connected TCP socket that does not block.
using Connected = tl::expected<base::Descriptor, TransportFailure>;

// Tries each address of the host, each for at most `timeout`.
[[nodiscard]] Connected connect_to(const std::string& host, std::uint16_t port,
                                   std::chrono::milliseconds timeout, const Patience& patience);

// The socket as it is. `patience` must outlive the channel.
[[nodiscard]] std::unique_ptr<Channel> plain_channel(base::Descriptor socket,
                                                     const Patience& patience);

}  // namespace cairn::fetch

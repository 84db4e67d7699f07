// HeadGuard: watches the head of an answer as it arrives and refuses what cpp-httplib would read
// without a limit: it collects header lines until memory ends, and matches the status line with a
// recursive regular expression.
//
// Thread-safety: for one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "fetch/exchange.hpp"

namespace cairn::fetch {

class HeadGuard {
 public:
  static constexpr std::size_t status_line_bytes_max = 1024;
  static constexpr std::size_t head_bytes_max = 64U * 1024;  // interim (1xx) heads included
  static constexpr std::size_t head_lines_max = 200;
  // For the framing of a chunked body, beside as many bytes again as the body may have.
  static constexpr std::size_t framing_bytes_max = 64U * 1024;

  explicit HeadGuard(std::size_t body_bytes_max)
      : after_head_left_(2 * body_bytes_max + framing_bytes_max) {}

  // Sees the next bytes. Errors: too_large, malformed.
  [[nodiscard]] tl::expected<void, TransportFailure> see(std::string_view bytes);
  [[nodiscard]] bool head_complete() const { return done_; }

 private:
  [[nodiscard]] tl::expected<void, TransportFailure> end_line();

  std::size_t after_head_left_;
  std::size_t head_bytes_ = 0;
  std::size_t lines_ = 0;    // complete ones, of this head and those before it
  std::size_t in_head_ = 0;  // complete ones of this head
  std::string line_;         // the present one, its end included
  bool interim_ = false;     // this head is a 1xx; another follows
  bool done_ = false;
};

}  // namespace cairn::fetch

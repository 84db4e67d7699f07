// Limits on the head of an answer, line by line.
#include "fetch/head_guard.hpp"

namespace cairn::fetch {
namespace {

tl::unexpected<TransportFailure> refuse(TransportProblem problem, const char* words) {
  return tl::unexpected(TransportFailure{problem, words});
}

// "HTTP/1.1 200": the part that is checked; what follows is the reason, which nobody reads.
bool is_status_line(std::string_view line) {
  const auto digit = [&](std::size_t at) { return line[at] >= '0' && line[at] <= '9'; };
  return line.size() >= 14 && (line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ")) &&
         digit(9) && digit(10) && digit(11) && (line[12] == ' ' || line[12] == '\r');
}

}  // namespace

tl::expected<void, TransportFailure> HeadGuard::see(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (done_) {
      const std::size_t rest = bytes.size() - at;
      if (rest > after_head_left_) {
        return refuse(TransportProblem::too_large, "the answer is larger than allowed");
      }
      after_head_left_ -= rest;
      return {};
    }
    const char c = bytes[at];
    if (++head_bytes_ > head_bytes_max) {
      return refuse(TransportProblem::too_large, "the head of the answer is larger than 64 KiB");
    }
    if (c == '\0') {
      return refuse(TransportProblem::malformed, "the head of the answer has a NUL");
    }
    line_ += c;
    if (in_head_ == 0 && line_.size() > status_line_bytes_max) {
      return refuse(TransportProblem::malformed, "the status line is longer than 1024 bytes");
    }
    if (c == '\n') {
      if (auto ended = end_line(); !ended) {
        return ended;
      }
    }
  }
  return {};
}

tl::expected<void, TransportFailure> HeadGuard::end_line() {
  if (++lines_ > head_lines_max) {
    return refuse(TransportProblem::too_large, "the head of the answer has more than 200 lines");
  }
  if (!line_.ends_with("\r\n")) {
    return refuse(TransportProblem::malformed, "a line of the head does not end in CR LF");
  }
  if (in_head_ == 0) {
    if (!is_status_line(line_)) {
      return refuse(TransportProblem::malformed, "the answer is not HTTP");
    }
    interim_ = line_[9] == '1';
  }
  const bool blank = line_.size() == 2;
  line_.clear();
  ++in_head_;
  if (blank) {
    done_ = !interim_;
    in_head_ = 0;
  }
  return {};
}

}  // namespace cairn::fetch

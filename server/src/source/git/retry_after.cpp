// Reads the trace of git 2.37 and later: "12:34:56.789012 http.c:725   <= Recv header: name:
// value".
#include "source/git/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

#include "base/text.hpp"

namespace cairn::source::git {
namespace {

using std::chrono::seconds;

constexpr std::string_view received = "<= Recv header: ";
constexpr std::string_view field = "retry-after:";

// "HTTP/1.1 429 Too Many Requests"
bool asks_for_a_pause(std::string_view status_line) {
  const std::string_view rest =
      status_line.substr(std::min(status_line.find(' '), status_line.size()));
  const std::string_view code = base::trim(rest).substr(0, 3);
  return code == "429" || code == "503";
}

std::optional<std::int64_t> seconds_of(const std::string& value, std::int64_t now_unix) {
  std::int64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, problem] = std::from_chars(value.data(), end, number);
  if (stopped == end && problem == std::errc()) {
    return number;
  }
  if (stopped == end && problem == std::errc::result_out_of_range) {
    return retry_after_max.count();
  }
  std::tm date{};
  const char* rest = ::strptime(value.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (rest == nullptr || *rest != '\0') {
    return std::nullopt;
  }
  return ::timegm(&date) - now_unix;
}

}  // namespace

std::optional<seconds> retry_after(std::string_view trace, std::int64_t now_unix) {
  bool wanted = false;
  std::optional<std::int64_t> asked;
  for (std::string_view line : base::split(trace, '\n')) {
    const std::size_t at = line.find(received);
    if (at == std::string_view::npos) {
      continue;
    }
    line = base::trim(line.substr(at + received.size()));
    if (line.substr(0, 5) == "HTTP/") {
      wanted = asks_for_a_pause(line);
      asked.reset();
    } else if (wanted && base::equals_ignoring_case(line.substr(0, field.size()), field)) {
      asked = seconds_of(std::string(base::trim(line.substr(field.size()))), now_unix);
    }
  }
  if (!asked || *asked < 0) {
    return std::nullopt;
  }
  return seconds(std::clamp<std::int64_t>(*asked, 1, retry_after_max.count()));
}

}  // namespace cairn::source::git

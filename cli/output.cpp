// See output.hpp.
#include "cli/output.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cli/json_of.hpp"
#include "values/value_text.hpp"

namespace cairn::cli {
namespace {

// 0, or the errno of what could not be written.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return errno;
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return 0;
}

void say(std::string_view text) {
  std::string line = "cairn: ";
  line.append(text).append("\n");
  // There is nowhere to tell that standard error cannot be written.
  (void)write_all(STDERR_FILENO, line);
}

}  // namespace

void note(const Output& output, std::string_view text) {
  if (output.quiet) {
    return;
  }
  if (output.json_notes) {
    using Json = nlohmann::ordered_json;
    const auto now = std::chrono::system_clock::now();
    (void)write_all(STDERR_FILENO, json_line(Json{{"time", time_text(now)}, {"note", text}}));
  } else {
    say(text);
  }
}

void problem(std::string_view text) {
  say(text);
}

Exit refuse(const Error& error) {
  say(error.text());
  return exit_of(error.code);
}

bool write_out(std::string_view text) {
  const int reason = write_all(STDOUT_FILENO, text);
  if (reason != 0) {
    problem("writing to standard output: " + std::generic_category().message(reason));
  }
  return reason == 0;
}

Exit finish(std::string_view text, Exit code) {
  return write_out(text) ? code : Exit::system;
}

std::string time_text(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  std::array<char, 32> text{};
  if (::gmtime_r(&seconds, &parts) == nullptr) {
    return "?";
  }
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

std::string span_text(std::chrono::seconds span) {
  const auto count = span.count();
  if (count < 120) {
    return std::to_string(count) + " s";
  }
  if (count < 120L * 60) {
    return std::to_string(count / 60) + " min";
  }
  if (count < 48L * 3600) {
    return std::to_string(count / 3600) + " h";
  }
  return std::to_string(count / 86400) + " days";
}

std::string shown(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < ' ' || byte == 0x7f) {
      out.append("\\x").append({digits[byte / 16], digits[byte % 16]});
    } else {
      out += c;
    }
  }
  return out;
}

std::string shown_value(const Value& value) {
  return shown(values::value_text(value));
}

}  // namespace cairn::cli

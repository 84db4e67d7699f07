// The limits on the head of an answer, on both sides, however the bytes arrive.
#include "fetch/head_guard.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace cairn::fetch;

namespace {

// What the guard says of these bytes, whole and byte by byte; none when it lets them pass.
std::optional<TransportProblem> verdict(const std::string& bytes, std::size_t body_bytes_max = 10) {
  HeadGuard whole(body_bytes_max);
  const auto seen = whole.see(bytes);
  HeadGuard single(body_bytes_max);
  std::optional<TransportProblem> by_byte;
  for (const char c : bytes) {
    if (auto step = single.see({&c, 1}); !step) {
      by_byte = step.error().problem;
      break;
    }
  }
  const auto at_once =
      seen ? std::optional<TransportProblem>() : std::optional(seen.error().problem);
  CHECK(at_once == by_byte);
  return at_once;
}

std::string lines(std::size_t count) {
  std::string out = "HTTP/1.1 200 OK\r\n";
  for (std::size_t i = 2; i < count; ++i) {
    out += "A: b\r\n";
  }
  return out + "\r\n";
}

std::string sized(std::size_t bytes) {
  std::string out = "HTTP/1.1 200 OK\r\nX: ";
  return out + std::string(bytes - out.size() - 4, 'x') + "\r\n\r\n";
}

}  // namespace

TEST_SUITE("fetch: head guard") {
  TEST_CASE("a head passes up to each limit and not beyond") {
    const std::string start = "HTTP/1.1 200 ";
    const auto status = [&](std::size_t bytes) {
      return start + std::string(bytes - start.size() - 2, 'x') + "\r\n\r\n";
    };
    CHECK_FALSE(verdict(status(HeadGuard::status_line_bytes_max)));
    CHECK(verdict(status(HeadGuard::status_line_bytes_max + 1)) == TransportProblem::malformed);
    CHECK_FALSE(verdict(lines(HeadGuard::head_lines_max)));
    CHECK(verdict(lines(HeadGuard::head_lines_max + 1)) == TransportProblem::too_large);
    CHECK_FALSE(verdict(sized(HeadGuard::head_bytes_max)));
    CHECK(verdict(sized(HeadGuard::head_bytes_max + 1)) == TransportProblem::too_large);
  }

  TEST_CASE("after the head twice the body and room for framing passes") {
    const std::size_t most = 2 * 10 + HeadGuard::framing_bytes_max;
    CHECK_FALSE(verdict(lines(3) + std::string(most, 'x')));
    CHECK(verdict(lines(3) + std::string(most + 1, 'x')) == TransportProblem::too_large);
  }

  TEST_CASE("interim heads count with the one that follows") {
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
    CHECK_FALSE(verdict(interim + lines(3)));
    std::string many;
    for (int i = 0; i < 101; ++i) {
      many += interim;
    }
    CHECK(verdict(many) == TransportProblem::too_large);
    CHECK(verdict(interim + "HTTP/1.1 200 " + std::string(5000, 'x')) ==
          TransportProblem::malformed);
  }

  TEST_CASE("what is no head is refused at its first wrong line") {
    for (const char* bytes :
         {"<html>\r\n", "HTTP/2 200 OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000\r\n",
          "HTTP/1.1 200 OK\n", "\r\n", "HTTP/1.1 200 OK\r\nA: b\n", "SSH-2.0-x\r\n"}) {
      CAPTURE(bytes);
      CHECK(verdict(bytes) == TransportProblem::malformed);
    }
    CHECK(verdict(std::string("HTTP/1.1 200 OK\r\nA: \0\r\n", 24)) == TransportProblem::malformed);
  }
}

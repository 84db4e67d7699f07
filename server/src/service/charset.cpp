// Decoding by iconv, which knows every charset of the C library.
#include "service/charset.hpp"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "base/text.hpp"

namespace cairn::service {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// How many bytes of a text that begins with a broken sequence become one U+FFFD: as Java's decoder
// counts them. A surrogate is one sequence.
std::size_t broken_length(std::string_view bytes) {
  const auto byte = [bytes](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const auto continues = [&](std::size_t at) {
    return at < bytes.size() && (byte(at) & 0xC0U) == 0x80U;
  };
  const unsigned char first = byte(0);
  if (first < 0xE0 || first > 0xF4 || !continues(1)) {
    return 1;
  }
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90) ||
      (first == 0xF4 && byte(1) > 0x8F)) {
    return 1;
  }
  return continues(2) ? 3 : 2;
}

std::string repair_utf8(std::string_view bytes) {
  std::string out;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t from = at;
    if (base::next_code_point(bytes, at)) {
      out += bytes.substr(from, at - from);
    } else {
      out += replacement;
      at = from + broken_length(bytes.substr(from));
    }
  }
  return out;
}

class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(::iconv_open("UTF-8", from.c_str())) {}
  ~Converter() {
    if (known()) {
      ::iconv_close(handle_);
    }
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // iconv_open's error value is an integer made a pointer.
  [[nodiscard]] bool known() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }

  std::string convert(std::string_view bytes) {
    std::string input(bytes);
    char* from = input.data();
    std::size_t left = input.size();
    std::string out;
    std::array<char, 4096> block{};
    while (left > 0) {
      char* to = block.data();
      std::size_t room = block.size();
      const std::size_t done = ::iconv(handle_, &from, &left, &to, &room);
      const int reason = errno;
      out.append(block.data(), block.size() - room);
      if (done == static_cast<std::size_t>(-1) && reason != E2BIG) {
        out += replacement;
        ++from;
        --left;
      }
    }
    return out;
  }

 private:
  iconv_t handle_;
};

}  // namespace

std::string decode_text(std::string_view bytes, std::string_view charset) {
  if (charset.empty() || base::equals_ignoring_case(charset, "UTF-8")) {
    return base::is_utf8(bytes) ? std::string(bytes) : repair_utf8(bytes);
  }
  Converter converter{std::string(charset)};
  if (!converter.known()) {
    return decode_text(bytes, "UTF-8");
  }
  return converter.convert(bytes);
}

}  // namespace cairn::service

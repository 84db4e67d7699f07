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

// As a decoder that replaces: every maximal part of a broken sequence becomes one U+FFFD.
std::string repair_utf8(std::string_view bytes) {
  std::string out;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t from = at;
    if (base::next_code_point(bytes, at)) {
      out += bytes.substr(from, at - from);
      continue;
    }
    out += replacement;
    ++at;
    const auto first = static_cast<unsigned char>(bytes[from]);
    // The continuation bytes that could have belonged to a longer sequence go with it.
    const std::size_t longest = first >= 0xF0 && first <= 0xF4 ? 3 : first >= 0xE0 ? 2 : 1;
    for (std::size_t i = 1; i < longest && at < bytes.size() && first >= 0xE0; ++i) {
      const auto next = static_cast<unsigned char>(bytes[at]);
      const bool first_continuation = i == 1;
      const bool fits = (next & 0xC0U) == 0x80U &&
                        !(first_continuation &&
                          ((first == 0xE0 && next < 0xA0) || (first == 0xED && next > 0x9F) ||
                           (first == 0xF0 && next < 0x90) || (first == 0xF4 && next > 0x8F)));
      if (!fits) {
        break;
      }
      ++at;
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

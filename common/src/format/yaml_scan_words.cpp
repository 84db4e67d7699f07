// YamlScanner: directives, anchors and tags.
#include <string>
#include <utility>

#include "base/text.hpp"
#include "format/yaml_characters.hpp"
#include "format/yaml_scanner.hpp"

namespace cairn::format {
namespace {

bool ends_name(char32_t c) {
  constexpr std::u32string_view signs = U":,[]{}/.*&";
  return ends_word(c) || signs.find(c) != std::u32string_view::npos;
}

bool may_follow_name(char32_t c) {
  constexpr std::u32string_view signs = U"?:,]}%@`";
  return ends_word(c) || signs.find(c) != std::u32string_view::npos;
}

bool is_uri_character(char32_t c) {
  constexpr std::u32string_view signs = U";/?:@&=+$,.!~*'()[]%";
  return is_word_character(c) || signs.find(c) != std::u32string_view::npos;
}

}  // namespace

YamlToken YamlScanner::scan_directive() {
  YamlToken token;
  token.kind = YamlTokenKind::directive;
  token.start = cursor_.position();
  cursor_.skip();
  while (is_word_character(cursor_.peek())) {
    token.text += utf8(cursor_.take(1));
  }
  if (token.text.empty() || !ends_line_or_blank(cursor_.peek())) {
    refuse("a directive's name with " + shown(cursor_.peek()));
    return token;
  }
  if (token.text == "YAML") {
    scan_version(token);
  } else if (token.text == "TAG") {
    while (cursor_.peek() == U' ') {
      cursor_.skip();
    }
    token.handle = scan_tag_handle();
    if (cursor_.peek() != U' ') {
      refuse("a tag handle is followed by " + shown(cursor_.peek()));
    }
    while (cursor_.peek() == U' ') {
      cursor_.skip();
    }
    token.prefix = scan_tag_uri();
    if (!ends_line_or_blank(cursor_.peek())) {
      refuse("a tag prefix is followed by " + shown(cursor_.peek()));
    }
  } else {
    while (!ends_line(cursor_.peek())) {
      cursor_.take(1);
    }
  }
  skip_rest_of_line("behind a directive");
  return token;
}

void YamlScanner::scan_version(YamlToken& token) {
  while (cursor_.peek() == U' ') {
    cursor_.skip();
  }
  token.version = scan_version_number();
  if (cursor_.peek() != U'.') {
    refuse("a YAML version without a point");
    return;
  }
  cursor_.skip();
  (void)scan_version_number();  // The minor version changes nothing.
  if (!ends_line_or_blank(cursor_.peek())) {
    refuse("a YAML version is followed by " + shown(cursor_.peek()));
  }
}

int YamlScanner::scan_version_number() {
  int number = 0;
  int digits = 0;
  while (is_digit(cursor_.peek()) && digits < 4) {
    number = number * 10 + static_cast<int>(cursor_.peek() - U'0');
    cursor_.skip();
    ++digits;
  }
  if (digits == 0 || digits > 3) {
    refuse("a YAML version needs numbers of one to three digits");
  }
  return number;
}

YamlToken YamlScanner::scan_anchor(YamlTokenKind kind) {
  YamlToken token;
  token.kind = kind;
  token.start = cursor_.position();
  cursor_.skip();
  std::size_t length = 0;
  while (!ends_name(cursor_.peek(length))) {
    ++length;
  }
  token.text = utf8(cursor_.take(length));
  if (length == 0 || !may_follow_name(cursor_.peek())) {
    refuse(std::string("the name of an ") + name_of(kind) + " with " + shown(cursor_.peek()));
  }
  token.end = cursor_.position();
  return token;
}

YamlToken YamlScanner::scan_tag() {
  YamlToken token;
  token.kind = YamlTokenKind::tag;
  token.start = cursor_.position();
  const char32_t next = cursor_.peek(1);
  if (next == U'<') {
    cursor_.skip(2);
    token.text = scan_tag_uri();
    if (cursor_.peek() != U'>') {
      refuse("a verbatim tag without '>'");
    }
    cursor_.skip();
  } else if (ends_word(next)) {
    token.text = "!";
    cursor_.skip();
  } else {
    std::size_t length = 1;
    while (!ends_line_or_blank(cursor_.peek(length)) && cursor_.peek(length) != U'!') {
      ++length;
    }
    if (cursor_.peek(length) == U'!') {
      token.handle = scan_tag_handle();
    } else {
      token.handle = "!";
      cursor_.skip();
    }
    token.text = scan_tag_uri();
  }
  if (!ends_line_or_blank(cursor_.peek())) {
    refuse("a tag is followed by " + shown(cursor_.peek()));
  }
  token.end = cursor_.position();
  return token;
}

// "!", "!!" or "!name!".
std::string YamlScanner::scan_tag_handle() {
  if (cursor_.peek() != U'!') {
    refuse("a tag handle begins with " + shown(cursor_.peek()) + ", not with '!'");
    return {};
  }
  std::size_t length = 1;
  if (cursor_.peek(1) != U' ') {
    while (is_word_character(cursor_.peek(length))) {
      ++length;
    }
    if (cursor_.peek(length) != U'!') {
      refuse("a tag handle without '!' at its end");
      return {};
    }
    ++length;
  }
  return utf8(cursor_.take(length));
}

std::string YamlScanner::scan_tag_uri() {
  std::string uri;
  while (is_uri_character(cursor_.peek())) {
    uri += cursor_.peek() == U'%' ? scan_uri_escapes() : utf8(cursor_.take(1));
  }
  if (uri.empty()) {
    refuse("a tag with " + shown(cursor_.peek()));
  }
  return uri;
}

std::string YamlScanner::scan_uri_escapes() {
  std::string bytes;
  while (cursor_.peek() == U'%') {
    const int high = hexadecimal_value(cursor_.peek(1));
    const int low = hexadecimal_value(cursor_.peek(2));
    if (high < 0 || low < 0) {
      refuse("'%' in a tag needs two hexadecimal digits");
      return {};
    }
    bytes += static_cast<char>(high * 16 + low);
    cursor_.skip(3);
  }
  if (!base::is_utf8(bytes)) {
    refuse("escapes in a tag that are not UTF-8");
  }
  return bytes;
}

}  // namespace cairn::format

// Plain and quoted scalars reach this writer without line breaks (several lines make a literal, or
// a double-quoted scalar that escapes them), so only the literal style writes any.
#include "render/yaml_writer.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"

namespace cairn::render {
namespace {

constexpr std::size_t width = 80;
constexpr int indent_step = 2;

// The letter after the backslash, or 0 for a character that stands for itself.
char escape_letter(char16_t c) {
  switch (c) {
    case u'\t':
      return 't';
    case u'\n':
      return 'n';
    case u'\r':
      return 'r';
    case u'"':
      return '"';
    case u'\\':
      return '\\';
    case 0x85:
      return 'N';
    case 0xA0:
      return '_';
    case 0x2028:
      return 'L';
    case 0x2029:
      return 'P';
    default:
      return 0;
  }
}

bool is_high_surrogate(char16_t c) {
  return c >= 0xD800 && c <= 0xDBFF;
}

std::string literal_header(std::u16string_view text) {
  std::string out = "|";
  if (text.front() == u' ' || is_yaml_break(text.front())) {
    out += std::to_string(indent_step);
  }
  if (!is_yaml_break(text.back())) {
    out += '-';
  } else if (text.size() == 1 || is_yaml_break(text[text.size() - 2])) {
    out += '+';
  }
  return out;
}

}  // namespace

void YamlWriter::indicator(std::string_view text, const Indicator& how) {
  if (how.after_space && !after_space_) {
    write(u" ");
  }
  after_space_ = how.counts_as_space;
  at_indentation_ = at_indentation_ && how.indents;
  column_ += text.size();
  out_ += text;
}

void YamlWriter::scalar(const YamlScalar& scalar, YamlStyle style, bool simple_key) {
  switch (style) {
    case YamlStyle::plain:
      plain(scalar.text, !simple_key);
      break;
    case YamlStyle::single_quoted:
      single_quoted(scalar.text, !simple_key);
      break;
    case YamlStyle::double_quoted:
      double_quoted(scalar.text, !simple_key);
      break;
    case YamlStyle::literal:
      literal(scalar.text);
      break;
  }
}

void YamlWriter::line_indent() {
  const auto indent = static_cast<std::size_t>(std::max(indent_, 0));
  if (!at_indentation_ || column_ > indent || (column_ == indent && !after_space_)) {
    line_break();
  }
  if (indent > column_) {
    after_space_ = true;
    out_.append(indent - column_, ' ');
    column_ = indent;
  }
}

void YamlWriter::push_indent(bool is_scalar, bool indentless) {
  indents_.push_back(indent_);
  if (indent_ < 0) {
    indent_ = is_scalar ? indent_step : 0;
  } else if (!indentless) {
    indent_ += indent_step;
  }
}

void YamlWriter::pop_indent() {
  indent_ = indents_.back();
  indents_.pop_back();
}

void YamlWriter::plain(std::u16string_view text, bool may_fold) {
  if (text.empty()) {
    return;
  }
  if (!after_space_) {
    write(u" ");
  }
  after_space_ = false;
  at_indentation_ = false;
  for (std::size_t start = 0; start < text.size();) {
    const bool spaces = text[start] == u' ';
    const std::size_t found = spaces ? text.find_first_not_of(u' ', start) : text.find(u' ', start);
    const std::size_t end = std::min(found, text.size());
    if (spaces && end == start + 1 && column_ > width && may_fold) {
      begin_continuation();
    } else {
      write(text.substr(start, end - start));
    }
    start = end;
  }
}

void YamlWriter::single_quoted(std::u16string_view text, bool may_fold) {
  indicator("'", {true, false, false});
  for (std::size_t start = 0; start < text.size();) {
    if (text[start] == u'\'') {
      write(u"''");
      ++start;
      continue;
    }
    const bool spaces = text[start] == u' ';
    const std::size_t found =
        spaces ? text.find_first_not_of(u' ', start) : text.find_first_of(u" '", start);
    const std::size_t end = std::min(found, text.size());
    const bool inside = start != 0 && end != text.size();
    if (spaces && end == start + 1 && column_ > width && may_fold && inside) {
      line_indent();
    } else {
      write(text.substr(start, end - start));
    }
    start = end;
  }
  indicator("'", {});
}

// A line may end before any space, and after any escape or character beyond ASCII.
void YamlWriter::double_quoted(std::u16string_view text, bool may_fold) {
  indicator("\"", {true, false, false});
  std::size_t start = 0;  // of what is not yet written
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char16_t c = text[at];
    const bool stands_for_itself = c >= 0x20 && c <= 0x7E && c != u'"' && c != u'\\';
    if (!stands_for_itself) {
      write(text.substr(start, at - start));
      if (const char letter = escape_letter(c); letter != 0) {
        const char16_t escape[] = {u'\\', static_cast<char16_t>(letter)};
        write({escape, 2});
      } else {
        const std::size_t units = is_high_surrogate(c) ? 2 : 1;
        write(text.substr(at, units));
        at += units - 1;
      }
      start = at + 1;
    }
    const std::size_t pending = at > start ? at - start : 0;
    // Behind a character just written the reference counts one column less.
    const std::size_t line_end = column_ + pending - (start > at ? 1 : 0);
    const bool may_break = c == u' ' || start >= at;
    if (may_fold && may_break && at > 0 && at + 1 < text.size() && line_end > width) {
      write(text.substr(std::min(start, at), pending));
      write(u"\\");
      start = std::max(start, at);
      begin_continuation();
      if (text[start] == u' ') {
        write(u"\\");
      }
    }
  }
  write(text.substr(start));
  indicator("\"", {});
}

void YamlWriter::literal(std::u16string_view text) {
  indicator(literal_header(text), {true, false, false});
  line_break();
  for (std::size_t start = 0; start < text.size();) {
    if (is_yaml_break(text[start])) {
      line_break(text[start]);
      ++start;
      continue;
    }
    line_indent();
    const std::size_t found = text.find_first_of(u"\n\u0085\u2028\u2029", start);
    const std::size_t end = std::min(found, text.size());
    append(text.substr(start, end - start));
    if (end == text.size()) {
      line_break();
    }
    start = end;
  }
}

void YamlWriter::write(std::u16string_view text) {
  column_ += text.size();
  append(text);
}

void YamlWriter::append(std::u16string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    char32_t c = text[at];
    if (c < 0x80) {
      out_ += static_cast<char>(c);
      continue;
    }
    if (is_high_surrogate(text[at]) && at + 1 < text.size()) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (text[++at] - char32_t{0xDC00});
    }
    base::append_utf8(out_, c);
  }
}

void YamlWriter::line_break(char16_t c) {
  append({&c, 1});
  column_ = 0;
  after_space_ = true;
  at_indentation_ = true;
}

void YamlWriter::begin_continuation() {
  line_indent();
  after_space_ = false;
  at_indentation_ = false;
}

}  // namespace cairn::render

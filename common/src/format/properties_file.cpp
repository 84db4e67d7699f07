// .properties files. The reader below keeps the state that decides the details: whether the
// present character was escaped, and the line and column that Boot's origins show.
#include "format/properties_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "format/meter.hpp"
#include "format/property_list.hpp"
#include "format/utf16.hpp"

namespace cairn::format {
namespace {

constexpr std::int32_t end_of_file = -1;

// Hands out characters with line ends unified, escapes resolved, and line continuations and the
// blanks in front of a line left out.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  // Moves to the next character; false at the end of the file.
  bool read() {
    escaped_ = false;
    next();
    ++column_;
    if (column_ == 0) {
      skip_blanks();
    }
    while (character_ == '\\') {
      escaped_ = true;
      if (!read_escaped()) {
        break;
      }
    }
    if (character_ == '\n' && !escaped_) {
      column_ = -1;
    }
    return character_ != end_of_file;
  }

  void skip_blanks() {
    while (is_blank()) {
      next();
      ++column_;
    }
  }

  void skip_comment() {
    while (character_ != '\n' && character_ != end_of_file) {
      next();
    }
    column_ = -1;
  }

  [[nodiscard]] bool is_blank() const {
    return !escaped_ && (character_ == ' ' || character_ == '\t' || character_ == '\f');
  }
  [[nodiscard]] bool is_end_of_line() const {
    return character_ == end_of_file || (!escaped_ && character_ == '\n');
  }
  [[nodiscard]] bool is_delimiter() const {
    return !escaped_ && (character_ == '=' || character_ == ':');
  }
  [[nodiscard]] bool is_comma() const { return !escaped_ && character_ == ','; }
  // Also an escaped one, as in the reference.
  [[nodiscard]] bool is_comment_sign() const { return character_ == '#' || character_ == '!'; }

  [[nodiscard]] std::int32_t character() const { return character_; }
  [[nodiscard]] std::int32_t column() const { return column_; }
  [[nodiscard]] bool has_bad_escape() const { return has_bad_escape_; }
  [[nodiscard]] Position position() const {
    return {line_ + 1, static_cast<std::uint32_t>(column_ + 1)};
  }

 private:
  // The next character of the file, where LF, CR and CR LF are one '\n'.
  void next() {
    if (after_carriage_return_ && at_ < bytes_.size() && bytes_[at_] == '\n') {
      ++at_;
    }
    after_carriage_return_ = false;
    if (at_ >= bytes_.size()) {
      // Java's LineNumberReader counts a last line without a line end when it meets the end.
      line_ += std::exchange(in_line_, false) ? 1 : 0;
      character_ = end_of_file;
      return;
    }
    character_ = static_cast<unsigned char>(bytes_[at_++]);
    if (character_ == '\r') {
      after_carriage_return_ = true;
      character_ = '\n';
    }
    in_line_ = character_ != '\n';
    line_ += in_line_ ? 0 : 1;
  }

  // Behind a backslash. True when it joined lines: the character now is the next line's first one
  // and may be a backslash again.
  bool read_escaped() {
    next();
    switch (character_) {
      case 't':
        character_ = '\t';
        return false;
      case 'r':
        character_ = '\r';
        return false;
      case 'n':
        character_ = '\n';
        return false;
      case 'f':
        character_ = '\f';
        return false;
      case 'u':
        read_unicode();
        return false;
      case '\n':
        escaped_ = false;
        next();
        column_ = 0;
        skip_blanks();
        return true;
      default:
        return false;
    }
  }

  void read_unicode() {
    std::int32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
      next();
      std::int32_t digit = 0;
      if (character_ >= '0' && character_ <= '9') {
        digit = character_ - '0';
      } else if (character_ >= 'a' && character_ <= 'f') {
        digit = character_ - 'a' + 10;
      } else if (character_ >= 'A' && character_ <= 'F') {
        digit = character_ - 'A' + 10;
      } else {
        has_bad_escape_ = true;
        character_ = end_of_file;
        at_ = bytes_.size();
        return;
      }
      unit = unit * 16 + digit;
    }
    character_ = unit;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
  std::int32_t column_ = -1;
  std::int32_t character_ = 0;
  bool escaped_ = false;
  bool after_carriage_return_ = false;
  bool in_line_ = false;
  bool has_bad_escape_ = false;
};

class PropertiesParser {
 public:
  PropertiesParser(std::string_view bytes, const Budget& budget) : reader_(bytes), meter_(budget) {}

  Result<std::vector<Properties>> parse() {
    while (reader_.read()) {
      if (reader_.is_comment_sign()) {
        read_comment();
        if (auto count = check_document_count(documents_.size(), meter_.budget()); !count) {
          return fail(std::move(count).error());
        }
        continue;
      }
      last_comment_sign_ = 0;
      if (auto read = read_property(); !read) {
        return fail(std::move(read).error());
      }
    }
    if (reader_.has_bad_escape()) {
      return bad_escape();
    }
    if (!document_.empty()) {
      documents_.push_back(std::move(document_));
    }
    if (auto count = check_document_count(documents_.size(), meter_.budget()); !count) {
      return fail(std::move(count).error());
    }
    std::vector<Properties> taken;
    taken.reserve(documents_.size());
    for (PropertyList& document : documents_) {
      taken.push_back(document.take());
    }
    return taken;
  }

 private:
  void read_comment() {
    const std::int32_t sign = reader_.character();
    if (is_new_document()) {
      if (!document_.empty()) {
        documents_.push_back(std::exchange(document_, {}));
      }
      return;
    }
    // A comment above the first property undoes the division.
    if (document_.empty() && !documents_.empty()) {
      document_ = std::move(documents_.back());
      documents_.pop_back();
    }
    last_comment_sign_ = sign;
    reader_.skip_comment();
  }

  bool is_new_document() {
    if (last_comment_sign_ == reader_.character()) {
      return false;
    }
    bool is_marker = reader_.column() == 0;
    for (int i = 0; i < 3 && is_marker; ++i) {
      reader_.read();
      is_marker = reader_.character() == '-';
    }
    if (!reader_.is_end_of_line()) {
      reader_.read();
      reader_.skip_blanks();
    }
    return is_marker && reader_.is_end_of_line();
  }

  Result<void> read_property() {
    auto key = read_key();
    if (!key) {
      return fail(std::move(key).error());
    }
    if (key->size() < 2 || key->compare(key->size() - 2, 2, "[]") != 0) {
      return read_value(*key, false);
    }
    key->resize(key->size() - 2);
    std::size_t index = 0;
    do {
      auto item = read_value(*key + "[" + std::to_string(index++) + "]", true);
      if (!item) {
        return item;
      }
      if (!reader_.is_end_of_line()) {
        reader_.read();
      }
    } while (!reader_.is_end_of_line());
    return {};
  }

  Result<std::string> read_key() {
    const Position start = reader_.position();
    buffer_.clear();
    bool after_blank = false;
    while (!reader_.is_end_of_line()) {
      if (reader_.is_delimiter()) {
        reader_.read();
        break;
      }
      if (!reader_.is_blank() && after_blank) {
        break;
      }
      after_blank = reader_.is_blank();
      buffer_.push_back(static_cast<char16_t>(reader_.character()));
      reader_.read();
    }
    if (reader_.has_bad_escape()) {
      return bad_escape();
    }
    // String.trim: everything up to the blank goes, also what was escaped.
    std::u16string_view key = buffer_;
    while (!key.empty() && key.back() <= u' ') {
      key.remove_suffix(1);
    }
    while (!key.empty() && key.front() <= u' ') {
      key.remove_prefix(1);
    }
    return text(key, start);
  }

  Result<void> read_value(const std::string& key, bool is_item) {
    while (reader_.is_blank() && !reader_.is_end_of_line()) {
      reader_.read();
    }
    const Position at = reader_.position();
    buffer_.clear();
    while (!reader_.is_end_of_line() && !(is_item && reader_.is_comma())) {
      buffer_.push_back(static_cast<char16_t>(reader_.character()));
      reader_.read();
    }
    if (reader_.has_bad_escape()) {
      return bad_escape();
    }
    auto value = text(buffer_, at);
    if (!value) {
      return fail(std::move(value).error());
    }
    if (key.empty()) {
      return {};
    }
    auto counted = meter_.add_nodes(1, at);
    if (counted) {
      counted = meter_.add_bytes(key.size() + value->size(), at);
    }
    if (counted) {
      document_.put(key, *std::move(value), at);
    }
    return counted;
  }

  [[nodiscard]] Failure bad_escape() const {
    return unusable("a '\\u' that is not followed by four hexadecimal digits",
                    {reader_.position().line, 0});
  }

  static Result<std::string> text(std::u16string_view units, Position at) {
    auto converted = utf16_to_utf8(units);
    if (!converted) {
      return unusable("'\\u' escapes that give half of a surrogate pair", at);
    }
    return *std::move(converted);
  }

  Reader reader_;
  Meter meter_;
  PropertyList document_;
  std::vector<PropertyList> documents_;
  std::u16string buffer_;
  std::int32_t last_comment_sign_ = 0;
};

}  // namespace

Result<std::vector<Properties>> parse_properties(std::string_view bytes, const Budget& budget) {
  return PropertiesParser(bytes, budget).parse();
}

}  // namespace cairn::format

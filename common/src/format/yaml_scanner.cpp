// YamlScanner: the queue of tokens, possible keys and indentation.
#include "format/yaml_scanner.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "format/yaml_characters.hpp"

namespace cairn::format {
namespace {

// A key and its ':' stand on one line, and not farther apart than this.
constexpr std::size_t key_characters_max = 1024;

}  // namespace

std::string utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    base::append_utf8(out, c);
  }
  return out;
}

std::string shown(char32_t c) {
  switch (c) {
    case 0:
      return "the end of the file";
    case U'\t':
      return "a tab";
    case U'\n':
    case U'\r':
      return "a line end";
    default:
      return "'" + utf8(std::u32string_view(&c, 1)) + "'";
  }
}

const YamlToken& YamlScanner::peek() {
  while (needs_more()) {
    fetch();
  }
  if (error_) {
    tokens_.clear();
  }
  if (tokens_.empty()) {
    add_sign(YamlTokenKind::stream_end);
  }
  return tokens_.front();
}

YamlToken YamlScanner::take() {
  YamlToken token = peek();
  tokens_.pop_front();
  ++tokens_taken_;
  return token;
}

void YamlScanner::refuse(std::string message, Position at) {
  if (!error_) {
    error_ = Error{ErrorCode::failed_precondition, std::move(message), Origin{"", at}};
  }
  cursor_.go_to_end();
  is_done_ = true;
}

bool YamlScanner::needs_more() {
  if (is_done_) {
    return false;
  }
  if (tokens_.empty()) {
    return true;
  }
  // The next token may still turn out to be a key.
  forget_old_keys();
  return !is_done_ && !possible_keys_.empty() &&
         possible_keys_.front().token_number == tokens_taken_;
}

void YamlScanner::fetch() {
  skip_to_token();
  forget_old_keys();
  if (is_done_) {
    return;
  }
  unwind_indent(static_cast<int>(cursor_.column()));
  const char32_t c = cursor_.peek();
  if (c == 0) {
    fetch_stream_end();
  } else if (c == U'%' && cursor_.column() == 0) {
    unwind_indent(-1);
    remove_possible_key();
    allows_key_ = false;
    add(scan_directive());
  } else if (is_document_marker()) {
    fetch_document_marker(c == U'-' ? YamlTokenKind::document_start : YamlTokenKind::document_end);
  } else if (!fetch_indicator(c) && !fetch_block_indicator(c)) {
    if (can_start_plain()) {
      save_possible_key();
      allows_key_ = false;
      add(scan_plain());
    } else {
      refuse(shown(c) + " cannot start a value" +
             (c == U'\t' ? "; do not use tabs for indentation" : ""));
    }
  }
}

// Skips blanks, comments and line ends. A tab is never skipped.
void YamlScanner::skip_to_token() {
  if (cursor_.index() == 0 && cursor_.peek() == 0xFEFF) {
    cursor_.skip();
  }
  for (;;) {
    while (cursor_.peek() == U' ') {
      cursor_.skip();
    }
    if (cursor_.peek() == U'#') {
      while (!ends_line(cursor_.peek())) {
        cursor_.take(1);
      }
    }
    if (cursor_.take_line_break() == 0) {
      return;
    }
    if (flow_level_ == 0) {
      allows_key_ = true;
    }
  }
}

bool YamlScanner::is_document_marker() const {
  return cursor_.column() == 0 &&
         (cursor_.starts_with_three(U'-') || cursor_.starts_with_three(U'.')) &&
         ends_word(cursor_.peek(3));
}

bool YamlScanner::fetch_indicator(char32_t c) {
  switch (c) {
    case U'[':
      fetch_flow_start(YamlTokenKind::flow_sequence_start);
      return true;
    case U'{':
      fetch_flow_start(YamlTokenKind::flow_mapping_start);
      return true;
    case U']':
      fetch_flow_end(YamlTokenKind::flow_sequence_end);
      return true;
    case U'}':
      fetch_flow_end(YamlTokenKind::flow_mapping_end);
      return true;
    case U',':
      fetch_flow_entry();
      return true;
    case U'*':
    case U'&':
    case U'!':
    case U'\'':
    case U'"':
      fetch_scalar(c);
      return true;
    default:
      return false;
  }
}

// The signs that count only in some places: "-", "?", ":", "|" and ">".
bool YamlScanner::fetch_block_indicator(char32_t c) {
  const bool ends = ends_word(cursor_.peek(1));
  const bool in_flow = flow_level_ != 0;
  if (c == U'-' && ends) {
    fetch_block_entry();
  } else if (c == U'?' && (in_flow || ends)) {
    fetch_key();
  } else if (c == U':' && (in_flow || ends)) {
    fetch_value();
  } else if ((c == U'|' || c == U'>') && !in_flow) {
    allows_key_ = true;
    remove_possible_key();
    add(scan_block());
  } else {
    return false;
  }
  return true;
}

bool YamlScanner::can_start_plain() const {
  const char32_t c = cursor_.peek();
  constexpr std::u32string_view indicators = U"-?:,[]{}#&*!|>'\"%@`";
  if (!ends_word(c) && indicators.find(c) == std::u32string_view::npos) {
    return true;
  }
  return !ends_word(cursor_.peek(1)) &&
         (c == U'-' || (flow_level_ == 0 && (c == U'?' || c == U':')));
}

void YamlScanner::add_sign(YamlTokenKind kind) {
  YamlToken token;
  token.kind = kind;
  token.start = cursor_.position();
  token.end = token.start;
  add(std::move(token));
}

void YamlScanner::insert(std::size_t token_number, YamlTokenKind kind, Position at) {
  YamlToken token;
  token.kind = kind;
  token.start = at;
  token.end = at;
  tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(token_number - tokens_taken_),
                 std::move(token));
}

void YamlScanner::fetch_stream_end() {
  unwind_indent(-1);
  remove_possible_key();
  possible_keys_.clear();
  add_sign(YamlTokenKind::stream_end);
  is_done_ = true;
}

void YamlScanner::fetch_document_marker(YamlTokenKind kind) {
  unwind_indent(-1);
  remove_possible_key();
  allows_key_ = false;
  add_sign(kind);
  cursor_.skip(3);
}

void YamlScanner::fetch_flow_start(YamlTokenKind kind) {
  save_possible_key();
  ++flow_level_;
  allows_key_ = true;
  add_sign(kind);
  cursor_.skip();
}

void YamlScanner::fetch_flow_end(YamlTokenKind kind) {
  remove_possible_key();
  // One without a start is the composer's to refuse.
  flow_level_ -= flow_level_ > 0 ? 1 : 0;
  allows_key_ = false;
  add_sign(kind);
  cursor_.skip();
}

void YamlScanner::fetch_flow_entry() {
  allows_key_ = true;
  remove_possible_key();
  add_sign(YamlTokenKind::flow_entry);
  cursor_.skip();
}

void YamlScanner::fetch_block_entry() {
  if (flow_level_ == 0) {
    if (!allows_key_) {
      refuse("a list item is not allowed here");
      return;
    }
    if (add_indent(static_cast<int>(cursor_.column()))) {
      add_sign(YamlTokenKind::block_sequence_start);
    }
  }
  allows_key_ = true;
  remove_possible_key();
  add_sign(YamlTokenKind::block_entry);
  cursor_.skip();
  tokens_.back().end = cursor_.position();
}

void YamlScanner::fetch_key() {
  if (flow_level_ == 0) {
    if (!allows_key_) {
      refuse("a mapping key is not allowed here");
      return;
    }
    if (add_indent(static_cast<int>(cursor_.column()))) {
      add_sign(YamlTokenKind::block_mapping_start);
    }
  }
  allows_key_ = flow_level_ == 0;
  remove_possible_key();
  add_sign(YamlTokenKind::key);
  cursor_.skip();
  tokens_.back().end = cursor_.position();
}

void YamlScanner::fetch_value() {
  if (const auto key = take_possible_key()) {
    insert(key->token_number, YamlTokenKind::key, key->at);
    if (flow_level_ == 0 && add_indent(static_cast<int>(key->column))) {
      insert(key->token_number, YamlTokenKind::block_mapping_start, key->at);
    }
    allows_key_ = false;
  } else {
    if (flow_level_ == 0) {
      if (!allows_key_) {
        refuse("a mapping value is not allowed here");
        return;
      }
      if (add_indent(static_cast<int>(cursor_.column()))) {
        add_sign(YamlTokenKind::block_mapping_start);
      }
    }
    allows_key_ = flow_level_ == 0;
  }
  add_sign(YamlTokenKind::value);
  cursor_.skip();
  tokens_.back().end = cursor_.position();
}

void YamlScanner::fetch_scalar(char32_t c) {
  save_possible_key();
  allows_key_ = false;
  if (error_) {
    return;
  }
  if (c == U'*' || c == U'&') {
    add(scan_anchor(c == U'*' ? YamlTokenKind::alias : YamlTokenKind::anchor));
  } else if (c == U'!') {
    add(scan_tag());
  } else {
    add(scan_quoted());
  }
}

void YamlScanner::forget_old_keys() {
  const auto is_old = [this](const PossibleKey& key) {
    return key.line != cursor_.line() || cursor_.index() - key.index > key_characters_max;
  };
  for (const PossibleKey& key : possible_keys_) {
    if (key.is_required && is_old(key)) {
      refuse("a mapping key without ':' behind it, on its line and within 1024 characters", key.at);
      return;
    }
  }
  possible_keys_.erase(std::remove_if(possible_keys_.begin(), possible_keys_.end(), is_old),
                       possible_keys_.end());
}

void YamlScanner::save_possible_key() {
  const bool is_required = flow_level_ == 0 && indent_ == static_cast<int>(cursor_.column());
  if (!allows_key_) {
    if (is_required) {
      refuse("a mapping key is not allowed here");
    }
    return;
  }
  remove_possible_key();
  possible_keys_.push_back({flow_level_, tokens_taken_ + tokens_.size(), cursor_.index(),
                            cursor_.line(), cursor_.column(), cursor_.position(), is_required});
}

// The key that is possible at the present flow level, which then is no longer.
std::optional<YamlScanner::PossibleKey> YamlScanner::take_possible_key() {
  const auto found =
      std::find_if(possible_keys_.begin(), possible_keys_.end(),
                   [this](const PossibleKey& key) { return key.flow_level == flow_level_; });
  if (found == possible_keys_.end()) {
    return std::nullopt;
  }
  const PossibleKey key = *found;
  possible_keys_.erase(found);
  return key;
}

void YamlScanner::remove_possible_key() {
  const auto key = take_possible_key();
  if (key && key->is_required) {
    refuse("a mapping key without ':' behind it", key->at);
  }
}

void YamlScanner::unwind_indent(int column) {
  if (flow_level_ != 0) {
    return;
  }
  while (indent_ > column) {
    indent_ = outer_indents_.back();
    outer_indents_.pop_back();
    add_sign(YamlTokenKind::block_end);
  }
}

bool YamlScanner::add_indent(int column) {
  if (indent_ >= column) {
    return false;
  }
  outer_indents_.push_back(indent_);
  indent_ = column;
  return true;
}

}  // namespace cairn::format

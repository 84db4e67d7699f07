// YamlScanner: divides YAML text into tokens, with the rules of SnakeYAML, which the reference
// uses: YAML 1.1, and stricter than the standard about tabs.
//
// Whether a word is a key shows only at the ':' behind it, so a possible key is remembered and
// the tokens that announce it are put in front of it later. Indentation becomes block_end tokens.
//
// Thread-safety: for one thread.
// Ownership: does not own the text.
// Errors: the first one ends the tokens: peek() then gives stream_end and error() says why.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/error.hpp"
#include "format/yaml_text.hpp"
#include "format/yaml_token.hpp"

namespace cairn::format {

class YamlScanner {
 public:
  explicit YamlScanner(std::u32string_view text) : cursor_(text) {}

  // The next token, which stays until take(); stream_end for ever at the end.
  [[nodiscard]] const YamlToken& peek();
  YamlToken take();

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  struct PossibleKey {
    std::size_t flow_level;
    std::size_t token_number;
    std::size_t index;
    std::size_t line;
    std::size_t column;
    Position at;
    bool is_required;
  };

  // The queue of tokens (yaml_scanner.cpp).
  bool needs_more();
  void fetch();
  void skip_to_token();
  bool fetch_indicator(char32_t c);
  bool fetch_block_indicator(char32_t c);
  void fetch_stream_end();
  void fetch_document_marker(YamlTokenKind kind);
  void fetch_flow_start(YamlTokenKind kind);
  void fetch_flow_end(YamlTokenKind kind);
  void fetch_flow_entry();
  void fetch_block_entry();
  void fetch_key();
  void fetch_value();
  void fetch_scalar(char32_t c);
  void add(YamlToken token) { tokens_.push_back(std::move(token)); }
  void add_sign(YamlTokenKind kind);
  void insert(std::size_t token_number, YamlTokenKind kind, Position at);
  [[nodiscard]] bool is_document_marker() const;
  [[nodiscard]] bool can_start_plain() const;

  // Keys and indentation (yaml_scanner.cpp).
  void forget_old_keys();
  void save_possible_key();
  void remove_possible_key();
  std::optional<PossibleKey> take_possible_key();
  void unwind_indent(int column);
  bool add_indent(int column);

  // Scalars (yaml_scan_scalars.cpp).
  struct BlockHeader {
    char chomping = 0;  // '-', '+' or 0
    int increment = 0;  // 0 when it is to be detected
  };
  YamlToken scan_plain();
  std::u32string scan_plain_spaces();
  [[nodiscard]] bool ends_plain_at_line() const;
  YamlToken scan_quoted();
  void scan_quoted_text(bool is_double, std::u32string& text);
  bool scan_escape(std::u32string& text);
  void scan_quoted_spaces(std::u32string& text);
  std::u32string scan_quoted_breaks();
  YamlToken scan_block();
  BlockHeader scan_block_header();
  void skip_rest_of_line(std::string_view what);
  std::u32string detect_block_indent(std::size_t& indent);
  std::u32string scan_block_breaks(std::size_t indent);
  YamlToken finish_scalar(YamlToken token, const std::u32string& text);

  // Directives, anchors and tags (yaml_scan_words.cpp).
  YamlToken scan_directive();
  void scan_version(YamlToken& token);
  int scan_version_number();
  YamlToken scan_anchor(YamlTokenKind kind);
  YamlToken scan_tag();
  std::string scan_tag_handle();
  std::string scan_tag_uri();
  std::string scan_uri_escapes();

  void refuse(std::string message) { refuse(std::move(message), cursor_.position()); }
  void refuse(std::string message, Position at);

  YamlCursor cursor_;
  std::deque<YamlToken> tokens_;
  std::size_t tokens_taken_ = 0;
  std::size_t flow_level_ = 0;
  int indent_ = -1;
  std::vector<int> outer_indents_;
  bool allows_key_ = true;
  bool is_done_ = false;
  std::vector<PossibleKey> possible_keys_;  // in order; at most one for each flow level
  std::optional<Error> error_;
};

// The text as UTF-8.
[[nodiscard]] std::string utf8(std::u32string_view text);

// A character as a message shows it: "'x'" or "the end of the file".
[[nodiscard]] std::string shown(char32_t c);

}  // namespace cairn::format

// YamlWriter: puts indicators and scalars on lines, knowing column and indentation, as SnakeYAML.
//
// Long plain and quoted scalars are folded at the first space after column 80.
//
// Thread-safety: for one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "render/yaml_scalar.hpp"

namespace cairn::render {

class YamlWriter {
 public:
  // How an indicator sits on its line.
  struct Indicator {
    bool after_space = false;      // a space is put before it unless there is one
    bool counts_as_space = false;  // what follows needs no space before it
    bool indents = false;          // as '-', '?' and ':' of a complex key: may begin what is nested
  };

  void indicator(std::string_view text, const Indicator& how);
  void scalar(const YamlScalar& scalar, YamlStyle style, bool simple_key);
  // To the present indentation, on a new line unless the line is still blank up to there.
  void line_indent();

  // Indentation of what is nested from here: a scalar at the root by 2, a collection there by 0.
  // An indentless collection (a list below a key) stays where it is.
  void push_indent(bool is_scalar, bool indentless);
  void pop_indent();

  // Whether the line so far is indentation and indenting indicators only.
  [[nodiscard]] bool at_indentation() const { return at_indentation_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void plain(std::u16string_view text, bool may_fold);
  void single_quoted(std::u16string_view text, bool may_fold);
  void double_quoted(std::u16string_view text, bool may_fold);
  void literal(std::u16string_view text);

  void write(std::u16string_view text);   // counts columns
  void append(std::u16string_view text);  // does not
  void line_break(char16_t c = u'\n');
  void begin_continuation();

  std::string out_;
  std::vector<int> indents_;
  int indent_ = -1;  // -1 outside of everything
  std::size_t column_ = 0;
  bool after_space_ = true;
  bool at_indentation_ = true;
};

}  // namespace cairn::render

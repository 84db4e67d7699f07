// See template_text.hpp. The placeholders' own rules are those of values/placeholders.hpp; here
// they are found, so that an error has a place.
#include "cli/template_text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "cli/effective.hpp"
#include "values/placeholder_parser.hpp"
#include "values/placeholders.hpp"
#include "values/relaxed_name.hpp"
#include "values/value_text.hpp"

namespace cairn::cli {
namespace {

constexpr std::string_view opening = "${";

Position position_at(std::string_view text, std::size_t at) {
  Position position{1, 1};
  for (const char c : text.substr(0, at)) {
    if (c == '\n') {
      ++position.line;
      position.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {  // columns count code points
      ++position.column;
    }
  }
  return position;
}

// Behind the brace that ends the placeholder at the beginning of this text; npos without one.
std::size_t end_of_placeholder(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

// What templates are filled in from.
class Values {
 public:
  explicit Values(const Config& config) : config_(config) {
    for (const Effective& effective : explained(config)) {
      if (effective.replaced_by.empty()) {
        written_.emplace(values::canonical_name(effective.entry.key),
                         values::value_text(effective.entry.value));
      }
    }
  }

  // One placeholder, "${...}". Errors: invalid_argument.
  [[nodiscard]] Result<std::string> fill(std::string_view placeholder) const {
    const auto parts = values::parse_placeholders(placeholder, {});
    if (!parts) {
      return fail(parts.error());
    }
    if (*parts && (*parts)->size() == 1 && is_simple((*parts)->front())) {
      // The value as get gives it; the resolver would take what is escaped in it for a placeholder.
      const values::PlaceholderPart& part = (*parts)->front();
      for (const std::string_view key : {std::string_view(part.text), std::string_view(part.key)}) {
        if (written(key)) {
          return config_.get<std::string>(base::trim(key));
        }
      }
    }
    return values::resolve_own_value(placeholder,
                                     [this](std::string_view key) { return written(key); });
  }

 private:
  static bool is_simple(const values::PlaceholderPart& part) {
    return part.kind == values::PlaceholderPart::Kind::simple;
  }

  [[nodiscard]] std::optional<std::string> written(std::string_view key) const {
    const auto found = written_.find(values::canonical_name(base::trim(key)));
    return found == written_.end() ? std::nullopt : std::optional(found->second);
  }

  Config config_;
  std::unordered_map<std::string, std::string> written_;  // by canonical name; lists that count
};

Failure failure(std::string message, const std::string& file, Position at) {
  return fail(ErrorCode::failed_precondition, std::move(message), {file, at});
}

}  // namespace

Result<std::string> fill_template(std::string_view text, const std::string& file,
                                  const Config& config) {
  const Values values(config);
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t start = text.find(opening, at);
    out += text.substr(at, start - at);
    if (start == std::string_view::npos) {
      return out;
    }
    if (start > at && text[start - 1] == '\\') {
      out.back() = '$';
      out += '{';
      at = start + opening.size();
      continue;
    }
    const std::size_t size = end_of_placeholder(text.substr(start));
    if (size == std::string_view::npos) {
      return failure("a placeholder has no end", file, position_at(text, start));
    }
    auto filled = values.fill(text.substr(start, size));
    if (!filled) {
      return failure(filled.error().text(), file, position_at(text, start));
    }
    out += *filled;
    at = start + size;
  }
}

}  // namespace cairn::cli

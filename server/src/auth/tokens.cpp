// See tokens.hpp.
#include "auth/tokens.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "auth/lines.hpp"
#include "auth/utc_time.hpp"

namespace cairn::auth {
namespace {

std::vector<std::string_view> fields_of(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  std::vector<std::string_view> fields;
  for (std::size_t begin = text.find_first_not_of(blanks); begin != std::string_view::npos;) {
    const std::size_t end = text.find_first_of(blanks, begin);
    fields.push_back(text.substr(begin, end - begin));
    begin = end == std::string_view::npos ? end : text.find_first_not_of(blanks, end);
  }
  return fields;
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// The errors name no field's content: somebody may have pasted the token itself.
Result<Token> parse_token(const std::string& file, const Line& line) {
  const auto fields = fields_of(line.text);
  if (fields.size() < 4 || fields.size() > 5) {
    return bad_line(file, line, "a line is: id principal digest until, and perhaps role,role");
  }
  if (!is_name(fields[0]) || !is_name(fields[1])) {
    return bad_line(file, line, "the id or the principal is no name");
  }
  if (!is_digest(fields[2])) {
    return bad_line(file, line, "the third field must be a SHA-256 of 64 hexadecimal digits");
  }
  const auto until = parse_utc_time(fields[3]);
  if (!until) {
    return bad_line(file, line,
                    "the fourth field must be a day as 2027-03-01, or a time as "
                    "2027-03-01T12:00:00Z");
  }
  Token token{std::string(fields[0]), std::string(fields[1]), std::string(fields[2]), *until, {}};
  if (fields.size() == 5) {
    token.roles = names_of(fields[4]);
    if (token.roles.empty()) {
      return bad_line(file, line, "the roles are names with commas between them");
    }
  }
  return token;
}

}  // namespace

Result<Tokens> Tokens::parse(std::string_view content, const std::string& file, Time now) {
  Tokens tokens;
  std::set<std::string> ids;
  std::map<std::string, int> valid;
  for (const Line& line : lines_of(content)) {
    auto token = parse_token(file, line);
    if (!token) {
      return fail(std::move(token).error());
    }
    if (tokens.tokens_.size() == tokens_max) {
      return bad_line(file, line, "more than " + std::to_string(tokens_max) + " tokens");
    }
    if (!ids.insert(token->id).second) {
      return bad_line(file, line, "the id '" + token->id + "' is given twice");
    }
    if (token->until > now && ++valid[token->principal] > valid_per_principal_max) {
      return bad_line(file, line,
                      "a third valid token of '" + token->principal +
                          "': two are for changing from one to the next");
    }
    std::string digest = token->digest;
    if (!tokens.tokens_.emplace(std::move(digest), *std::move(token)).second) {
      return bad_line(file, line, "this token is there already, under another id");
    }
  }
  return tokens;
}

const Token* Tokens::find(const std::string& digest) const {
  const auto found = tokens_.find(digest);
  return found == tokens_.end() ? nullptr : &found->second;
}

const Token* Tokens::find_principal(std::string_view name) const {
  const Token* best = nullptr;
  for (const auto& [digest, token] : tokens_) {
    if (token.principal == name && (best == nullptr || token.until > best->until)) {
      best = &token;
    }
  }
  return best;
}

}  // namespace cairn::auth

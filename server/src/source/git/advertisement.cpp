// Reads what "git ls-remote" prints.
#include "source/git/advertisement.hpp"

#include "base/text.hpp"
#include "source/git/labels.hpp"

namespace cairn::source::git {
namespace {

constexpr std::size_t sha256_hex_digits = 64;

bool is_served(std::string_view ref) {
  for (const std::string_view prefix : {branch_prefix, tag_prefix}) {
    if (ref.substr(0, prefix.size()) == prefix) {
      // The second line of an annotated tag, "refs/tags/v1^{}", is not legal either.
      return is_legal_label(ref.substr(prefix.size()));
    }
  }
  return false;
}

}  // namespace

Result<Refs> parse_advertisement(std::string_view text, std::size_t refs_max) {
  Refs refs;
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.empty()) {
      continue;
    }
    const std::size_t end = line.find_first_of("\t ");
    const std::string_view hex = line.substr(0, end);
    if (hex.size() == sha256_hex_digits && is_hex(hex)) {
      return fail(ErrorCode::failed_precondition,
                  "the repository uses SHA-256 object ids, which are not supported");
    }
    const auto id = ObjectId::parse(hex);
    if (!id || end == std::string_view::npos) {
      return fail(ErrorCode::unavailable, "the list of refs has a line that is none");
    }
    const std::string_view ref = line.substr(end + 1);
    if (!is_served(ref)) {
      continue;
    }
    if (refs.size() == refs_max) {
      return fail(ErrorCode::failed_precondition,
                  "more than " + std::to_string(refs_max) + " branches and tags");
    }
    refs.emplace(ref, *id);
  }
  return refs;
}

}  // namespace cairn::source::git

// Entity tags and dates.
#include "http/conditional.hpp"

#include <cstddef>

#include "base/text.hpp"
#include "http/http_date.hpp"

namespace cairn::http {
namespace {

std::string_view strong(std::string_view tag) {
  return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag;
}

// Whether one tag of a list is the wanted one. A tag may hold commas, so quotes decide where it
// ends; what is no tag is passed over.
bool list_has(std::string_view list, std::string_view wanted) {
  std::size_t at = 0;
  while (at < list.size()) {
    const std::size_t open = list.find('"', at);
    if (open == std::string_view::npos) {
      return false;
    }
    const std::size_t close = list.find('"', open + 1);
    if (close == std::string_view::npos) {
      return false;
    }
    if (list.substr(open, close - open + 1) == wanted) {
      return true;
    }
    at = close + 1;
  }
  return false;
}

}  // namespace

bool etag_matches(const std::vector<std::string_view>& fields, std::string_view etag) {
  if (etag.empty()) {
    return false;
  }
  for (const std::string_view field : fields) {
    if (base::trim(field) == "*" || list_has(field, strong(etag))) {
      return true;
    }
  }
  return false;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& fields) {
  return {fields.begin(), fields.end()};
}

bool not_modified_since(std::string_view field, std::int64_t last_modified) {
  if (field.empty() || last_modified == 0) {
    return false;
  }
  const auto since = parse_http_date(field);
  return since && last_modified <= *since;
}

}  // namespace cairn::http

// Placeholders in addresses (the reference's getRepository and setUri).
#include "resolve/address.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace cairn::resolve {
namespace {

// "{application}.example:80" of "https://user@{application}.example:80/x".
std::string_view host_of(std::string_view uri) {
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = uri.substr(scheme_end + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

bool is_harmless(std::string_view value) {
  return value.find("..") == std::string_view::npos &&
         std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

// As Spring ends an address that placeholders were put into: without slashes, but "https://host" as
// "https://host/".
std::string ended(std::string uri) {
  while (!uri.empty() && uri.back() == '/') {
    uri.pop_back();
  }
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end != std::string::npos && scheme_end != 0 &&
      uri.find('/', scheme_end + 3) == std::string::npos) {
    uri += '/';
  }
  return uri;
}

}  // namespace

bool has_placeholders(std::string_view uri) {
  return uri.find('{') != std::string_view::npos;
}

Result<catalog::RepositoryRef> repository_of(const catalog::GitEntry& entry,
                                             const AddressValues& values) {
  const std::string& uri = entry.settings.uri;
  if (!has_placeholders(uri)) {
    return catalog::RepositoryRef{entry.id, entry.id, uri};
  }
  if (host_of(uri).find_first_of("{}") != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument,
                "placeholders are not allowed in the host of an address: " + uri);
  }
  for (const std::string_view value : {values.application, values.profile, values.label}) {
    if (!is_harmless(value)) {
      return fail(ErrorCode::not_found, "'" + std::string(value) + "' has no place in " + uri);
    }
  }
  std::string own = base::replace_all(uri, "{application}", values.application);
  own = base::replace_all(std::move(own), "{profile}", values.profile);
  own = ended(base::replace_all(std::move(own), "{label}", values.label));
  return catalog::RepositoryRef{entry.id + ' ' + own, entry.id, own};
}

}  // namespace cairn::resolve

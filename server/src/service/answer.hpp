// Answer: a finished reply as bytes, and ReadRequest: what a read asks for. The two words between
// HTTP and the service.
//
// Thread-safety: immutable once made; shared by all network threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "catalog/contact.hpp"
#include "resolve/query.hpp"

namespace cairn::service {

enum class Format {
  environment_v1,
  environment_v2,
  flat_properties,
  flat_json,
  flat_yaml,
  text,    // a file, decoded, placeholders resolved
  binary,  // a file's bytes
};
[[nodiscard]] constexpr bool is_file(Format format) {
  return format == Format::text || format == Format::binary;
}

struct ReadRequest {
  resolve::Query query;
  Format format = Format::environment_v1;
  bool resolve_placeholders = true;
  std::string path = {};          // of text and binary, normalised
  std::string charset = "UTF-8";  // text: how the file's bytes are decoded
  // Who asks, for the limit of what waits for one asker; "" for nobody who counts. It has no part
  // in the answer.
  std::string asker = {};
  // It has taken a place (catalog::Contact::take_place): it waits for a look at what rests.
  bool ends_rest = false;

  // As rules of access want it: none for a configuration.
  [[nodiscard]] std::optional<std::string_view> file() const {
    return path.empty() ? std::nullopt : std::optional<std::string_view>(path);
  }
};

// What the service found, before HTTP puts a head on it.
struct Answer {
  // 200, or the status of `error` for a read that failed.
  int status = 200;
  std::string body;              // empty for failures: the edge writes the error body
  base::Secret secret_body;      // in its place, when decrypted values are in it
  std::string etag;              // quoted, with W/ where weak; "" for none
  std::string revision;          // for Cairn-Revision; "" for none
  std::string rejected;          // for Cairn-Rejected: "<commit>; <file>:<line>:<column> <reason>"
  std::string pinned;            // for Cairn-Pinned: "<commit>; until=<time>; reason=<words>"
  std::string held_in;           // the repository of that commit, by its id in the catalog
  std::string stale_reason;      // "held" or "label-deleted"; "" for none
  std::int64_t stale_since = 0;  // Unix seconds from which on it is; 0 if that is not known
  std::int64_t last_modified = 0;  // Unix seconds; 0 for none (files only)
  std::string error;               // words for the log; "" on success
  bool no_body = false;            // a failure that is answered without a body (file routes)
  std::uint64_t generation = 0;    // of the catalog that it was made from
  bool keep = true;  // whether it may be answered again until that catalog is replaced
  // A look at the remote may help: 404 because the label names nothing (yet) or nothing was
  // fetched, or 500 because the mirror cannot be read and the look fetches it anew.
  bool unknown_label = false;
  bool damaged = false;   // the latter
  bool unusable = false;  // what is stored cannot be used, whatever the status says
  bool own_file = false;  // a file of the application itself contributed
  // Of the repositories that it was looked for in.
  std::vector<std::shared_ptr<catalog::Contact>> contacts;
  bool cache = true;  // false: as much hidden memory as is allowed holds secrets already
  bool needs_decryption = false;  // no answer: values are encrypted that nobody opened so far

  // Whether who would get this known answer is to ask for it anew, and wait: see
  // ReadRequest::ends_rest.
  [[nodiscard]] bool take_place() const {
    return std::any_of(contacts.begin(), contacts.end(),
                       [](const auto& contact) { return contact->take_place(); });
  }

  [[nodiscard]] std::string_view text() const {
    return secret_body.empty() ? std::string_view(body) : secret_body.reveal();
  }
};

}  // namespace cairn::service

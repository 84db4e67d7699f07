// A kept file: JSON that this server wrote down for its next start, with a format number and a
// digest, in two files with the same content, the second at "<path>.copy". Each is replaced as a
// whole, so what was kept outlives a crash at any instant, and damage to one of the two.
//
//   {"format": 1, "address": "<what it belongs to>", "digest": "<SHA-256 of the content>",
//    "<key>": <the content>}
//
// Thread-safety: functions without shared state; two writers of one file are for the caller to
// order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::source {

// One kind of kept file.
struct KeptKind {
  std::string what;  // "the state file": how errors begin
  std::string key;   // of the content
  // What is written, and the oldest that is read: a release reads what the release before it wrote.
  std::int64_t format_now = 1;
  std::int64_t format_oldest = 1;
  bool digest_needed = true;  // false where older servers wrote none
  std::size_t bytes_max = 64U * 1024 * 1024;
  // What is lost with it, for who has one of a newer server: "it is forgotten then".
  std::string loss = {};
};

// The text of a file with this content, which is JSON. `address` may be no UTF-8; it is only
// compared.
[[nodiscard]] std::string seal(const KeptKind& kind, std::string_view address,
                               std::string_view content);

// The content in a text, which has not been changed since it was sealed. Errors: invalid_argument
// for a newer format; failed_precondition for damage, an older format, or another address.
[[nodiscard]] Result<std::string> unseal(const KeptKind& kind, std::string_view text,
                                         std::string_view address);

// Writes the file and then its copy. Errors: internal.
[[nodiscard]] Result<void> save_kept(const std::string& path, std::string_view text);

// Takes over what a text says. Errors: as unseal.
using TakeKept = std::function<Result<void>(std::string_view)>;

// Gives `take` the text of the file or, where that is missing or cannot be used, of its copy; gives
// whether one of them was taken. One that is a link, or that other users may write to, cannot be
// used. Changes nothing. Errors: failed_precondition when neither can be used and one is there;
// internal when one cannot be read.
[[nodiscard]] Result<bool> load_kept(const std::string& path, const KeptKind& kind,
                                     const TakeKept& take);

// The same, and what cannot be used is out of the way afterwards: renamed to
// "<path>.set-aside-<unix time>", never deleted. `set_aside` says why; it is empty when the file is
// as it should be or there is neither.
// Errors: failed_precondition, with both files left as they are, when neither can be used and one
// has a newer format: what a newer server knew is not forgotten because an older one was started by
// mistake. internal when a file cannot be read.
[[nodiscard]] Result<bool> load_kept_or_set_aside(const std::string& path, const KeptKind& kind,
                                                  const TakeKept& take, std::string& set_aside);

}  // namespace cairn::source

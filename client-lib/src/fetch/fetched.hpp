// What asking the servers gives: an environment, "unchanged", or why there is none.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "cairn/environment.hpp"
#include "cairn/error.hpp"
#include "fetch/outcome.hpp"

namespace cairn::fetch {

// The server says that something newer may exist (Cairn-Stale).
struct Stale {
  std::optional<std::chrono::system_clock::time_point> since;
  std::string reason;  // "fetch-failed", "held", "label-deleted"
};

// Where and when an answer came from.
struct AnswerFacts {
  std::string uri;       // of the server that answered; no credentials
  std::string label;     // of the labels to try: the one that answered
  std::string revision;  // Cairn-Revision; "" from other servers
  std::string rejected;  // Cairn-Rejected: the commit that is held back, and why; "" for none
  std::optional<Stale> stale;
  bool waited = false;  // the server understood that it may wait (Prefer: wait)
  std::chrono::system_clock::time_point time;  // when the answer was there
};

struct Fetched {
  Environment environment;
  std::string etag;  // "" when the server has none
  AnswerFacts facts;
};

struct Unchanged {
  AnswerFacts facts;
};

using Answer = std::variant<Fetched, Unchanged>;

struct FetchFailure {
  Outcome outcome = Outcome::unreachable;  // of the last server asked
  bool denied = false;                     // any of the servers asked said 401 or 403
  int status = 0;                          // 0 without an answer
  Error error;

  // Whether the last known good answer may be used instead.
  [[nodiscard]] bool cache_may_stand_in() const {
    return !denied && fetch::cache_may_stand_in(outcome);
  }
};

using FetchResult = tl::expected<Answer, FetchFailure>;

// Parses "since=1700000000; reason=held"; none for an empty text. What cannot be read is left out.
[[nodiscard]] std::optional<Stale> parse_stale(std::string_view header);

// Whether Preference-Applied names "wait".
[[nodiscard]] bool is_wait_applied(std::string_view header);

// Whether the text is an entity tag that can be sent back: quoted, visible characters, at most
// 1024 bytes. cpp-httplib decodes percent signs in headers, line ends included.
[[nodiscard]] bool is_etag(std::string_view text);

}  // namespace cairn::fetch

// Remote: where the remote part of a configuration comes from: the override file, the servers, the
// cache, in this order.
//
// Thread-safety: immutable once made; all members may be called from several threads at once.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "cache/cache.hpp"
#include "cairn/load_options.hpp"
#include "cairn/obtained.hpp"
#include "cairn/result.hpp"
#include "fetch/fetcher.hpp"

namespace cairn::client {

// An answer, and what a server has to be told to say "unchanged" next time.
struct Got {
  RemoteAnswer answer;
  std::optional<fetch::Previous> previous;  // none when no server gave it
};

// What a look at the remote part found.
struct Look {
  std::optional<Got> got;  // none: the server says that nothing changed
  bool asked_to_wait = false;
  bool waited = false;  // the server knows how to
};

class Remote {
 public:
  // Errors: invalid_argument, for options and for what the layers say.
  [[nodiscard]] static Result<Remote> make(const LoadOptions& options, const Layers& layers,
                                           fetch::Surroundings surroundings = {});

  // Asks. An answer is kept in the cache before it is returned; what cannot be kept is among the
  // troubles. Errors: those of the override file and of the servers, when nothing stands in.
  [[nodiscard]] Result<Got> answer(const std::stop_token& stop = {}) const;

  // Asks again, once: with `previous` whether something changed since; with `wait` as well the
  // server may hold the request until then. Nothing stands in for a server that fails.
  [[nodiscard]] Result<Look> look(const std::optional<fetch::Previous>& previous,
                                  std::chrono::seconds wait, const std::stop_token& stop) const;

  // Makes the kept answer as young as `now`: a server said that it still holds. Errors: those of
  // writing it; that there is none is no error.
  [[nodiscard]] Result<void> confirm(std::chrono::system_clock::time_point now) const;

 private:
  Remote(const LoadOptions& options, fetch::Fetcher fetcher, cache::Scope scope);
  [[nodiscard]] Result<std::optional<Got>> overriding() const;
  [[nodiscard]] Got keep(fetch::Fetched fetched) const;
  [[nodiscard]] Result<Got> stand_in(fetch::FetchFailure failure) const;

  OverrideOptions override_file_;
  bool cached_;
  cache::Cache cache_;
  fetch::Fetcher fetcher_;
  cache::Scope scope_;
};

}  // namespace cairn::client

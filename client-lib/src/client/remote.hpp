// Remote: where the remote part of a configuration comes from: the override file, the servers, the
// cache, in this order.
//
// Thread-safety: immutable once made; answer() may be called from several threads at once.
#pragma once

#include <stop_token>

#include "cache/cache.hpp"
#include "cairn/load_options.hpp"
#include "cairn/obtained.hpp"
#include "cairn/result.hpp"
#include "fetch/fetcher.hpp"

namespace cairn::client {

class Remote {
 public:
  // Errors: invalid_argument, for options and for what the layers say.
  [[nodiscard]] static Result<Remote> make(const LoadOptions& options, const Layers& layers,
                                           fetch::Surroundings surroundings = {});

  // Asks. An answer is kept in the cache before it is returned; what cannot be kept is among the
  // troubles. Errors: those of the override file and of the servers, when nothing stands in.
  [[nodiscard]] Result<RemoteAnswer> answer(const std::stop_token& stop = {}) const;

 private:
  Remote(const LoadOptions& options, fetch::Fetcher fetcher, cache::Scope scope);
  [[nodiscard]] RemoteAnswer keep(fetch::Fetched fetched) const;
  [[nodiscard]] Result<RemoteAnswer> stand_in(fetch::FetchFailure failure) const;

  OverrideOptions override_file_;
  bool cached_;
  cache::Cache cache_;
  fetch::Fetcher fetcher_;
  cache::Scope scope_;
};

}  // namespace cairn::client

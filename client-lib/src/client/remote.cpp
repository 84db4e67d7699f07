// Who is asked in which order, and what stands in.
#include "client/remote.hpp"

#include <utility>
#include <variant>

#include "client/fetch_settings.hpp"
#include "fetch/credentials.hpp"
#include "fetch/override_file.hpp"
#include "fetch/uri.hpp"

namespace cairn::client {
namespace {

Result<cache::Scope> scope_of(const FetchOptions& options) {
  cache::Scope scope;
  for (const std::string& text : options.uris) {
    const auto parsed = fetch::parse_uri(text);
    if (!parsed) {
      return fail(parsed.error());
    }
    scope.uris.push_back(parsed->uri.text());
  }
  scope.application = options.application;
  scope.profiles = options.profiles;
  scope.label = options.label;
  scope.user = fetch::principal_of(options);
  return scope;
}

}  // namespace

Remote::Remote(const LoadOptions& options, fetch::Fetcher fetcher, cache::Scope scope)
    : override_file_(options.override_file),
      cached_(options.cache.enabled),
      cache_(options.cache),
      fetcher_(std::move(fetcher)),
      scope_(std::move(scope)) {}

Result<Remote> Remote::make(const LoadOptions& options, const Layers& layers,
                            fetch::Surroundings surroundings) {
  auto asked = fetch_options_of(options.server, layers.local(), layers.target());
  if (!asked) {
    return fail(std::move(asked).error());
  }
  auto scope = scope_of(*asked);
  if (!scope) {
    return fail(std::move(scope).error());
  }
  auto fetcher = fetch::Fetcher::make(*std::move(asked), std::move(surroundings));
  if (!fetcher) {
    return fail(std::move(fetcher).error());
  }
  return Remote(options, *std::move(fetcher), *std::move(scope));
}

Result<RemoteAnswer> Remote::answer(const std::stop_token& stop) const {
  auto overriding = fetch::read_override(override_file_);
  if (!overriding) {
    return fail(std::move(overriding).error());
  }
  if (*overriding) {
    return RemoteAnswer{**std::move(overriding), Obtained::override_file,
                        std::chrono::system_clock::now()};
  }
  fetch::FetchCall call;
  call.stop = stop;
  auto fetched = fetcher_.fetch(call);
  if (!fetched) {
    return stand_in(std::move(fetched).error());
  }
  // Nothing was asked on condition, so it is an answer.
  return keep(std::get<fetch::Fetched>(*std::move(fetched)));
}

RemoteAnswer Remote::keep(fetch::Fetched fetched) const {
  RemoteAnswer answer{std::move(fetched.environment), Obtained::server, fetched.facts.time};
  if (!cached_) {
    return answer;
  }
  const cache::Remembered remembered{answer.environment,     fetched.etag,
                                     fetched.facts.uri,      fetched.facts.label,
                                     fetched.facts.revision, fetched.facts.time};
  if (auto stored = cache_.store(scope_, remembered); !stored) {
    answer.troubles.push_back(std::move(stored).error());
  }
  return answer;
}

Result<RemoteAnswer> Remote::stand_in(fetch::FetchFailure failure) const {
  std::vector<Error> troubles{failure.error};
  if (cached_ && failure.cache_may_stand_in()) {
    auto found = cache_.load(scope_, std::chrono::system_clock::now());
    if (found) {
      return RemoteAnswer{std::move(found->environment), Obtained::cache, found->fetched_at,
                          std::move(troubles)};
    }
    if (found.error().reason != cache::Reason::absent) {
      troubles.push_back(std::move(found).error().error);
    }
  }
  if (fetcher_.may_start_without()) {
    return RemoteAnswer{{}, Obtained::nothing, {}, std::move(troubles)};
  }
  Error error = std::move(failure.error);
  if (troubles.size() > 1) {
    error.message += "; and the local copy: " + troubles.back().message;
  }
  return fail(std::move(error));
}

}  // namespace cairn::client

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

Result<std::optional<Got>> Remote::overriding() const {
  auto environment = fetch::read_override(override_file_);
  if (!environment) {
    return fail(std::move(environment).error());
  }
  if (!*environment) {
    return std::nullopt;
  }
  return Got{{**std::move(environment), Obtained::override_file, std::chrono::system_clock::now()},
             std::nullopt};
}

Result<Got> Remote::answer(const std::stop_token& stop) const {
  auto overridden = overriding();
  if (!overridden) {
    return fail(std::move(overridden).error());
  }
  if (*overridden) {
    return **std::move(overridden);
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

Result<Look> Remote::look(const std::optional<fetch::Previous>& previous, std::chrono::seconds wait,
                          const std::stop_token& stop) const {
  Look look;
  auto overridden = overriding();
  if (!overridden) {
    return fail(std::move(overridden).error());
  }
  if (*overridden) {
    look.got = *std::move(overridden);
    return look;
  }
  look.asked_to_wait = previous && !previous->etag.empty() && wait.count() > 0;
  auto fetched = fetcher_.fetch({previous, wait, false, stop});
  if (!fetched) {
    return fail(std::move(fetched).error().error);
  }
  if (const auto* unchanged = std::get_if<fetch::Unchanged>(&*fetched)) {
    look.waited = unchanged->facts.waited;
    return look;
  }
  auto& news = std::get<fetch::Fetched>(*fetched);
  look.waited = news.facts.waited;
  look.got = keep(std::move(news));
  return look;
}

Result<void> Remote::confirm(std::chrono::system_clock::time_point now) const {
  if (!cached_) {
    return {};
  }
  auto found = cache_.load(scope_, now);
  if (!found) {
    return found.error().reason == cache::Reason::absent ? Result<void>()
                                                         : fail(std::move(found).error().error);
  }
  found->fetched_at = now;
  return cache_.store(scope_, *found);
}

Got Remote::keep(fetch::Fetched fetched) const {
  Got got{{std::move(fetched.environment), Obtained::server, fetched.facts.time}, std::nullopt};
  RemoteAnswer& answer = got.answer;
  got.previous =
      fetch::Previous{fetched.etag, fetched.facts.label, answer.environment.state.value_or("")};
  if (!cached_) {
    return got;
  }
  const cache::Remembered remembered{answer.environment,     fetched.etag,
                                     fetched.facts.uri,      fetched.facts.label,
                                     fetched.facts.revision, fetched.facts.time};
  if (auto stored = cache_.store(scope_, remembered); !stored) {
    answer.troubles.push_back(std::move(stored).error());
  }
  return got;
}

Result<Got> Remote::stand_in(fetch::FetchFailure failure) const {
  std::vector<Error> troubles{failure.error};
  if (cached_ && failure.cache_may_stand_in()) {
    auto found = cache_.load(scope_, std::chrono::system_clock::now());
    if (found) {
      return Got{
          {std::move(found->environment), Obtained::cache, found->fetched_at, std::move(troubles)},
          std::nullopt};
    }
    if (found.error().reason != cache::Reason::absent) {
      troubles.push_back(std::move(found).error().error);
    }
  }
  if (fetcher_.may_start_without()) {
    return Got{{{}, Obtained::nothing, {}, std::move(troubles)}, std::nullopt};
  }
  Error error = std::move(failure.error);
  if (troubles.size() > 1) {
    error.message += "; and the local copy: " + troubles.back().message;
  }
  return fail(std::move(error));
}

}  // namespace cairn::client

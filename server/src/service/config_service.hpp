// ConfigService: what the HTTP room asks. It finds the answer to a read on a worker thread, after a
// look at the remote where the settings ask for one, and calls back exactly once.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "service/answer.hpp"
#include "service/change_announcer.hpp"
#include "service/figure.hpp"
#include "service/look.hpp"
#include "service/pin_request.hpp"
#include "service/repository_facts.hpp"
#include "service/watch_counters.hpp"

namespace cairn::service {

// One repository for operators.
struct RepositoryStatus : RepositoryFacts {
  std::vector<std::string>
      rejected;  // "<commit>; <file>:<line>:<column> <reason>" of present holds
};

// Health of the whole, for /actuator/health. Rendered by http.
struct HealthProbe {
  std::string name;
  std::string profiles;
  std::optional<std::string> label;
  std::vector<std::string> sources;  // names, highest precedence first
};
struct Health {
  bool up = true;
  bool ready = true;                 // see ConfigService::ready
  std::string down_status = "DOWN";  // spring.cloud.config.server.health.down-health-status
  std::vector<HealthProbe> probes;   // when no probe failed
  bool accept_empty = true;          // false and no probe has sources: down
  std::string failed_application;    // of the first probe that failed, with the next two
  std::string failed_profiles;
  std::string error;
  std::vector<RepositoryStatus> repositories;  // without their labels
  std::optional<BrokerHealth> broker;          // of the bus, where there is one
};

// News of a push, from a host that proved itself.
struct Announcement {
  std::vector<std::string> services;   // that it may be about, as guessed; "*" is everybody
  std::vector<std::string> addresses;  // of the repository, as the host writes them; may be none
};

// An operator's wish for a look at the remotes.
struct RefreshRequest {
  bool force = false;  // also where a positive refresh rate says that it is too early
  std::optional<std::string> repository;  // by its id; all that are served without it
};

constexpr std::size_t labels_shown_max = 100;  // of one repository

// A place among those who wait for a change; destroying it leaves.
class WatchTicket {
 public:
  virtual ~WatchTicket() = default;
};

// What became of an answer that somebody waits for.
struct Change {
  std::shared_ptr<const Answer> answer;  // the new one; never null
  // The keys that differ from the answer that was seen; null where that is not known, because
  // nobody asked for them, there is nothing to compare, or the former answer is not at hand any
  // more.
  std::shared_ptr<const std::vector<std::string>> keys;
};

// What who waits is told: with `keys` the former answer is remembered, if there is room for it.
enum class Tell { answer, answer_and_keys };

class ConfigService {
 public:
  using Callback = std::function<void(std::shared_ptr<const Answer>)>;

  virtual ~ConfigService() = default;

  // The present catalog's generation: an answer of another one must not be given again.
  [[nodiscard]] virtual std::uint64_t generation() const = 0;

  // Whether known answers may be given without asking (background freshness); in request freshness
  // every read goes through `read`.
  [[nodiscard]] virtual bool answers_may_be_kept() const = 0;

  // Finds the answer; `done` is called once, on a worker thread.
  // Failures are answers too: 404, 429 when too many reads wait, in all or for one
  // asker, 503 before the first fetch.
  virtual void read(ReadRequest request, Callback done) = 0;

  using Woken = std::function<void(const Change&)>;

  // Waits until the answer is another than `seen`, which `read` or a change gave for this request:
  // `woken` is called once, with the new answer, unless the ticket is destroyed first (a call that
  // is under way then may still come). The ticket must not outlive the service. Who asks the same
  // for many clients does it once, and shares what comes.
  [[nodiscard]] virtual std::unique_ptr<WatchTicket> watch(ReadRequest request,
                                                           std::shared_ptr<const Answer> seen,
                                                           Tell tell, Woken woken) = 0;
  // Counted by who holds the clients.
  [[nodiscard]] virtual WatchCounters& watch_counters() = 0;

  // To be called whenever an answer is given: its repositories are read. Returns the Unix seconds
  // since when one of them could not be reached; 0 while all can. Takes no lock.
  [[nodiscard]] virtual std::int64_t note_given(const Answer& answer) const = 0;

  // The same for all repositories that are served.
  [[nodiscard]] virtual std::int64_t stale_since() const = 0;

  // Looks at every remote that is served, or at one, and tells what that found; `done` is called on
  // some thread. Errors: not_found when there is no such repository; unavailable when none of the
  // remotes can be reached, or the time is over.
  virtual void refresh(const RefreshRequest& request, std::function<void(Result<Look>)> done) = 0;

  // What operators watch. Takes locks for moments only.
  [[nodiscard]] virtual std::vector<Figure> figures() const = 0;

  // Looks soon at the repositories at these addresses, at all of them where none is known; once a
  // second at most, however often it is told. Returns at once, and cannot fail.
  virtual void announce(const Announcement& news) = 0;

  // Asks other programs to refresh, after a look at the remotes so that they get what is new;
  // nullopt for all of them. Does nothing without a bus, as the next one.
  virtual void refresh_others(const std::optional<std::string>& destination) { (void)destination; }
  virtual void change_environment(const std::optional<std::string>& destination,
                                  const std::string& name, const std::string& value) {
    (void)destination, (void)name, (void)value;
  }

  // False while there is nothing to serve: no repository of the settings was ever fetched, and none
  // has a state from before. A remote that is away later changes nothing. Waits for nobody; where
  // only readers cause looks, it causes one, since a server that is not ready may get no readers.
  [[nodiscard]] virtual bool ready() = 0;

  virtual void health(std::function<void(Health)> done) = 0;
  // All repositories, with the first labels_shown_max labels of each. Errors: resource_exhausted
  // when too many reads wait.
  virtual void status(std::function<void(Result<std::vector<RepositoryStatus>>)> done) = 0;

  // Pins a label, or unpins it; `done` is called when that is served and written down. Errors: as
  // Refresher::pin; resource_exhausted when too many wait.
  virtual void pin(PinRequest request, std::function<void(Result<PinnedLabel>)> done) = 0;
  virtual void unpin(UnpinRequest request, std::function<void(Result<PinnedLabel>)> done) = 0;
};

}  // namespace cairn::service

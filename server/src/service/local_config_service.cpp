// How a read travels: perhaps a look at the remote, a worker, perhaps one more look, the answer.
#include "service/local_config_service.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "service/question_key.hpp"

namespace cairn::service {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t holds_shown_max = 100;
constexpr std::size_t waiting_pins_max = 16;
// How long a read waits at most for the look that ends a rest.
constexpr std::chrono::seconds rested_look_wait_max{1};

const base::Log& logger() {
  static const base::Log log("service");
  return log;
}

Answer problem(int status, std::string words) {
  Answer answer;
  answer.status = status;
  answer.error = std::move(words);
  answer.keep = false;
  return answer;
}

}  // namespace

// One piece of work that may have to wait for looks. Each attempt begins anew with a walk through
// the catalog.
class LocalConfigService::Job {
 public:
  virtual ~Job() = default;

  enum class Outcome {
    finished,
    stopped,
    missing,   // a label or repository, perhaps not yet
    damaged,   // what is stored cannot be read
    encrypted  // more effort is needed
  };
  // On a worker, or on a thread that decrypts.
  virtual Outcome attempt(resolve::Walk& walk, AnswerBuilder::Effort effort) = 0;
  // Gives what the last attempt found.
  virtual void give() = 0;
  // Gives up, with a status and words for the log.
  virtual void refuse(int status, std::string words) = 0;
  // Whether it is to wait for a look at this repository, which rests.
  virtual bool ends_rest_of(catalog::Contact& /*contact*/) { return false; }

  std::shared_ptr<const catalog::Catalog> catalog;  // null: the present one, when a worker takes it
  resolve::LookedAt looked;                         // the looks that it has waited for
  bool looked_for_news = false;                     // a second look would find no more
  bool ended_rest = false;
  std::optional<SteadyTime> first_fetch_deadline;  // once it waits for one
};

// A read, for everybody who asked the same.
class LocalConfigService::ReadJob final : public Job {
 public:
  ReadJob(LocalConfigService& service, ReadRequest asked)
      : request(std::move(asked)), service_(service) {}

  Outcome attempt(resolve::Walk& walk, AnswerBuilder::Effort effort) override {
    answer_ = service_.builder_.make(walk, request, effort);
    if (answer_.needs_decryption) {
      return Outcome::encrypted;
    }
    service_.remember_hold(walk.catalog(), answer_);
    return walk.stopped_at()       ? Outcome::stopped
           : answer_.damaged       ? Outcome::damaged
           : answer_.unknown_label ? Outcome::missing
                                   : Outcome::finished;
  }

  void give() override {
    const auto shared = std::make_shared<const Answer>(std::move(answer_));
    std::vector<Callback> done;
    {
      const std::lock_guard lock(service_.mutex_);
      if (!key.empty()) {
        service_.shared_.erase(key);
        service_.askers_.leave(request.asker);
      }
      done.swap(callbacks);
    }
    for (const Callback& callback : done) {
      callback(shared);
    }
  }

  void refuse(int status, std::string words) override {
    answer_ = problem(status, std::move(words));
    give();
  }

  bool ends_rest_of(catalog::Contact& contact) override {
    return request.ends_rest || contact.take_place();
  }

  const ReadRequest request;
  std::string key;                  // in shared_; empty when it is not shared
  std::vector<Callback> callbacks;  // guarded by mutex_ while shared

 private:
  LocalConfigService& service_;
  Answer answer_;
};

class LocalConfigService::HealthJob final : public Job {
 public:
  HealthJob(LocalConfigService& service, std::function<void(Health)> done)
      : service_(service), options_(service.options_), done_(std::move(done)) {}

  Outcome attempt(resolve::Walk& walk, AnswerBuilder::Effort effort) override;
  void give() override {
    health_.ready = service_.ready();
    health_.repositories = service_.status_now(0);
    if (const ChangeAnnouncer* announcer = service_.options_.announcer) {
      health_.broker = announcer->health();
    }
    done_(std::move(health_));
  }
  void refuse(int, std::string words) override {
    health_ = Health();
    health_.up = false;
    health_.ready = service_.ready();
    health_.error = std::move(words);
    done_(std::move(health_));
  }

 private:
  LocalConfigService& service_;
  const Options& options_;
  const std::function<void(Health)> done_;
  Health health_;
};

LocalConfigService::LocalConfigService(Options options, std::unique_ptr<Refresher> refresher)
    : options_(std::move(options)),
      builder_(options_.answers),
      askers_(options_.waiting_per_asker_max),
      decrypting_(std::make_unique<base::ThreadPool>(options_.decrypting_threads,
                                                     options_.waiting_decryptions_max)),
      workers_(std::make_unique<base::ThreadPool>(options_.workers, options_.waiting_reads_max)),
      operators_(std::make_unique<base::ThreadPool>(1, waiting_pins_max)),
      refresher_(std::move(refresher)),
      hub_(
          [this](const ReadRequest& request) {
            const auto catalog = refresher_->catalog();
            resolve::Walk walk(*catalog);
            return builder_.make(walk, request);
          },
          options_.watched_answers_bytes_max) {
  refresher_->on_publication([this](std::uint64_t generation) { hub_.published(generation); });
}

LocalConfigService::~LocalConfigService() {
  // What waits for a look is answered by the workers, which need the refresher until they end.
  operators_.reset();
  refresher_->stop();
  workers_.reset();
  decrypting_.reset();
}

void LocalConfigService::read(ReadRequest request, Callback done) {
  auto job = std::make_shared<ReadJob>(*this, std::move(request));
  job->callbacks.push_back(std::move(done));  // now: from the next lock on others may add theirs
  if (!options_.request_freshness) {
    job->catalog = refresher_->catalog();
    job->key = std::to_string(job->catalog->generation) + '\n' + question_key(job->request);
    const std::lock_guard lock(mutex_);
    const auto [place, fresh] = shared_.emplace(job->key, job);
    if (!fresh) {
      place->second->callbacks.push_back(std::move(job->callbacks.front()));
      return;
    }
    if (!askers_.enter(job->request.asker)) {
      shared_.erase(place);
      job->key.clear();
    }
  }
  if (!options_.request_freshness && job->key.empty()) {
    job->refuse(429, "more than " + std::to_string(options_.waiting_per_asker_max) +
                         " reads of one address wait");
    return;
  }
  enqueue(job);
}

std::unique_ptr<WatchTicket> LocalConfigService::watch(ReadRequest request,
                                                       std::shared_ptr<const Answer> seen,
                                                       Tell tell, Woken woken) {
  return hub_.watch(std::move(request), std::move(seen), tell, std::move(woken));
}

std::int64_t LocalConfigService::note_given(const Answer& answer) const {
  const SteadyTime now = steady_clock::now();
  std::int64_t oldest = 0;
  for (const auto& contact : answer.contacts) {
    contact->note_read(now);
    const std::int64_t since = contact->stale_since(now);
    oldest = since != 0 && (oldest == 0 || since < oldest) ? since : oldest;
  }
  return oldest;
}

void LocalConfigService::enqueue(const std::shared_ptr<Job>& job) {
  if (!workers_->post([this, job] { work(job); })) {
    job->refuse(429, "more than " + std::to_string(options_.waiting_reads_max) + " reads wait");
  }
}

void LocalConfigService::work(const std::shared_ptr<Job>& job) {
  attempt(job, AnswerBuilder::Effort::remembered);
}

void LocalConfigService::attempt(const std::shared_ptr<Job>& job, AnswerBuilder::Effort effort) {
  // The last catch: a bug in one read is that read's 500, and a line in the log.
  try {
    // The catalog stays until the end of this call: what is read from lives as long.
    const auto catalog = job->catalog ? job->catalog : refresher_->catalog();
    resolve::Walk walk(*catalog, job->looked, options_.request_freshness);
    // A thread that decrypts asks for no look: it ends after the workers, who would go on.
    const bool may_wait = effort == AnswerBuilder::Effort::remembered;
    const Job::Outcome outcome = job->attempt(walk, effort);
    const bool waits =
        may_wait &&
        (outcome == Job::Outcome::stopped   ? wait_where_stopped(job, walk)
         : outcome == Job::Outcome::missing ? wait_for_news(job, walk, LookReason::unknown_label)
         : outcome == Job::Outcome::damaged ? wait_for_news(job, walk, LookReason::damaged)
                                            : wait_where_rested(job, walk));
    if (waits) {
      return;
    }
    if (outcome == Job::Outcome::encrypted) {
      job->catalog = catalog;
      decrypt(job);
    } else {
      job->give();
    }
  } catch (const std::exception& bug) {
    logger().error("a read failed by a bug", {{"what", bug.what()}});
    job->refuse(500, bug.what());
  }
}

// The read goes on where RSA may take its time.
void LocalConfigService::decrypt(const std::shared_ptr<Job>& job) {
  if (!decrypting_->post([this, job] { attempt(job, AnswerBuilder::Effort::any); })) {
    job->refuse(429, "more than " + std::to_string(options_.waiting_decryptions_max) +
                         " reads wait for decryption");
  }
}

// The walk came to a repository that has to be looked at first.
bool LocalConfigService::wait_where_stopped(const std::shared_ptr<Job>& job,
                                            const resolve::Walk& walk) {
  const catalog::RepositoryRef& ref = *walk.stopped_at();
  if (job->looked.count(ref.id) != 0) {
    return false;
  }
  const catalog::Repository* repository = walk.catalog().find(ref.id);
  const bool first = repository == nullptr || (repository->snapshot == nullptr &&
                                               repository->missing != catalog::Missing::absent);
  await_look(job, first ? LookReason::first_fetch : LookReason::read, {ref});
  return true;
}

// Background freshness, and what was asked for is not here: it may be on the remote.
bool LocalConfigService::wait_for_news(const std::shared_ptr<Job>& job, const resolve::Walk& walk,
                                       LookReason reason) {
  if (options_.request_freshness || job->looked_for_news || walk.used().empty()) {
    return false;
  }
  // A look that ended while this read was being answered from the catalog before it counts as well.
  if (!refresher_->needed(reason, walk.used()) &&
      refresher_->generation() == walk.catalog().generation) {
    return false;
  }
  job->looked_for_news = true;
  await_look(job, reason, walk.used());
  return true;
}

// Background freshness, and what the answer is made of was polled less while nobody read it.
bool LocalConfigService::wait_where_rested(const std::shared_ptr<Job>& job,
                                           const resolve::Walk& walk) {
  if (options_.request_freshness || std::exchange(job->ended_rest, true)) {
    return false;
  }
  std::vector<catalog::RepositoryRef> resting;
  bool ends = false;
  for (const catalog::RepositoryRef& ref : walk.used()) {
    const catalog::Repository* repository = walk.catalog().find(ref.id);
    if (repository != nullptr && repository->contact && repository->contact->rests()) {
      ends = ends || job->ends_rest_of(*repository->contact);
      resting.push_back(ref);
    }
  }
  if (ends) {
    await_look(job, LookReason::rested, resting);
  }
  return ends;
}

void LocalConfigService::await_look(const std::shared_ptr<Job>& job, LookReason reason,
                                    const std::vector<catalog::RepositoryRef>& refs) {
  SteadyTime deadline = steady_clock::now() + options_.look_wait_max;
  if (reason == LookReason::first_fetch) {
    if (!job->first_fetch_deadline) {
      job->first_fetch_deadline = steady_clock::now() + options_.first_fetch_wait;
    }
    deadline = *job->first_fetch_deadline;
  } else if (reason == LookReason::rested) {
    deadline = std::min(deadline, steady_clock::now() + rested_look_wait_max);
  }
  refresher_->look(reason, refs, deadline, [this, job, refs](const Refresher::Look& look) {
    for (const catalog::RepositoryRef& ref : refs) {
      job->looked[ref.id] = look.in_time ? resolve::Looked::in_time : resolve::Looked::late;
    }
    job->catalog = options_.request_freshness ? nullptr : refresher_->catalog();
    enqueue(job);
  });
}

void LocalConfigService::remember_hold(const catalog::Catalog& catalog, const Answer& answer) {
  if (answer.rejected.empty()) {
    return;
  }
  std::pair<std::string, std::string> hold(answer.held_in, answer.rejected);
  {
    const std::lock_guard lock(holds_mutex_);
    if (holds_generation_ != catalog.generation) {
      holds_generation_ = catalog.generation;
      holds_.clear();
    }
    if (holds_.size() >= holds_shown_max ||
        std::find(holds_.begin(), holds_.end(), hold) != holds_.end()) {
      return;
    }
    holds_.push_back(std::move(hold));
  }
  logger().warn("a commit is held back",
                {{"rejected", answer.rejected}, {"served", answer.revision}});
}

std::size_t LocalConfigService::held_in(const std::string& repository) const {
  const std::uint64_t generation = refresher_->generation();
  const std::lock_guard lock(holds_mutex_);
  return holds_generation_ != generation ? 0
                                         : static_cast<std::size_t>(std::count_if(
                                               holds_.begin(), holds_.end(), [&](const auto& hold) {
                                                 return hold.first == repository;
                                               }));
}

void LocalConfigService::health(std::function<void(Health)> done) {
  enqueue(std::make_shared<HealthJob>(*this, std::move(done)));
}

LocalConfigService::Job::Outcome LocalConfigService::HealthJob::attempt(
    resolve::Walk& walk, AnswerBuilder::Effort /*effort*/) {
  health_ = Health();
  health_.down_status = options_.health.down_status;
  health_.accept_empty = options_.health.accept_empty;
  bool any_sources = false;
  for (const HealthOptions::Probe& probe : options_.health.probes) {
    const auto query = resolve::Query::parse(probe.name, probe.profiles, probe.label);
    auto resolution = query ? resolve::resolve(walk, *query, options_.answers.resolve)
                            : Result<resolve::Resolution>(fail(query.error()));
    if (!resolution) {
      health_.up = false;
      health_.failed_application = probe.name;
      health_.failed_profiles = probe.profiles;
      health_.error = resolution.error().text();
      return walk.stopped_at() ? Outcome::stopped : Outcome::finished;
    }
    HealthProbe shown{probe.name, probe.profiles, probe.label, {}};
    for (const PropertySource& source : resolution->environment.sources) {
      shown.sources.push_back(source.name);
    }
    any_sources = any_sources || !shown.sources.empty();
    health_.probes.push_back(std::move(shown));
  }
  health_.up = health_.accept_empty || any_sources;
  return Outcome::finished;
}

}  // namespace cairn::service

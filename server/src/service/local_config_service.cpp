// How a read travels: perhaps a look at the remote, a worker, perhaps one more look, the answer.
#include "service/local_config_service.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "service/question_key.hpp"

namespace cairn::service {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t holds_shown_max = 100;

const base::Log& logger() {
  static const base::Log log("service");
  return log;
}

bool never_fetched(const catalog::Catalog& catalog) {
  return std::any_of(
      catalog.repositories.begin(), catalog.repositories.end(),
      [](const catalog::Repository& repository) { return repository.snapshot == nullptr; });
}

Answer problem(int status, std::string words) {
  Answer answer;
  answer.status = status;
  answer.error = std::move(words);
  answer.keep = false;
  return answer;
}

}  // namespace

// One piece of work, for everybody who asked the same.
struct LocalConfigService::Job {
  explicit Job(ReadRequest asked) : request(std::move(asked)) {}

  ReadRequest request;
  std::string key;                                  // in shared_; empty when it is not shared
  std::shared_ptr<const catalog::Catalog> catalog;  // null: the present one, when a worker takes it
  std::vector<Callback> done;                       // guarded by mutex_ while shared
  bool looked = false;                              // a second look would find no more
};

LocalConfigService::LocalConfigService(Options options, std::unique_ptr<Refresher> refresher)
    : options_(std::move(options)),
      builder_(options_.answers),
      decrypting_(std::make_unique<base::ThreadPool>(options_.decrypting_threads,
                                                     options_.waiting_decryptions_max)),
      workers_(std::make_unique<base::ThreadPool>(options_.workers, options_.waiting_reads_max)),
      refresher_(std::move(refresher)),
      hub_([this](const ReadRequest& request) {
        return builder_.make(*refresher_->catalog(), request);
      }) {
  refresher_->on_publication([this](std::uint64_t generation) { hub_.published(generation); });
}

LocalConfigService::~LocalConfigService() {
  // What waits for a look is answered by the workers, which need the refresher until they end.
  refresher_->stop();
  workers_.reset();
  decrypting_.reset();
}

void LocalConfigService::read(ReadRequest request, Callback done) {
  auto job = std::make_shared<Job>(std::move(request));
  if (!options_.request_freshness) {
    job->catalog = refresher_->catalog();
    job->key = std::to_string(job->catalog->generation) + '\n' + question_key(job->request);
    const std::lock_guard lock(mutex_);
    const auto [place, fresh] = shared_.emplace(job->key, job);
    if (!fresh) {
      place->second->done.push_back(std::move(done));
      return;
    }
  }
  job->done.push_back(std::move(done));
  begin(job);
}

std::unique_ptr<WatchTicket> LocalConfigService::watch(ReadRequest request, const Answer& seen,
                                                       Callback woken) {
  return hub_.watch(std::move(request), seen, std::move(woken));
}

void LocalConfigService::begin(const std::shared_ptr<Job>& job) {
  if (options_.request_freshness && refresher_->needed(LookReason::read)) {
    job->looked = true;
    refresher_->look(LookReason::read, steady_clock::now() + options_.look_wait_max,
                     [this, job](const Refresher::Look&) { enqueue(job); });
    return;
  }
  enqueue(job);
}

void LocalConfigService::enqueue(const std::shared_ptr<Job>& job) {
  if (!workers_->post([this, job] { work(job); })) {
    finish(job,
           problem(429, "more than " + std::to_string(options_.waiting_reads_max) + " reads wait"));
  }
}

void LocalConfigService::work(const std::shared_ptr<Job>& job) {
  make_answer(job, AnswerBuilder::Effort::remembered);
}

// The read goes on where RSA may take its time.
void LocalConfigService::decrypt(const std::shared_ptr<Job>& job) {
  const auto any = [this, job] { make_answer(job, AnswerBuilder::Effort::any); };
  if (!decrypting_->post(any)) {
    finish(job, problem(429, "more than " + std::to_string(options_.waiting_decryptions_max) +
                                 " reads wait for decryption"));
  }
}

void LocalConfigService::make_answer(const std::shared_ptr<Job>& job,
                                     AnswerBuilder::Effort effort) {
  const auto catalog = job->catalog ? job->catalog : refresher_->catalog();
  // The last catch: a bug in one read is that read's 500, and a line in the log.
  try {
    Answer answer = builder_.make(*catalog, job->request, effort);
    if (answer.needs_decryption) {
      job->catalog = catalog;
      decrypt(job);
      return;
    }
    if (answer.status == 404 && wait_for_look(job, *catalog, answer)) {
      return;
    }
    remember_hold(*catalog, answer);
    finish(job, std::move(answer));
  } catch (const std::exception& bug) {
    logger().error("a read failed by a bug",
                   {{"what", bug.what()}, {"name", job->request.query.application()}});
    finish(job, problem(500, bug.what()));
  }
}

// Background freshness, and what was asked for is not here: it may be on the remote. True when the
// read now waits for a look.
bool LocalConfigService::wait_for_look(const std::shared_ptr<Job>& job,
                                       const catalog::Catalog& catalog, const Answer& answer) {
  if (options_.request_freshness || job->looked || !answer.unknown_label) {
    return false;
  }
  const bool first = never_fetched(catalog);
  const LookReason reason = first ? LookReason::first_fetch : LookReason::unknown_label;
  // A look that ended while this read was being answered from the catalog before it counts as well.
  if (!refresher_->needed(reason) && refresher_->generation() == catalog.generation) {
    return false;
  }
  job->looked = true;
  const auto wait = first ? options_.first_fetch_wait : options_.look_wait_max;
  refresher_->look(reason, steady_clock::now() + wait, [this, job](const Refresher::Look&) {
    job->catalog = refresher_->catalog();
    if (never_fetched(*job->catalog)) {
      finish(job, problem(503, "the repository was not fetched yet"));
      return;
    }
    enqueue(job);
  });
  return true;
}

void LocalConfigService::finish(const std::shared_ptr<Job>& job, Answer answer) {
  const auto shared = std::make_shared<const Answer>(std::move(answer));
  std::vector<Callback> done;
  {
    const std::lock_guard lock(mutex_);
    if (!job->key.empty()) {
      shared_.erase(job->key);
    }
    done.swap(job->done);
  }
  for (const Callback& callback : done) {
    callback(shared);
  }
}

void LocalConfigService::remember_hold(const catalog::Catalog& catalog, const Answer& answer) {
  if (answer.rejected.empty()) {
    return;
  }
  {
    const std::lock_guard lock(holds_mutex_);
    if (holds_generation_ != catalog.generation) {
      holds_generation_ = catalog.generation;
      holds_.clear();
    }
    if (holds_.size() >= holds_shown_max ||
        std::find(holds_.begin(), holds_.end(), answer.rejected) != holds_.end()) {
      return;
    }
    holds_.push_back(answer.rejected);
  }
  logger().warn("a commit is held back",
                {{"rejected", answer.rejected}, {"served", answer.revision}});
}

void LocalConfigService::refresh(bool force, std::function<void(Result<std::string>)> done) {
  const LookReason reason = force ? LookReason::forced : LookReason::asked;
  refresher_->look(
      reason, steady_clock::now() + options_.look_wait_max,
      [done = std::move(done)](const Refresher::Look& look) {
        if (!look.in_time) {
          done(fail(ErrorCode::unavailable, "the look at the remote is not finished yet"));
        } else if (!look.error.empty()) {
          done(fail(ErrorCode::unavailable, look.error));
        } else {
          done("{\"looked\":" + std::string(look.looked ? "true" : "false") +
               ",\"moved\":" + std::to_string(look.moved_labels) + "}");
        }
      });
}

void LocalConfigService::health(std::function<void(Health)> done) {
  auto probe = [this, done = std::move(done)] {
    if (!workers_->post([this, done] { done(probe_health()); })) {
      Health busy;
      busy.error = "more than " + std::to_string(options_.waiting_reads_max) + " reads wait";
      busy.up = false;
      done(busy);
    }
  };
  // Before the first fetch there is nothing to probe: it is waited for, as a read would.
  const bool request = options_.request_freshness;
  const LookReason reason = request ? LookReason::read : LookReason::first_fetch;
  const auto wait = request ? options_.look_wait_max : options_.first_fetch_wait;
  if (refresher_->needed(reason)) {
    refresher_->look(reason, steady_clock::now() + wait,
                     [probe](const Refresher::Look&) { probe(); });
    return;
  }
  probe();
}

Health LocalConfigService::probe_health() const {
  Health health;
  health.down_status = options_.health.down_status;
  health.accept_empty = options_.health.accept_empty;
  const auto catalog = refresher_->catalog();
  bool any_sources = false;
  for (const HealthOptions::Probe& probe : options_.health.probes) {
    const auto query = resolve::Query::parse(probe.name, probe.profiles, probe.label);
    auto resolution = query ? resolve::resolve(*catalog, *query, options_.answers.resolve)
                            : Result<resolve::Resolution>(fail(query.error()));
    if (!resolution) {
      health.up = false;
      health.failed_application = probe.name;
      health.failed_profiles = probe.profiles;
      health.error = resolution.error().text();
      return health;
    }
    HealthProbe shown{probe.name, probe.profiles, probe.label, {}};
    for (const PropertySource& source : resolution->environment.sources) {
      shown.sources.push_back(source.name);
    }
    any_sources = any_sources || !shown.sources.empty();
    health.probes.push_back(std::move(shown));
  }
  if (!health.accept_empty && !any_sources) {
    health.up = false;
  }
  return health;
}

std::vector<RepositoryStatus> LocalConfigService::status() const {
  std::vector<RepositoryStatus> all;
  for (const Refresher::Status& one : refresher_->status()) {
    all.push_back({one.uri, one.last_success_unix, one.last_error, {}});
  }
  const std::lock_guard lock(holds_mutex_);
  if (!all.empty() && holds_generation_ == refresher_->generation()) {
    all.front().rejected = holds_;
  }
  return all;
}

}  // namespace cairn::service

// Settings become options of the rooms, and the rooms are put together.
#include "app/wiring.hpp"

#include <algorithm>
#include <thread>
#include <utility>
#include <variant>

#include "app/wiring_sources.hpp"
#include "crypto/decryptor.hpp"
#include "service/key_encryption.hpp"
#include "service/prewarm.hpp"

namespace cairn::app {
namespace {

catalog::Documents::Options document_options(const Settings& settings) {
  catalog::Documents::Options options;
  options.bytes_max = settings.document_cache_bytes_max;
  options.budget = settings.budget;
  return options;
}

service::DecryptionOptions decryption_options(const Settings& settings,
                                              std::shared_ptr<const crypto::Keys> keys) {
  service::DecryptionOptions options;
  if (settings.encryption.enabled) {
    options.decryptor = std::make_shared<crypto::CachedDecryptor>(
        std::move(keys), settings.encryption.cache_bytes_max, settings.encryption.ring);
  }
  options.prefix_invalid = settings.encryption.prefix_invalid;
  options.plain_text = settings.encryption.plain_text;
  options.budget = settings.budget;
  options.hidden_bytes_max = settings.encryption.hidden_bytes_max;
  return options;
}

service::LocalConfigService::Options service_options(const Settings& settings,
                                                     std::shared_ptr<const crypto::Keys> keys) {
  service::LocalConfigService::Options options;
  options.answers.decryption = decryption_options(settings, std::move(keys));
  options.decrypting_threads = settings.encryption.threads;
  options.waiting_decryptions_max = settings.encryption.waiting_max;
  options.answers.resolve.overrides = settings.overrides;
  options.answers.resolve.cloud_platform = settings.cloud_platform;
  options.answers.resolve.hold_depth_max = settings.hold_depth_max;
  options.answers.files.reverse_location_order = settings.reverse_location_order;
  options.answers.accept_empty = settings.accept_empty;
  options.answers.strip_document = settings.strip_document;
  options.health.accept_empty = settings.health.accept_empty;
  options.health.down_status = settings.health.down_status;
  for (const HealthSettings::Probe& probe : settings.health.probes) {
    options.health.probes.push_back({probe.name, probe.profiles, probe.label});
  }
  options.request_freshness = settings.freshness == Freshness::request;
  options.first_fetch_wait = settings.first_fetch_wait;
  options.look_wait_max = settings.fetch_wait;
  options.workers = settings.read_threads != 0 ? settings.read_threads
                                               : std::max(2U, std::thread::hardware_concurrency());
  options.waiting_reads_max = settings.waiting_reads_max;
  options.watched_answers_bytes_max = settings.watched_answers_bytes_max;
  options.waiting_per_asker_max = settings.waiting_reads_per_address_max;
  return options;
}

std::shared_ptr<const catalog::Layout> layout_of(const Settings& settings) {
  auto layout = std::make_shared<catalog::Layout>();
  layout->fail_on_error = settings.fail_on_composite_error;
  for (const BackEndSettings& back_end : settings.back_ends) {
    layout->back_ends.push_back(layout_of(back_end));
  }
  return layout;
}

}  // namespace

Result<std::shared_ptr<const crypto::Keys>> open_keys(const Settings& settings) {
  const auto& options = settings.encryption.keys;
  if (!options) {
    return std::shared_ptr<const crypto::Keys>();
  }
  auto keys = crypto::Keys::open(*options);
  if (!keys) {
    return fail(std::move(keys).error(), options->store ? "encrypt.key-store" : "encrypt.key");
  }
  return keys;
}

std::unique_ptr<service::Encryption> make_encryption(const Settings& settings,
                                                     std::shared_ptr<const crypto::Keys> keys) {
  if (settings.http.ciphers == http::CipherEndpoints::off) {
    return nullptr;
  }
  service::KeyEncryption::Options options;
  options.threads = settings.encryption.threads;
  options.waiting_max = settings.encryption.waiting_max;
  options.ring = settings.encryption.ring;
  options.writes_bound = settings.encryption.writes_bound;
  return std::make_unique<service::KeyEncryption>(std::move(keys), options);
}

Result<std::unique_ptr<service::LocalConfigService>> make_service(
    const Settings& settings, std::shared_ptr<const crypto::Keys> keys, bool data_claimed,
    service::ChangeAnnouncer* announcer) {
  auto sources = std::make_shared<const Sources>(settings, data_claimed);
  auto repositories = sources->open_all();
  if (!repositories) {
    return fail(std::move(repositories).error());
  }
  auto documents = std::make_shared<catalog::Documents>(document_options(settings));
  service::Refresher::Options options;
  options.background = settings.freshness == Freshness::background;
  options.poll_interval = settings.poll_interval;
  options.unread_after = settings.unread_after;
  options.concurrent_fetches_max = settings.concurrent_fetches_max;
  options.mirrors_max = settings.mirrors_max;
  options.before_publish = [documents](const catalog::Repository& repository,
                                       const source::FetchReport& report) {
    service::parse_changed_files(repository, report, *documents);
  };
  if (announcer != nullptr) {
    options.changed = [announcer](const service::ChangeNews& news) { announcer->changed(news); };
  }
  if (sources->has_placeholders()) {
    options.open = [sources](const catalog::RepositoryRef& ref) { return sources->open(ref); };
  }
  auto refresher = std::make_unique<service::Refresher>(
      layout_of(settings), *std::move(repositories), documents, std::move(options));
  auto of_service = service_options(settings, std::move(keys));
  of_service.announcer = announcer;
  return std::make_unique<service::LocalConfigService>(std::move(of_service), std::move(refresher));
}

}  // namespace cairn::app

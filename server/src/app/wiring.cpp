// Settings become options of the rooms, and the rooms are put together.
#include "app/wiring.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/files.hpp"
#include "crypto/decryptor.hpp"
#include "service/key_encryption.hpp"
#include "service/prewarm.hpp"
#include "source/git/git_source.hpp"

namespace cairn::app {
namespace {

std::shared_ptr<const catalog::RepositorySettings> repository_settings(const GitSettings& git) {
  auto settings = std::make_shared<catalog::RepositorySettings>();
  settings->uri = git.uri;
  settings->shown_basedir = git.shown_basedir;
  settings->default_label = git.default_label;
  settings->try_master_branch = git.try_master_branch;
  settings->continue_on_multiple_label_failure = git.continue_on_multiple_label_failure;
  settings->search_paths = git.search_paths;
  return settings;
}

source::git::GitSource::Options source_options(const Settings& settings, const GitSettings& git) {
  source::git::GitSource::Options options;
  options.remote.uri = git.uri;
  options.remote.username = git.username;
  options.remote.password = git.password;
  options.remote.timeout = git.timeout;
  options.remote.fetch_deadline = git.fetch_deadline;
  options.remote.fetch_deadline_first = git.clone_deadline;
  options.remote.skip_ssl_validation = git.skip_ssl_validation;
  options.remote.strict_host_key_checking = git.strict_host_key_checking;
  options.mirror_directory = git.mirror_directory;
  options.state_file = git.state_file;
  options.delete_untracked_branches = git.delete_untracked_branches;
  options.file_bytes_max = settings.file_bytes_max;
  return options;
}

// With clone-on-start a repository that was never fetched is fetched before anybody may ask.
Result<void> clone_at_start(source::Source& source, const GitSettings& git) {
  if (!git.clone_on_start || source.current() != nullptr) {
    return {};
  }
  const auto fetched = source.fetch({});
  if (!fetched) {
    return fail(fetched.error(), "clone-on-start");
  }
  return {};
}

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
        std::move(keys), settings.encryption.cache_bytes_max);
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
  return options;
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
  return std::make_unique<service::KeyEncryption>(
      std::move(keys), service::KeyEncryption::Options{settings.encryption.threads,
                                                       settings.encryption.waiting_max});
}

Result<std::unique_ptr<service::LocalConfigService>> make_service(
    const Settings& settings, std::shared_ptr<const crypto::Keys> keys) {
  auto documents = std::make_shared<catalog::Documents>(document_options(settings));
  std::vector<service::Refresher::Repository> repositories;
  for (const GitSettings& git : settings.repositories) {
    const std::string state_directory = git.state_file.substr(0, git.state_file.rfind('/'));
    if (auto made = base::make_directories(state_directory); !made) {
      return fail(std::move(made).error(), "keeping state");
    }
    auto source = source::git::GitSource::open(source_options(settings, git));
    if (!source) {
      return fail(std::move(source).error(), "opening the mirror of '" + git.uri + "'");
    }
    if (auto cloned = clone_at_start(**source, git); !cloned) {
      return fail(std::move(cloned).error(), "fetching '" + git.uri + "'");
    }
    repositories.push_back({repository_settings(git), *std::move(source), git.refresh_rate});
  }
  service::Refresher::Options options;
  options.background = settings.freshness == Freshness::background;
  options.poll_interval = settings.poll_interval;
  options.concurrent_fetches_max = settings.concurrent_fetches_max;
  options.before_publish = [documents](const catalog::Repository& repository,
                                       const source::FetchReport& report) {
    service::parse_changed_files(repository, report, *documents);
  };
  auto refresher =
      std::make_unique<service::Refresher>(std::move(repositories), documents, std::move(options));
  return std::make_unique<service::LocalConfigService>(service_options(settings, std::move(keys)),
                                                       std::move(refresher));
}

}  // namespace cairn::app

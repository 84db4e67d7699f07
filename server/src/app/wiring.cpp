// Settings become options of the rooms, and the rooms are put together.
#include "app/wiring.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "app/info_body.hpp"
#include "service/prewarm.hpp"
#include "source/git/git_source.hpp"

namespace cairn::app {
namespace {

http::Show show_of(ShowDetails details) {
  switch (details) {
    case ShowDetails::always:
      return http::Show::always;
    case ShowDetails::when_authorized:
      return http::Show::when_authorized;
    case ShowDetails::never:
      break;
  }
  return http::Show::never;
}

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
  options.remote.uri = git.address;
  options.remote.username = git.username;
  options.remote.password = git.password;
  options.remote.timeout = std::chrono::duration_cast<std::chrono::seconds>(git.timeout);
  options.remote.fetch_deadline = git.fetch_deadline;
  options.remote.fetch_deadline_first = git.clone_deadline;
  options.remote.skip_ssl_validation = git.skip_ssl_validation;
  options.mirror_directory = git.mirror_directory;
  // Beside the mirror it speaks of, so that the two are moved, copied and deleted together.
  options.state_file = git.mirror_directory + "/state.json";
  options.delete_untracked_branches = git.delete_untracked_branches;
  options.file_bytes_max = settings.file_bytes_max;
  return options;
}

catalog::Documents::Options document_options(const Settings& settings) {
  catalog::Documents::Options options;
  options.bytes_max = settings.document_cache_bytes_max;
  options.budget.file_bytes_max = settings.file_bytes_max;
  options.budget.depth_max = settings.yaml_depth_max;
  options.budget.nodes_max = settings.yaml_nodes_max;
  options.budget.expanded_bytes_max = settings.yaml_expanded_bytes_max;
  options.budget.documents_max = settings.documents_max;
  return options;
}

service::LocalConfigService::Options service_options(const Settings& settings) {
  service::LocalConfigService::Options options;
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

Result<std::unique_ptr<service::LocalConfigService>> make_service(const Settings& settings) {
  auto documents = std::make_shared<catalog::Documents>(document_options(settings));
  std::vector<service::Refresher::Repository> repositories;
  for (const GitSettings& git : settings.repositories) {
    auto source = source::git::GitSource::open(source_options(settings, git));
    if (!source) {
      return fail(std::move(source).error(), "opening the mirror of '" + git.uri + "'");
    }
    repositories.push_back({repository_settings(git), *std::move(source), git.refresh_rate});
  }
  service::Refresher::Options options;
  options.background = settings.freshness == Freshness::background;
  options.poll_interval = settings.poll_interval;
  options.concurrent_fetches_max = settings.concurrent_fetches_max;
  options.before_publish = [documents](const catalog::Repository& repository, const source::FetchReport& report) {
    service::parse_changed_files(repository, report, *documents);
  };
  auto refresher = std::make_unique<service::Refresher>(std::move(repositories), documents, std::move(options));
  return std::make_unique<service::LocalConfigService>(service_options(settings), std::move(refresher));
}

http::Options http_options(const Settings& settings) {
  http::Options options;
  options.address = settings.listen.address;
  options.port = settings.listen.port;
  options.threads = static_cast<unsigned>(settings.http.threads);
  options.prefix = settings.prefix;
  options.validate_profiles = settings.validate_profiles;
  options.limits.header_bytes_max = settings.http.head_bytes_max;
  options.limits.fields_max = settings.http.head_fields_max;
  options.limits.body_bytes_max = settings.http.body_bytes_max;
  options.timeouts.header = settings.http.head_timeout;
  options.timeouts.body = settings.http.body_timeout;
  options.timeouts.write = settings.http.write_timeout;
  options.timeouts.idle = settings.http.idle_timeout;
  options.timeouts.answer = settings.http.answer_timeout;
  options.timeouts.drain = settings.http.drain_timeout;
  options.connections_max = settings.http.connections_max;
  options.connections_per_address_max = settings.http.connections_per_address_max;
  options.pipelined_per_turn_max = settings.http.pipeline_max;
  options.cache_bytes_max = settings.http.kept_answers_bytes_max;
  options.access_log = settings.http.access_log;
  options.health.exposed = settings.actuator.exposed_endpoints();
  options.health.show_details = show_of(settings.health.show_details);
  options.health.show_components = show_of(settings.health.show_components);
  options.health.probes = settings.health.probes_enabled;
  options.health.config_server = settings.health.enabled;
  options.health.defaults = settings.health.defaults_enabled;
  options.health.info_json = info_body(settings.actuator);
  return options;
}

auth::Options auth_options(const Settings& settings) {
  auth::Options options;
  if (settings.login) {
    options.enabled = true;
    options.user = settings.login->user;
    options.password = settings.login->password;
  }
  return options;
}

}  // namespace cairn::app

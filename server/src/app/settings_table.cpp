// See settings_table.hpp. The rows stand in the order of docs/SETTINGS.md.
#include "app/settings_table.hpp"

#include "app/settings_rows.hpp"
#include "app/settings_table_access.hpp"
#include "app/settings_table_bus.hpp"
#include "app/settings_table_encryption.hpp"
#include "app/settings_table_grpc.hpp"
#include "app/settings_table_monitor.hpp"
#include "app/settings_table_tls.hpp"

namespace cairn::app {
namespace {

using namespace rows;

void add_server(Rows& rows) {
  rows.push_back(limited("server.port", SettingType::whole, "8888", 0, 65'535,
                         "port to listen on; 0 takes any free one"));
  rows.push_back(
      text("server.address", "127.0.0.1",
           "IPv4 or IPv6 address to listen on; 0.0.0.0 or :: opens the server to the network"));
  rows.push_back(text("spring.security.user.name", "user", "user of HTTP Basic"));
  rows.push_back(secret("spring.security.user.password",
                        "password of HTTP Basic; without it nobody is asked who they are"));
  rows.push_back(flag("spring.profiles.validate", "true",
                      "false: profiles of a request may hold any characters"));
  rows.push_back(choice("logging.level.root", "trace|debug|info|warn|error|off", "info",
                        "what the log holds; trace is the same as debug"));
  rows.push_back(choice("logging.structured.format.console", "ecs|logstash", "",
                        "lines of the log as JSON: Elastic Common Schema or Logstash; without it "
                        "text"));
  rows.push_back(text("spring.main.cloud-platform", "",
                      "as cairn.cloud-platform, which wins: kubernetes, none, ..."));
}

void add_own_files(Rows& rows) {
  rows.push_back(list("spring.config.location", "",
                      "files or directories of settings, in place of the usual ones; later ones "
                      "win; \"optional:\" in front forgives a missing one"));
  rows.push_back(list("spring.config.additional-location", "",
                      "the same, in addition to the usual ones, which they override"));
  rows.push_back(
      text("spring.config.name", "application", "name of the files looked for in directories"));
  rows.push_back(list("spring.config.import", "",
                      "further files, relative to the importing one, which they override"));
  rows.push_back(list("spring.config.activate.on-profile", "",
                      "in a document: it counts only with these profiles"));
  rows.push_back(text("spring.config.activate.on-cloud-platform", "",
                      "in a document: it counts only on this platform"));
  rows.push_back(
      list("spring.profiles.active", "",
           "profiles of the server itself; git, native and composite select its back ends"));
  rows.push_back(list("spring.profiles.include", "", "profiles in addition to the active ones"));
  rows.push_back(list("spring.profiles.default", "default", "profiles when none is active"));
  rows.push_back(
      list("spring.profiles.group.<id>", "", "profiles that the profile <id> brings with it"));
}

void add_config_server(Rows& rows) {
  rows.push_back(flag("spring.cloud.config.server.enabled", "true",
                      "false is refused: there is nothing else to serve"));
  rows.push_back(text("spring.cloud.config.server.prefix", "",
                      "in front of every path but /actuator: /config"));
  rows.push_back(text("spring.cloud.config.server.default-label", "",
                      "label of reads that name none; wins over git.default-label"));
  rows.push_back(flag("spring.cloud.config.server.accept-empty", "true",
                      "false: an environment without sources is 404"));
  rows.push_back(map("spring.cloud.config.server.overrides.**",
                     "values put in front of every environment; \\${ gives ${ to the client"));
  rows.push_back(
      flag("spring.cloud.config.server.strip-document-from-yaml", "true",
           "flat YAML of a file that is a list or a scalar: without the key \"document\""));
  rows.push_back(flag("spring.cloud.config.server.reverse-location-order", "false",
                      "plain files: the last search path wins"));
  rows.push_back(flag("spring.cloud.config.server.fail-on-composite-error", "true",
                      "false: of several back ends those that fail are left out"));
  rows.push_back(flag("spring.cloud.config.server.health.enabled", "true",
                      "the component configServer of /actuator/health"));
  rows.push_back(text("spring.cloud.config.server.health.repositories.<id>.name", "",
                      "application that health asks for; without it <id>; without any entry: app"));
  rows.push_back(list("spring.cloud.config.server.health.repositories.<id>.profiles", "default",
                      "profiles that health asks for"));
  rows.push_back(text("spring.cloud.config.server.health.repositories.<id>.label", "",
                      "label that health asks for"));
  rows.push_back(text("spring.cloud.config.server.health.down-health-status", "DOWN",
                      "status when a probe fails; DOWN and OUT_OF_SERVICE answer 503"));
  rows.push_back(
      flag("spring.cloud.config.server.health.accept-empty", "",
           "false: down when no probe finds a source; the default is server.accept-empty"));
}

void add_git(Rows& rows) {
  rows.push_back(
      text("spring.cloud.config.server.git.uri", "",
           "address of the repository; must be set; may hold {application}, {profile}, {label}"));
  rows.push_back(
      text("spring.cloud.config.server.git.basedir", "",
           "shown in names of multi-document sources; the mirror is kept in <basedir>/.cairn"));
  rows.push_back(list("spring.cloud.config.server.git.search-paths", "",
                      "directories beside the root, with {application}, {profile}, {label}, * and "
                      "**; later ones win"));
  rows.push_back(text("spring.cloud.config.server.git.username", "", "user of the remote"));
  rows.push_back(
      secret("spring.cloud.config.server.git.password", "password or token of the remote"));
  rows.push_back(text("spring.cloud.config.server.git.default-label", "main",
                      "label of reads that name none"));
  rows.push_back(flag("spring.cloud.config.server.git.try-master-branch", "true",
                      "master stands in for a main that does not exist or cannot be loaded"));
  rows.push_back(flag("spring.cloud.config.server.git.clone-on-start", "false",
                      "the start waits for the first fetch and fails with it"));
  rows.push_back(
      flag("spring.cloud.config.server.git.delete-untracked-branches", "false",
           "true: a branch deleted on the remote is gone; false: it is served as it was"));
  rows.push_back(limited(
      "spring.cloud.config.server.git.refresh-rate", SettingType::duration, "0s", -366 * day,
      366 * day,
      "at most one fetch in this time, by itself; 0: as cairn.freshness says; negative: never"));
  rows.push_back(
      limited("spring.cloud.config.server.git.timeout", SettingType::duration, "5s", 0, hour,
              "a remote that sends nothing for so long is given up; 0: no limit of its own"));
  rows.push_back(flag("spring.cloud.config.server.git.skip-ssl-validation", "false",
                      "true: any certificate of an https remote is taken"));
  rows.push_back(flag("spring.cloud.config.server.git.clone-submodules", "false",
                      "true is refused: submodules are not served"));
  rows.push_back(flag("spring.cloud.config.server.git.continue-on-multiple-label-failure", "false",
                      "of several labels asked for, the unusable ones are left out"));
  rows.push_back(limited("spring.cloud.config.server.git.order", SettingType::whole, "2147483647",
                         -int_max, int_max, "precedence among several back ends"));
}

// What chooses among repositories, and the back ends beside git.
void add_back_ends(Rows& rows) {
  rows.push_back(text("spring.cloud.config.server.git.repos.<id>", "",
                      "address of a repository that is chosen by its name alone"));
  rows.push_back(list("spring.cloud.config.server.git.repos.<id>.pattern", "",
                      "applications and profiles that the repository is for: a/b*; without it "
                      "<id>"));
  rows.push_back(text("spring.cloud.config.server.git.repos.<id>.name", "",
                      "stands in for <id> where there is no pattern"));
  rows.push_back(list("spring.cloud.config.server.native.search-locations", "",
                      "directories to serve, with {application}, {profile}, {label}, and * as the "
                      "last one; must be set; later ones win"));
  rows.push_back(text("spring.cloud.config.server.native.default-label", "master",
                      "label of reads that name none"));
  rows.push_back(flag("spring.cloud.config.server.native.add-label-locations", "true",
                      "the directory <location>/<label> is a location as well"));
  rows.push_back(
      text("spring.cloud.config.server.native.version", "", "version that answers show"));
  rows.push_back(limited("spring.cloud.config.server.native.order", SettingType::whole,
                         "2147483647", -int_max, int_max, "precedence among several back ends"));
  rows.push_back(text("spring.cloud.config.server.composite.<id>.type", "",
                      "back end of this place of the list: git or native"));
}

void add_management(Rows& rows) {
  rows.push_back(list("management.endpoints.web.exposure.include", "health",
                      "endpoints below /actuator; * for all"));
  rows.push_back(
      list("management.endpoints.web.exposure.exclude", "", "endpoints taken away again"));
  rows.push_back(text("management.endpoints.web.base-path", "/actuator",
                      "path of the endpoints; the prefix does not move it"));
  rows.push_back(choice("management.endpoint.health.show-details", "never|when-authorized|always",
                        "never", "whether health shows the details of its components"));
  rows.push_back(choice("management.endpoint.health.show-components",
                        "never|when-authorized|always", "",
                        "whether health shows its components; the default is show-details"));
  rows.push_back(flag("management.endpoint.health.probes.enabled", "true",
                      "the groups liveness and readiness"));
  rows.push_back(flag("management.health.defaults.enabled", "true",
                      "false: health shows no components but configServer and the probes"));
  rows.push_back(choice("management.endpoint.env.show-values", "never|when-authorized|always",
                        "never", "whether /actuator/env shows values; secrets never"));
  rows.push_back(flag("management.info.env.enabled", "false", "/actuator/info shows info.*"));
  rows.push_back(map("info.**", "what /actuator/info shows"));
}

void add_cairn(Rows& rows) {
  rows.push_back(choice("cairn.freshness", "background|request", "background",
                        "background: remotes are polled and reads never wait; request: as Spring, "
                        "a read waits for a fetch"));
  rows.push_back(limited("cairn.poll-interval", SettingType::duration, "5s", 100, day,
                         "how often a remote with refresh-rate 0 is polled in the background"));
  rows.push_back(limited("cairn.unread-after", SettingType::duration, "10m", 0, day,
                         "a repository that nobody has read for so long is polled once in twelve "
                         "intervals; 0: never less"));
  rows.push_back(text("cairn.data-dir", "",
                      "where mirrors and state are kept; the default is $STATE_DIRECTORY, else "
                      "$XDG_STATE_HOME/cairn, else ~/.local/state/cairn"));
  rows.push_back(
      limited("cairn.first-fetch-wait", SettingType::duration, "10s", 0, hour,
              "how long a read waits for a repository that was never fetched, before it is 503"));
  rows.push_back(limited("cairn.fetch-wait", SettingType::duration, "60s", 0, hour,
                         "how long a read waits for any other look at the remote, before it is "
                         "answered from what is there"));
  rows.push_back(limited("cairn.git.max-concurrent-fetches", SettingType::whole, "4", 1, 64,
                         "fetches at the same time"));
  rows.push_back(limited("cairn.git.max-mirrors", SettingType::whole, "200", 1, 100'000,
                         "repositories of addresses with placeholders that are kept; the longest "
                         "unread gives way to a new one"));
  rows.push_back(limited("cairn.native.scan-interval", SettingType::duration, "5s", 100, day,
                         "how often directories are looked at, besides when the system tells of a "
                         "change"));
  rows.push_back(limited("cairn.git.fetch-deadline", SettingType::duration, "60s", second, hour,
                         "a whole fetch is ended after this time"));
  rows.push_back(limited("cairn.git.clone-deadline", SettingType::duration, "10m", second, day,
                         "the first fetch of a repository is ended after this time"));
  rows.push_back(
      limited("cairn.hold.depth", SettingType::whole, "100", 0, 100'000,
              "commits that are looked back for one that can be used, when the newest cannot"));
  rows.push_back(
      text("cairn.cloud-platform", "",
           "what on-cloud-platform of served files is compared with: kubernetes, none, ..."));
  rows.push_back(limited(
      "cairn.read-threads", SettingType::whole, "0", 0, 256,
      "threads that make answers which are not yet known; 0: one per processor, two at least"));
  rows.push_back(limited("cairn.waiting-reads", SettingType::whole, "4096", 1, 1'000'000,
                         "reads that may wait for an answer; more are 429"));
  rows.push_back(limited("cairn.waiting-reads-per-address", SettingType::whole, "64", 1, 1'000'000,
                         "different reads of one client address that may wait for an answer; more "
                         "are 429; not with cairn.freshness=request"));
  rows.push_back(
      limited("cairn.limits.tree-files", SettingType::whole, "200000", 1, 10'000'000,
              "files, links and directories of a commit, or of the directories of a back "
              "end, together; beyond it nothing of it is served"));
  rows.push_back(limited("cairn.limits.tree-size", SettingType::size, "1GB", kilobyte,
                         1'024 * gigabyte, "all their files together; the same"));
  rows.push_back(limited("cairn.limits.tree-depth", SettingType::whole, "100", 1, 1'000,
                         "directories inside each other; the same"));
  rows.push_back(limited("cairn.limits.file-size", SettingType::size, "16MB", kilobyte, gigabyte,
                         "a larger text or binary file of a repository is not served"));
  rows.push_back(limited("cairn.limits.config-size", SettingType::size, "1MB", kilobyte, gigabyte,
                         "a larger file with configuration cannot be used"));
  rows.push_back(limited("cairn.limits.yaml-depth", SettingType::whole, "50", 1, 1'000,
                         "nested collections in YAML"));
  rows.push_back(limited("cairn.limits.yaml-nodes", SettingType::whole, "100000", 1, 100'000'000,
                         "values of a YAML file after expansion of aliases"));
  rows.push_back(limited("cairn.limits.yaml-expanded-size", SettingType::size, "8MB", kilobyte,
                         gigabyte, "keys and values of a YAML file after expansion of aliases"));
  rows.push_back(limited("cairn.limits.documents", SettingType::whole, "1000", 1, 1'000'000,
                         "documents of one file"));
  rows.push_back(limited("cairn.document-cache-size", SettingType::size, "256MB", megabyte,
                         1'024 * gigabyte, "memory for parsed files"));
}

void add_http(Rows& rows) {
  const auto whole = [&rows](std::string_view name, std::string_view fallback, std::int64_t min,
                             std::int64_t max, std::string_view meaning) {
    rows.push_back(limited(name, SettingType::whole, fallback, min, max, meaning));
  };
  const auto time = [&rows](std::string_view name, std::string_view fallback, std::int64_t min,
                            std::string_view meaning) {
    rows.push_back(limited(name, SettingType::duration, fallback, min, hour, meaning));
  };
  whole("cairn.http.threads", "0", 0, 256, "network threads; 0: one per processor");
  whole("cairn.http.connections", "10000", 1, 1'000'000,
        "open connections; more are answered 503, but for 64 that ask for health");
  whole("cairn.http.connections-per-address", "10000", 1, 1'000'000,
        "open connections of one client address; more are answered 503");
  rows.push_back(list("cairn.http.trusted-proxies", "",
                      "addresses and networks of proxies that name a client's address; from others "
                      "the field is ignored"));
  rows.push_back(choice("cairn.http.forwarded-header", "x-forwarded-for|forwarded",
                        "x-forwarded-for", "the field in which they name it"));
  rows.push_back(limited("cairn.http.target-size", SettingType::size, "2KB", 256, 64 * kilobyte,
                         "path and query of a request; more is 414"));
  rows.push_back(limited("cairn.http.head-size", SettingType::size, "8KB", kilobyte, megabyte,
                         "request line and header fields; more is 431"));
  whole("cairn.http.head-fields", "64", 1, 10'000, "header fields of a request; more is 431");
  rows.push_back(limited("cairn.http.body-size", SettingType::size, "1MB", 0, gigabyte,
                         "request body; more is 413"));
  time("cairn.http.head-timeout", "5s", 100,
       "from the first byte of a request to the end of its head; 408");
  time("cairn.http.body-timeout", "10s", 100,
       "from the end of the head to the end of the body; 408");
  time("cairn.http.write-timeout", "10s", 100,
       "a client that takes less than 16KB of its answer in this time is cut off");
  time("cairn.http.handshake-timeout", "5s", 100, "how long a TLS handshake may take; closed");
  time("cairn.http.idle-timeout", "60s", 100,
       "a connection without a request is closed after this time");
  time("cairn.http.answer-timeout", "90s", 100, "how long an answer may take to be found; 503");
  time("cairn.http.drain-timeout", "5s", 0,
       "at the end of the server: how long open requests may take");
  rows.push_back(limited("cairn.http.answer-cache-size", SettingType::size, "64MB", 0,
                         1'024 * gigabyte, "memory for known answers, per network thread"));
  time("cairn.watch.wait-default", "45s", 1'000,
       "how long a request with Prefer: wait waits for a change");
  time("cairn.watch.wait-max", "120s", 1'000, "how long one that names a time waits at most");
  rows.push_back(flag("cairn.health.sources", "false",
                      "true: /actuator/health shows the component sources among the others"));
  time("cairn.watch.heartbeat", "15s", 100,
       "an event stream on which nothing happens gets a comment at least this often");
  rows.push_back(limited("cairn.watch.stream-life", SettingType::duration, "1h", 1'000, day,
                         "an event stream ends after this time; its client comes back"));
  rows.push_back(limited("cairn.watch.stream-backlog", SettingType::size, "64KB", kilobyte,
                         16 * megabyte,
                         "events that wait for a client that does not read; beyond it is closed"));
  rows.push_back(limited("cairn.watch.compared-size", SettingType::size, "64MB", 0,
                         1'024 * gigabyte,
                         "memory for former answers, which tell event streams the changed keys"));
  rows.push_back(flag("cairn.access-log", "false", "one log line per request"));
}

// What Spring knows and Cairn has not, or not yet, or needs not.
void add_unsupported(Rows& rows) {
  const auto refused = [&rows](KnownSetting row) { rows.push_back(with(Support::refused, row)); };
  const auto not_yet = [&rows](KnownSetting row) { rows.push_back(with(Support::not_yet, row)); };
  const auto quiet = [&rows](KnownSetting row) { rows.push_back(with(Support::quiet, row)); };

  refused(text("server.servlet.context-path", "", "use spring.cloud.config.server.prefix"));
  refused(text("management.server.port", "", "a port of its own for /actuator is not there yet"));
  refused(map("management.endpoints.web.path-mapping.**",
              "other paths for endpoints are not there yet"));
  not_yet(text("spring.cloud.config.server.bootstrap", "false",
               "settings of the server from its own repository are not there yet"));
  not_yet(map("spring.web.error.**", "error bodies are those of Spring's defaults"));
  not_yet(map("server.error.**", "error bodies are those of Spring's defaults"));
  not_yet(map("management.endpoint.health.group.**",
              "groups of health besides liveness and readiness are not there yet"));
  not_yet(map("management.endpoint.health.status.**",
              "order and HTTP status of health states are Spring's defaults"));

  quiet(flag("spring.cloud.config.server.git.force-pull", "false",
             "there is no work tree that a fetch could not replace"));
  for (const std::string_view name :
       {"spring.cloud.config.server.svn.**", "spring.cloud.config.server.vault.**",
        "spring.cloud.config.server.jdbc.**", "spring.cloud.config.server.redis.**",
        "spring.cloud.config.server.awss3.**", "spring.cloud.config.server.awsparamstore.**",
        "spring.cloud.config.server.aws-secretsmanager.**", "spring.cloud.config.server.credhub.**",
        "spring.cloud.config.server.gcp-secret-manager.**", "spring.cloud.config.server.mongodb.**",
        "spring.cloud.config.server.consul.**"}) {
    quiet(map(name, "read by a back end that is not there yet, and that a profile selects"));
  }
}

}  // namespace

const std::vector<KnownSetting>& known_settings() {
  static const Rows rows = [] {
    Rows made;
    add_server(made);
    add_tls_rows(made);
    add_own_files(made);
    add_config_server(made);
    add_git(made);
    add_git_ssh(made);
    add_git_proxies(made);
    add_back_ends(made);
    add_management(made);
    add_cairn(made);
    add_git_files(made);
    const Rows encryption = encryption_rows();
    made.insert(made.end(), encryption.begin(), encryption.end());
    add_monitor(made);
    add_access(made);
    add_bus(made);
    add_http(made);
    add_grpc(made);
    add_unsupported(made);
    add_repeated(made);
    return made;
  }();
  return rows;
}

}  // namespace cairn::app

// See settings_table_monitor.hpp.
#include "app/settings_table_monitor.hpp"

namespace cairn::app {
namespace {

using namespace rows;

// Names live as long as the table: rows keep views of them.
struct HostNames {
  std::string_view enabled;
  std::string_view validate;
  std::string_view secret;
};

constexpr HostNames hosts[] = {
    {"spring.cloud.config.server.monitor.github.enabled",
     "spring.cloud.config.server.monitor.github.validation-enabled",
     "spring.cloud.config.server.monitor.github.webhook-secret"},
    {"spring.cloud.config.server.monitor.gitlab.enabled",
     "spring.cloud.config.server.monitor.gitlab.validation-enabled",
     "spring.cloud.config.server.monitor.gitlab.webhook-secret"},
    {"spring.cloud.config.server.monitor.bitbucket.enabled",
     "spring.cloud.config.server.monitor.bitbucket.validation-enabled",
     "spring.cloud.config.server.monitor.bitbucket.webhook-secret"},
    {"spring.cloud.config.server.monitor.gitea.enabled",
     "spring.cloud.config.server.monitor.gitea.validation-enabled",
     "spring.cloud.config.server.monitor.gitea.webhook-secret"},
    {"spring.cloud.config.server.monitor.gitee.enabled",
     "spring.cloud.config.server.monitor.gitee.validation-enabled",
     "spring.cloud.config.server.monitor.gitee.webhook-secret"},
    {"spring.cloud.config.server.monitor.gogs.enabled",
     "spring.cloud.config.server.monitor.gogs.validation-enabled",
     "spring.cloud.config.server.monitor.gogs.webhook-secret"},
};

}  // namespace

void add_monitor(Rows& all) {
  all.push_back(text("spring.cloud.config.monitor.endpoint.path", "",
                     "what is in front of /monitor; the prefix is not"));
  all.push_back(
      flag("spring.cloud.config.server.monitor.validation-filter-enabled", "true",
           "false: notifications need no proof, only the password that every read needs"));
  for (const HostNames& host : hosts) {
    all.push_back(flag(host.enabled, "true", "false: notifications of this host are nobody's"));
    all.push_back(secret(host.secret,
                         "the secret of its webhook; without one its notifications are refused"));
    all.push_back(
        flag(host.validate, "true", "false: its notifications are refused, as without a secret"));
  }
  all.push_back(limited("spring.cloud.config.server.monitor.max-paths", SettingType::whole, "20", 0,
                        100'000, "files of a notification that are looked at; the rest is left"));
  all.push_back(limited("spring.cloud.config.server.monitor.max-dashes", SettingType::whole, "20",
                        0, 1'000, "names that are guessed from one file"));
  all.push_back(list("spring.cloud.config.server.monitor.ignored-paths", "",
                     "regular expressions; a file that one of them matches as a whole is left"));
  all.push_back(
      with(Support::quiet, text("spring.cloud.config.server.monitor.endpoint.path", "/monitor",
                                "where the reference checks; here it is checked wherever it is")));
  all.push_back(with(Support::quiet,
                     limited("spring.cloud.config.server.monitor.fixed-delay", SettingType::whole,
                             "5000", 0, int_max, "files are watched by the back ends themselves")));
}

}  // namespace cairn::app

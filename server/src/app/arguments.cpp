// See arguments.hpp.
#include "app/arguments.hpp"

#include <algorithm>

namespace cairn::app {
namespace {

bool names_something(std::string_view name) {
  return std::any_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// Why a word is no argument, and what was probably meant.
std::string hint(const std::string& word, const std::string& before) {
  const std::string quoted = "'" + word + "' is no argument: ";
  if (word.rfind("-D", 0) == 0 && word.find('=') != std::string::npos) {
    return quoted + "write --" + word.substr(2);
  }
  if (word.rfind('-', 0) == 0) {
    return quoted + "settings begin with two dashes, as --server.port=8888; see --help";
  }
  if (before.rfind("--", 0) == 0 && before.find('=') == std::string::npos) {
    return quoted + "write " + before + "=" + word;
  }
  if (word.find('=') != std::string::npos) {
    return quoted + "write --" + word;
  }
  if (word.size() > 4 &&
      (word.find(".yml") != std::string::npos || word.find(".yaml") != std::string::npos ||
       word.find(".properties") != std::string::npos)) {
    return quoted + "write --spring.config.location=" + word;
  }
  return quoted + "write --name=value; see --help";
}

void add(std::vector<std::pair<std::string, std::string>>& settings, std::string name,
         std::string value) {
  for (auto& [known, values] : settings) {
    if (known == name) {
      values += "," + value;
      return;
    }
  }
  settings.emplace_back(std::move(name), std::move(value));
}

}  // namespace

Result<Arguments> parse_arguments(const std::vector<std::string>& words) {
  Arguments arguments;
  for (const std::string& word : words) {
    if (word == "--help" || word == "-h") {
      arguments.verb = Verb::help;
      return arguments;
    }
    if (word == "--version" || word == "-V") {
      arguments.verb = Verb::version;
      return arguments;
    }
  }
  std::size_t first = 0;
  if (!words.empty() && words.front() == "access") {
    constexpr std::size_t verb_words = 4;
    if (words.size() < verb_words || words[1] != "test" || words[2].rfind("--", 0) == 0 ||
        words[3].rfind("--", 0) == 0) {
      return fail(ErrorCode::invalid_argument, "write: access test USER PATH [--name=value ...]");
    }
    arguments.verb = Verb::access_test;
    arguments.user = words[2];
    arguments.path = words[3];
    first = verb_words;
  }
  std::string before;
  for (std::size_t i = first; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--check-config") {
      arguments.verb = Verb::check_config;
    } else {
      const std::size_t end = std::min(word.find('='), word.size());
      if (word.rfind("--", 0) != 0 || !names_something(word.substr(2, end - 2))) {
        return fail(ErrorCode::invalid_argument, hint(word, before));
      }
      add(arguments.settings, word.substr(2, end - 2),
          end < word.size() ? word.substr(end + 1) : std::string());
    }
    before = word;
  }
  return arguments;
}

std::string version_text() {
  return "cairn-server " CAIRN_VERSION;
}

std::string help_text() {
  return R"(cairn-server: a configuration server over Git, for clients of Spring Cloud Config.

usage: cairn-server [--check-config] [--any.setting=value ...]
       cairn-server access test USER PATH [--any.setting=value ...]

  --help, -h        this text
  --version, -V     the version
  --check-config    reads all settings, prints each one in force with its origin (secrets masked),
                    what is odd and what is wrong, and ends: status 0 when the server could start
  access test       says whether USER may ask for PATH ("/shop/prod"), and which rule of
                    cairn.access says so: status 0 when it may, 3 when not

Settings come from, the first that has one wins:
  1. arguments                --spring.cloud.config.server.git.uri=https://git.example/config.git
  2. the environment          SPRING_CLOUD_CONFIG_SERVER_GIT_URI=https://git.example/config.git
  3. files                    application.yml, .yaml or .properties, and application-<profile>.*,
                              in ./config, in . and in /etc/cairn; or what
                              --spring.config.location=FILE-OR-DIRECTORY names

The smallest application.yml:
  spring:
    cloud:
      config:
        server:
          git:
            uri: https://git.example/config.git

Often wanted:
  --server.port=8888                        the port
  --server.address=0.0.0.0                  be reached from the network, which needs a login and TLS, or
                                            --cairn.insecure=true; the default is 127.0.0.1
  --spring.security.user.password=...       ask for a password (user "user"); better in a file
  --cairn.freshness=request                 fetch before every answer, as Spring does; by default
                                            remotes are polled and reads never wait
  --cairn.poll-interval=5s                  how often
  --cairn.data-dir=DIRECTORY                where the mirrors of the repositories are kept

Then: curl http://127.0.0.1:8888/application/default
All settings: docs/SETTINGS.md. Coming from Spring Cloud Config Server: docs/COMPATIBILITY.md.
)";
}

}  // namespace cairn::app

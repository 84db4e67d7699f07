// See options.hpp.
#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "base/text.hpp"
#include "cli/credentials.hpp"
#include "values/duration.hpp"

namespace cairn::cli {
namespace {

constexpr const char* default_server = "http://localhost:8888";

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

Result<std::vector<std::string>> servers_of(const Connection& connection) {
  for (const std::string& server : connection.servers) {
    if (auto checked = check_no_password(server); !checked) {
      return fail(std::move(checked).error());
    }
  }
  if (!connection.servers.empty()) {
    return connection.servers;
  }
  std::vector<std::string> servers;
  const std::string list = variable("CAIRN_SERVER");
  for (const std::string_view part : base::split(list, ',')) {
    if (!base::trim(part).empty()) {
      servers.emplace_back(base::trim(part));
    }
  }
  return servers.empty() ? std::vector<std::string>{default_server} : servers;
}

}  // namespace

CLI::Option* add_text(CLI::App& verb, const std::string& names, std::string& into,
                      const std::string& type, const std::string& description) {
  return verb.add_option(names, into, description)->type_name(type);
}

CLI::Option* add_texts(CLI::App& verb, const std::string& names, std::vector<std::string>& into,
                       const std::string& type, const std::string& description) {
  // Without "extra arguments" an option takes one word and leaves the next to the verb.
  return verb.add_option(names, into, description)
      ->type_name(type)
      ->expected(1, CLI::detail::expected_max_vector_size)
      ->allow_extra_args(false);
}

void add_output(CLI::App& verb, Output& output) {
  verb.add_flag("--json", output.json, "Write JSON");
  verb.add_flag("-q,--quiet", output.quiet, "Write no notes, only what went wrong");
}

void add_connection(CLI::App& verb, Connection& connection, const std::string& key_option) {
  add_texts(verb, "-s,--server", connection.servers, "URL",
            "A server to ask; several are asked in turn (CAIRN_SERVER, "
            "else http://localhost:8888)")
      ->group("Server");
  add_text(verb, "-u,--user", connection.user, "NAME",
           "Who asks (CAIRN_USER); the password is CAIRN_PASSWORD or asked for at the terminal")
      ->group("Server");
  add_text(verb, "--password-file", connection.password_file, "FILE",
           "The password is the first line of this file")
      ->group("Server");
  add_text(verb, "--token-file", connection.token_file, "FILE",
           "A bearer token instead: the first line of this file (CAIRN_TOKEN)")
      ->group("Server");
  add_text(verb, "--ca-file", connection.ca_file, "FILE",
           "Whom to trust over https, as PEM; else the system's authorities")
      ->group("Server");
  add_text(verb, "--cert", connection.certificate_file, "FILE", "A client certificate, as PEM")
      ->group("Server");
  add_text(verb, key_option, connection.key_file, "FILE", "Its key, as PEM")->group("Server");
  add_text(verb, "--key-password-file", connection.key_password_file, "FILE",
           "The key's password is the first line of this file")
      ->group("Server");
  add_text(verb, "--timeout", connection.timeout, "TIME",
           "How long one request may take: 500ms, 15s, 2m (15s)")
      ->group("Server");
}

void add_keeping(CLI::App& verb, Keeping& keeping) {
  verb.add_flag("--no-cache", keeping.off, "Neither read nor write the local copy")->group("Cache");
  add_text(verb, "--cache-dir", keeping.directory, "DIR",
           "Where the local copies are (CAIRN_CACHE_DIR, else the library's place)")
      ->group("Cache");
  add_text(verb, "--cache-key-file", keeping.key_file, "FILE",
           "The key of the local copies; else one beside them")
      ->group("Cache");
  add_text(verb, "--cache-max-age", keeping.age_max, "TIME", "Older copies are not used: 12h, 7d")
      ->group("Cache");
}

void add_question(CLI::App& verb, Question& question) {
  add_text(verb, "APP", question.application, "", "The application; several with commas")
      ->required();
  add_text(verb, "PROFILE", question.profiles, "", "The profile; several with commas")->required();
  add_text(verb, "-l,--label", question.label, "LABEL",
           "A branch, tag or commit; the first that is there of several with commas; else the "
           "server's default");
}

Result<void> check_no_password(const std::string& server) {
  const std::size_t scheme = server.find("://");
  const std::size_t from = scheme == std::string::npos ? 0 : scheme + 3;
  const std::string authority = server.substr(from, server.find('/', from) - from);
  const std::size_t at = authority.rfind('@');
  if (at != std::string::npos && authority.substr(0, at).find(':') != std::string::npos) {
    return fail(ErrorCode::invalid_argument,
                "a password in an argument can be read by every user of this machine: use --user "
                "with --password-file or CAIRN_PASSWORD, or put the address into CAIRN_SERVER");
  }
  return {};
}

Result<std::chrono::milliseconds> duration_of(const std::string& option, const std::string& text) {
  auto duration = values::parse_duration(text);
  if (!duration || duration->count() < 0) {
    return fail(ErrorCode::invalid_argument,
                option + ": '" + text + "' is no duration: write 500ms, 15s or 2m");
  }
  return duration;
}

Result<FetchOptions> fetch_options_of(const Connection& connection) {
  FetchOptions options;
  auto servers = servers_of(connection);
  if (!servers) {
    return fail(std::move(servers).error());
  }
  options.uris = *std::move(servers);
  auto timeout = duration_of("--timeout", connection.timeout);
  if (!timeout) {
    return fail(std::move(timeout).error());
  }
  options.request_timeout = *timeout;
  options.connect_timeout = *timeout;
  options.tls.ca_file = connection.ca_file;
  options.tls.certificate_file = connection.certificate_file;
  options.tls.key_file = connection.key_file;
  if (auto added = add_credentials(connection, options); !added) {
    return fail(std::move(added).error());
  }
  return options;
}

Result<CacheOptions> cache_options_of(const Keeping& keeping) {
  CacheOptions options;
  options.enabled = !keeping.off;
  options.directory = keeping.directory.empty() ? variable("CAIRN_CACHE_DIR") : keeping.directory;
  options.key_file = keeping.key_file;
  if (!keeping.age_max.empty()) {
    auto age = duration_of("--cache-max-age", keeping.age_max);
    if (!age) {
      return fail(std::move(age).error());
    }
    options.age_max = std::chrono::duration_cast<std::chrono::seconds>(*age);
  }
  return options;
}

Result<LoadOptions> load_options_of(const Connection& connection, const Keeping& keeping,
                                    const Question& question) {
  LoadOptions options;
  options.layers.application = question.application;
  options.layers.profiles = question.profiles;
  options.layers.label = question.label;
  options.layers.environment = std::vector<std::string>();
  options.layers.files.clear();
  auto server = fetch_options_of(connection);
  if (!server) {
    return fail(std::move(server).error());
  }
  options.server = *std::move(server);
  auto cache = cache_options_of(keeping);
  if (!cache) {
    return fail(std::move(cache).error());
  }
  options.cache = *std::move(cache);
  return options;
}

}  // namespace cairn::cli

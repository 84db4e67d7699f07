// cairn cache: what the client's cache on this machine holds.
#include "cache/cache.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/verbs.hpp"

namespace cairn::cli {
namespace {

using Clock = std::chrono::system_clock;
using Json = nlohmann::ordered_json;
using cache::Listed;

struct CacheVerbOptions {
  Keeping keeping;
  Output output;
  std::string application;
  std::string profiles;
};

bool is_asked_for(const CacheVerbOptions& options, const Listed& file) {
  return options.application.empty() ||
         (file.content && file.content->environment.name == options.application &&
          (options.profiles.empty() || file.content->environment.profiles == options.profiles));
}

// Opens the cache and does something with its files; tells why if it cannot be opened.
template <typename Use>
Exit with_files(const CacheVerbOptions& options, const Use& use) {
  auto cache_options = cache_options_of(options.keeping);
  if (!cache_options) {
    return refuse(cache_options.error());
  }
  const cache::Cache cache(*std::move(cache_options));
  if (cache.directory().empty()) {
    problem("there is no place for a cache: neither XDG_STATE_HOME nor a home directory");
    return Exit::system;
  }
  const auto files = cache.list(Clock::now());
  if (!files) {
    problem(files.error().error.text());
    return Exit::system;
  }
  return use(cache, *files);
}

std::string line_of(const Listed& file, Clock::time_point now) {
  if (!file.content) {
    return std::string(cache::name_of(file.content.error().reason)) + ": " +
           shown(file.content.error().error.text()) + "\n";
  }
  const cache::Remembered& remembered = *file.content;
  const Environment& environment = remembered.environment;
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - remembered.fetched_at);
  std::string line = environment.name + ", " + environment.profiles;
  line += remembered.label.empty() ? "" : ", " + remembered.label;
  line += ": of " + remembered.uri + ", " + time_text(remembered.fetched_at) + " (" +
          span_text(std::max(age, std::chrono::seconds(0))) + " ago), commit " +
          environment.version.value_or("not told") + ", " + std::to_string(file.bytes) + " bytes";
  return shown(line) + "\n";
}

Json json_of_file(const Listed& file, Clock::time_point now) {
  Json object = {{"file", file.name}, {"bytes", file.bytes}};
  if (!file.content) {
    object["usable"] = false;
    object["reason"] = cache::name_of(file.content.error().reason);
    object["message"] = file.content.error().error.text();
    return object;
  }
  const cache::Remembered& remembered = *file.content;
  const Environment& environment = remembered.environment;
  object["usable"] = true;
  object["application"] = environment.name;
  object["profiles"] = environment.profiles;
  object["label"] = remembered.label.empty() ? Json() : Json(remembered.label);
  object["server"] = remembered.uri;
  object["version"] = environment.version ? Json(*environment.version) : Json();
  object["since"] = time_text(remembered.fetched_at);
  object["ageSeconds"] =
      std::chrono::duration_cast<std::chrono::seconds>(now - remembered.fetched_at).count();
  std::size_t values = 0;
  for (const PropertySource& source : environment.sources) {
    values += source.properties->size();
  }
  object["values"] = values;
  return object;
}

std::string listing(const CacheVerbOptions& options, const cache::Cache& cache,
                    const std::vector<Listed>& files, bool only_bad) {
  const auto now = Clock::now();
  Json array = Json::array();
  std::string text;
  for (const Listed& file : files) {
    if (is_asked_for(options, file) && !(only_bad && file.content)) {
      array.push_back(json_of_file(file, now));
      text += line_of(file, now);
    }
  }
  return options.output.json ? json_text(Json{{"directory", cache.directory()}, {"files", array}})
                             : text;
}

Exit show(const CacheVerbOptions& options) {
  return with_files(options, [&](const cache::Cache& cache, const std::vector<Listed>& files) {
    note(options.output, cache.directory() + ": " + std::to_string(files.size()) + " files");
    return finish(listing(options, cache, files, false));
  });
}

Exit verify(const CacheVerbOptions& options) {
  return with_files(options, [&](const cache::Cache& cache, const std::vector<Listed>& files) {
    const auto bad = std::count_if(files.begin(), files.end(),
                                   [](const Listed& file) { return !file.content.has_value(); });
    note(options.output, cache.directory() + ": " + std::to_string(files.size()) + " files, " +
                             std::to_string(bad) + " of no use");
    return finish(listing(options, cache, files, true), bad == 0 ? Exit::ok : Exit::no);
  });
}

Exit clear(const CacheVerbOptions& options) {
  return with_files(options, [&](const cache::Cache& cache, const std::vector<Listed>& files) {
    Json removed = Json::array();
    for (const Listed& file : files) {
      if (!is_asked_for(options, file)) {
        continue;
      }
      if (const auto done = cache.remove(file.name); !done) {
        return refuse(done.error());
      }
      removed.push_back(file.name);
    }
    note(options.output, cache.directory() + ": " + std::to_string(removed.size()) + " of " +
                             std::to_string(files.size()) + " files removed");
    return options.output.json ? finish(json_text(Json{{"removed", removed}})) : Exit::ok;
  });
}

CLI::App* add_action(CLI::App& verb, Chosen& chosen, const char* name, const char* description,
                     Exit (*act)(const CacheVerbOptions&), bool selects) {
  const auto options = std::make_shared<CacheVerbOptions>();
  CLI::App* action = verb.add_subcommand(name, description)->footer("");
  if (selects) {
    add_text(*action, "APP", options->application, "", "Only the answers for this application");
    add_text(*action, "PROFILE", options->profiles, "",
             "Only those for this profile, as asked for");
  }
  add_text(*action, "-d,--directory,--cache-dir", options->keeping.directory, "DIR",
           "Where the cache is (CAIRN_CACHE_DIR, else the library's place)");
  add_text(*action, "--cache-key-file", options->keeping.key_file, "FILE",
           "The key of the cache; else the one in its directory");
  add_output(*action, options->output);
  action->callback(
      [options, act, &chosen] { chosen.run = [options, act] { return act(*options); }; });
  return action;
}

}  // namespace

void add_cache(CLI::App& app, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand("cache", "Look at the local copies of answers");
  verb->require_subcommand(1);
  add_action(*verb, chosen, "show", "Say what each file holds, or why it is of no use", show, true);
  add_action(*verb, chosen, "verify", "Read every file; name those that are of no use", verify,
             false)
      ->footer("Exit code 1 if a file is damaged, cut off, of another key or scope, or unsafe.");
  add_action(*verb, chosen, "clear", "Remove the files, all or those of one question", clear, true)
      ->footer(
          "The key stays, and so does everything that is no cache file. A file that cannot be "
          "read belongs to no question: only clearing all removes it.");
  verb->footer(
      "The client library keeps one encrypted file for each question (servers, application, "
      "profiles, label, user).\n\n"
      "Examples:\n"
      "  cairn cache show\n"
      "  cairn cache verify --directory /var/lib/shop/cairn\n"
      "  cairn cache clear shop dev");
}

}  // namespace cairn::cli

// Layers: everything that a program's configuration is put together from, but for the remote part,
// and the rules by which it is. Whoever fetches asks target() what to fetch, and gives what came of
// it to with().
//
//   cairn::LayerOptions options;
//   options.arguments.assign(argv + 1, argv + argc);
//   options.defaults = {{"server.port", 8080}};
//   cairn::Result<cairn::Layers> layers = cairn::Layers::read(options);
//   cairn::Config config = layers->with(answer);  // or layers->local() without a server
//
// Of several values of a name, the first one of this list counts:
//
//   - arguments: --server.port=80; one given twice is a list; other words are left alone;
//   - environment variables: SERVER_PORT=80;
//   - the remote sources, in the order of the server's answer;
//   - local files: those of profiles (application-dev.yml) before plain ones, later profiles, later
//     places and later documents of a file before earlier ones, .properties before .yml before
//     .yaml;
//   - defaults.
//
// RemoteOrder::among_files is Spring's finer order of remote sources and local files.
//
// Local files are YAML, JSON and .properties with all that Spring's have: several documents,
// spring.config.activate.on-profile (and .on-cloud-platform, which holds if spring.main.cloud-
// platform says so), and placeholders. A list spring.config.import may name
// "[optional:]configserver:[addresses]" and nothing else. Active are the profiles of
// spring.profiles.include and .active, else .default, else "default", each followed by its
// spring.profiles.group.
//
// Thread-safety: immutable; share freely. read() looks at files and, unless the options have one,
// at the process environment: no other thread may change that meanwhile.
// Ownership: copies share the values.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cairn/api.hpp"
#include "cairn/config.hpp"
#include "cairn/environment.hpp"
#include "cairn/obtained.hpp"
#include "cairn/result.hpp"

namespace cairn {

enum class RemoteOrder {
  above_files,  // every remote source before every local file
  // As Spring Boot: a remote source of a profile, whose name has "-<profile>" or ",<profile>", and
  // "overrides", before local documents of profiles, these before all other remote sources, and
  // local documents without a profile last.
  among_files,
};

struct LayerOptions {
  // Who asks; an empty one is looked for in the layers. Comma lists.
  std::string application;  // else spring.cloud.config.name, spring.application.name, "application"
  std::string profiles;     // else the active ones
  std::string label;        // else spring.cloud.config.label; empty for the server's default

  std::vector<std::string> arguments;                   // the words of the command line
  std::optional<std::vector<std::string>> environment;  // "NAME=value"; none: the process's own

  // Files, or directories (with a slash at their end) in which application.yaml, .yml and
  // .properties are looked for. A file has to exist, unless "optional:" stands in front. With a
  // spring.config.location among arguments or variables, that one counts instead;
  // spring.config.additional-location adds to them, and spring.config.name is the name instead of
  // "application".
  std::vector<std::string> files = {"./", "./config/"};

  std::vector<std::pair<std::string, Value>> defaults;
  RemoteOrder remote_order = RemoteOrder::above_files;
};

// What to ask a server for, by the rules of Spring's client. Lists are comma lists.
struct RemoteTarget {
  bool enabled = true;            // spring.cloud.config.enabled
  std::vector<std::string> uris;  // of the import, else spring.cloud.config.uri; or none
  bool optional = false;          // the import says "optional:"
  std::string application;
  std::string profiles;  // the options', else spring.cloud.config.profile, else the active ones
  std::string label;
};

class CAIRN_API Layers {
 public:
  // Errors: not_found for a file that has to exist; failed_precondition for one that does not
  // parse; invalid_argument for a profile, an activation or an import that cannot be used;
  // resource_exhausted for more than 64 profiles. With file, line and column where there are.
  [[nodiscard]] static Result<Layers> read(const LayerOptions& options);

  [[nodiscard]] const RemoteTarget& target() const;
  // The active profiles, the least important first; "default" if nothing names any.
  [[nodiscard]] const std::vector<std::string>& profiles() const;

  // Without a remote part. It also tells how to fetch: spring.cloud.config.*.
  [[nodiscard]] const Config& local() const;
  // With a remote part. Its sources are called "configserver:<name>".
  [[nodiscard]] Config with(const RemoteAnswer& answer) const;

 private:
  struct State;
  explicit Layers(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  std::shared_ptr<const State> state_;  // never null
};

}  // namespace cairn

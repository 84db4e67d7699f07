// Layers: files are walked twice, as in Spring: first to learn which profiles are active, then with
// them.
#include "cairn/layers.hpp"

#include <utility>

#include "cairn/detail/reading.hpp"
#include "client/active_profiles.hpp"
#include "client/assemble.hpp"
#include "client/local_files.hpp"
#include "client/program_sources.hpp"
#include "client/remote_order.hpp"
#include "client/remote_target.hpp"

namespace cairn {

struct Layers::State {
  client::LocalParts parts;
  RemoteOrder order = RemoteOrder::above_files;
  std::vector<std::string> profiles;
  RemoteTarget target;
  Config local;
};

namespace {

using client::LocalDocument;
using client::LocalFiles;
using client::LocalParts;
using client::SourceInputs;
using Texts = std::vector<std::string>;

// Where files are looked for. Only arguments and variables can say so.
Result<LocalFiles> files_of(const LayerOptions& options, const Config& program) {
  auto places = program.get<Texts>("spring.config.location", options.files);
  auto more = program.get<Texts>("spring.config.additional-location", {});
  auto names = program.get<Texts>("spring.config.name", {"application"});
  for (const auto* read : {&places, &more, &names}) {
    if (!*read) {
      return fail(read->error());
    }
  }
  places->insert(places->end(), more->begin(), more->end());
  return LocalFiles(*std::move(places), *std::move(names));
}

// Finds the profiles and the documents that apply with them.
Result<Texts> read_files(const LayerOptions& options, LocalParts& parts) {
  auto files = files_of(options, client::config_of(client::local_sources(parts)));
  if (!files) {
    return fail(std::move(files).error());
  }
  auto first = files->documents(client::local_sources(parts), nullptr);
  if (!first) {
    return fail(std::move(first).error());
  }
  parts.documents = *std::move(first);
  auto profiles = client::find_active_profiles(client::config_of(client::local_sources(parts)),
                                               detail::to_parts(options.profiles));
  if (!profiles) {
    return profiles;
  }
  auto second = files->documents(client::local_sources(parts), &*profiles);
  if (!second) {
    return fail(std::move(second).error());
  }
  parts.documents = *std::move(second);
  return profiles;
}

Result<RemoteTarget> target_of(const LayerOptions& options, const LocalParts& parts,
                               const Config& local, const Texts& profiles) {
  auto target = client::find_remote_target(options, local, profiles);
  if (!target) {
    return target;
  }
  constexpr const char* key = "spring.config.import";
  for (const LocalDocument& document : parts.documents) {
    const Config own = Config::of({document.source});
    if (!own.contains(key)) {
      continue;
    }
    auto imports =
        client::config_with(document.source, client::local_sources(parts)).get<Texts>(key);
    if (!imports) {
      return fail(std::move(imports).error());
    }
    auto taken = client::take_imports(*imports, client::place_of_list(own, key), *target);
    if (!taken) {
      return fail(std::move(taken).error());
    }
  }
  return target;
}

}  // namespace

Result<Layers> Layers::read(const LayerOptions& options) {
  auto state = std::make_shared<State>();
  state->parts.arguments = client::source_of_arguments(options.arguments);
  state->parts.variables = client::source_of_variables(
      options.environment ? *options.environment : client::process_environment());
  state->parts.defaults = client::source_of_defaults(options.defaults);
  state->order = options.remote_order;
  auto profiles = read_files(options, state->parts);
  if (!profiles) {
    return fail(std::move(profiles).error());
  }
  state->profiles = *std::move(profiles);
  state->local = client::config_of(client::local_sources(state->parts));
  auto target = target_of(options, state->parts, state->local, state->profiles);
  if (!target) {
    return fail(std::move(target).error());
  }
  state->target = *std::move(target);
  return Layers(std::move(state));
}

const RemoteTarget& Layers::target() const {
  return state_->target;
}

const std::vector<std::string>& Layers::profiles() const {
  return state_->profiles;
}

const Config& Layers::local() const {
  return state_->local;
}

Config Layers::with(const RemoteAnswer& answer) const {
  RemoteState remote{answer.how, answer.since, answer.environment.label, answer.environment.version,
                     answer.troubles};
  return client::config_of(
      client::sources_with(state_->parts, answer.environment, state_->order, state_->profiles),
      std::move(remote));
}

}  // namespace cairn

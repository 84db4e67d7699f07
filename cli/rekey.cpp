// cairn rekey: every encrypted value of a work tree, from one key to another.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/rekeying.hpp"
#include "cli/staged_file.hpp"
#include "cli/verbs.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;
using Outcome = Rekeyed::Outcome;

struct RekeyOptions {
  std::string tree = ".";
  CipherKeys keys;
  std::string to;
  SpringKey to_spring;
  std::string to_alias;
  PlaceOptions places;
  bool dry_run = false;
  bool keep_going = false;
  Output output;
};

Result<Rekeying> rekeying_of(const RekeyOptions& options) {
  const int targets = (options.to.empty() ? 0 : 1) + (options.to_spring.file.empty() ? 0 : 1) +
                      (options.to_alias.empty() ? 0 : 1);
  if (targets != 1) {
    return fail(ErrorCode::invalid_argument,
                "say what values become: one of --to, --to-key-file and --to-alias");
  }
  Rekeying made;
  auto from = load_keys(options.keys, options.to);
  if (!from) {
    return fail(std::move(from).error());
  }
  made.from = *std::move(from);
  made.places = options.places;
  made.to_bound = !options.to.empty();
  made.to_alias = options.to_alias;
  if (made.to_bound && made.from.ring.active() == nullptr) {
    return fail(ErrorCode::invalid_argument, "--to needs --keys-file");
  }
  if (!options.to_spring.file.empty()) {
    auto key = load_spring_key(options.to_spring);
    if (!key) {
      return fail(std::move(key).error(), "--to-key-file");
    }
    made.to_spring = *std::move(key);
  } else if (!options.to_alias.empty()) {
    if (options.keys.spring.store.empty()) {
      return fail(ErrorCode::invalid_argument, "--to-alias needs --key-store");
    }
    made.to_spring = made.from.spring;
  }
  return made;
}

// A file that is to change.
struct ChangedFile {
  std::string path;
  std::string bytes;
};

struct Plan {
  std::vector<ChangedFile> changes;
  std::vector<Rekeyed> values;
  std::size_t problems = 0;  // files and values that stay as they are though they should not
};

Plan plan_of(const TreeFiles& tree, const Rekeying& rekeying) {
  Plan plan;
  for (const Error& error : tree.problems) {
    problem(error.text());
    ++plan.problems;
  }
  for (const TreeFile& file : tree.files) {
    auto made = rekey_file(file, rekeying);
    if (!made) {
      problem(made.error().text());
      ++plan.problems;
      continue;
    }
    for (Rekeyed& value : made->values) {
      plan.problems += value.outcome == Outcome::failed ? 1 : 0;
      plan.values.push_back(std::move(value));
    }
    if (made->bytes != file.bytes) {
      plan.changes.push_back({file.path, std::move(made->bytes)});
    }
  }
  return plan;
}

std::string line_of(const Rekeyed& value) {
  const std::string place = Origin{value.path, value.at}.text() + "  " + value.key + "  ";
  switch (value.outcome) {
    case Outcome::changed:
      return shown(place + value.before + " -> " + value.after) + '\n';
    case Outcome::failed:
      return shown(place + value.before + ": left as it is: " + value.reason) + '\n';
    case Outcome::already:
      break;
  }
  return "";
}

Json json_of_value(const Rekeyed& value) {
  constexpr const char* names[] = {"changed", "already", "failed"};
  Json object = {{"file", value.path},   {"line", value.at.line},
                 {"key", value.key},     {"before", value.before},
                 {"after", value.after}, {"outcome", names[static_cast<int>(value.outcome)]}};
  if (value.outcome == Outcome::failed) {
    object["reason"] = value.reason;
  }
  return object;
}

// All files are staged before the first takes its place.
Result<void> write(const std::string& root, const std::vector<ChangedFile>& changes) {
  std::vector<StagedFile> staged;
  for (const ChangedFile& change : changes) {
    auto file = StagedFile::make(root + '/' + change.path, change.bytes, std::nullopt);
    if (!file) {
      return fail(std::move(file).error());
    }
    staged.push_back(*std::move(file));
  }
  for (StagedFile& file : staged) {
    if (auto done = file.swap(); !done) {
      return done;
    }
  }
  return {};
}

std::string report(const RekeyOptions& options, const Plan& plan, bool written) {
  if (options.output.json) {
    Json values = Json::array();
    for (const Rekeyed& value : plan.values) {
      values.push_back(json_of_value(value));
    }
    return json_text(Json{{"written", written}, {"values", values}});
  }
  std::string text;
  for (const Rekeyed& value : plan.values) {
    text += line_of(value);
  }
  return text;
}

Exit rekey(const RekeyOptions& options) {
  const auto rekeying = rekeying_of(options);
  if (!rekeying) {
    return refuse(rekeying.error());
  }
  const auto tree = read_tree(options.tree);
  if (!tree) {
    return refuse(tree.error());
  }
  const Plan plan = plan_of(*tree, *rekeying);
  const bool stopped = plan.problems > 0 && !options.keep_going;
  const bool writes = !options.dry_run && !stopped;
  if (writes) {
    if (const auto done = write(options.tree, plan.changes); !done) {
      problem(done.error().text());
      return Exit::system;
    }
  }
  const auto changed =
      std::count_if(plan.values.begin(), plan.values.end(),
                    [](const Rekeyed& value) { return value.outcome == Outcome::changed; });
  note(options.output, std::to_string(changed) + " of " + std::to_string(plan.values.size()) +
                           " values in " + std::to_string(plan.changes.size()) + " of " +
                           std::to_string(tree->looked_at) + " files" +
                           (writes ? "" : "; nothing was written"));
  if (stopped) {
    problem(std::to_string(plan.problems) +
            " problems: nothing was written; --keep-going writes the others");
  }
  return finish(report(options, plan, writes), plan.problems > 0 ? Exit::bad_content : Exit::ok);
}

}  // namespace

void add_rekey(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<RekeyOptions>();
  CLI::App* verb =
      app.add_subcommand("rekey", "Encrypt every encrypted value of a work tree with another key");
  add_text(*verb, "DIR", options->tree, "", "The work tree (.)");
  add_text(*verb, "--to", options->to, "ID", "Cairn's own format, with this key of --keys-file");
  add_text(*verb, "--to-key-file", options->to_spring.file, "FILE",
           "Spring's format, with this key: a password, or an RSA key as PEM");
  add_text(*verb, "--to-salt", options->to_spring.salt, "HEX", "The salt of that password");
  add_text(*verb, "--to-alias", options->to_alias, "ALIAS",
           "Spring's format, with this key of --key-store");
  add_text(*verb, "--application", options->places.application, "NAME",
           "Whose all the files are; else their names tell");
  add_texts(*verb, "--profile", options->places.profiles, "NAME",
            "A profile: shop-NAME.yml is a file of shop");
  verb->add_flag("-n,--dry-run", options->dry_run, "Say what would change, and write nothing");
  verb->add_flag("--keep-going", options->keep_going,
                 "Write the others where a value or a file has to stay as it is");
  add_output(*verb, options->output);
  add_cipher_keys(*verb, options->keys);
  verb->footer(
      "Files keep every byte but those of the cipher texts. All of them are made before the first "
      "is written.\n\n"
      "Examples:\n"
      "  cairn rekey --keys-file keys --to 2026-12 --dry-run\n"
      "  cairn rekey --key-file spring.key --keys-file keys --to 2026-12 --profile dev\n"
      "  cairn rekey repo --key-file old.key --to-key-file new.key");
  verb->callback([options, &chosen] { chosen.run = [options] { return rekey(*options); }; });
}

}  // namespace cairn::cli

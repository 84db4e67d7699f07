// cairn secrets: which encrypted values a work tree has, with which keys, and since when.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/verbs.hpp"
#include "cli/work_tree.hpp"

namespace cairn::cli {
namespace {

using Clock = std::chrono::system_clock;
using Json = nlohmann::ordered_json;

struct SecretsOptions {
  std::string tree = ".";
  bool no_age = false;
  Output output;
};

struct Row {
  std::string path;
  Position at;
  std::string key;
  std::string format;
  std::optional<WrittenBy> by;
};

std::chrono::seconds age_of(const WrittenBy& by) {
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - by.time);
  return std::max(age, std::chrono::seconds(0));
}

std::string line_of(const Row& row) {
  std::string line = Origin{row.path, row.at}.text() + "  " + row.key + "  " + row.format;
  if (row.by) {
    line += "  " + span_text(age_of(*row.by)) + "  " + row.by->commit.substr(0, 12);
  }
  return shown(line) + '\n';
}

Json json_of_row(const Row& row) {
  Json object = {
      {"file", row.path}, {"line", row.at.line}, {"key", row.key}, {"format", row.format}};
  object["commit"] = row.by ? Json(row.by->commit) : Json();
  object["since"] = row.by ? Json(time_text(row.by->time)) : Json();
  object["ageSeconds"] = row.by ? Json(age_of(*row.by).count()) : Json();
  return object;
}

std::vector<Row> rows_of(const SecretsOptions& options, const TreeFiles& tree) {
  std::vector<Row> rows;
  for (const TreeFile& file : tree.files) {
    const auto written = options.no_age ? Result<std::map<std::uint32_t, WrittenBy>>()
                                        : blame(options.tree, file.path);
    if (!written) {
      note(options.output, written.error().text());
    }
    for (const EncryptedValue& value : file.values) {
      Row row{file.path, value.at, value.key, format_of_value(value.text), std::nullopt};
      if (written && written->count(value.at.line) != 0) {
        row.by = written->at(value.at.line);
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Exit secrets(const SecretsOptions& options) {
  const auto tree = read_tree(options.tree);
  if (!tree) {
    return refuse(tree.error());
  }
  for (const Error& error : tree->problems) {
    problem(error.text());
  }
  const std::vector<Row> rows = rows_of(options, *tree);
  note(options.output, std::to_string(rows.size()) + " encrypted values in " +
                           std::to_string(tree->files.size()) + " of " +
                           std::to_string(tree->looked_at) + " files");
  Json array = Json::array();
  std::string text;
  for (const Row& row : rows) {
    array.push_back(json_of_row(row));
    text += line_of(row);
  }
  return finish(options.output.json ? json_text(array) : text,
                tree->problems.empty() ? Exit::ok : Exit::bad_content);
}

}  // namespace

void add_secrets(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<SecretsOptions>();
  CLI::App* verb = app.add_subcommand(
      "secrets", "List the encrypted values of a work tree: place, key, format and age");
  add_text(*verb, "DIR", options->tree, "", "The work tree (.)");
  verb->add_flag("--no-age", options->no_age, "Do not ask Git who wrote the lines");
  add_output(*verb, options->output);
  verb->footer(
      "Nothing is opened and no key is needed. The age is that of the commit that wrote the line; "
      "lines that are not committed have none.\n\n"
      "Examples:\n"
      "  cairn secrets\n"
      "  cairn secrets repo --json | jq '.[] | select(.format != \"cairn 2026-12\")'");
  verb->callback([options, &chosen] { chosen.run = [options] { return secrets(*options); }; });
}

}  // namespace cairn::cli

// See shape.hpp.
#include "cli/shape.hpp"

#include <CLI/CLI.hpp>

#include "base/text.hpp"

namespace cairn::cli {
namespace {

// CLI11 tells the type as "FORMAT:{yml,json}".
void take_type(const std::string& text, OptionShape& option) {
  option.type = text.substr(0, text.find(':'));
  const std::size_t open = text.find('{');
  const std::size_t close = text.rfind('}');
  if (open == std::string::npos || close == std::string::npos) {
    return;
  }
  for (const std::string_view choice :
       base::split(std::string_view(text).substr(open + 1, close - open - 1), ',')) {
    option.choices.emplace_back(choice);
  }
}

OptionShape shape_of(const CLI::Option& from) {
  OptionShape option;
  for (const std::string& name : from.get_snames()) {
    option.names.push_back("-" + name);
  }
  for (const std::string& name : from.get_lnames()) {
    option.names.push_back("--" + name);
  }
  if (option.names.empty()) {
    option.names.push_back(from.get_name(true));
  }
  option.takes_value = from.get_items_expected_max() > 0;
  if (option.takes_value) {
    take_type(from.get_type_name(), option);
  }
  option.description = from.get_description();
  option.required = from.get_required();
  option.repeatable = option.takes_value && from.get_items_expected_max() > 1;
  return option;
}

}  // namespace

VerbShape shape_of(const CLI::App& app) {
  VerbShape verb;
  verb.name = app.get_name();
  verb.description = app.get_description();
  verb.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    (option->get_positional() ? verb.positionals : verb.options).push_back(shape_of(*option));
  }
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    verb.verbs.push_back(shape_of(*sub));
  }
  return verb;
}

}  // namespace cairn::cli

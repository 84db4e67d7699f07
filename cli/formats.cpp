// See formats.hpp.
#include "cli/formats.hpp"

#include <memory>
#include <utility>

#include "cli/effective.hpp"
#include "cli/variables.hpp"
#include "render/render.hpp"

namespace cairn::cli {
namespace {

// The sources with what lies below a name, and with everything else for placeholders to refer to:
// none of that is left when it is rendered, so they are resolved before.
Result<Environment> environment_below(const Config& config, const std::string& below) {
  Environment environment;
  environment.sources = config.sources();
  if (below.empty()) {
    return environment;
  }
  for (PropertySource& source : environment.sources) {
    Properties kept;
    for (Property property : *source.properties) {
      if (!lies_below(property.key, below)) {
        continue;
      }
      auto* text = std::get_if<std::string>(&property.value);
      if (text != nullptr && text->find("${") != std::string::npos) {
        auto resolved =
            render::text_with_placeholders(*text, {"", "", {}, {}, {}, config.sources()});
        if (!resolved) {
          return fail(std::move(resolved).error());
        }
        *text = *std::move(resolved);
      }
      kept.push_back(std::move(property));
    }
    source.properties = std::make_shared<const Properties>(std::move(kept));
  }
  return environment;
}

Result<std::string> rendered(const Environment& environment, Format format,
                             const render::FlatOptions& options) {
  switch (format) {
    case Format::yml:
      return render::flat_yaml(environment, options);
    case Format::properties:
      return render::flat_properties(environment, options);
    default:
      return render::flat_json(environment, options);
  }
}

}  // namespace

const std::vector<std::string>& format_names() {
  static const std::vector<std::string> names = {"yml", "yaml", "properties", "json", "env"};
  return names;
}

std::optional<Format> format_named(std::string_view name) {
  if (name == "yml" || name == "yaml") {
    return Format::yml;
  }
  if (name == "properties") {
    return Format::properties;
  }
  if (name == "json") {
    return Format::json;
  }
  return name == "env" ? std::optional(Format::env) : std::nullopt;
}

Result<std::string> format_text(const Config& config, const std::string& below, Format format) {
  if (format == Format::env) {
    auto variables = variables_of(config, {below});
    return variables ? Result<std::string>(shell_text(variables->set))
                     : fail(std::move(variables).error());
  }
  auto environment = environment_below(config, below);
  // What is below a name is resolved already.
  auto text = environment ? rendered(*environment, format, {below.empty(), below.empty()})
                          : fail(std::move(environment).error());
  if (!text) {
    Error error = std::move(text).error();
    error.code = ErrorCode::failed_precondition;
    return fail(std::move(error));
  }
  if (!text->empty() && text->back() != '\n') {
    *text += '\n';
  }
  return text;
}

}  // namespace cairn::cli

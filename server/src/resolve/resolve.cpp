// Putting repositories, labels and overrides together.
#include "resolve/resolve.hpp"

#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "resolve/repository.hpp"

namespace cairn::resolve {
namespace {

// In settings a brace that the server itself must not resolve is written "\{" or "\${"; where a
// value has the second, the reference leaves the first alone.
std::string unescaped(const std::string& value) {
  constexpr std::string_view escaped = "\\${";
  return value.find(escaped) == std::string::npos ? base::replace_all(value, "\\{", "{")
                                                  : base::replace_all(value, escaped, "${");
}

PropertySource overrides_source(const Options& options) {
  Properties properties;
  for (const auto& [key, value] : options.overrides) {
    properties.push_back({key, unescaped(value), {}});
  }
  return {"overrides", "", "Config server overrides",
          std::make_shared<const Properties>(std::move(properties))};
}

// The part of the label asked for last has the highest precedence.
void append_sources(Environment& environment, const std::vector<LabelPart>& parts) {
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    environment.sources.insert(environment.sources.end(), part->sources.begin(),
                               part->sources.end());
  }
}

std::string joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) {
    text += text.empty() ? id : "," + id;
  }
  return text;
}

}  // namespace

Result<Resolution> resolve(const catalog::Catalog& catalog, const Query& query,
                           const Options& options) {
  Resolution resolution;
  Environment& environment = resolution.environment;
  environment.name = query.application();
  environment.profiles = query.profiles();
  if (query.label()) {
    environment.label = query.label()->text();
  }
  if (!options.overrides.empty()) {
    environment.sources.push_back(overrides_source(options));
  }
  for (const catalog::Repository& repository : catalog.repositories) {
    auto parts = resolve_repository(repository, *catalog.documents, query, options);
    if (!parts) {
      return fail(std::move(parts).error());
    }
    append_sources(environment, *parts);
    for (LabelPart& part : *parts) {
      resolution.revisions.push_back(part.revision.id);
      if (!resolution.label_deleted) {
        resolution.label_deleted = part.label_deleted;
      }
      resolution.own_file = resolution.own_file || part.own_file;
      if (!resolution.hold) {
        resolution.hold = std::move(part.hold);
      }
    }
  }
  if (catalog.repositories.size() == 1) {
    environment.version = joined(resolution.revisions);
    environment.state = "";
  }
  return resolution;
}

}  // namespace cairn::resolve

// Putting back ends and overrides together.
#include "resolve/resolve.hpp"

#include <iterator>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "resolve/back_end.hpp"

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

Result<BackEndPart> resolve_back_end(Walk& walk, const catalog::BackEnd& back_end,
                                     const Query& query, const Options& options) {
  if (const auto* native = std::get_if<catalog::NativeBackEnd>(&back_end)) {
    return resolve_native(walk, *native, query, options);
  }
  return resolve_git(walk, std::get<catalog::GitBackEnd>(back_end), query, options);
}

template <typename T>
void append(std::vector<T>& to, std::vector<T>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

void add(Resolution& resolution, BackEndPart part) {
  append(resolution.environment.sources, part.sources);
  append(resolution.applications, part.applications);
  append(resolution.revisions, part.revisions);
  append(resolution.basedirs, part.basedirs);
  resolution.own_file = resolution.own_file || part.own_file;
  if (!resolution.label_deleted) {
    resolution.label_deleted = part.label_deleted;
  }
  if (!resolution.pin) {
    resolution.pin = std::move(part.pin);
  }
  if (!resolution.hold) {
    resolution.hold = std::move(part.hold);
  }
}

}  // namespace

bool may_leave_out(Walk& walk, const Error& error) {
  const catalog::Layout& layout = *walk.catalog().layout;
  if (layout.fail_on_error || layout.back_ends.size() < 2 || error.code == ErrorCode::internal) {
    return false;
  }
  return error.code != ErrorCode::unavailable || walk.may_pass_over();
}

Result<Resolution> resolve(Walk& walk, const Query& query, const Options& options) {
  Resolution resolution;
  Environment& environment = resolution.environment;
  environment.name = query.application();
  environment.profiles = query.profiles();
  if (query.label()) {
    environment.label = query.label()->text();
  }
  if (!options.overrides.empty()) {
    environment.sources.push_back(overrides_source(options));
    resolution.applications.emplace_back();
  }
  const catalog::Layout& layout = *walk.catalog().layout;
  for (const catalog::BackEnd& back_end : layout.back_ends) {
    auto part = resolve_back_end(walk, back_end, query, options);
    if (part) {
      if (layout.back_ends.size() == 1) {
        environment.version = part->version;
        environment.state = part->state;
      }
      add(resolution, *std::move(part));
    } else if (!may_leave_out(walk, part.error())) {
      return fail(std::move(part).error());
    }
  }
  return resolution;
}

}  // namespace cairn::resolve

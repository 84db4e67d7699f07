// Composition of source names (the reference's NativeEnvironmentRepository and EnvironmentCleaner).
#include "resolve/names.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cairn::resolve {

std::string source_name(const catalog::RepositorySettings& settings,
                        const LoadedDocument& document) {
  const Resource& resource = document.resource;
  std::string name;
  if (document.count == 1) {
    name = resource.path;
    std::replace(name.begin(), name.end(), '\\', '/');
  } else {
    const std::string location =
        base::replace_all(resource.location, "file:" + settings.shown_basedir + '/', "");
    name = "Config resource 'file [" + settings.shown_basedir + '/' + resource.path +
           "]' via location '" + location + "' (document #" + std::to_string(document.index) + ')';
  }
  name.erase(std::remove(name.begin(), name.end(), ']'), name.end());
  return settings.uri + '/' + name;
}

}  // namespace cairn::resolve

// See assemble.hpp.
#include "client/assemble.hpp"

#include <memory>
#include <utility>

#include "client/snapshot.hpp"

namespace cairn::client {

Config config_of(SourceInputs sources, RemoteState remote) {
  return detail::Access::config(
      std::make_shared<const detail::Snapshot>(std::move(sources), std::move(remote)));
}

Config config_with(const PropertySource& front, const SourceInputs& sources) {
  SourceInputs all = {{front, SourceKind::file}};
  all.insert(all.end(), sources.begin(), sources.end());
  return config_of(std::move(all));
}

}  // namespace cairn::client

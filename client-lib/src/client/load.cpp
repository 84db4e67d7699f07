// Config::load: the layers, and between them what is obtained for them.
#include "cairn/load_options.hpp"
#include "client/remote.hpp"

namespace cairn {

Result<Config> Config::load(const LoadOptions& options) {
  const auto layers = Layers::read(options.layers);
  if (!layers) {
    return fail(layers.error());
  }
  if (!layers->target().enabled) {
    return layers->local();
  }
  const auto remote = client::Remote::make(options, *layers);
  if (!remote) {
    return fail(remote.error());
  }
  const auto answer = remote->answer();
  if (!answer) {
    return fail(answer.error());
  }
  return layers->with(answer->answer);
}

}  // namespace cairn

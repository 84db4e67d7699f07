// Fuzz target: bytes as the application.yml of the server, from the file to checked settings and to
// what --check-config prints. Errors are fine; a crash, or settings without an error although there
// is no repository, is a bug.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "app/check_config.hpp"
#include "app/settings.hpp"
#include "app/settings_tree.hpp"
#include "format/document.hpp"

using namespace cairn;

namespace {

// The tree of one file, built in memory: imports and profiles would only read more files.
app::SettingsTree tree_of(const format::ParsedFile& file) {
  std::vector<app::SettingsSource> sources;
  for (const auto& document : file.documents) {
    app::SettingsSource source;
    for (const Property& property : *document) {
      source.entries.push_back({values::RelaxedName::parse(property.key), property.key,
                                property.value, Origin{"application.yml", property.at}});
    }
    sources.insert(sources.begin(), std::move(source));
  }
  return app::SettingsTree(std::move(sources), {"default"}, {}, {"HOME=/h"});
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = format::parse(format::Kind::yaml, bytes);
  if (!parsed) {
    return 0;
  }
  const app::SettingsTree tree = tree_of(**parsed);
  const app::SettingsReading reading = app::read_settings(tree);
  if (reading.errors.empty() && reading.settings.back_ends.empty()) {
    std::abort();
  }
  if (app::check_config_text(tree, reading).empty()) {
    std::abort();
  }
  return 0;
}

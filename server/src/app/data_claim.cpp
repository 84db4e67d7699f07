// What is kept where.
#include "app/data_claim.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/log.hpp"

namespace cairn::app {
namespace {

bool keeps_here(const GitSettings& git) {
  return git.basedir.empty();
}

bool keeps_mirrors_here(const BackEndSettings& back_end) {
  const auto* git = std::get_if<GitBackEndSettings>(&back_end);
  return git != nullptr && (keeps_here(git->fallback) ||
                            std::any_of(git->repos.begin(), git->repos.end(), keeps_here));
}

bool is_native(const BackEndSettings& back_end) {
  return std::holds_alternative<NativeSettings>(back_end);
}

}  // namespace

Result<std::optional<DataDirectory>> claim_data(const Settings& settings) {
  const auto& all = settings.back_ends;
  const bool mirrors = std::any_of(all.begin(), all.end(), keeps_mirrors_here);
  const bool directories = std::any_of(all.begin(), all.end(), is_native);
  if (!mirrors && !directories) {
    return std::optional<DataDirectory>();
  }
  auto claimed = DataDirectory::claim(settings.data_dir);
  if (claimed) {
    return std::optional(*std::move(claimed));
  }
  if (mirrors || settings.data_dir_chosen) {
    return fail(std::move(claimed).error());
  }
  base::Log("app").warn("what directories were served last is not kept for the next start",
                        {{"reason", claimed.error().text()},
                         {"help", "set cairn.data-dir to a directory for this server alone"}});
  return std::optional<DataDirectory>();
}

}  // namespace cairn::app

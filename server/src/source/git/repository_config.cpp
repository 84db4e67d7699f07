// Reading .git/config with libgit2: nothing but the one value is looked at.
#include "source/git/repository_config.hpp"

#include "source/git/libgit2.hpp"

namespace cairn::source::git {
namespace {

using ConfigHandle = Owned<git_config, git_config_free>;

Failure unusable(const std::string& config_file) {
  return fail(ErrorCode::failed_precondition,
              libgit2_failure("reading '" + config_file + "'").value().message);
}

}  // namespace

Result<std::string> origin_in(const std::string& config_file) {
  ready_libgit2();
  git_config* config = nullptr;
  if (::git_config_open_ondisk(&config, config_file.c_str()) != 0) {
    return unusable(config_file);
  }
  const ConfigHandle owned(config);
  git_buf url = GIT_BUF_INIT;
  const int outcome = ::git_config_get_string_buf(&url, config, "remote.origin.url");
  if (outcome == GIT_ENOTFOUND) {
    return std::string();
  }
  if (outcome != 0) {
    return unusable(config_file);
  }
  std::string text(url.ptr, url.size);
  ::git_buf_dispose(&url);
  return text;
}

}  // namespace cairn::source::git

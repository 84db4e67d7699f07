// Recognises pointers of Git LFS and of Hawser, as it was called first.
#include "source/git/lfs_pointer.hpp"

namespace cairn::source::git {
namespace {

constexpr std::size_t pointer_bytes_max = 1023;

}  // namespace

bool is_lfs_pointer(std::string_view content) {
  if (content.size() > pointer_bytes_max) {
    return false;
  }
  for (const std::string_view version :
       {"version https://git-lfs.github.com/spec/v", "version https://hawser.github.com/spec/v",
        "version http://git-media.io/v/"}) {
    if (content.substr(0, version.size()) == version) {
      return content.find("\noid ") != std::string_view::npos &&
             content.find("\nsize ") != std::string_view::npos;
    }
  }
  return false;
}

}  // namespace cairn::source::git

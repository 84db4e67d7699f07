// Asks a tree what changed, or else walks both side by side; equal directories are equal objects
// and are not entered.
#include "service/prewarm.hpp"

#include <string>

#include "base/log.hpp"

namespace cairn::service {
namespace {

const base::Log& logger() {
  static const base::Log log("service.prewarm");
  return log;
}

class Walk {
 public:
  Walk(const source::FileTree& before, const source::FileTree& after, catalog::Documents& documents,
       std::size_t& files_left, const std::string& commit)
      : before_(before),
        after_(after),
        documents_(documents),
        files_left_(files_left),
        commit_(commit) {}

  void all() {
    const auto changed = after_.changed_since(before_);
    if (!changed) {
      return;  // A store that cannot be read is the reader's error, not ours.
    }
    if (!*changed) {
      directory("");
      return;
    }
    for (const std::string& path : **changed) {
      if (files_left_ > 0 && catalog::kind_of(path)) {
        parse(path);
      }
    }
  }

 private:
  void directory(const std::string& path) {
    const auto now = after_.list(path);
    const auto then = before_.list(path);
    // Listings are shared by content: the same object is the same directory.
    if (!now || !then || *now == nullptr || *now == *then) {
      return;
    }
    const std::string prefix = path.empty() ? "" : path + '/';
    for (const std::string& name : (*now)->files) {
      file(prefix + name);
    }
    for (const std::string& name : (*now)->directories) {
      directory(prefix + name);
    }
  }

  void file(const std::string& path) {
    if (files_left_ == 0 || !catalog::kind_of(path)) {
      return;
    }
    const auto now = after_.find(path);
    const auto then = before_.find(path);
    const bool same = now && *now && then && *then && (*now)->content_id == (*then)->content_id;
    if (now && *now && !same) {
      parse(path);
    }
  }

  void parse(const std::string& path) {
    --files_left_;
    if (const auto parsed = documents_.get(after_, path); !parsed) {
      logger().warn("a changed file does not parse",
                    {{"commit", commit_}, {"error", parsed.error().text()}});
    }
  }

  const source::FileTree& before_;
  const source::FileTree& after_;
  catalog::Documents& documents_;
  std::size_t& files_left_;
  const std::string& commit_;
};

}  // namespace

void parse_changed_files(const catalog::Repository& repository, const source::FetchReport& report,
                         catalog::Documents& documents, std::size_t files_max) {
  for (const source::MovedLabel& moved : report.moved) {
    if (moved.before.empty() || moved.after.empty() || files_max == 0) {
      continue;
    }
    const auto before = repository.snapshot->revision(moved.before);
    const auto after = repository.snapshot->revision(moved.after);
    if (before && after) {
      Walk(*before->tree, *after->tree, documents, files_max, moved.after).all();
    }
  }
}

}  // namespace cairn::service

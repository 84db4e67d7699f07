// Walks two trees side by side; equal directories are equal objects and are not entered.
#include "resolve/affected.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "resolve/importers.hpp"
#include "resolve/paths.hpp"

namespace cairn::resolve {
namespace {

std::vector<std::string> merged(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  std::vector<std::string> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

class Walk {
 public:
  Walk(const source::FileTree& before, const source::FileTree& after, const ApplicationPaths& paths,
       const AffectedLimits& limits, const std::function<bool(const std::string&)>& counts)
      : before_(before), after_(after), paths_(paths), limits_(limits), counts_(counts) {}

  Affected run(ImportIndex& imports) {
    directory("");
    add_importers(counted_, after_, paths_, imports, limits_.entries_max, affected_);
    return std::move(affected_);
  }

 private:
  using Directory = std::shared_ptr<const source::Listing>;

  void directory(const std::string& path) {
    const auto then = before_.list(path);
    const auto now = after_.list(path);
    if (!then || !now) {
      affected_.add_all();
      return;
    }
    if (*then == *now) {
      return;
    }
    const source::Listing none;
    const source::Listing& old = *then == nullptr ? none : **then;
    const source::Listing& fresh = *now == nullptr ? none : **now;
    for (const std::string& name : merged(old.files, fresh.files)) {
      if (done()) {
        return;
      }
      file(joined_path(path, name));
    }
    for (const std::string& name : merged(old.directories, fresh.directories)) {
      if (done()) {
        return;
      }
      directory(joined_path(path, name));
    }
  }

  // Whether looking on is in vain; counts one more name.
  bool done() {
    if (++entries_ > limits_.entries_max) {
      affected_.add_all();
    }
    return affected_.all;
  }

  void file(const std::string& path) {
    const auto then = before_.find(path);
    const auto now = after_.find(path);
    if (!then || !now) {
      affected_.add_all();
      return;
    }
    const bool both = then->has_value() && now->has_value();
    if ((!then->has_value() && !now->has_value()) ||
        (both && (*then)->content_id == (*now)->content_id)) {
      return;
    }
    if (changed_.size() == limits_.files_max) {
      affected_.add_all();
      return;
    }
    changed_.push_back(path);
    if (!counts_ || counts_(path)) {
      counted_.push_back(path);
      paths_.attribute(path, affected_);
    }
  }

  const source::FileTree& before_;
  const source::FileTree& after_;
  const ApplicationPaths& paths_;
  const AffectedLimits limits_;
  const std::function<bool(const std::string&)>& counts_;
  Affected affected_;
  std::size_t entries_ = 0;
  std::vector<std::string> changed_;
  std::vector<std::string> counted_;  // those of them that concern somebody
};

}  // namespace

Affected affected_by(const source::FileTree& before, const source::FileTree& after,
                     const ApplicationPaths& paths, ImportIndex& imports,
                     const AffectedLimits& limits,
                     const std::function<bool(const std::string& path)>& counts) {
  return Walk(before, after, paths, limits, counts).run(imports);
}

}  // namespace cairn::resolve

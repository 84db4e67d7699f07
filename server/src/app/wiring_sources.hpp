// Sources: what the settings say about back ends becomes sources, and the layout that says which of
// them a query asks.
//
// Thread-safety: immutable once made; open() may be called from several threads at once, for
// different repositories.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "app/wiring_native.hpp"
#include "cairn/result.hpp"
#include "catalog/layout.hpp"
#include "service/repository_slot.hpp"
#include "source/directory/scan.hpp"
#include "source/git/tree_size.hpp"

namespace cairn::app {

class Sources {
 public:
  // With `data_claimed` states of directories are kept in the data directory.
  Sources(const Settings& settings, bool data_claimed);

  // Every repository whose address is known, as it was left, without the network; but those with
  // clone-on-start that were never fetched are. Mirrors of addresses with placeholders that are
  // more than may be kept, or that nothing was ever fetched into, are removed from the disk.
  // Errors: failed_precondition when a data directory is in use or unsafe, unavailable when
  // clone-on-start fails; internal.
  [[nodiscard]] Result<std::vector<service::ServedRepository>> open_all() const;

  // A repository of an address with placeholders, without the network. Errors: as open_all.
  [[nodiscard]] Result<service::ServedRepository> open(const catalog::RepositoryRef& ref) const;

  [[nodiscard]] bool has_placeholders() const;

 private:
  [[nodiscard]] Result<service::ServedRepository> open_git(const GitSettings& git) const;

  const std::vector<BackEndSettings> back_ends_;
  std::map<std::string, GitSettings> entries_;  // by id
  const std::size_t file_bytes_max_;
  const source::git::TreeLimits trees_;
  const source::directory::ScanLimits scans_;
  const NativeKeeping directories_;
  const std::size_t mirrors_max_;
};

[[nodiscard]] catalog::BackEnd layout_of(const BackEndSettings& back_end);

}  // namespace cairn::app

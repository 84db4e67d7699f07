// Back ends: what each of them contributes to an answer.
//
// Thread-safety: pure functions, but for the walk, which is for one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "catalog/catalog.hpp"
#include "resolve/locations.hpp"
#include "resolve/query.hpp"
#include "resolve/resolve.hpp"
#include "resolve/walk.hpp"

namespace cairn::resolve {

// What one back end found.
struct BackEndPart {
  std::vector<PropertySource> sources;    // highest precedence first
  std::vector<std::string> applications;  // of each: see Resolution
  std::vector<std::string> revisions;     // of commits, in label order
  std::optional<std::string> version;     // as the back end alone would echo it
  std::optional<std::string> state;
  std::optional<Hold> hold;
  std::optional<std::int64_t> label_deleted;         // as in Resolution
  std::shared_ptr<const source::Pin> pin = nullptr;  // likewise
  bool own_file = false;
  std::vector<std::string> basedirs;  // that its names of sources may show
};

// Where a back end has text and binary files for a query.
struct FilePlace {
  const catalog::Repository* repository = nullptr;
  source::Revision revision;
  std::vector<Location> locations;
  std::optional<Hold> hold;
  std::optional<std::int64_t> label_deleted;
  std::shared_ptr<const source::Pin> pin = nullptr;
};

// Whether an answer is made without the back end that failed so. May let the walk go on.
[[nodiscard]] bool may_leave_out(Walk& walk, const Error& error);

// Errors: as resolve().
[[nodiscard]] Result<BackEndPart> resolve_git(Walk& walk, const catalog::GitBackEnd& back_end,
                                              const Query& query, const Options& options);

// Errors: as resolve().
[[nodiscard]] Result<BackEndPart> resolve_native(Walk& walk, const catalog::NativeBackEnd& back_end,
                                                 const Query& query, const Options& options);
// Whether the query as a whole is held somewhere; then so are the files of the repository.
enum class Held { no, yes };

// Errors: as resolve().
[[nodiscard]] Result<FilePlace> native_file_place(Walk& walk,
                                                  const catalog::NativeBackEnd& back_end,
                                                  const Query& query, Held held,
                                                  const Options& options);

// Several labels are no list here: their text is looked up as one name. Errors: as resolve().
[[nodiscard]] Result<FilePlace> git_file_place(Walk& walk, const catalog::GitBackEnd& back_end,
                                               const Query& query, Held held,
                                               const Options& options);

}  // namespace cairn::resolve

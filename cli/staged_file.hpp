// StagedFile: the next content of a file, whole on the disk beside it, until it takes its place.
//
// Thread-safety: as a string. Ownership: what does not take its place is removed with it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::cli {

class StagedFile {
 public:
  // Writes and syncs a file ".cairn-<number>-<name>" in the directory of `path`; through a symbolic
  // link, in that of the file it leads to. Its mode is the one given, else that of the present
  // file, else 0600; its owner that of the present file.
  // Errors: internal with the system's reason; also when the owner cannot be kept.
  [[nodiscard]] static Result<StagedFile> make(const std::string& path, std::string_view content,
                                               std::optional<mode_t> mode);

  StagedFile(StagedFile&& other) noexcept;
  StagedFile& operator=(StagedFile&& other) noexcept;
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();

  // Where it is now, for a check.
  [[nodiscard]] const std::string& staged_path() const { return staged_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  // Whether the present file has other bytes, or there is none.
  [[nodiscard]] bool changes() const { return changes_; }

  // Takes the place of the present file: a reader sees the old or the new one, whole, also after a
  // power cut. Errors: internal.
  [[nodiscard]] Result<void> swap();

 private:
  StagedFile() = default;

  std::string path_;    // links resolved
  std::string staged_;  // "" once it has its place
  bool changes_ = true;
};

}  // namespace cairn::cli

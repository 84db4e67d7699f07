// DataDirectory: cairn.data-dir, while this process is its only user.
//
// Two servers in one directory would clean up under each other's hands, so the second is refused
// before it touches anything. What is read from here is believed, so nobody else may write here.
//
// Thread-safety: claim() and the destructor by the owner. Ownership: locked while this lives; a
// process that is killed holds no lock.
#pragma once

#include <chrono>
#include <string>

#include "base/descriptor.hpp"
#include "cairn/result.hpp"

namespace cairn::app {

class DataDirectory {
 public:
  static constexpr std::chrono::milliseconds lock_patience{1'000};

  // Makes the directory and its parents if there is none, sees to its mode (0700: what others may
  // read is taken from them), and locks it. A symbolic link is followed only where this user or
  // root made it: systemd has one in the place of a state directory. A child that a killed server
  // was starting keeps its lock for a moment; that is waited for, at most for `patience`. Errors:
  // failed_precondition when another process has it, or others own it or may write to it; internal.
  [[nodiscard]] static Result<DataDirectory> claim(
      const std::string& path, std::chrono::milliseconds patience = lock_patience);

 private:
  explicit DataDirectory(base::Descriptor opened) : opened_(std::move(opened)) {}

  base::Descriptor opened_;  // the directory itself, locked by flock
};

}  // namespace cairn::app

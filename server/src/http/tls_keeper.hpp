// TlsKeeper: the TLS context for new connections. A thread looks at its files and takes over what
// is new once all of it can be used; until then, and when it cannot, the last good one goes on.
//
// Thread-safety: current() from any thread; the rest for the owner.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "base/log.hpp"
#include "base/published.hpp"
#include "cairn/result.hpp"
#include "http/tls_context.hpp"

namespace cairn::http {

class TlsKeeper {
 public:
  // Reads the files and begins to look at them. Errors: those of TlsContext::make.
  [[nodiscard]] static Result<std::unique_ptr<TlsKeeper>> start(const TlsOptions& options);
  ~TlsKeeper();
  TlsKeeper(const TlsKeeper&) = delete;
  TlsKeeper& operator=(const TlsKeeper&) = delete;

  [[nodiscard]] std::shared_ptr<const TlsContext> current() const { return context_.current(); }

  // Looks at the files once, as the thread does. Whether a new context was taken over.
  bool look();

 private:
  // Device, inode, size and time of last change of each file; all 0 for one that is not there.
  using Stamp = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

  TlsKeeper(TlsOptions options, std::shared_ptr<const TlsContext> first, std::vector<Stamp> seen);
  [[nodiscard]] static std::vector<Stamp> stamps_of(const TlsOptions& options);
  void run();

  const TlsOptions options_;
  base::Published<TlsContext> context_;
  std::vector<Stamp> seen_;
  const base::Log log_{"http"};

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace cairn::http

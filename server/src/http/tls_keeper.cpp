// Looking at files by their stamps, at an interval.
#include "http/tls_keeper.hpp"

#include <sys/stat.h>

#include <utility>

namespace cairn::http {

TlsKeeper::TlsKeeper(TlsOptions options, std::shared_ptr<const TlsContext> first,
                     std::vector<Stamp> seen)
    : options_(std::move(options)), context_(std::move(first)), seen_(std::move(seen)) {}

Result<std::unique_ptr<TlsKeeper>> TlsKeeper::start(const TlsOptions& options) {
  auto seen = stamps_of(options);  // first: what changes meanwhile is a change
  auto first = TlsContext::make(options);
  if (!first) {
    return fail(std::move(first).error());
  }
  std::unique_ptr<TlsKeeper> keeper(new TlsKeeper(options, *std::move(first), std::move(seen)));
  keeper->thread_ = std::thread([raw = keeper.get()] { raw->run(); });
  return keeper;
}

TlsKeeper::~TlsKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

std::vector<TlsKeeper::Stamp> TlsKeeper::stamps_of(const TlsOptions& options) {
  std::vector<Stamp> stamps;
  for (const std::string& file : files_of(options)) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
      status = {};
    }
    stamps.emplace_back(status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                        status.st_mtim.tv_nsec);
  }
  return stamps;
}

bool TlsKeeper::look() {
  auto now = stamps_of(options_);
  if (now == seen_) {
    return false;
  }
  seen_ = std::move(now);
  auto next = TlsContext::make(options_);
  if (!next) {
    // A certificate is there and its key is not yet, for example: the next change is looked at
    // again.
    log_.warn("the new certificate cannot be used; the old one goes on",
              {{"reason", next.error().text()}});
    return false;
  }
  context_.publish(*std::move(next));
  log_.info("certificate reloaded", {});
  return true;
}

void TlsKeeper::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, options_.reload_interval, [this] { return stopped_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

}  // namespace cairn::http

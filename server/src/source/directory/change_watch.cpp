// inotify.
#include "source/directory/change_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <system_error>

namespace cairn::source::directory {
namespace {

constexpr std::uint32_t wanted_events = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                        IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
                                        IN_ONLYDIR;

ChangeWatch::Options with_defaults(ChangeWatch::Options options) {
  if (!options.calls.init) {
    options.calls.init = [] { return ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC); };
  }
  if (!options.calls.add) {
    options.calls.add = [](int events, const char* path, std::uint32_t mask) {
      return ::inotify_add_watch(events, path, mask);
    };
  }
  return options;
}

}  // namespace

ChangeWatch::ChangeWatch(Options options, std::function<void()> changed)
    : options_(with_defaults(std::move(options))),
      changed_(std::move(changed)),
      events_(options_.calls.init()),
      ending_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!events_.open() || !ending_.open()) {
    note_failure("starting to watch", errno);
    return;
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ChangeWatch::~ChangeWatch() {
  thread_.request_stop();
  if (thread_.joinable()) {
    const std::uint64_t one = 1;
    if (::write(ending_.number(), &one, sizeof one) < 0) {
      log_.debug("the end of a watch is told late");  // It looks by itself now and then.
    }
  }
}

void ChangeWatch::note_failure(const std::string& doing, int reason) {
  const std::string failure = doing + ": " + std::generic_category().message(reason);
  if (failure != last_failure_) {
    log_.info("changes of directories are found by interval only", {{"reason", failure}});
    last_failure_ = failure;
  }
}

bool ChangeWatch::watch(const std::vector<std::string>& directories) {
  const std::lock_guard lock(mutex_);
  if (!thread_.joinable()) {
    return directories.empty();
  }
  std::set<int> now;
  bool all = true;
  for (const std::string& directory : directories) {
    if (now.size() >= options_.directories_max) {
      all = false;
      break;
    }
    const int added = options_.calls.add(events_.number(), directory.c_str(), wanted_events);
    if (added >= 0) {
      now.insert(added);
      continue;
    }
    if (errno == ENOENT || errno == ENOTDIR) {
      continue;  // Gone again, which the watch of the directory above tells.
    }
    all = false;
    note_failure("watching '" + directory + "'", errno);
    if (errno == ENOSPC || errno == ENOMEM) {
      break;
    }
  }
  for (const int old : watched_) {
    if (now.count(old) == 0) {
      // Fails for a directory that went away: the system has forgotten it already.
      (void)::inotify_rm_watch(events_.number(), old);
    }
  }
  watched_ = std::move(now);
  return all;
}

// Reads all events; whether there were any that may mean a change.
bool ChangeWatch::drain() {
  bool any = false;
  alignas(inotify_event) std::array<char, 16U * 1024> buffer{};
  for (;;) {
    const ssize_t got = ::read(events_.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return any;
    }
    std::size_t at = 0;
    while (at + sizeof(inotify_event) <= static_cast<std::size_t>(got)) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      // That a watch ended is no change; that events were lost may hide one.
      any = any || (event->mask & ~static_cast<std::uint32_t>(IN_IGNORED)) != 0;
      at += sizeof(inotify_event) + event->len;
    }
  }
}

void ChangeWatch::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any over;
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> files{pollfd{events_.number(), POLLIN, 0},
                                pollfd{ending_.number(), POLLIN, 0}};
    constexpr int look_up_ms = 10'000;
    if (::poll(files.data(), files.size(), look_up_ms) <= 0 || stop.stop_requested()) {
      continue;
    }
    if (drain()) {
      changed_();
    }
    std::unique_lock lock(mutex);
    (void)over.wait_for(lock, stop, options_.spacing_min, [] { return false; });  // Always false.
  }
}

}  // namespace cairn::source::directory

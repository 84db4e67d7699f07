// Waiting for child processes: outputs, deadlines, and the end of their whole group.
#include "base/child_process.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/child_launch.hpp"
#include "base/descriptor.hpp"

namespace cairn::base {
namespace {

using Clock = std::chrono::steady_clock;

Failure system_failure(std::string_view doing) {
  return fail(ErrorCode::internal,
              std::string(doing) + ": " + std::generic_category().message(errno));
}

// A started child: its group is killed and the child reaped when this goes.
class Child {
 public:
  explicit Child(pid_t id) : id_(id), end_(static_cast<int>(::syscall(SYS_pidfd_open, id, 0))) {}
  ~Child() { (void)finish(); }  // The exit code is of no interest to whoever did not ask.
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // A descriptor that becomes readable when the child ends; -1 where the kernel has none.
  [[nodiscard]] int end() const { return end_.number(); }

  [[nodiscard]] bool ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == id_;
  }

  // Kills what is left of the group and reaps the child.
  int finish() {
    if (id_ > 0) {
      // Before reaping, while the id cannot belong to anybody else.
      ::kill(-id_, SIGKILL);
      int status = 0;
      while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
      }
      exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      id_ = -1;
    }
    return exit_code_;
  }

 private:
  pid_t id_;
  Descriptor end_;
  int exit_code_ = -1;
};

struct Stream {
  Descriptor descriptor;
  std::string* text;
};

enum class Pumped { nothing_yet, some, closed, too_much };

// Reads what is there without waiting.
Pumped pump(Stream& stream, std::size_t bytes_max) {
  std::array<char, 32 * 1024> block{};
  bool some = false;
  for (;;) {
    const ssize_t got = ::read(stream.descriptor.number(), block.data(), block.size());
    if (got > 0) {
      some = true;
      if (stream.text->size() + static_cast<std::size_t>(got) > bytes_max) {
        return Pumped::too_much;
      }
      stream.text->append(block.data(), static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else if (got < 0 && errno == EAGAIN) {
      return some ? Pumped::some : Pumped::nothing_yet;
    } else {
      stream.descriptor.close();
      return Pumped::closed;
    }
  }
}

// Waits for the child while collecting its outputs; an error means that it must be killed.
class Watch {
 public:
  Watch(const ChildCommand& command, const Child& child, std::array<Stream, 2>& streams,
        int stopped)
      : command_(command),
        child_(child),
        streams_(streams),
        stopped_(stopped),
        deadline_(Clock::now() + command.deadline),
        last_byte_(Clock::now()) {}

  [[nodiscard]] Result<void> wait() {
    for (;;) {
      if (child_.ended()) {
        // A grandchild may hold the pipes open; what the child itself wrote is there already.
        return pump_all();
      }
      if (auto outcome = check_times(); !outcome) {
        return outcome;
      }
      std::array<pollfd, 4> waits{{{streams_[0].descriptor.number(), POLLIN, 0},
                                   {streams_[1].descriptor.number(), POLLIN, 0},
                                   {child_.end(), POLLIN, 0},
                                   {stopped_, POLLIN, 0}}};
      if (::poll(waits.data(), waits.size(), pause()) < 0 && errno != EINTR) {
        return system_failure("waiting for '" + command_.arguments[0] + "'");
      }
      if ((waits[3].revents & POLLIN) != 0) {
        return fail(ErrorCode::unavailable, "'" + command_.arguments[0] + "' was stopped");
      }
      if (auto outcome = pump_all(); !outcome) {
        return outcome;
      }
    }
  }

 private:
  [[nodiscard]] Result<void> pump_all() {
    for (Stream& stream : streams_) {
      if (!stream.descriptor.open()) {
        continue;
      }
      switch (pump(stream, command_.output_bytes_max)) {
        case Pumped::some:
          last_byte_ = Clock::now();
          break;
        case Pumped::too_much:
          return fail(ErrorCode::resource_exhausted,
                      "'" + command_.arguments[0] + "' printed more than " +
                          std::to_string(command_.output_bytes_max) + " bytes");
        case Pumped::nothing_yet:
        case Pumped::closed:
          break;
      }
    }
    return {};
  }

  [[nodiscard]] Result<void> check_times() const {
    const auto now = Clock::now();
    const auto failure = [this](std::string_view what, std::chrono::milliseconds time) {
      return fail(ErrorCode::unavailable, "'" + command_.arguments[0] + "' " + std::string(what) +
                                              ' ' + std::to_string(time.count()) + " ms");
    };
    if (now >= deadline_) {
      return failure("did not finish within", command_.deadline);
    }
    if (command_.silence_max.count() > 0 && now - last_byte_ >= command_.silence_max) {
      return failure("was silent for", command_.silence_max);
    }
    return {};
  }

  // Milliseconds until something may have to be done.
  [[nodiscard]] int pause() const {
    auto until = deadline_;
    if (command_.silence_max.count() > 0) {
      until = std::min(until, last_byte_ + command_.silence_max);
    }
    auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    left = std::clamp<decltype(left)>(left, 0, 60'000);
    const bool end_unseen = child_.end() < 0;
    return static_cast<int>(end_unseen ? std::min<decltype(left)>(left, 10) : left);
  }

  const ChildCommand& command_;
  const Child& child_;
  std::array<Stream, 2>& streams_;
  const int stopped_;
  const Clock::time_point deadline_;
  Clock::time_point last_byte_;
};

// The end of what is in the file; "" for none.
std::string read_notes(const Descriptor& file) {
  struct stat info {};
  if (!file.open() || ::fstat(file.number(), &info) != 0) {
    return {};
  }
  const auto bytes = std::min<off_t>(info.st_size, static_cast<off_t>(notes_bytes_max));
  std::string text(static_cast<std::size_t>(bytes), '\0');
  const ssize_t got = ::pread(file.number(), text.data(), text.size(), info.st_size - bytes);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

}  // namespace

Result<ChildResult> run(const ChildCommand& command, std::stop_token stop) {
  const Descriptor stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stopped.open()) {
    return system_failure("making an event");
  }
  auto launched = launch(command);
  if (!launched) {
    return fail(std::move(launched).error());
  }
  Child child(launched->id);
  ChildResult result;
  std::array<Stream, 2> streams{{{std::move(launched->output), &result.output},
                                 {std::move(launched->error_output), &result.error_output}}};
  for (const Stream& stream : streams) {
    ::fcntl(stream.descriptor.number(), F_SETFL, O_NONBLOCK);
  }
  const std::stop_callback wake(std::move(stop), [&stopped] {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(stopped.number(), &one, sizeof one);
  });
  if (auto outcome = Watch(command, child, streams, stopped.number()).wait(); !outcome) {
    return fail(std::move(outcome).error());
  }
  result.exit_code = child.finish();
  result.notes = read_notes(launched->notes);
  return result;
}

}  // namespace cairn::base

// Child processes over vfork, pipes and poll.
//
// vfork, not fork: a copy of the page tables of a large server costs milliseconds and makes its
// other threads fault. posix_spawn would do the same but cannot ask for the death signal: without
// it a child of a killed server could go on writing to a directory that the next server owns.
#include "base/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>

namespace cairn::base {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  void close() {
    if (number_ >= 0) {
      ::close(std::exchange(number_, -1));
    }
  }
  // Moves it out of the way of 0 to 3, which the child fills; a process may run with those closed.
  [[nodiscard]] bool raise() {
    if (number_ < 0 || number_ > 3) {
      return number_ >= 0;
    }
    Descriptor higher(::fcntl(number_, F_DUPFD_CLOEXEC, 4));
    std::swap(number_, higher.number_);
    return number_ >= 0;
  }

 private:
  int number_ = -1;
};

Failure system_failure(std::string_view doing) {
  return fail(ErrorCode::internal,
              std::string(doing) + ": " + std::generic_category().message(errno));
}

struct Pipe {
  Descriptor reader;
  Descriptor writer;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return system_failure("making a pipe");
  }
  Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
  if (!pipe.reader.raise() || !pipe.writer.raise()) {
    return system_failure("making a pipe");
  }
  return pipe;
}

// The input as a file in memory: no writing while the child runs, hence no SIGPIPE and no deadlock.
Result<Descriptor> make_input(const std::string& input) {
  Descriptor file(input.empty() ? ::open("/dev/null", O_RDONLY | O_CLOEXEC)
                                : ::memfd_create("child-input", MFD_CLOEXEC));
  if (!file.raise()) {
    return system_failure("making the child's input");
  }
  std::string_view rest = input;
  while (!rest.empty()) {
    const ssize_t written = ::write(file.number(), rest.data(), rest.size());
    if (written < 0 && errno != EINTR) {
      return system_failure("writing the child's input");
    }
    rest.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  if (!input.empty() && ::lseek(file.number(), 0, SEEK_SET) != 0) {
    return system_failure("rewinding the child's input");
  }
  return file;
}

// The program's file, looked up on this process's PATH; "" if there is none.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return name;
  }
  const char* path = ::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    const std::string_view directory = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), directory.size() + 1));
    // An empty element means the working directory, where no program of ours is.
    if (!directory.empty()) {
      std::string file = std::string(directory) + '/' + name;
      if (::access(file.c_str(), X_OK) == 0) {
        return file;
      }
    }
  }
  return {};
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));  // execve takes char* and does not write
  }
  pointers.push_back(nullptr);
  return pointers;
}

// All that the child needs, made before vfork.
struct Launch {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* directory;  // null: stay
  int input;
  int output;
  int error_output;
  int failure;  // errno goes here if it cannot be started
  pid_t parent;
};

void close_from(unsigned first) {
  if (::syscall(SYS_close_range, first, ~0U, 0) != 0) {
    // An old kernel. All our descriptors close at exec anyway; this is for those of others.
    for (int number = static_cast<int>(first); number < 1024; ++number) {
      ::close(number);
    }
  }
}

// Runs in the child, in the parent's memory: only system calls, and no way back.
[[noreturn]] void become(const Launch& launch) {
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) {
    ::sigaction(number, &plain, nullptr);  // Fails for SIGKILL and the like, which need none.
  }
  ::setpgid(0, 0);
  // The signal comes when the thread that called run() ends, and that waits for the child.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const bool orphan = ::getppid() != launch.parent;
  const bool ready = !orphan && ::dup3(launch.failure, 3, O_CLOEXEC) >= 0 &&
                     ::dup2(launch.input, 0) >= 0 && ::dup2(launch.output, 1) >= 0 &&
                     ::dup2(launch.error_output, 2) >= 0 &&
                     (launch.directory == nullptr || ::chdir(launch.directory) == 0);
  if (ready) {
    close_from(4);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(launch.program, launch.arguments, launch.environment);
  }
  const int reason = errno;
  if (::write(ready ? 3 : launch.failure, &reason, sizeof reason) < 0) {
    ::_exit(126);
  }
  ::_exit(127);
}

// Starts the child with every signal blocked, so that no handler of this process runs in it.
pid_t start(const Launch& launch) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t child = ::vfork();
  if (child == 0) {
    become(launch);
  }
  const int reason = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = reason;
  return child;
}

// A started child: its group is killed and the child reaped when this goes.
class Child {
 public:
  explicit Child(pid_t id)
      : id_(id), end_(static_cast<int>(::syscall(SYS_pidfd_open, id, 0))) {}
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
  Watch(const ChildCommand& command, const Child& child, std::array<Stream, 2>& streams, int stopped)
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

}  // namespace

Result<ChildResult> run(const ChildCommand& command, std::stop_token stop) {
  if (command.arguments.empty()) {
    return fail(ErrorCode::internal, "a child process needs a program");
  }
  const std::string program = find_program(command.arguments[0]);
  if (program.empty()) {
    return fail(ErrorCode::internal, "'" + command.arguments[0] + "' is not on PATH");
  }
  auto input = make_input(command.input);
  auto output = make_pipe();
  auto error_output = make_pipe();
  auto failure = make_pipe();
  Descriptor stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  for (const Error* error : {input ? nullptr : &input.error(), output ? nullptr : &output.error(),
                             error_output ? nullptr : &error_output.error(),
                             failure ? nullptr : &failure.error()}) {
    if (error != nullptr) {
      return fail(*error);
    }
  }
  if (!stopped.open()) {
    return system_failure("making an event");
  }

  const auto arguments = pointers_to(command.arguments);
  const auto environment = pointers_to(command.environment);
  const Launch launch{program.c_str(),
                      arguments.data(),
                      environment.data(),
                      command.directory.empty() ? nullptr : command.directory.c_str(),
                      input->number(),
                      output->writer.number(),
                      error_output->writer.number(),
                      failure->writer.number(),
                      ::getpid()};
  const pid_t id = start(launch);
  if (id < 0) {
    return system_failure("starting '" + command.arguments[0] + "'");
  }
  Child child(id);
  output->writer.close();
  error_output->writer.close();
  failure->writer.close();
  int reason = 0;
  if (::read(failure->reader.number(), &reason, sizeof reason) == sizeof reason) {
    errno = reason;
    return system_failure("starting '" + command.arguments[0] + "'");
  }

  ChildResult result;
  std::array<Stream, 2> streams{{{std::move(output->reader), &result.output},
                                 {std::move(error_output->reader), &result.error_output}}};
  for (const Stream& stream : streams) {
    ::fcntl(stream.descriptor.number(), F_SETFL, O_NONBLOCK);
  }
  const std::stop_callback wake(stop, [&stopped] {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(stopped.number(), &one, sizeof one);
  });
  if (auto outcome = Watch(command, child, streams, stopped.number()).wait(); !outcome) {
    return fail(std::move(outcome).error());
  }
  result.exit_code = child.finish();
  return result;
}

}  // namespace cairn::base

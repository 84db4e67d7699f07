// Launching over vfork and execve.
//
// vfork, not fork: a copy of the page tables of a large server costs milliseconds and makes its
// other threads fault. posix_spawn would do the same but cannot ask for the death signal: without
// it a child of a killed server could go on writing to a directory that the next server owns.
#include "base/child_launch.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace cairn::base {
namespace {

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

Result<Descriptor> make_memory_file(const char* name, std::string_view content) {
  Descriptor file(::memfd_create(name, MFD_CLOEXEC));
  // ssh takes no key from a file that others could read.
  if (!file.raise() || ::fchmod(file.number(), S_IRUSR | S_IWUSR) != 0) {
    return system_failure("making a file in memory");
  }
  while (!content.empty()) {
    const ssize_t written = ::write(file.number(), content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return system_failure("writing a file in memory");
    }
    content.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  if (::lseek(file.number(), 0, SEEK_SET) != 0) {
    return system_failure("rewinding a file in memory");
  }
  return file;
}

// The input as a file in memory: no writing while the child runs, hence no SIGPIPE and no deadlock.
Result<Descriptor> make_input(const std::string& input) {
  if (!input.empty()) {
    return make_memory_file("child-input", input);
  }
  Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.raise()) {
    return system_failure("opening '/dev/null'");
  }
  return nothing;
}

// One file for each content and, for notes, an empty one.
Result<std::vector<Descriptor>> make_files(const std::vector<Secret>& contents, bool notes) {
  static_assert(child_files_begin + static_cast<int>(child_files_max) <= Descriptor::raised_min);
  if (contents.size() + (notes ? 1U : 0U) > child_files_max) {
    return fail(ErrorCode::internal, "a child process has too many files");
  }
  std::vector<Descriptor> files;
  for (const Secret& content : contents) {
    auto file = make_memory_file("child-file", content.reveal());
    if (!file) {
      return fail(std::move(file).error());
    }
    files.push_back(*std::move(file));
  }
  if (notes) {
    auto file = make_memory_file("child-notes", {});
    if (!file) {
      return fail(std::move(file).error());
    }
    files.push_back(*std::move(file));
  }
  return files;
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

// Of this thread; where that cannot be told, that of most.
int present_niceness() {
  errno = 0;
  const int niceness = ::getpriority(PRIO_PROCESS, 0);
  return errno == 0 ? niceness : 0;
}

// All that the child needs, made before vfork.
struct Plan {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* directory;  // null: stay
  int input;
  int output;
  int error_output;
  const Descriptor* files;
  int files_count;
  int niceness;
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
[[noreturn]] void become(const Plan& plan) {
  // First, as what the parent has locked is free again only when this process has gone, too. The
  // signal comes when the thread that called run() ends, and that waits for the child.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) {
    ::sigaction(number, &plain, nullptr);  // Fails for SIGKILL and the like, which need none.
  }
  ::setpgid(0, 0);
  const bool orphan = ::getppid() != plan.parent;
  bool ready = !orphan && ::dup3(plan.failure, 3, O_CLOEXEC) >= 0 && ::dup2(plan.input, 0) >= 0 &&
               ::dup2(plan.output, 1) >= 0 && ::dup2(plan.error_output, 2) >= 0 &&
               (plan.directory == nullptr || ::chdir(plan.directory) == 0);
  for (int i = 0; ready && i < plan.files_count; ++i) {
    ready = ::dup2(plan.files[i].number(), child_files_begin + i) >= 0;
  }
  if (ready) {
    close_from(static_cast<unsigned>(child_files_begin + plan.files_count));
    // Not before: who stands back has the parent wait. Above the highest value it is that one.
    ::setpriority(PRIO_PROCESS, 0, plan.niceness);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(plan.program, plan.arguments, plan.environment);
  }
  const int reason = errno;
  if (::write(ready ? 3 : plan.failure, &reason, sizeof reason) < 0) {
    ::_exit(126);
  }
  ::_exit(127);
}

// Starts the child with every signal blocked, so that no handler of this process runs in it.
pid_t start(const Plan& plan) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  // The checks warn of vfork in general; the reason for it stands above, and become() keeps its
  // rules.
  const pid_t child = ::vfork();  // NOLINT(clang-analyzer-security.insecureAPI.vfork)
  if (child == 0) {
    become(plan);  // NOLINT(clang-analyzer-unix.Vfork)
  }
  const int reason = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = reason;
  return child;
}

}  // namespace

Result<LaunchedChild> launch(const ChildCommand& command) {
  if (command.arguments.empty()) {
    return fail(ErrorCode::internal, "a child process needs a program");
  }
  const std::string program = find_program(command.arguments[0]);
  if (program.empty()) {
    return fail(ErrorCode::internal, "'" + command.arguments[0] + "' is not on PATH");
  }
  const auto input = make_input(command.input);
  if (!input) {
    return fail(input.error());
  }
  auto files = make_files(command.files, command.wants_notes);
  if (!files) {
    return fail(files.error());
  }
  auto output = make_pipe();
  auto error_output = make_pipe();
  auto failure = make_pipe();
  for (const auto* pipe : {&output, &error_output, &failure}) {
    if (!*pipe) {
      return fail(pipe->error());
    }
  }
  const auto arguments = pointers_to(command.arguments);
  const auto environment = pointers_to(command.environment);
  const pid_t id =
      start(Plan{program.c_str(), arguments.data(), environment.data(),
                 command.directory.empty() ? nullptr : command.directory.c_str(), input->number(),
                 output->writer.number(), error_output->writer.number(), files->data(),
                 static_cast<int>(files->size()), present_niceness() + command.niceness,
                 failure->writer.number(), ::getpid()});
  if (id < 0) {
    return system_failure("starting '" + command.arguments[0] + "'");
  }
  failure->writer.close();
  int reason = 0;
  if (::read(failure->reader.number(), &reason, sizeof reason) == sizeof reason) {
    ::waitpid(id, nullptr, 0);
    errno = reason;
    return system_failure("starting '" + command.arguments[0] + "'");
  }
  return LaunchedChild{id, std::move(output->reader), std::move(error_output->reader),
                       command.wants_notes ? std::move(files->back()) : Descriptor()};
}

}  // namespace cairn::base

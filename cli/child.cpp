// See child.hpp.
#include "cli/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "base/descriptor.hpp"

namespace cairn::cli {
namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));  // execve takes char* and does not write
  }
  pointers.push_back(nullptr);
  return pointers;
}

Error failure(const std::string& command, int reason) {
  const bool absent = reason == ENOENT;
  return {absent ? ErrorCode::not_found : ErrorCode::permission_denied,
          "'" + command + "' cannot be run: " +
              (reason == E2BIG ? "arguments and variables are too large for this system"
                               : std::generic_category().message(reason)),
          {}};
}

// In the child: only system calls until it is another program, or over.
[[noreturn]] void run_in_child(const ChildPlan& plan, char* const* arguments,
                               char* const* environment, pid_t parent, int tell) {
  if (plan.own_group) {
    ::setpgid(0, 0);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {
    ::_exit(1);  // it died before that
  }
  ::sigprocmask(SIG_SETMASK, &plan.mask, nullptr);
  ::execvpe(arguments[0], arguments, environment);
  const int reason = errno;
  if (::write(tell, &reason, sizeof reason) < 0) {
    ::_exit(126);
  }
  ::_exit(127);
}

}  // namespace

Result<pid_t> start_child(const ChildPlan& plan) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fail(failure(plan.command.front(), errno));
  }
  base::Descriptor reader(ends[0]);
  base::Descriptor writer(ends[1]);
  const std::vector<char*> arguments = pointers_to(plan.command);
  const std::vector<char*> environment = pointers_to(plan.environment);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) {
    return fail(failure(plan.command.front(), errno));
  }
  if (child == 0) {
    run_in_child(plan, arguments.data(), environment.data(), parent, writer.number());
  }
  if (plan.own_group) {
    ::setpgid(child, child);  // whoever comes first
  }
  writer.close();
  int reason = 0;
  ssize_t got = 0;
  do {
    got = ::read(reader.number(), &reason, sizeof reason);
  } while (got < 0 && errno == EINTR);
  if (got != sizeof reason) {
    return child;  // the pipe was closed by its becoming the program
  }
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return fail(failure(plan.command.front(), reason));
}

Error become(const ChildPlan& plan) {
  const std::vector<char*> arguments = pointers_to(plan.command);
  const std::vector<char*> environment = pointers_to(plan.environment);
  ::execvpe(arguments[0], arguments.data(), environment.data());
  return failure(plan.command.front(), errno);
}

int exit_code_of(int status) {
  constexpr int signalled = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
}

}  // namespace cairn::cli

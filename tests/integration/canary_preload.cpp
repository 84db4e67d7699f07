// Loaded in front of cairn-server by canary_test.py: lets a debugger take a core of a process that
// forbids it, and, where CAIRN_TEST_LEAK says so, breaks one of the means by which secrets are
// kept, so that the test can show that it would notice.
//
//   dump  hidden memory is not left out of cores
//   wipe  nothing is overwritten
//   log   the file that CAIRN_TEST_LEAK_FILE names is written to the log
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace {

bool leaks(const char* how) {
  const char* asked = std::getenv("CAIRN_TEST_LEAK");
  return asked != nullptr && std::strcmp(asked, how) == 0;
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

__attribute__((constructor)) void leak_into_the_log() {
  const char* path = std::getenv("CAIRN_TEST_LEAK_FILE");
  if (!leaks("log") || path == nullptr) {
    return;
  }
  std::array<char, 4096> bytes{};
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t got = file < 0 ? -1 : read(file, bytes.data(), bytes.size());
  if (got < 0 || write(STDERR_FILENO, bytes.data(), static_cast<std::size_t>(got)) != got) {
    std::abort();
  }
  close(file);
}

}  // namespace

extern "C" int prctl(int option, ...) noexcept {
  va_list more;
  va_start(more, option);
  const unsigned long second = va_arg(more, unsigned long);
  const unsigned long third = va_arg(more, unsigned long);
  const unsigned long fourth = va_arg(more, unsigned long);
  const unsigned long fifth = va_arg(more, unsigned long);
  va_end(more);
  if (option == PR_SET_DUMPABLE) {
    return 0;
  }
  return next<int (*)(int, ...)>("prctl")(option, second, third, fourth, fifth);
}

extern "C" int madvise(void* start, std::size_t length, int advice) noexcept {
  if (advice == MADV_DONTDUMP && leaks("dump")) {
    return 0;
  }
  return next<int (*)(void*, std::size_t, int)>("madvise")(start, length, advice);
}

extern "C" void OPENSSL_cleanse(void* bytes, std::size_t length) {
  if (!leaks("wipe")) {
    next<void (*)(void*, std::size_t)>("OPENSSL_cleanse")(bytes, length);
  }
}

extern "C" void explicit_bzero(void* bytes, std::size_t length) noexcept {
  if (!leaks("wipe")) {
    next<void (*)(void*, std::size_t)>("explicit_bzero")(bytes, length);
  }
}

// What explicit_bzero() is where the library is fortified.
extern "C" void __explicit_bzero_chk(void* bytes, std::size_t length, std::size_t /*room*/) {
  explicit_bzero(bytes, length);
}

// A library's own thread in somebody else's program.
#include "base/quiet_thread.hpp"

#include <doctest/doctest.h>
#include <pthread.h>
#include <signal.h>

using cairn::base::quiet_thread;

TEST_SUITE("base: quiet thread") {
  TEST_CASE("it blocks every signal that can be blocked, and the starter's mask is as before") {
    sigset_t before;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    sigset_t inside;
    ::sigemptyset(&inside);
    auto thread = quiet_thread([&] { ::pthread_sigmask(SIG_SETMASK, nullptr, &inside); });
    REQUIRE(thread.has_value());
    thread->join();
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGALRM, SIGCHLD, SIGPROF}) {
      CAPTURE(signal);
      CHECK(::sigismember(&inside, signal) == 1);
    }
    sigset_t after;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (int signal = 1; signal < SIGRTMIN; ++signal) {
      CHECK(::sigismember(&after, signal) == ::sigismember(&before, signal));
    }
  }
}

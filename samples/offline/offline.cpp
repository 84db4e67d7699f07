// A service that starts while the configuration server is away: with the last values that it had,
// saying since when, and with the server's as soon as that is back. Control-C or SIGTERM ends it.
#include <signal.h>
#include <time.h>

#include <chrono>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>

#include "cairn/live_config.hpp"

namespace {

std::string text_of(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::ostringstream out;
  out << std::put_time(&parts, "%FT%TZ");
  return out.str();
}

// What the service works with, and how far that can be trusted.
std::string situation(const cairn::LiveConfig& live) {
  const cairn::LiveState state = live.state();
  const cairn::Config config = live.config();
  const std::string values =
      config.get<std::string>("catalog.page-size").value_or("20") + " products on a page, ";
  if (config.remote().how == cairn::Obtained::cache) {
    return values + "as last known at " + text_of(config.remote().since);
  }
  return values +
         (state.trouble ? "unconfirmed since " + text_of(*state.confirmed) : "as the server says");
}

// Whether a signal of the set came within that time.
bool received_within(std::chrono::milliseconds time, const sigset_t& signals) {
  const timespec limit{0, std::chrono::nanoseconds(time).count()};
  return sigtimedwait(&signals, nullptr, &limit) > 0;
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // for all threads that begin from here on

  cairn::LiveOptions options;
  options.load.layers.application = "shop";
  options.load.layers.arguments.assign(argv + 1, argv + argc);
  const auto live = cairn::LiveConfig::start(options);
  if (!live) {
    std::cerr << live.error().text() << "\n";
    return 1;
  }
  const cairn::Config first = live->config();
  for (const cairn::Error& trouble : first.remote().troubles) {
    std::cerr << trouble.text() << "\n";
  }
  std::string said;
  do {
    if (const std::string now = situation(*live); now != said) {
      std::cout << now << std::endl;
      said = now;
    }
  } while (!received_within(std::chrono::milliseconds(200), signals));
}

// A program that follows servers, for tests: tells each change with its time, and obeys commands.
//
//   watcher KEY ARGUMENT...      the arguments are those of a configuration:
//   --spring.cloud.config.uri=...
//
// It writes lines, all with the microseconds since 1970 in front: "started <how> <microseconds that
// it took>", "change <value>", "trouble <text>", and for the commands that it reads, one a line:
// "state" -> "state <following> <failures>", "end" or the end of the input -> "ended <microseconds
// that destruction took>".
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#ifdef CAIRN_WATCHES_OVER_GRPC
#include "cairn/grpc.hpp"
#endif
#include "cairn/live_config.hpp"

namespace {

using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

std::string elapsed_since(Clock::time_point began) {
  return std::to_string(std::chrono::duration_cast<microseconds>(Clock::now() - began).count());
}

// Whole lines, at once, from any thread.
void tell(const std::string& words) {
  static std::mutex mutex;
  const auto now =
      std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch());
  const std::lock_guard lock(mutex);
  std::cout << now.count() << " " << words << std::endl;
}

std::string_view name_of(cairn::Obtained how) {
  switch (how) {
    case cairn::Obtained::not_asked:
      return "not-asked";
    case cairn::Obtained::server:
      return "server";
    case cairn::Obtained::cache:
      return "cache";
    case cairn::Obtained::override_file:
      return "override-file";
    case cairn::Obtained::nothing:
      return "nothing";
  }
  return "unknown";
}

cairn::LiveOptions options_of(int argc, char** argv) {
  cairn::LiveOptions options;
  options.load.layers.application = "shop";
  options.load.layers.arguments.assign(argv + 2, argv + argc);
#ifdef CAIRN_WATCHES_OVER_GRPC
  options.load.server.carrier = cairn::grpc_carrier();
  if (const char* authorities = std::getenv("WATCHER_CA")) {
    options.load.server.tls.ca_file = authorities;
  }
#endif
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: watcher KEY ARGUMENT...\n";
    return 2;
  }
  const std::string key = argv[1];
  const auto loading = Clock::now();
  auto started = cairn::LiveConfig::start(options_of(argc, argv));
  if (!started) {
    std::cerr << started.error().text() << "\n";
    return 1;
  }
  const std::string load_time = elapsed_since(loading);
  std::optional<cairn::LiveConfig> live = *std::move(started);
  const auto value_of = [&key](const cairn::Config& config) {
    return config.get<std::string>(key).value_or("(none)");
  };
  const auto told = live->on_change(
      key, [&](const cairn::Update& update) { tell("change " + value_of(update.after)); });
  const auto troubles =
      live->on_trouble([](const cairn::Error& error) { tell("trouble " + error.text()); });
  const cairn::Config first = live->config();
  tell("started " + std::string(name_of(first.remote().how)) + " " + load_time + " " +
       value_of(first));

  for (std::string command; std::getline(std::cin, command) && command != "end";) {
    const cairn::LiveState state = live->state();
    tell("state " + std::string(cairn::name_of(state.following)) + " " +
         std::to_string(state.failures) + " " + value_of(live->config()));
  }
  const auto ending = Clock::now();
  live.reset();
  tell("ended " + elapsed_since(ending));
}

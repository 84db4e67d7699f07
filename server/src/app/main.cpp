// cairn-server: reads its settings, opens its repositories, listens, and leaves when told to.
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/access_test.hpp"
#include "app/arguments.hpp"
#include "app/check_config.hpp"
#include "app/data_claim.hpp"
#include "app/descriptor_limit.hpp"
#include "app/reload.hpp"
#include "app/service_manager.hpp"
#include "app/settings.hpp"
#include "app/settings_grpc.hpp"
#include "app/settings_key_strength.hpp"
#include "app/wiring.hpp"
#include "app/wiring_bus.hpp"
#include "app/wiring_grpc.hpp"
#include "base/log.hpp"
#include "crypto/openssl_memory.hpp"
#include "http/server.hpp"

namespace {

using namespace cairn;

constexpr int exit_bad_settings = 1;
constexpr int exit_cannot_start = 2;
constexpr int exit_refused = 3;
constexpr int exit_bug = 70;  // as sysexits.h has it; a service manager starts it again

#ifdef CAIRN_HIDES_OPENSSL
bool openssl_is_hidden = false;

// Before main(), and before the constructors of libraries: cpp-httplib's uses OpenSSL already.
[[gnu::used, gnu::section(".preinit_array")]] void (*hide_openssl)() = [] {
  openssl_is_hidden = crypto::hide_memory_of_openssl();
};
#endif

const base::Log& logger() {
  static const base::Log log("app");
  return log;
}

// Signals are taken by the main thread alone, in wait_for_end(): every thread inherits the mask.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

// The next of these signals, or 0 when none came in time.
int next_signal(const sigset_t& signals, std::optional<std::chrono::microseconds> within) {
  if (!within) {
    int received = 0;
    return sigwait(&signals, &received) == 0 ? received : 0;
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*within);
  const timespec timeout{seconds.count(), std::chrono::nanoseconds(*within - seconds).count()};
  const int received = sigtimedwait(&signals, nullptr, &timeout);
  return received > 0 ? received : 0;
}

void tell(const app::ServiceManager& manager, std::string_view state) {
  if (const auto told = manager.tell(state); !told) {
    logger().warn("the service manager cannot be told", {{"reason", told.error().text()}});
  }
}

// The manager hears of the beginning and of the end, as `systemctl reload` does.
void reload(app::Reload& reloading, const app::ServiceManager& manager,
            auth::Authenticator& authenticator) {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
  tell(manager, "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
  reloading.run(authenticator);
  tell(manager, "READY=1");
}

// Serves until a signal comes that ends it; SIGHUP calls `hang_up`. A manager with a watchdog hears
// of the server as long as every network thread goes round.
int wait_for_end(const sigset_t& signals, const app::ServiceManager& manager, http::Server& server,
                 const std::function<void()>& hang_up) {
  const auto interval = manager.beat_interval();
  while (true) {
    const int received = next_signal(signals, interval);
    if (received == SIGHUP) {
      hang_up();
      continue;
    }
    if (received != 0) {
      return received;
    }
    if (interval && server.answers(*interval)) {
      tell(manager, "WATCHDOG=1");
    } else if (interval) {
      logger().error("a network thread does not answer; the watchdog is not told");
    }
  }
}

// As many connections as there are descriptors for.
http::Options http_options(const app::Settings& settings) {
  http::Options options = settings.http;
  const std::uint64_t needed = app::descriptors_needed(options);
  const std::uint64_t limit = app::raise_descriptor_limit(needed);
  if (const auto fitting = app::connections_that_fit(options, limit)) {
    logger().warn("fewer connections than cairn.http.connections says",
                  {{"wanted", std::to_string(options.connections_max)},
                   {"taken", std::to_string(*fitting)},
                   {"descriptors", std::to_string(limit)},
                   {"needed", std::to_string(needed)},
                   {"help", "raise LimitNOFILE of the unit, or ulimit -n"}});
    options.connections_max = *fitting;
  }
  return options;
}

void print_problems(const std::vector<Error>& problems, const char* kind) {
  for (const Error& problem : problems) {
    std::cerr << kind << ": " << app::without_credentials(problem.text()) << '\n';
  }
}

std::string back_ends_text(const app::Settings& settings) {
  std::string text;
  const auto add = [&text](std::string_view what) {
    text += (text.empty() ? "" : " ") + app::without_credentials(what);
  };
  for (const app::BackEndSettings& back_end : settings.back_ends) {
    if (const auto* git = std::get_if<app::GitBackEndSettings>(&back_end)) {
      for (const app::GitSettings& repository : git->repos) {
        add(repository.uri);
      }
      add(git->fallback.uri);
    } else {
      for (const auto& location : std::get<app::NativeSettings>(back_end).search_locations) {
        add(location.written);
      }
    }
  }
  return text;
}

int listen(const app::Settings& settings, const std::optional<rpc::Options>& grpc_options,
           const std::string& reach, const std::shared_ptr<const crypto::Keys>& keys,
           const sigset_t& signals, const app::ServiceManager& manager, app::Reload& reloading) {
  const auto data = app::claim_data(settings);
  if (!data) {
    std::cerr << "error: " << data.error().text() << '\n';
    return exit_cannot_start;
  }
  const http::Options options = http_options(settings);
  const auto bus = app::make_bus(settings);
  if (!bus) {
    std::cerr << "error: " << bus.error().text() << '\n';
    return exit_cannot_start;
  }
  auto service = app::make_service(settings, keys, data->has_value(), bus->get());
  if (!service) {
    std::cerr << "error: " << app::without_credentials(service.error().text()) << '\n';
    return exit_cannot_start;
  }
  auth::Authenticator authenticator(settings.auth);
  if (const auto read = authenticator.reload(); !read) {
    std::cerr << "error: " << read.error().text() << '\n';
    return exit_cannot_start;
  }
  authenticator.start_following();
  const auto encryption = app::make_encryption(settings, keys);
  hooks::Monitor monitor(settings.monitor);
  observe::CallMeter calls;
  http::Server server(options, **service, authenticator, encryption.get(), &monitor,
                      grpc_options ? &calls : nullptr);
  if (const auto started = server.start(); !started) {
    std::cerr << "error: " << started.error().text() << '\n';
    return exit_cannot_start;
  }
  const auto grpc = app::start_grpc(grpc_options, server, **service, authenticator, calls);
  if (!grpc) {
    std::cerr << "error: " << grpc.error().text() << '\n';
    return exit_cannot_start;
  }
  if (*bus) {
    (*bus)->start([&service] { (*service)->look_soon(); });
  }
  base::audit("started", {{"version", app::version_text()},
                          {"address", settings.http.address},
                          {"port", std::to_string(server.port())},
                          {"grpc", *grpc ? std::to_string((*grpc)->port()) : "off"},
                          {"repositories", back_ends_text(settings)},
                          {"reach", reach}});
  tell(manager, "READY=1\nSTATUS=serving at port " + std::to_string(server.port()));
  const int received =
      wait_for_end(signals, manager, server, [&] { reload(reloading, manager, authenticator); });
  base::audit("stopping", {{"signal", strsignal(received)}});
  tell(manager, "STOPPING=1");
  if (*grpc) {
    (*grpc)->stop();
  }
  server.stop();
  if (*bus) {
    // What the last looks bring is told yet.
    (*bus)->deafen();
    (*service)->stop();
    (*bus)->stop();
  }
  return EXIT_SUCCESS;
}

// A weak key is told; whether it may be used, cairn.security.strict-keys says.
bool may_use(const std::shared_ptr<const crypto::Keys>& keys, bool strict) {
  const auto weakness = keys == nullptr ? std::nullopt : app::weakness_of(*keys);
  if (weakness) {
    std::cerr << (strict ? "error: " : "warning: ") << *weakness << '\n';
  }
  return !strict || !weakness;
}

int serve(const app::Settings& settings, const std::optional<rpc::Options>& grpc,
          const std::string& reach, app::Reload& reloading) {
  const app::ServiceManager manager = app::ServiceManager::from_environment();
  const sigset_t signals = block_signals();
  base::start_logging(settings.log_level, settings.log_format);
  // Credentials and decrypted values live in this process: it leaves no core file.
  prctl(PR_SET_DUMPABLE, 0);
  int status = exit_cannot_start;
  if (const auto keys = app::open_keys(settings); !keys) {
    std::cerr << "error: " << keys.error().text() << '\n';
  } else if (may_use(*keys, settings.encryption.strict_keys)) {
    status = listen(settings, grpc, reach, *keys, signals, manager, reloading);
  }
  base::stop_logging();
  return status;
}

int test_access(const app::Settings& settings, const app::Arguments& arguments) {
  const auto answer = app::test_access(settings, arguments.user, arguments.path);
  if (!answer) {
    std::cerr << "error: " << answer.error().text() << '\n';
    return exit_bad_settings;
  }
  std::cout << answer->text << '\n';
  return answer->granted ? EXIT_SUCCESS : exit_refused;
}

int run(const std::vector<std::string>& words) {
  const auto arguments = app::parse_arguments(words);
  if (!arguments) {
    std::cerr << "error: " << arguments.error().text() << '\n';
    return exit_bad_settings;
  }
  if (arguments->verb == app::Verb::help) {
    std::cout << app::help_text();
    return EXIT_SUCCESS;
  }
  if (arguments->verb == app::Verb::version) {
    std::cout << app::version_text() << '\n';
    return EXIT_SUCCESS;
  }
  auto tree = app::read_tree(*arguments);
  if (!tree) {
    std::cerr << "error: " << app::without_credentials(tree.error().text()) << '\n';
    return exit_bad_settings;
  }
  app::SettingsReading reading = app::read_settings(*tree);
  const auto grpc = app::read_grpc_options(*tree, reading);
  if (arguments->verb == app::Verb::check_config) {
    std::cout << app::check_config_text(*tree, reading);
    return reading.errors.empty() ? EXIT_SUCCESS : exit_bad_settings;
  }
  print_problems(reading.warnings, "warning");
  print_problems(reading.errors, "error");
  if (!reading.errors.empty()) {
    return exit_bad_settings;
  }
  if (arguments->verb == app::Verb::access_test) {
    return test_access(reading.settings, *arguments);
  }
  const std::string reach = app::reach_text(*tree, reading.settings);
  app::Reload reloading(*arguments, *tree);
  tree->wipe();
  return serve(reading.settings, grpc, reach, reloading);
}

}  // namespace

int main(int argc, char** argv) {
#ifdef CAIRN_HIDES_OPENSSL
  if (!openssl_is_hidden) {
    std::cerr << "error: a bug ended cairn-server: OpenSSL was in use before it was hidden\n";
    return exit_bug;
  }
#endif
  try {
    return run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& bug) {
    std::cerr << "error: a bug ended cairn-server: " << bug.what() << '\n';
    return exit_bug;
  }
}

// What the program that started the server is told.
#include "app/service_manager.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

using namespace cairn;
using namespace cairn::app;
using namespace std::chrono_literals;

namespace {

// The other side: an abstract socket, which leaves no file.
class Manager {
 public:
  Manager() : name_("@cairn-unit-" + std::to_string(::getpid())) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name_.copy(static_cast<char*>(address.sun_path), name_.size());
    address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length) == 0);
  }
  ~Manager() { ::close(socket_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  // A message that has arrived; "nothing" when there is none.
  [[nodiscard]] std::string heard() const {
    std::array<char, 256> text{};
    const ssize_t size = ::recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
    return size < 0 ? "nothing" : std::string(text.data(), static_cast<std::size_t>(size));
  }

 private:
  const std::string name_;
  const int socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

ServiceManager with(const char* socket, const char* microseconds, const std::string& process) {
  ::setenv("NOTIFY_SOCKET", socket, 1);
  ::setenv("WATCHDOG_USEC", microseconds, 1);
  ::setenv("WATCHDOG_PID", process.c_str(), 1);
  return ServiceManager::from_environment();
}

}  // namespace

TEST_SUITE("ServiceManager") {
  TEST_CASE("a state arrives as it was told, in one message") {
    const Manager manager;
    const ServiceManager teller(manager.name());
    CHECK(teller.tell("READY=1\nSTATUS=serving").has_value());
    CHECK(teller.tell("STOPPING=1").has_value());
    CHECK(manager.heard() == "READY=1\nSTATUS=serving");
    CHECK(manager.heard() == "STOPPING=1");
    CHECK(manager.heard() == "nothing");
  }

  TEST_CASE("without a socket nobody is told, and nothing is wrong") {
    CHECK(ServiceManager().tell("READY=1").has_value());
    CHECK_FALSE(ServiceManager().beat_interval().has_value());
  }

  TEST_CASE("a name that is none and a socket that is not there are errors that name it") {
    for (const std::string& name : {std::string("vsock:2:1"), "/" + std::string(107, 'a')}) {
      CAPTURE(name);
      const auto told = ServiceManager(name).tell("READY=1");
      REQUIRE_FALSE(told.has_value());
      CHECK(told.error().code == ErrorCode::invalid_argument);
    }
    const auto told = ServiceManager("/" + std::string(106, 'a')).tell("READY=1");
    REQUIRE_FALSE(told.has_value());
    CHECK(told.error().code == ErrorCode::unavailable);
    CHECK(told.error().message.find("aaaa") != std::string::npos);
  }

  TEST_CASE("the environment is read once and handed to no child") {
    const ServiceManager manager = with("@nobody", "20000000", std::to_string(::getpid()));
    CHECK(manager.beat_interval() == 5s);
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
      CHECK(::getenv(name) == nullptr);
    }
    CHECK_FALSE(ServiceManager::from_environment().beat_interval().has_value());
  }

  TEST_CASE("a watchdog that is none, or another's, is left out") {
    const std::string ours = std::to_string(::getpid());
    CHECK(with("@nobody", "4", "").beat_interval() == 1us);
    CHECK(with("@nobody", "1", ours).beat_interval() == 1us);
    for (const char* number : {"", "0", "-1", "soon", "1s", "99999999999999999999"}) {
      CAPTURE(number);
      CHECK_FALSE(with("@nobody", number, ours).beat_interval().has_value());
    }
    CHECK_FALSE(with("@nobody", "20000000", "1").beat_interval().has_value());
    CHECK_FALSE(with("@nobody", "20000000", "me").beat_interval().has_value());
    CHECK_FALSE(with("", "20000000", ours).beat_interval().has_value());
  }
}

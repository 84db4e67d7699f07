// Requests of clients that behave, while others wait or misbehave; for the benchmark of watching.
//
//   bench_fresh PORT fresh SECONDS TARGET [--tls]    one new connection and request every 2 ms
//   bench_fresh PORT names COUNT                     one request each for so many names that nobody
//   has
//
// "fresh" says "<requests> <p50> <p99> <longest>", in microseconds from before connecting to the
// last byte of the answer; "names" says "<answers> <seconds>".
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

// A blocking connection.
class Connection {
 public:
  Connection(std::uint16_t port, SSL_CTX* context) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      give_up("connect");
    }
    if (context != nullptr) {
      session_.reset(SSL_new(context));
      SSL_set_fd(session_.get(), socket_);
      if (SSL_connect(session_.get()) != 1) {
        give_up("handshake");
      }
    }
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(std::string_view text) {
    while (!text.empty()) {
      const long count = session_
                             ? SSL_write(session_.get(), text.data(), static_cast<int>(text.size()))
                             : ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        give_up("send");
      }
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  // 0 at the end.
  std::string_view receive() {
    const long count =
        session_ ? SSL_read(session_.get(), block_.data(), static_cast<int>(block_.size()))
                 : ::recv(socket_, block_.data(), block_.size(), 0);
    return {block_.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
  }

 private:
  struct Free {
    void operator()(SSL* session) const { SSL_free(session); }
  };
  const int socket_;
  std::unique_ptr<SSL, Free> session_;
  std::array<char, 65536> block_{};
};

int measure_fresh(std::uint16_t port, double seconds, const std::string& target, bool tls) {
  SSL_CTX* context = tls ? SSL_CTX_new(TLS_client_method()) : nullptr;
  const std::string request =
      "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  std::vector<std::int64_t> times;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  for (auto next = Clock::now(); next < end; next += std::chrono::milliseconds(2)) {
    std::this_thread::sleep_until(next);
    const auto began = Clock::now();
    Connection connection(port, context);
    connection.send(request);
    std::string_view first = connection.receive();
    if (first.rfind("HTTP/1.1 200", 0) != 0) {
      std::fprintf(stderr, "no answer\n");
      return 1;
    }
    while (!connection.receive().empty()) {
    }
    times.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count());
  }
  std::sort(times.begin(), times.end());
  const auto at = [&times](double part) {
    return static_cast<long long>(
        times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))]);
  };
  std::printf("%zu %lld %lld %lld\n", times.size(), at(0.5), at(0.99), at(1.0));
  return 0;
}

// Pipelines of requests for names that are all different.
int ask_names(std::uint16_t port, std::size_t count) {
  constexpr std::size_t pipeline = 16;
  std::mt19937_64 random(20261129);
  Connection connection(port, nullptr);
  std::size_t answers = 0;
  const auto began = Clock::now();
  while (answers < count) {
    std::string requests;
    for (std::size_t i = 0; i < pipeline; ++i) {
      requests += "GET /n" + std::to_string(random()) + "/dev HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
    connection.send(requests);
    // A body holds no status line, and one that is cut in two is found by what is kept of it.
    constexpr std::string_view status = "HTTP/1.1 200";
    std::string kept;
    for (std::size_t found = 0; found < pipeline;) {
      const std::string_view text = connection.receive();
      if (text.empty()) {
        give_up("receive");
      }
      kept += text;
      std::size_t at = 0;
      while ((at = kept.find(status)) != std::string::npos) {
        ++found;
        kept.erase(0, at + status.size());
      }
      kept.erase(0, kept.size() < status.size() ? 0 : kept.size() - status.size() + 1);
    }
    answers += pipeline;
  }
  const double took = std::chrono::duration<double>(Clock::now() - began).count();
  std::printf("%zu %.1f\n", answers, took);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 3 && words[1] == "names") {
    return ask_names(static_cast<std::uint16_t>(std::stoul(words[0])), std::stoul(words[2]));
  }
  if (words.size() < 4) {
    std::fprintf(stderr,
                 "usage: bench_fresh PORT fresh SECONDS TARGET [--tls] | PORT names COUNT\n");
    return 2;
  }
  return measure_fresh(static_cast<std::uint16_t>(std::stoul(words[0])), std::stod(words[2]),
                       words[3], words.size() > 4);
}

// Connects with TLS, asks once, reads to the end, and does it again: what connections cost.
//   bench_handshakes PORT TARGET SECONDS CLIENTS full|resumed
// Prints how many connections there were, how many of them went on with an earlier session, the
// seconds, and the 99th percentile of the milliseconds from connect() to the last byte. Exit status
// 1 if a connection fails, or if what was to be resumed was not.
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using std::chrono::steady_clock;

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using Session = std::unique_ptr<SSL_SESSION, Free>;

struct Plan {
  std::uint16_t port = 0;
  std::string request;
  std::chrono::seconds time{0};
  bool resumed = false;
};

struct Found {
  std::vector<double> milliseconds;
  std::size_t resumed = 0;
  std::string problem;
};

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket < 0 ||
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("connect");
  }
  return socket;
}

int keep_session(SSL* ssl, SSL_SESSION* session) {
  static_cast<Session*>(SSL_get_app_data(ssl))->reset(session);
  return 1;  // it is ours now
}

// One connection, one answer. True if it went on with `session`, which is then the next one to use.
bool ask(SSL_CTX* context, const Plan& plan, Session& session) {
  const std::unique_ptr<SSL, Free> ssl(SSL_new(context));
  const int socket = connect_to(plan.port);
  SSL_set_fd(ssl.get(), socket);
  SSL_set_app_data(ssl.get(), &session);
  if (plan.resumed && session) {
    SSL_set_session(ssl.get(), session.get());
  }
  const auto size = static_cast<int>(plan.request.size());
  if (SSL_connect(ssl.get()) != 1 || SSL_write(ssl.get(), plan.request.data(), size) != size) {
    throw std::runtime_error("handshake");
  }
  char bytes[16384];
  int all = 0;
  for (int count = 0; (count = SSL_read(ssl.get(), bytes, sizeof bytes)) > 0;) {
    all += count;
  }
  SSL_shutdown(ssl.get());
  ::close(socket);
  ERR_clear_error();
  if (all == 0) {
    throw std::runtime_error("no answer");
  }
  return SSL_session_reused(ssl.get()) == 1;
}

void run(SSL_CTX* context, const Plan& plan, Found& found) try {
  Session session;
  ask(context, plan, session);
  for (const auto end = steady_clock::now() + plan.time; steady_clock::now() < end;) {
    const auto begin = steady_clock::now();
    found.resumed += ask(context, plan, session) ? 1U : 0U;
    found.milliseconds.push_back(
        std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count());
  }
} catch (const std::exception& problem) {
  found.problem = problem.what();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: %s PORT TARGET SECONDS CLIENTS full|resumed\n", argv[0]);
    return 2;
  }
  Plan plan;
  plan.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  plan.request =
      std::string("GET ") + argv[2] + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  plan.time = std::chrono::seconds(std::atoi(argv[3]));
  plan.resumed = std::string(argv[5]) == "resumed";
  const std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), keep_session);

  std::vector<Found> found(static_cast<std::size_t>(std::atoi(argv[4])));
  std::vector<std::thread> clients;
  for (Found& of_client : found) {
    clients.emplace_back([&] { run(context.get(), plan, of_client); });
  }
  Found all;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].join();
    all.resumed += found[i].resumed;
    all.problem += found[i].problem;
    all.milliseconds.insert(all.milliseconds.end(), found[i].milliseconds.begin(),
                            found[i].milliseconds.end());
  }
  const std::size_t count = all.milliseconds.size();
  if (!all.problem.empty() || count == 0 || (plan.resumed && all.resumed != count)) {
    std::fprintf(stderr, "%zu connections, %zu resumed: %s\n", count, all.resumed,
                 all.problem.c_str());
    return 1;
  }
  std::sort(all.milliseconds.begin(), all.milliseconds.end());
  std::printf("%zu connections, %zu resumed, in %ld s, 99%% %.3f ms\n", count, all.resumed,
              static_cast<long>(plan.time.count()), all.milliseconds[count * 99 / 100]);
}

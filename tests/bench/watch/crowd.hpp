// Crowd: many clients of one server in one thread, each a socket and a few words of state.
//
// Thread-safety: for one thread. A client that cannot connect ends the program: figures of a crowd
// that is not complete would say nothing.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::bench {

struct CrowdOptions {
  std::uint16_t port = 0;
  std::size_t count = 0;
  bool tls = false;
  bool reads = true;        // false: what the server sends stays in the sockets
  bool comes_back = false;  // connects anew when the server ends the connection
  unsigned sources = 1;     // 127.0.0.1, 127.0.0.2 and so on, in turn
  std::string request;      // sent once after connecting
};

// Microseconds since 1970, as log lines have them.
[[nodiscard]] std::int64_t now_us();

class Crowd {
 public:
  // `received` is called with the number of a client and what it got.
  using Received = std::function<void(std::size_t, std::string_view)>;

  Crowd(CrowdOptions options, Received received);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Connects everybody, then returns when the requests are sent.
  void gather();
  // Handles what happens within this time, or until `descriptor` can be read (true).
  bool turn(int milliseconds, int descriptor);
  // How many connections the server ended.
  [[nodiscard]] std::size_t ended() const { return ended_; }

 private:
  enum class State { idle, connecting, shaking, sending, asked };
  struct FreeSession {
    void operator()(SSL* session) const { SSL_free(session); }
  };
  struct Client {
    int socket = -1;
    State state = State::idle;
    std::unique_ptr<SSL, FreeSession> session;
    std::size_t sent = 0;
  };

  void connect(std::size_t number);
  void handle(std::size_t number);
  void advance(Client& client);
  void read(std::size_t number);
  void end(std::size_t number);
  [[nodiscard]] long move(Client& client, bool out, void* bytes, std::size_t size);

  const CrowdOptions options_;
  const Received received_;
  int epoll_ = -1;
  SSL_CTX* context_ = nullptr;
  std::vector<Client> clients_;
  std::size_t under_way_ = 0;
  std::size_t ended_ = 0;
};

}  // namespace cairn::bench

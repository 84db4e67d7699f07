// An open loop of requests: they are due at fixed times, whatever became of those before, and the
// time for an answer counts from when its request was due. So a server that stops for a moment is
// charged with everybody who came meanwhile ("coordinated omission" is what closed loops do
// instead).
//
//   bench_open_loop PORT REQUESTS-PER-SECOND SECONDS CONNECTIONS FILE-WITH-TARGETS [ADDRESSES]
//
// A line of the file is a target, or a target, a tab and one more header field. With ADDRESSES the
// connections come from that many addresses, 127.0.1.1 and the next ones: a crowd, of which the
// times do not matter.
//
// Prints one line: "requests N bad N p50 US p99 US p999 US max US late US". `late` is the 99th
// percentile of how late this program itself was to send: it must be small against what is
// measured. So it runs at real-time priority where it may, but for crowds.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr std::chrono::seconds patience_at_end(10);

[[noreturn]] void give_up(std::string_view why) {
  std::cerr << "bench_open_loop: " << why << '\n';
  std::exit(2);
}

// From the address 127.0.1.<host>; from 127.0.0.1 for 0.
int connect_to(std::uint16_t port, std::size_t host) {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(0x7f000100U + static_cast<std::uint32_t>(host));
  const int on = 1;
  if (connection < 0 ||
      (host != 0 && ::bind(connection, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) ||
      ::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
    give_up("cannot connect");
  }
  return connection;
}

// Requests as Spring's clients send them.
std::vector<std::string> read_requests(const char* path) {
  std::vector<std::string> requests;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    const std::string field = tab == line.size() ? "" : line.substr(tab + 1) + "\r\n";
    requests.push_back("GET " + line.substr(0, tab) +
                       " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
                       "Accept-Encoding: gzip\r\nUser-Agent: Java/17.0.12\r\n"
                       "Connection: keep-alive\r\n" +
                       field + "\r\n");
  }
  if (requests.empty()) {
    give_up("no targets");
  }
  return requests;
}

// The bytes of a whole answer at the front of `text`, head and body; 0 while it is not all there.
std::size_t answer_bytes(std::string_view text) {
  const std::size_t head = text.find("\r\n\r\n");
  if (head == std::string_view::npos) {
    return 0;
  }
  constexpr std::string_view field = "Content-Length: ";
  const std::size_t at = text.substr(0, head).find(field);
  std::size_t body = 0;
  if (at != std::string_view::npos) {
    const std::string_view digits = text.substr(at + field.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), body);
  }
  const std::size_t all = head + 4 + body;
  return text.size() >= all ? all : 0;
}

struct Connection {
  int number = -1;
  Clock::time_point due;  // of the request under way
  std::string text;       // of its answer, as far as it is there
};

class OpenLoop {
 public:
  OpenLoop(std::uint16_t port, std::size_t connections, std::vector<std::string> requests,
           std::size_t addresses)
      : requests_(std::move(requests)),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        connections_(connections) {
    for (std::size_t i = 0; i < connections; ++i) {
      connections_[i].number = connect_to(port, addresses == 0 ? 0 : 1 + i % addresses);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].number, &event) != 0) {
        give_up("cannot watch a connection");
      }
      idle_.push_back(i);
    }
  }

  void run(std::size_t per_second, std::size_t seconds) {
    const std::size_t count = per_second * seconds;
    latencies_.reserve(count);
    const auto interval = std::chrono::nanoseconds(1'000'000'000 / per_second);
    const auto begin = Clock::now();
    const auto end = begin + interval * static_cast<long>(count) + patience_at_end;
    for (std::size_t sent = 0; latencies_.size() < count;) {
      const auto now = Clock::now();
      if (now > end) {
        give_up("answers are missing");
      }
      for (; sent < count && begin + interval * static_cast<long>(sent) <= now; ++sent) {
        const auto due = begin + interval * static_cast<long>(sent);
        lateness_.push_back(std::chrono::duration_cast<microseconds>(now - due));
        waiting_.push_back(due);
      }
      send_waiting();
      receive(sent < count ? begin + interval * static_cast<long>(sent) : now + interval);
    }
  }

  void print() {
    std::cout << "requests " << latencies_.size() << " bad " << bad_ << " p50 "
              << percentile(latencies_, 500) << " p99 " << percentile(latencies_, 990) << " p999 "
              << percentile(latencies_, 999) << " max " << percentile(latencies_, 1000) << " late "
              << percentile(lateness_, 990) << '\n';
  }

 private:
  // Those that are due and find no connection free wait, and their time runs.
  void send_waiting() {
    while (!waiting_.empty() && !idle_.empty()) {
      Connection& connection = connections_[idle_.front()];
      idle_.pop_front();
      connection.due = waiting_.front();
      waiting_.pop_front();
      const std::string& request = requests_[next_++ % requests_.size()];
      if (::send(connection.number, request.data(), request.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(request.size())) {
        give_up("cannot send");
      }
    }
  }

  void receive(Clock::time_point until) {
    const auto left = std::max(Clock::duration(0), until - Clock::now());
    timespec pause{};
    pause.tv_nsec = std::chrono::nanoseconds(left).count() % 1'000'000'000;
    std::array<epoll_event, 64> events{};
    const int count =
        ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &pause, nullptr);
    for (int i = 0; i < count; ++i) {
      take(events[static_cast<std::size_t>(i)].data.u64);
    }
  }

  void take(std::size_t index) {
    Connection& connection = connections_[index];
    const ssize_t got = ::recv(connection.number, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
      give_up("a connection was closed");
    }
    connection.text.append(buffer_.data(), static_cast<std::size_t>(got));
    if (answer_bytes(connection.text) == 0) {
      return;
    }
    latencies_.push_back(std::chrono::duration_cast<microseconds>(Clock::now() - connection.due));
    bad_ += connection.text.compare(0, 13, "HTTP/1.1 200 ") == 0 ? 0U : 1U;
    connection.text.clear();
    idle_.push_back(index);
  }

  static long percentile(std::vector<microseconds>& values, std::size_t per_mille) {
    std::sort(values.begin(), values.end());
    const std::size_t index = values.size() * per_mille / 1000;
    return values[std::min(index, values.size() - 1)].count();
  }

  const std::vector<std::string> requests_;
  const int epoll_;
  std::vector<Connection> connections_;
  std::deque<std::size_t> idle_;
  std::deque<Clock::time_point> waiting_;
  std::vector<microseconds> latencies_;
  std::vector<microseconds> lateness_;
  std::array<char, 65536> buffer_{};
  std::size_t next_ = 0;
  std::size_t bad_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6 && argc != 7) {
    std::cerr << "usage: bench_open_loop PORT REQUESTS-PER-SECOND SECONDS CONNECTIONS FILE "
                 "[ADDRESSES]\n";
    return 2;
  }
  const auto number = [argv](int index) { return std::strtoul(argv[index], nullptr, 10); };
  if (number(2) == 0 || number(3) == 0 || number(4) == 0) {
    give_up("rate, seconds and connections are above 0");
  }
  const std::size_t addresses = argc == 7 ? number(6) : 0;
  if (addresses == 0) {
    sched_param least{};
    least.sched_priority = 1;
    (void)::sched_setscheduler(0, SCHED_FIFO,
                               &least);  // Not allowed: `late` tells what came of it.
  } else if (addresses > 250) {
    give_up("at most 250 addresses");
  }
  OpenLoop loop(static_cast<std::uint16_t>(number(1)), number(4), read_requests(argv[5]),
                addresses);
  loop.run(number(2), number(3));
  loop.print();
}

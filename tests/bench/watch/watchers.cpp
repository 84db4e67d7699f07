// A crowd of clients that wait, for the benchmark of watching; obeys commands on its standard
// input.
//
//   bench_watchers PORT COUNT wait|stream|half-open|deaf TARGET TAG [--tls] [--sources N]
//
// It says "ready" once everybody has asked. "report" -> "woken <clients> <first> <last> <ended>",
// microseconds since 1970 at which the first and the last of them had its answer or event; "forget"
// begins anew. It ends with its input.
//
// half-open: requests whose head never ends. deaf: many requests of which no answer is read.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "bench/watch/crowd.hpp"

namespace {

using cairn::bench::Crowd;
using cairn::bench::CrowdOptions;

std::string request_of(std::string_view mode, const std::string& target, const std::string& tag) {
  const std::string begin = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n";
  if (mode == "wait") {
    return begin + "Prefer: wait=3600\r\nIf-None-Match: " + tag + "\r\n\r\n";
  }
  if (mode == "stream") {
    return begin + "Accept: text/event-stream\r\nLast-Event-ID: " + tag + "\r\n\r\n";
  }
  if (mode == "half-open") {
    return begin + "Accept: ";
  }
  std::string many;
  for (int i = 0; i < 200; ++i) {
    many += begin + "\r\n";
  }
  return many;
}

// Who was woken, and when.
class Woken {
 public:
  explicit Woken(std::size_t count) : seen_(count) {}

  void note(std::size_t number) {
    if (!seen_[number]) {
      seen_[number] = true;
      ++count_;
      last_ = cairn::bench::now_us();
      first_ = count_ == 1 ? last_ : first_;
    }
  }
  void forget() { *this = Woken(seen_.size()); }
  void tell(std::size_t ended) const {
    std::printf("woken %zu %lld %lld %zu\n", count_, static_cast<long long>(first_),
                static_cast<long long>(last_), ended);
    std::fflush(stdout);
  }

 private:
  std::vector<bool> seen_;
  std::size_t count_ = 0;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
};

// False at the end of the input.
bool obey(Woken& woken, const Crowd& crowd) {
  std::array<char, 256> text{};
  const auto count = ::read(STDIN_FILENO, text.data(), text.size());
  if (count <= 0) {
    return false;
  }
  const std::string_view command(text.data(), static_cast<std::size_t>(count));
  if (command.find("forget") != std::string_view::npos) {
    woken.forget();
  }
  if (command.find("report") != std::string_view::npos) {
    woken.tell(crowd.ended());
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 5) {
    std::fprintf(stderr,
                 "usage: bench_watchers PORT COUNT MODE TARGET TAG [--tls] [--sources N]\n");
    return 2;
  }
  CrowdOptions options;
  options.port = static_cast<std::uint16_t>(std::stoul(words[0]));
  options.count = std::stoul(words[1]);
  const std::string mode = words[2];
  options.request = request_of(mode, words[3], words[4]);
  options.reads = mode != "deaf";
  options.comes_back = mode == "half-open" || mode == "deaf";
  for (std::size_t i = 5; i < words.size(); ++i) {
    options.tls = options.tls || words[i] == "--tls";
    if (words[i] == "--sources" && i + 1 < words.size()) {
      options.sources = static_cast<unsigned>(std::stoul(words[i + 1]));
    }
  }
  Woken woken(options.count);
  const bool streams = mode == "stream";
  Crowd crowd(options, [&](std::size_t number, std::string_view text) {
    // Heartbeats, and what a stream begins with, wake nobody.
    if (!streams || text.find("event: change") != std::string_view::npos) {
      woken.note(number);
    }
  });
  crowd.gather();
  std::printf("ready\n");
  std::fflush(stdout);
  while (!crowd.turn(1000, STDIN_FILENO) || obey(woken, crowd)) {
  }
  std::fflush(stdout);
  ::_exit(0);  // closing so many sockets in order would only take time
}

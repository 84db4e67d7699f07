// getaddrinfo, in a thread that can be left behind.
#include "fetch/resolve_host.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "base/quiet_thread.hpp"

namespace cairn::fetch {
namespace {

struct Addresses {
  std::vector<SocketAddress> found;
  int problem = 0;  // of getaddrinfo
};

Addresses look_up(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  Addresses addresses;
  addresses.problem = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  for (const addrinfo* at = list; addresses.problem == 0 && at != nullptr; at = at->ai_next) {
    SocketAddress address;
    if (at->ai_addrlen <= sizeof address.storage) {
      std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
      address.length = at->ai_addrlen;
      addresses.found.push_back(address);
    }
  }
  if (list != nullptr) {
    ::freeaddrinfo(list);
  }
  return addresses;
}

// Shared by who waits and the thread that looks up; the last one frees it.
struct LookUp {
  LookUp() : done(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  base::Descriptor done;  // readable once `addresses` is there
  std::mutex mutex;
  Addresses addresses;  // Guarded by mutex.
};

// False when no thread can be had.
bool start(const std::shared_ptr<LookUp>& look_up_state, const std::string& host,
           std::uint16_t port) {
  auto thread = base::quiet_thread([state = look_up_state, host, port] {
    Addresses addresses = look_up(host, port, AI_ADDRCONFIG);
    {
      const std::lock_guard lock(state->mutex);
      state->addresses = std::move(addresses);
    }
    const std::uint64_t one = 1;
    // An eventfd at 0 takes it.
    [[maybe_unused]] const ssize_t written = ::write(state->done.number(), &one, sizeof one);
  });
  if (!thread) {
    return false;
  }
  thread->detach();
  return true;
}

tl::unexpected<TransportFailure> unknown(const std::string& host, const std::string& why) {
  return tl::unexpected(TransportFailure{TransportProblem::not_connected,
                                         "the host '" + host + "' cannot be looked up: " + why});
}

}  // namespace

tl::expected<std::vector<SocketAddress>, TransportFailure> resolve_host(const std::string& host,
                                                                        std::uint16_t port,
                                                                        const Patience& patience) {
  Addresses addresses = look_up(host, port, AI_NUMERICHOST);
  if (addresses.problem != 0) {
    const auto state = std::make_shared<LookUp>();
    if (!state->done.open() || !start(state, host, port)) {
      return unknown(host, "out of file descriptors or threads");
    }
    if (auto reached =
            patience.wait(state->done.number(), POLLIN, "looking up the host '" + host + "'");
        !reached) {
      return tl::unexpected(std::move(reached).error());
    }
    const std::lock_guard lock(state->mutex);
    addresses = std::move(state->addresses);
  }
  if (addresses.problem != 0) {
    return unknown(host, ::gai_strerror(addresses.problem));
  }
  if (addresses.found.empty()) {
    return unknown(host, "it has no address");
  }
  return std::move(addresses.found);
}

}  // namespace cairn::fetch

// DocumentRequest: reads one small document by HTTP or HTTPS, for a thread that may wait.
//
// Redirects are not followed, and only the status 200 counts. https proves the server by the
// system's certificates, or those of a file.
//
// Thread-safety: get() for one thread; break_off() from any.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "cairn/result.hpp"

namespace httplib {
class Client;
}  // namespace httplib

namespace cairn::auth {

struct DocumentSource {
  std::string uri;               // "https://host[:port]/path?query"; http to this machine alone
  std::string certificate_file;  // PEM of authorities; "" for those of the system
  std::chrono::milliseconds timeout{10'000};  // for all of it, once connected
  std::chrono::milliseconds connect_timeout{3'000};
  std::size_t bytes_max = std::size_t{1024} * 1024;
};

// Whether the address can be asked. Errors: invalid_argument for one that is no http or https URI,
// that has a user or a fragment, or is http to another machine: anybody on the way could write
// keys.
[[nodiscard]] Result<void> check(const DocumentSource& source);

class DocumentRequest {
 public:
  DocumentRequest();
  ~DocumentRequest();
  DocumentRequest(const DocumentRequest&) = delete;
  DocumentRequest& operator=(const DocumentRequest&) = delete;

  // Errors: those of check(); unavailable for what cannot be reached, takes too long, is no 200, is
  // larger than it may be, or was broken off.
  [[nodiscard]] Result<std::string> get(const DocumentSource& source);

  // Ends a get() that is under way, and refuses later ones.
  void break_off();

 private:
  std::mutex mutex_;
  std::unique_ptr<httplib::Client> client_;  // Guarded by mutex_: which one; used without it.
  bool ended_ = false;                       // Guarded by mutex_.
};

}  // namespace cairn::auth

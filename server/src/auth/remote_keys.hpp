// RemoteKeys: follows the JWKS document of an issuer at its URL, on a thread of its own. No request
// waits for it.
//
// It asks at once, then at an interval; after a failure sooner, and when hint() says that somebody
// came with a key that is not known. What it learned last stays while the issuer cannot be reached.
//
// Thread-safety: hint() may be called from any thread; `changed` is called on the thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "auth/document_request.hpp"
#include "auth/signing_keys.hpp"
#include "base/log.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

// When to ask next.
struct RemoteKeysPace {
  std::chrono::milliseconds interval{300'000};  // after a success
  std::chrono::milliseconds first_failure{
      5'000};  // doubled with each further one, up to `interval`
  std::chrono::milliseconds between_hints{30'000};  // from any question to one by a hint
};

class RemoteKeys {
 public:
  using Changed = std::function<void(SigningKeys)>;

  RemoteKeys(DocumentSource source, RemoteKeysPace pace, Changed changed);
  // Breaks off a question under way.
  ~RemoteKeys();
  RemoteKeys(const RemoteKeys&) = delete;
  RemoteKeys& operator=(const RemoteKeys&) = delete;

  // Somebody has a token of a key that is not known: asks soon, where the last question is not
  // young.
  void hint();

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  [[nodiscard]] Result<void> ask();
  void told(const Result<void>& asked);
  [[nodiscard]] std::chrono::milliseconds pause() const;

  const DocumentSource source_;
  const RemoteKeysPace pace_;
  const Changed changed_;
  const base::Log log_{"auth"};
  DocumentRequest request_;
  std::string seen_;        // the document that counts; the thread's own, as the next two
  std::string last_error_;  // "" after a success
  unsigned failures_ = 0;   // in a row
  std::mutex mutex_;
  std::condition_variable wake_;
  bool hinted_ = false;  // Guarded by mutex_.
  bool ending_ = false;  // Guarded by mutex_.
  std::thread thread_;   // last: it begins when all else is there
};

}  // namespace cairn::auth

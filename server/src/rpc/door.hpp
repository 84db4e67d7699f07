// Door: who is calling, and may they: one for all threads of gRPC. What is refused is told in the
// audit.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "auth/authenticator.hpp"
#include "auth/entrance.hpp"
#include "rpc/audit.hpp"
#include "rpc/verdict.hpp"
#include "service/answer.hpp"

namespace cairn::rpc {

// Who came, and what they bring to prove who they are.
struct Visitor {
  auth::Peer peer;
  std::string authorization;
  Asker asker;
};

// Whose rights counted, and when.
struct Caller {
  auth::PrincipalRef who;
  std::uint64_t generation = 0;
  Asker asker;
};

// What a call needs beside a login.
struct Need {
  std::optional<auth::Right> right;                                // none: nothing
  std::shared_ptr<const service::ReadRequest> question = nullptr;  // what is to be read
};

class Door {
 public:
  // `ok`, with the caller; or how the call ends.
  using Callback = std::function<void(const Verdict&, const Caller&)>;

  explicit Door(const auth::Authenticator& authenticator)
      : authenticator_(authenticator), entrance_(authenticator) {}
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  // Calls back once: before it returns, or on another thread where a password's hash has to be
  // computed. `self` is kept until then.
  static void admit(const std::shared_ptr<Door>& self, Visitor visitor, Need need, Callback done);

  // Whether who was admitted once may still be given answers to this: credentials and rules change
  // while somebody waits. Cheap where they did not.
  [[nodiscard]] Verdict check_again(Caller& caller, const service::ReadRequest& question) const;

 private:
  void decide(const auth::Outcome& outcome, const Caller& caller, const Need& need,
              const Callback& done) const;

  const auth::Authenticator& authenticator_;
  std::mutex mutex_;
  auth::Entrance entrance_;  // Guarded by mutex_.
};

}  // namespace cairn::rpc

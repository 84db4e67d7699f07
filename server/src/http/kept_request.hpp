// KeptRequest: a request that waits for something: its own copy of the bytes, in hidden memory, and
// the views into them.
//
// Thread-safety: for one thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "auth/principal.hpp"
#include "base/secret.hpp"
#include "http/gate.hpp"
#include "http/request_head.hpp"

namespace cairn::http {

class KeptRequest {
 public:
  // Takes a request that passed the gate, so its bytes pass it again.
  KeptRequest(const Request& request, std::string_view id, const Options& options);
  KeptRequest(const KeptRequest&) = delete;
  KeptRequest& operator=(const KeptRequest&) = delete;

  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  const base::Secret bytes_;
  const base::Secret body_;
  const auth::Peer peer_;
  const std::string id_;
  RequestHead head_;
  Request request_;
};

}  // namespace cairn::http

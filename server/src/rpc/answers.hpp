// Answers: finds the answer to a question and encodes it, once for all who ask the same of one
// catalog.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "service/config_service.hpp"

namespace cairn::rpc {

// An answer with its message; of a failure the message is empty.
struct Encoded {
  std::shared_ptr<const service::Answer> answer;
  bool file = false;
  std::string message;
  base::Secret secret_message;  // in its place, when decrypted values are in it

  [[nodiscard]] std::string_view text() const {
    return secret_message.empty() ? std::string_view(message) : secret_message.reveal();
  }
};

class Answers {
 public:
  using Callback = std::function<void(std::shared_ptr<const Encoded>)>;

  // The service must outlive the last call of find() and encode().
  Answers(service::ConfigService& service, std::size_t bytes_max)
      : service_(service), bytes_max_(bytes_max) {}
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  // Calls back once: before it returns where the answer is known, otherwise on a worker thread,
  // perhaps after a look at the remote. `self` is kept until then.
  static void find(const std::shared_ptr<Answers>& self, service::ReadRequest request,
                   Callback done);

  // The answer to that question, which somebody else got, encoded.
  [[nodiscard]] std::shared_ptr<const Encoded> encode(
      const service::ReadRequest& request, const std::shared_ptr<const service::Answer>& answer);

  [[nodiscard]] std::size_t kept_bytes() const;

 private:
  [[nodiscard]] std::shared_ptr<const Encoded> known(const std::string& key) const;
  void offer(const std::string& key, const std::shared_ptr<const Encoded>& made);

  service::ConfigService& service_;
  const std::size_t bytes_max_;
  const base::Log log_{"rpc"};
  mutable std::mutex mutex_;
  // Guarded by mutex_, with the next two: of one catalog only.
  std::unordered_map<std::string, std::shared_ptr<const Encoded>> kept_;
  std::uint64_t generation_ = 0;
  std::size_t kept_bytes_ = 0;
};

}  // namespace cairn::rpc

// Channels: gRPC's connections to the servers that were asked, one for each address.
//
// Thread-safety: all functions may be called from several threads at once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "cairn/carrier.hpp"

namespace grpc {
class Channel;
class ChannelCredentials;
}  // namespace grpc

namespace cairn::carrier {

class Channels {
 public:
  // Errors: invalid_argument for files of certificates that cannot be read.
  [[nodiscard]] Result<std::shared_ptr<grpc::Channel>> to(const CarriedQuestion& question,
                                                          const FetchOptions& options);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;  // Guarded by mutex_.
};

}  // namespace cairn::carrier

// ConfigCalls: the service of cairn/v1/config.proto: who may, what is asked, and who answers.
//
// Messages travel as bytes in both directions: an answer is encoded once for all who get it.
//
// Thread-safety: gRPC calls it from several threads.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "cairn/v1/config.grpc.pb.h"
#include "rpc/house.hpp"

namespace cairn::rpc {

using RawConfig = v1::Config::WithRawCallbackMethod_Get<
    v1::Config::WithRawCallbackMethod_GetFile<v1::Config::WithRawCallbackMethod_Watch<
        v1::Config::WithRawCallbackMethod_ListSources<v1::Config::Service>>>>;

class ConfigCalls final : public RawConfig {
 public:
  explicit ConfigCalls(std::shared_ptr<House> house) : house_(std::move(house)) {}

  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request,
                                grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetFile(grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* ListSources(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;

 private:
  const std::shared_ptr<House> house_;
};

}  // namespace cairn::rpc

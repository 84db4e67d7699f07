// Calls: one object for each call that is under way, as gRPC's callback interface wants it. It owns
// itself until gRPC has done with it; who answers later keeps it as well.
//
// Thread-safety: all public functions may be called from any thread, also after the call's end,
// when they do nothing.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "observe/calls.hpp"
#include "rpc/answers.hpp"
#include "rpc/verdict.hpp"
#include "rpc/watch_groups.hpp"

namespace cairn::rpc {

// Tells the figures how a call ended.
class CallTimer {
 public:
  CallTimer(observe::CallMeter& meter, observe::CallKind kind) : meter_(meter), kind_(kind) {}
  void end(const grpc::Status& status) const;

 private:
  observe::CallMeter& meter_;
  const observe::CallKind kind_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// One request, one message.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  // `response` is gRPC's, until the call ends.
  [[nodiscard]] static std::shared_ptr<UnaryCall> begin(grpc::ByteBuffer* response,
                                                        CallTimer timer);

  [[nodiscard]] bool over() const { return over_.load(); }
  void answer(const grpc::ByteBuffer& message);
  void end(const Verdict& verdict);

 private:
  UnaryCall(grpc::ByteBuffer* response, CallTimer timer) : response_(response), timer_(timer) {}
  void finish(const grpc::Status& status);
  void OnCancel() override;
  void OnDone() override { self_.reset(); }

  grpc::ByteBuffer* const response_;
  const CallTimer timer_;
  std::atomic<bool> over_{false};
  std::shared_ptr<UnaryCall> self_;
};

// One request, a message whenever there is another state: the newest one that was not written yet.
class WatchCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public Watcher {
 public:
  // Makes the message of a state.
  using Pack = std::function<grpc::ByteBuffer(const std::shared_ptr<const Encoded>&)>;

  [[nodiscard]] static std::shared_ptr<WatchCall> begin(grpc::CallbackServerContext& context,
                                                        Pack pack, CallTimer timer);

  // `leave` is called when gRPC has done with the call; at once if it has.
  void on_done(std::function<void()> leave);

  [[nodiscard]] bool gone() const override { return gone_.load(); }
  void tell(std::shared_ptr<const Encoded> state) override;
  void end(const Verdict& verdict) override;
  void cut() override;

 private:
  WatchCall(grpc::CallbackServerContext& context, Pack pack, CallTimer timer)
      : context_(context), pack_(std::move(pack)), timer_(timer) {}
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void go_on(std::unique_lock<std::mutex> lock);

  grpc::CallbackServerContext& context_;  // gRPC's, until OnDone()
  const Pack pack_;
  const CallTimer timer_;
  std::atomic<bool> gone_{false};
  std::shared_ptr<WatchCall> self_;
  grpc::ByteBuffer written_;  // of the write that is under way

  // Held by cut() while it tells gRPC, so that the context is there until it returns. gRPC calls
  // OnDone() on threads of its own, never from within that.
  std::mutex cutting_;
  bool over_ = false;  // Guarded by cutting_.

  std::mutex mutex_;
  std::shared_ptr<const Encoded> next_;  // Guarded by mutex_, with all below.
  std::optional<grpc::Status> ending_;
  bool writing_ = false;  // a write, or the end, is under way
  bool finished_ = false;
  bool done_ = false;
  std::vector<std::function<void()>> leave_;
};

}  // namespace cairn::rpc

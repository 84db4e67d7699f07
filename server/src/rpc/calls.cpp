// How calls end, and how a stream writes one message after the other.
#include "rpc/calls.hpp"

#include <utility>

namespace cairn::rpc {
namespace {

grpc::Status status_of(const Verdict& verdict) {
  return {static_cast<grpc::StatusCode>(verdict.code), verdict.message};
}

}  // namespace

void CallTimer::end(const grpc::Status& status) const {
  meter_.record(kind_, status.error_code(), std::chrono::steady_clock::now() - begun_);
}

std::shared_ptr<UnaryCall> UnaryCall::begin(grpc::ByteBuffer* response, CallTimer timer) {
  std::shared_ptr<UnaryCall> made(new UnaryCall(response, timer));
  made->self_ = made;
  return made;
}

void UnaryCall::answer(const grpc::ByteBuffer& message) {
  if (!over_.exchange(true)) {
    *response_ = message;
    finish(grpc::Status::OK);
  }
}

void UnaryCall::end(const Verdict& verdict) {
  if (!over_.exchange(true)) {
    finish(status_of(verdict));
  }
}

void UnaryCall::finish(const grpc::Status& status) {
  timer_.end(status);
  Finish(status);
}

// The client went away, or its deadline is over.
void UnaryCall::OnCancel() {
  if (!over_.exchange(true)) {
    finish(grpc::Status::CANCELLED);
  }
}

std::shared_ptr<WatchCall> WatchCall::begin(grpc::CallbackServerContext& context, Pack pack,
                                            CallTimer timer) {
  std::shared_ptr<WatchCall> made(new WatchCall(context, std::move(pack), timer));
  made->self_ = made;
  return made;
}

void WatchCall::on_done(std::function<void()> leave) {
  {
    const std::lock_guard lock(mutex_);
    if (!done_) {
      leave_.push_back(std::move(leave));
      return;
    }
  }
  leave();
}

void WatchCall::tell(std::shared_ptr<const Encoded> state) {
  std::unique_lock lock(mutex_);
  if (!ending_) {
    next_ = std::move(state);
    go_on(std::move(lock));
  }
}

void WatchCall::end(const Verdict& verdict) {
  std::unique_lock lock(mutex_);
  if (!ending_) {
    ending_ = status_of(verdict);
    next_.reset();
    go_on(std::move(lock));
  }
}

void WatchCall::cut() {
  const std::lock_guard lock(cutting_);
  if (!over_) {
    context_.TryCancel();
  }
}

// Does the next thing, without the lock: nobody else begins one while `writing_` is set.
void WatchCall::go_on(std::unique_lock<std::mutex> lock) {
  if (writing_ || finished_) {
    return;
  }
  if (ending_) {
    finished_ = true;
    const grpc::Status status = *ending_;
    lock.unlock();
    timer_.end(status);
    Finish(status);
    return;
  }
  if (next_) {
    writing_ = true;
    const auto state = std::exchange(next_, nullptr);
    lock.unlock();
    written_ = pack_(state);
    StartWrite(&written_);
  }
}

void WatchCall::OnWriteDone(bool ok) {
  std::unique_lock lock(mutex_);
  writing_ = false;
  if (!ok && !ending_) {
    ending_ = grpc::Status::CANCELLED;
  }
  go_on(std::move(lock));
}

void WatchCall::OnCancel() {
  std::unique_lock lock(mutex_);
  if (!ending_) {
    ending_ = grpc::Status::CANCELLED;
    next_.reset();
  }
  go_on(std::move(lock));
}

void WatchCall::OnDone() {
  gone_ = true;
  {
    const std::lock_guard lock(cutting_);
    over_ = true;
  }
  std::vector<std::function<void()>> leave;
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
    leave.swap(leave_);
  }
  for (const auto& each : leave) {
    each();
  }
  self_.reset();
}

}  // namespace cairn::rpc

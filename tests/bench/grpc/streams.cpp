// Many Watch streams in one process: opens them, then tells for each change when the first and the
// last of them had it.
//
//   bench_grpc_streams PORT STREAMS CHANNELS
//
// Writes "open" when every stream has its first state; then, each time every stream has another
// one, microseconds of the clock at the first and at the last of them.
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cairn/v1/config.grpc.pb.h"

namespace {

using cairn::v1::Config;

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Counts states by their number in each stream.
class Tally {
 public:
  explicit Tally(std::size_t streams) : streams_(streams) {}

  void arrived() {
    const std::int64_t at = now_us();
    const std::lock_guard lock(mutex_);
    if (count_++ == 0) {
      first_ = at;
    }
    if (count_ == streams_) {
      count_ = 0;
      if (opened_) {
        std::printf("%lld %lld\n", static_cast<long long>(first_), static_cast<long long>(at));
      } else {
        std::printf("open\n");
      }
      opened_ = true;
      std::fflush(stdout);
    }
  }

 private:
  const std::size_t streams_;
  std::mutex mutex_;
  std::size_t count_ = 0;
  std::int64_t first_ = 0;
  bool opened_ = false;
};

class Stream final : public grpc::ClientReadReactor<cairn::v1::WatchResponse> {
 public:
  Stream(Config::Stub& stub, Tally& tally) : tally_(tally) {
    request_.mutable_environment()->set_application("shop");
    request_.mutable_environment()->set_profiles("dev");
    stub.async()->Watch(&context_, &request_, this);
    StartRead(&state_);
    StartCall();
  }

 private:
  void OnReadDone(bool ok) override {
    if (ok) {
      tally_.arrived();
      StartRead(&state_);
    }
  }
  void OnDone(const grpc::Status& status) override {
    std::fprintf(stderr, "a stream ended: %s\n", status.error_message().c_str());
    std::_Exit(EXIT_FAILURE);
  }

  Tally& tally_;
  grpc::ClientContext context_;
  cairn::v1::WatchRequest request_;
  cairn::v1::WatchResponse state_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "bench_grpc_streams PORT STREAMS CHANNELS\n");
    return EXIT_FAILURE;
  }
  const std::size_t streams = std::strtoul(argv[2], nullptr, 10);
  const std::size_t channels = std::strtoul(argv[3], nullptr, 10);
  Tally tally(streams);
  std::vector<std::unique_ptr<Config::Stub>> stubs;
  for (std::size_t i = 0; i < channels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stubs.push_back(Config::NewStub(grpc::CreateCustomChannel(
        std::string("127.0.0.1:") + argv[1], grpc::InsecureChannelCredentials(), arguments)));
  }
  std::vector<std::unique_ptr<Stream>> open;
  for (std::size_t i = 0; i < streams; ++i) {
    open.push_back(std::make_unique<Stream>(*stubs[i % channels], tally));
  }
  while (std::getchar() != EOF) {
  }
  std::_Exit(EXIT_SUCCESS);  // the server sees every stream end at once
}

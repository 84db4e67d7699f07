// Binding, limits, and the end.
#include "rpc/server.hpp"

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <limits>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "rpc/config_calls.hpp"
#include "rpc/credentials.hpp"

namespace cairn::rpc {
namespace {

constexpr std::chrono::milliseconds sweep_interval{1'000};
constexpr int reflection_threads_max = 8;  // of the one service that takes a thread for each call
constexpr int keepalive_answer_ms = 20'000;
constexpr int ping_interval_min_ms = 10'000;
constexpr int handshake_ms = 5'000;

const base::Log& logger() {
  static const base::Log log("rpc");
  return log;
}

// gRPC writes to standard error by itself, in lines of its own form.
void take_log_lines() {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  gpr_set_log_function([](gpr_log_func_args* line) {
    logger().warn("gRPC says", {{"words", line->message == nullptr ? "" : line->message}});
  });
}

int whole(std::size_t number) {
  return number > static_cast<std::size_t>(std::numeric_limits<int>::max())
             ? std::numeric_limits<int>::max()
             : static_cast<int>(number);
}

int milliseconds(std::chrono::milliseconds time) {
  return whole(static_cast<std::size_t>(time.count()));
}

std::string address_text(const Options& options) {
  std::string host = options.address.empty() ? "::" : options.address;
  if (host.find(':') != std::string::npos) {
    host = "[" + host + "]";
  }
  return host + ":" + std::to_string(options.port);
}

void set_limits(grpc::ServerBuilder& builder, const Options& options) {
  builder.SetMaxReceiveMessageSize(whole(options.request_bytes_max));
  builder.SetMaxSendMessageSize(-1);  // ConfigCalls sees to it, in words
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, whole(options.metadata_bytes_max));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             whole(options.calls_per_connection_max));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, milliseconds(options.idle));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, milliseconds(options.keepalive));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepalive_answer_ms);
  // On a stream without changes nothing but pings is sent.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             ping_interval_min_ms);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, handshake_ms);
  // A second server on the port would take half of our clients in silence.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("cairn");
  quota.Resize(options.memory_bytes_max).SetMaxThreads(reflection_threads_max);
  builder.SetResourceQuota(quota);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

// Whoever links reflection has it, so it has to be taken out again.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [](const auto& each) {
      return dynamic_cast<grpc::reflection::ProtoServerReflectionPlugin*>(each.get()) != nullptr;
    });
  }
};

}  // namespace

struct Server::Running {
  std::shared_ptr<grpc::ServerCredentials> credentials;
  std::shared_ptr<House> house;
  std::unique_ptr<ConfigCalls> calls;
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

bool supported() {
  return true;
}

Server::Server(Options options, service::ConfigService& service,
               const auth::Authenticator& authenticator, observe::CallMeter& meter)
    : options_(std::move(options)),
      service_(service),
      authenticator_(authenticator),
      meter_(meter) {}

Server::~Server() {
  stop();
}

Result<void> Server::start() {
  take_log_lines();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto running = std::make_unique<Running>();
  running->house = std::make_shared<House>(options_, service_, authenticator_, meter_);
  running->credentials = credentials_of(options_);
  running->calls = std::make_unique<ConfigCalls>(running->house);
  grpc::ServerBuilder builder;
  set_limits(builder, options_);
  if (!options_.reflection) {
    builder.SetOption(std::make_unique<WithoutReflection>());
  }
  builder.AddListeningPort(address_text(options_), running->credentials, &running->port);
  builder.RegisterService(running->calls.get());
  running->house->runner->start(sweep_interval, [groups = running->house->groups] {
    groups->sweep(WatchGroups::Clock::now());
  });
  running->server = builder.BuildAndStart();
  if (!running->server || running->port == 0) {
    running->house->runner->stop();
    return fail(ErrorCode::unavailable,
                "gRPC cannot listen on " + address_text(options_) +
                    ": it is taken, no address of this machine, or its certificate cannot be used");
  }
  running->server->GetHealthCheckService()->SetServingStatus(v1::Config::service_full_name(), true);
  running_ = std::move(running);
  return {};
}

std::uint16_t Server::port() const {
  return running_ ? static_cast<std::uint16_t>(running_->port) : std::uint16_t{0};
}

void Server::stop() {
  if (!running_) {
    return;
  }
  const std::shared_ptr<House> house = running_->house;
  running_->server->GetHealthCheckService()->SetServingStatus(false);
  house->runner->post([groups = house->groups] {
    groups->close({Code::unavailable, "the server stops; open another stream"});
  });
  running_->server->Shutdown(std::chrono::system_clock::now() + options_.drain);
  running_->server->Wait();
  house->runner->post([groups = house->groups] { groups->forget(); });
  house->runner->stop();
  running_.reset();
}

}  // namespace cairn::rpc

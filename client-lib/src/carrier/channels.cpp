// See channels.hpp.
#include "carrier/channels.hpp"

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

namespace cairn::carrier {
namespace {

constexpr int keepalive_ms = 30'000;

// A channel that failed waits before it tries again; who asks has pauses of its own, and takes
// another one.
bool failed(grpc::Channel& channel) {
  const grpc_connectivity_state state = channel.GetState(false);
  return state == GRPC_CHANNEL_TRANSIENT_FAILURE || state == GRPC_CHANNEL_SHUTDOWN;
}

Result<std::string> text_of(const std::string& path) {
  if (path.empty()) {
    return std::string();
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file || text.empty()) {
    return fail(ErrorCode::invalid_argument, "the file '" + path + "' cannot be read");
  }
  return text;
}

Result<std::shared_ptr<grpc::ChannelCredentials>> credentials_of(const TlsOptions& tls) {
  auto authorities = text_of(tls.ca_file);
  auto certificate = text_of(tls.certificate_file);
  auto key = text_of(tls.key_file);
  for (const auto* text : {&authorities, &certificate, &key}) {
    if (!*text) {
      return fail(text->error());
    }
  }
  return grpc::SslCredentials({*authorities, *key, *certificate});
}

std::string target_of(const CarriedQuestion& question) {
  const bool ipv6 = question.host.find(':') != std::string::npos;
  return "dns:///" + (ipv6 ? '[' + question.host + ']' : question.host) + ':' +
         std::to_string(question.port);
}

grpc::ChannelArguments arguments_of(const FetchOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(std::min<std::size_t>(
      options.body_bytes_max, static_cast<std::size_t>(std::numeric_limits<int>::max()))));
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // nothing comes from the process environment
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive_ms);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // a stream may be silent for long
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);                // whoever asks has rules of its own
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

}  // namespace

Result<std::shared_ptr<grpc::Channel>> Channels::to(const CarriedQuestion& question,
                                                    const FetchOptions& options) {
  const std::string target = target_of(question);
  const TlsOptions& tls = options.tls;
  std::string key = target + '\n' + std::to_string(options.body_bytes_max);
  if (question.tls) {
    key += '\n' + tls.ca_file + '\n' + tls.certificate_file + '\n' + tls.key_file;
  }
  const std::lock_guard lock(mutex_);
  std::shared_ptr<grpc::Channel>& channel = channels_[key];
  if (!channel || failed(*channel)) {
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
    if (question.tls) {
      auto made = credentials_of(tls);
      if (!made) {
        return fail(std::move(made).error());
      }
      credentials = *std::move(made);
    }
    channel = grpc::CreateCustomChannel(target, credentials, arguments_of(options));
  }
  return channel;
}

}  // namespace cairn::carrier

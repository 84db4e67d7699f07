// See settings_table_grpc.hpp.
#include "app/settings_table_grpc.hpp"

namespace cairn::app {

using namespace rows;

void add_grpc(Rows& rows) {
  rows.push_back(limited("cairn.grpc.port", SettingType::whole, "", 0, 65'535,
                         "port of gRPC; 0 takes any free one; without it gRPC is not served"));
  rows.push_back(text("cairn.grpc.address", "",
                      "IPv4 or IPv6 address of that port; without it server.address"));
  rows.push_back(flag("cairn.grpc.reflection", "true",
                      "the reflection service, which tells whoever asks what calls there are"));
  rows.push_back(limited("cairn.grpc.request-size", SettingType::size, "16KB", kilobyte,
                         16 * megabyte, "a request; more is RESOURCE_EXHAUSTED"));
  rows.push_back(limited("cairn.grpc.answer-size", SettingType::size, "4MB", kilobyte, gigabyte,
                         "an answer; more is RESOURCE_EXHAUSTED. Clients have a limit as well"));
  rows.push_back(limited("cairn.grpc.streams", SettingType::whole, "10000", 1, 1'000'000,
                         "Watch calls that are open; more are RESOURCE_EXHAUSTED"));
  rows.push_back(limited("cairn.grpc.streams-per-address", SettingType::whole, "10000", 1,
                         1'000'000, "those of one client address"));
  rows.push_back(limited("cairn.grpc.calls-per-connection", SettingType::whole, "1000", 1,
                         1'000'000, "calls of one connection at a time; more wait at the client"));
  rows.push_back(limited("cairn.grpc.memory", SettingType::size, "512MB", 16 * megabyte,
                         1'024 * gigabyte, "memory for what gRPC reads and writes"));
  rows.push_back(limited("cairn.grpc.answer-cache-size", SettingType::size, "16MB", 0,
                         1'024 * gigabyte, "memory for known answers of gRPC"));
  rows.push_back(limited("cairn.grpc.keepalive", SettingType::duration, "30s", second, hour,
                         "a connection on which nothing comes is asked whether it is alive"));
}

}  // namespace cairn::app

// See question.hpp.
#include "spring/question.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cairn/data_size.hpp"
#include "fetch/fetcher.hpp"

namespace cairn::testing {
namespace {

using std::chrono::milliseconds;

template <typename T>
Json plain(const T& value) {
  return value;
}
Json plain(milliseconds value) {
  return value.count();
}
Json plain(DataSize value) {
  return value.bytes;
}
Json plain(const Value& value) {
  return said(value);
}
Json plain(const std::optional<std::string>& value) {
  return value ? Json(*value) : Json();
}

template <typename T>
Json read_as(const Config& config, const std::string& key) {
  const Result<T> value = config.get<T>(key);
  return value ? Json{{"value", plain(*value)}} : Json{{"error", said(value.error())}};
}

using Read = std::function<Json(const Config&, const std::string&)>;

const std::map<std::string, Read>& reads() {
  static const std::map<std::string, Read> table = {
      {"bool", read_as<bool>},
      {"int32", read_as<std::int32_t>},
      {"int64", read_as<std::int64_t>},
      {"uint16", read_as<std::uint16_t>},
      {"double", read_as<double>},
      {"string", read_as<std::string>},
      {"optional string", read_as<std::optional<std::string>>},
      {"milliseconds", read_as<milliseconds>},
      {"data size", read_as<DataSize>},
      {"value", read_as<Value>},
      {"strings", read_as<std::vector<std::string>>},
      {"int32s", read_as<std::vector<std::int32_t>>},
      {"map of strings", read_as<std::map<std::string, std::string>>},
  };
  return table;
}

Json typed_reads(const Config& config, const nlohmann::json& wanted) {
  Json out = Json::array();
  for (const auto& one : wanted) {
    out.push_back(reads().at(one.at(1))(config, one.at(0)));
  }
  return out;
}

Json environment_of(const LoadOptions& options) {
  FetchOptions asked = options.server;
  asked.application = options.layers.application;
  asked.profiles = options.layers.profiles;
  asked.label = options.layers.label;
  const auto fetcher = fetch::Fetcher::make(asked);
  if (!fetcher) {
    throw std::runtime_error(fetcher.error().text());
  }
  const fetch::FetchResult result = fetcher->fetch({});
  if (!result) {
    return {{"error", said(result.error().error)},
            {"outcome", fetch::name_of(result.error().outcome)},
            {"status", result.error().status},
            {"cache_may_stand_in", result.error().cache_may_stand_in()}};
  }
  const auto& fetched = std::get<fetch::Fetched>(*result);
  Json out = said(fetched.environment);
  out["etag"] = fetched.etag;
  out["label_that_answered"] = fetched.facts.label;
  return out;
}

}  // namespace

LoadOptions options_of(const nlohmann::json& question) {
  LoadOptions options;
  options.layers.environment.emplace();
  options.layers.files.clear();
  options.layers.application = question.value("application", "shop");
  options.layers.profiles = question.value("profiles", "default");
  options.layers.label = question.value("label", "");
  FetchOptions& server = options.server;
  server.uris = question.at("uris").get<std::vector<std::string>>();
  server.username = question.value("username", server.username);
  server.password = question.value("password", "");
  server.media_type = question.value("media_type", server.media_type);
  server.connect_timeout = milliseconds(question.value("connect_timeout_ms", 10'000));
  server.request_timeout = milliseconds(question.value("request_timeout_ms", 60'000));
  if (question.value("strict_uris", false)) {
    server.uri_strategy = UriStrategy::connection_timeout_only;
  }
  options.cache.directory = question.value("cache", "");
  options.cache.enabled = !options.cache.directory.empty();
  return options;
}

Json answer_to(const nlohmann::json& question) {
  const LoadOptions options = options_of(question);
  Json out = Json::object();
  const Result<Config> config = Config::load(options);
  if (config) {
    out["config"] = said(*config);
    out["reads"] = typed_reads(*config, question.value("reads", nlohmann::json::array()));
  } else {
    out["error"] = said(config.error());
  }
  if (question.value("whole", false)) {
    out["environment"] = environment_of(options);
  }
  return out;
}

}  // namespace cairn::testing

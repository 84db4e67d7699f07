// The rules of Spring's client for name, profile, label and addresses.
#include "client/remote_target.hpp"

#include <string_view>
#include <utility>

#include "base/joined.hpp"
#include "base/text.hpp"

namespace cairn::client {
namespace {

constexpr std::string_view optional_prefix = "optional:";
constexpr std::string_view server_prefix = "configserver:";

// The first text that is not empty: the option, else what one of the keys holds, else `otherwise`.
Result<std::string> first_of(const std::string& option, const Config& local,
                             const std::vector<const char*>& keys, std::string otherwise) {
  if (!option.empty()) {
    return option;
  }
  for (const char* key : keys) {
    auto text = local.get<std::string>(key, "");
    if (!text || !text->empty()) {
      return text;
    }
  }
  return otherwise;
}

// The addresses of an import, "configserver:a,b?fail-fast=true", without what stands behind '?'.
std::vector<std::string> addresses_of(std::string_view text) {
  std::vector<std::string> addresses;
  for (const std::string_view part : base::split(text, ',')) {
    const std::string_view address = base::trim(part.substr(0, part.find('?')));
    if (!address.empty()) {
      addresses.emplace_back(address);
    }
  }
  return addresses;
}

}  // namespace

Result<RemoteTarget> find_remote_target(const LayerOptions& options, const Config& local,
                                        const std::vector<std::string>& profiles) {
  const Config settings = local.at("spring.cloud.config");
  RemoteTarget target;
  auto enabled = settings.get<bool>("enabled", true);
  if (!enabled) {
    return fail(std::move(enabled).error());
  }
  target.enabled = *enabled;
  auto uris = settings.get<std::vector<std::string>>("uri", {});
  if (!uris) {
    return fail(std::move(uris).error());
  }
  target.uris = *std::move(uris);
  auto application =
      first_of(options.application, local, {"spring.cloud.config.name", "spring.application.name"},
               "application");
  if (!application) {
    return fail(std::move(application).error());
  }
  target.application = *std::move(application);
  // "default" is what the setting has when nobody set it.
  auto asked = settings.get<std::string>("profile", "default");
  if (!asked) {
    return fail(std::move(asked).error());
  }
  const std::string active = base::joined(profiles, ",");
  const bool chosen = options.profiles.empty() && !asked->empty() && *asked != "default";
  target.profiles = chosen ? *asked : active;
  auto label = first_of(options.label, local, {"spring.cloud.config.label"}, "");
  if (!label) {
    return fail(std::move(label).error());
  }
  target.label = *std::move(label);
  return target;
}

Result<void> take_imports(const std::vector<std::string>& imports, const Origin& origin,
                          RemoteTarget& target) {
  bool of_server = false;  // the one before
  for (const std::string& import : imports) {
    std::string_view rest = base::trim(import);
    if (of_server && rest.substr(0, 4) == "http") {
      // As one text the list was cut at the commas between addresses.
      const std::vector<std::string> more = addresses_of(rest);
      target.uris.insert(target.uris.end(), more.begin(), more.end());
      continue;
    }
    of_server = false;
    const bool optional = rest.substr(0, optional_prefix.size()) == optional_prefix;
    rest.remove_prefix(optional ? optional_prefix.size() : 0);
    if (rest.substr(0, server_prefix.size()) != server_prefix) {
      if (optional || rest.empty()) {
        continue;
      }
      return fail(ErrorCode::invalid_argument,
                  "spring.config.import: '" + import +
                      "' is not supported: only configserver: is; name files in the options",
                  origin);
    }
    const std::vector<std::string> addresses = addresses_of(rest.substr(server_prefix.size()));
    if (!addresses.empty()) {
      target.uris = addresses;
    }
    target.optional = optional;
    of_server = true;
  }
  return {};
}

}  // namespace cairn::client

// From a notification to its verdict: proof first, then method, type, paths and names.
#include "hooks/monitor.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "hooks/paths.hpp"
#include "hooks/services.hpp"

namespace cairn::hooks {
namespace {

// Longer ones are no paths of Git; it also bounds the recursion of std::regex.
constexpr std::size_t path_bytes_max = 4096;

enum class BodyKind { json, form, other };

// "application/json;charset=utf-8" is JSON, and so is "application/vnd.x+json".
BodyKind kind_of(std::string_view content_type) {
  const std::string_view type = base::trim(content_type.substr(0, content_type.find(';')));
  constexpr std::string_view application = "application/";
  constexpr std::string_view json_suffix = "+json";
  if (base::equals_ignoring_case(type, "application/x-www-form-urlencoded")) {
    return BodyKind::form;
  }
  const bool json =
      base::equals_ignoring_case(type, "application/json") ||
      (type.size() > application.size() + json_suffix.size() &&
       base::equals_ignoring_case(type.substr(0, application.size()), application) &&
       base::equals_ignoring_case(type.substr(type.size() - json_suffix.size()), json_suffix));
  return json ? BodyKind::json : BodyKind::other;
}

Verdict refused(int status, std::string reason) {
  return {status, std::move(reason), {}, {}};
}

bool signs_its_body(Provider provider) {
  return provider != Provider::gitlab && provider != Provider::gitee;
}

}  // namespace

Monitor::Monitor(Options options, Clock clock)
    : options_(std::move(options)), clock_(std::move(clock)), thread_(1, options_.waiting_max) {}

bool Monitor::wants_body(const Notification& head) const {
  if (!options_.check) {
    return true;
  }
  for (std::size_t i = 0; i < all_providers.size(); ++i) {
    const Options::Host& host = options_.hosts[i];
    if (host.enabled && host.validate && !host.secret.empty() &&
        belongs_to(all_providers[i], head)) {
      return true;
    }
  }
  return false;
}

// 403 unless every host whose fields it bears finds its proof in it.
Verdict Monitor::refusal(const Notification& notification) const {
  bool proved = false;
  const auto now = clock_();
  for (std::size_t i = 0; i < all_providers.size(); ++i) {
    const Provider provider = all_providers[i];
    const Options::Host& host = options_.hosts[i];
    if (!host.enabled || !host.validate || host.secret.empty() ||
        !belongs_to(provider, notification)) {
      continue;
    }
    // The reference has read a form before it looks at signatures, and finds none right.
    const bool lost =
        signs_its_body(provider) && kind_of(notification.content_type) == BodyKind::form;
    if (lost || !is_proved(provider, host.secret, notification, now)) {
      return refused(403, "no proof that " + std::string(name_of(provider)) + " sent it");
    }
    proved = true;
  }
  return proved ? Verdict() : refused(403, "from no host that has a webhook-secret here");
}

bool Monitor::is_ignored(const std::string& path) const {
  try {
    return std::any_of(options_.ignored.begin(), options_.ignored.end(),
                       [&](const std::regex& one) { return std::regex_match(path, one); });
  } catch (const std::regex_error&) {
    return false;  // too much work for this path: rather one event too many
  }
}

Verdict Monitor::judge(const Notification& notification, bool posted) const {
  if (options_.check) {
    if (Verdict refusal = this->refusal(notification); refusal.status != 200) {
      return refusal;
    }
  }
  if (!posted) {
    return refused(405, "not a POST");
  }
  const BodyKind kind = kind_of(notification.content_type);
  if (kind == BodyKind::other) {
    return refused(415, "neither JSON nor a form");
  }
  std::vector<Provider> asked;
  for (std::size_t i = 0; i < all_providers.size(); ++i) {
    if (options_.hosts[i].enabled) {
      asked.push_back(all_providers[i]);
    }
  }
  auto changes =
      kind == BodyKind::form ? changes_of_form(notification) : changes_of_json(notification, asked);
  if (!changes) {
    return refused(400, changes.error().text());
  }
  Verdict verdict;
  const std::size_t count = std::min(changes->paths.size(), options_.paths_max);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& path = changes->paths[i];
    if (path && path->size() <= path_bytes_max && !is_ignored(*path)) {
      add_services(*path, options_.dashes_max, verdict.services);
    }
  }
  verdict.addresses = std::move(changes->addresses);
  return verdict;
}

void Monitor::take(Notification notification, bool posted, std::function<void(Verdict)> done) {
  auto kept = std::make_shared<Notification>(std::move(notification));
  auto shared = std::make_shared<std::function<void(Verdict)>>(std::move(done));
  if (!thread_.post([this, kept, posted, shared] { (*shared)(judge(*kept, posted)); })) {
    (*shared)(refused(429, "too many notifications wait"));
  }
}

}  // namespace cairn::hooks

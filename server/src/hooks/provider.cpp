// Fields and signatures of each host.
#include "hooks/provider.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "crypto/cipher_text.hpp"
#include "crypto/mac.hpp"

namespace cairn::hooks {
namespace {

constexpr std::string_view signature_mark = "sha256=";
constexpr std::int64_t hour_ms = 3'600'000;

bool has_text(std::string_view text) {
  return !base::trim(text).empty();
}

bool is_bitbucket(const Notification& notification) {
  const std::string_view event = notification.field("X-Event-Key");
  if (event == "repo:push" || event == "pullrequest:fulfilled") {
    return has_text(notification.field("X-Hook-UUID"));
  }
  return (event == "repo:refs_changed" || event == "pr:merged") &&
         has_text(notification.field("X-Request-Id"));
}

bool signs_body(std::string_view signature, const base::Secret& secret,
                const Notification& notification) {
  const std::string mac = crypto::hmac_sha256(secret, notification.body);
  return !mac.empty() && crypto::equal_in_constant_time(signature, crypto::encode_hex(mac));
}

// "sha256=..." without its mark; "" for something else.
std::string_view marked(std::string_view field) {
  return field.substr(0, signature_mark.size()) == signature_mark
             ? field.substr(signature_mark.size())
             : std::string_view();
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                   : std::nullopt;
}

bool proves_gitee(const base::Secret& secret, const Notification& notification,
                  std::chrono::system_clock::time_point now) {
  const std::string_view token = notification.field("X-Gitee-Token");
  const std::string_view stamp = notification.field("X-Gitee-Timestamp");
  if (!has_text(token)) {
    return false;
  }
  if (!has_text(stamp)) {
    return secret.matches(token);
  }
  const auto sent = whole_number(stamp);
  const std::int64_t present =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  if (!sent || *sent < present - hour_ms || *sent > present + hour_ms) {
    return false;
  }
  std::string signed_text = std::string(stamp) + '\n';
  signed_text += secret.reveal();
  const std::string mac = crypto::hmac_sha256(secret, signed_text);
  base::wipe(signed_text);
  return !mac.empty() && crypto::equal_in_constant_time(token, base::encode_base64(mac));
}

}  // namespace

std::string_view name_of(Provider provider) {
  switch (provider) {
    case Provider::github:
      return "github";
    case Provider::gitlab:
      return "gitlab";
    case Provider::bitbucket:
      return "bitbucket";
    case Provider::gitea:
      return "gitea";
    case Provider::gitee:
      return "gitee";
    case Provider::gogs:
      break;
  }
  return "gogs";
}

bool belongs_to(Provider provider, const Notification& notification) {
  switch (provider) {
    case Provider::github:
      return notification.field("X-GitHub-Event") == "push";
    case Provider::gitlab:
      return notification.field("X-Gitlab-Event") == "Push Hook";
    case Provider::bitbucket:
      return is_bitbucket(notification);
    case Provider::gitea:
      return notification.field("X-Gitea-Event") == "push";
    case Provider::gitee:
      return notification.field("X-Git-Oschina-Event") == "Push Hook" ||
             notification.field("X-Gitee-Event") == "Push Hook";
    case Provider::gogs:
      break;
  }
  return notification.field("X-Gogs-Event") == "push";
}

bool is_proved(Provider provider, const base::Secret& secret, const Notification& notification,
               std::chrono::system_clock::time_point now) {
  if (secret.empty()) {
    return false;
  }
  switch (provider) {
    case Provider::github:
      return signs_body(marked(notification.field("X-Hub-Signature-256")), secret, notification);
    case Provider::gitlab:
      return secret.matches(notification.field("X-Gitlab-Token"));
    case Provider::bitbucket:
      return signs_body(marked(notification.field("X-Hub-Signature")), secret, notification);
    case Provider::gitea:
      return signs_body(notification.field("X-Gitea-Signature"), secret, notification);
    case Provider::gitee:
      return proves_gitee(secret, notification, now);
    case Provider::gogs:
      break;
  }
  return signs_body(notification.field("X-Gogs-Signature"), secret, notification);
}

}  // namespace cairn::hooks

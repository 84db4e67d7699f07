// Whose a notification is, and what proves it.
#include "hooks/provider.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn;
using namespace cairn::hooks;

namespace {

const base::Secret secret("hub-secret");
// HMAC-SHA256 of "body" with that secret, by `openssl dgst -sha256 -hmac`.
const std::string mac = "28b7fb2a727ed80fd5c49ed725d768a16f9d8c3e45b0adaf66ddc287656975c2";
const auto noon = std::chrono::system_clock::time_point(std::chrono::seconds(1'767'225'600));

Notification with(std::vector<std::pair<std::string, std::string>> fields) {
  Notification made;
  made.fields = std::move(fields);
  made.body = "body";
  return made;
}

bool proved(Provider provider, const char* name, const std::string& value) {
  return is_proved(provider, secret, with({{name, value}}), noon);
}

}  // namespace

TEST_SUITE("hooks, providers") {
  TEST_CASE("the event's field says who sent it, in any case of its name") {
    CHECK(belongs_to(Provider::github, with({{"x-github-EVENT", "push"}})));
    CHECK_FALSE(belongs_to(Provider::github, with({{"X-GitHub-Event", "ping"}})));
    CHECK_FALSE(belongs_to(Provider::github, with({{"X-GitHub-Event", "Push"}})));
    CHECK(belongs_to(Provider::gitlab, with({{"X-Gitlab-Event", "Push Hook"}})));
    CHECK_FALSE(belongs_to(Provider::gitlab, with({{"X-Gitlab-Event", "Tag Push Hook"}})));
    CHECK(belongs_to(Provider::gitee, with({{"X-Git-Oschina-Event", "Push Hook"}})));
    CHECK(belongs_to(Provider::gitee, with({{"X-Gitee-Event", "Push Hook"}})));
    CHECK(belongs_to(Provider::gitea, with({{"X-Gitea-Event", "push"}})));
    CHECK(belongs_to(Provider::gogs, with({{"X-Gogs-Event", "push"}})));
  }

  TEST_CASE("the first of two fields counts") {
    CHECK_FALSE(belongs_to(Provider::github,
                           with({{"X-GitHub-Event", "ping"}, {"X-GitHub-Event", "push"}})));
  }

  TEST_CASE("Bitbucket says so with two fields") {
    for (const char* event : {"repo:push", "pullrequest:fulfilled"}) {
      CHECK(belongs_to(Provider::bitbucket, with({{"X-Event-Key", event}, {"X-Hook-UUID", "1"}})));
      CHECK_FALSE(
          belongs_to(Provider::bitbucket, with({{"X-Event-Key", event}, {"X-Request-Id", "1"}})));
    }
    for (const char* event : {"repo:refs_changed", "pr:merged"}) {
      CHECK(belongs_to(Provider::bitbucket, with({{"X-Event-Key", event}, {"X-Request-Id", "1"}})));
      CHECK_FALSE(
          belongs_to(Provider::bitbucket, with({{"X-Event-Key", event}, {"X-Request-Id", " "}})));
    }
    CHECK_FALSE(belongs_to(
        Provider::bitbucket,
        with({{"X-Event-Key", "repo:fork"}, {"X-Hook-UUID", "1"}, {"X-Request-Id", "1"}})));
  }

  TEST_CASE("who signs the body signs all of it, in lower case, in its own field") {
    CHECK(proved(Provider::github, "X-Hub-Signature-256", "sha256=" + mac));
    CHECK(proved(Provider::bitbucket, "X-Hub-Signature", "sha256=" + mac));
    CHECK(proved(Provider::gitea, "X-Gitea-Signature", mac));
    CHECK(proved(Provider::gogs, "X-Gogs-Signature", mac));

    CHECK_FALSE(proved(Provider::github, "X-Hub-Signature", "sha256=" + mac));
    CHECK_FALSE(proved(Provider::github, "X-Hub-Signature-256", mac));
    CHECK_FALSE(proved(Provider::github, "X-Hub-Signature-256", "sha256=" + mac + "0"));
    CHECK_FALSE(proved(Provider::github, "X-Hub-Signature-256", "sha256=" + mac.substr(1)));
    CHECK_FALSE(proved(Provider::github, "X-Hub-Signature-256", "sha256="));
    CHECK_FALSE(proved(Provider::github, "X-Hub-Signature-256", "sha1=" + mac));
    CHECK_FALSE(proved(Provider::gogs, "X-Gogs-Signature", "sha256=" + mac));
    std::string upper = mac;
    for (char& c : upper) {
      c = static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
    }
    CHECK_FALSE(proved(Provider::github, "X-Hub-Signature-256", "sha256=" + upper));
  }

  TEST_CASE("a changed body has no proof, wherever a bit is flipped in it or in the signature") {
    Notification notification = with({{"X-Gogs-Signature", mac}});
    REQUIRE(is_proved(Provider::gogs, secret, notification, noon));
    for (std::size_t i = 0; i < notification.body.size(); ++i) {
      Notification changed = notification;
      changed.body[i] = static_cast<char>(changed.body[i] ^ 1);
      CHECK_FALSE(is_proved(Provider::gogs, secret, changed, noon));
    }
    for (std::size_t i = 0; i < mac.size(); ++i) {
      std::string wrong = mac;
      wrong[i] = wrong[i] == '0' ? '1' : '0';
      CHECK_FALSE(proved(Provider::gogs, "X-Gogs-Signature", wrong));
    }
  }

  TEST_CASE("GitLab and Gitee send the secret itself") {
    CHECK(proved(Provider::gitlab, "X-Gitlab-Token", "hub-secret"));
    CHECK_FALSE(proved(Provider::gitlab, "X-Gitlab-Token", "hub-secre"));
    CHECK_FALSE(proved(Provider::gitlab, "X-Gitlab-Token", ""));
    CHECK(proved(Provider::gitee, "X-Gitee-Token", "hub-secret"));
    CHECK_FALSE(proved(Provider::gitee, "X-Gitee-Token", "hub-secret2"));
  }

  TEST_CASE("Gitee may sign the time, which is an hour off at most") {
    // base64 of HMAC-SHA256 over "<time>\nhub-secret".
    const auto signed_at = [](const std::string& time, const std::string& token) {
      return is_proved(Provider::gitee, secret,
                       with({{"X-Gitee-Timestamp", time}, {"X-Gitee-Token", token}}), noon);
    };
    CHECK(signed_at("1767225600000", "BmBxMipC/GUF+k2Ynmz6vG1ir7EUYGR7hIrzs8sJ2IU="));
    CHECK(signed_at("1767222000000", "TBw+Ul4btO+bzXpOCNTm2ca5rgdcQi9JkYHFQW99C9A="));
    CHECK_FALSE(signed_at("1767221999999", "LAFmkwTfQaY+XDxz2Up7HhMxF2ml21OSaTfvA9M7qcU="));
    CHECK(signed_at("1767229200000", "ljZYmcxliPzYF8ymK3PWIe+fJsnufP6psv+Quwfsnzk="));
    CHECK_FALSE(signed_at("1767229200001", "etSKA1WQyJmMVNOnilqeDWBQe1fk4gpmJNjbaljgaMk="));
    CHECK_FALSE(signed_at("1767225600001", "BmBxMipC/GUF+k2Ynmz6vG1ir7EUYGR7hIrzs8sJ2IU="));
    CHECK_FALSE(signed_at("soon", "BmBxMipC/GUF+k2Ynmz6vG1ir7EUYGR7hIrzs8sJ2IU="));
    CHECK_FALSE(signed_at("1767225600000", "hub-secret"));
    CHECK_FALSE(signed_at("99999999999999999999", "BmBxMipC/GUF+k2Ynmz6vG1ir7EUYGR7hIrzs8sJ2IU="));
  }

  TEST_CASE("no secret proves nothing") {
    CHECK_FALSE(is_proved(Provider::gitlab, base::Secret(), with({{"X-Gitlab-Token", ""}}), noon));
    CHECK_FALSE(is_proved(Provider::gogs, base::Secret(), with({{"X-Gogs-Signature", ""}}), noon));
  }
}

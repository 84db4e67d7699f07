// The verdict on a notification.
#include "hooks/monitor.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>

#include "base/joined.hpp"

using namespace cairn;
using namespace cairn::hooks;

namespace {

Options with_gitlab() {
  Options options;
  options.hosts[1].secret = base::Secret("lab");
  return options;
}

Notification push(const std::string& token, const std::string& body,
                  const std::string& type = "application/json") {
  Notification made;
  made.fields = {{"X-Gitlab-Event", "Push Hook"}, {"X-Gitlab-Token", token}};
  made.content_type = type;
  made.body = body;
  return made;
}

const std::string shop = R"({"commits":[{"added":["shop.yml"]}]})";

std::string judged(const Monitor& monitor, const Notification& notification, bool posted = true) {
  const Verdict verdict = monitor.judge(notification, posted);
  return verdict.status == 200 ? base::joined(verdict.services, "|")
                               : std::to_string(verdict.status);
}

}  // namespace

TEST_SUITE("hooks::Monitor") {
  TEST_CASE("who proves himself is believed, everybody else is 403") {
    const Monitor monitor(with_gitlab());
    CHECK(judged(monitor, push("lab", shop)) == "shop");
    CHECK(judged(monitor, push("lib", shop)) == "403");
    CHECK(judged(monitor, push("", shop)) == "403");
    Notification unsigned_one = push("lab", shop);
    unsigned_one.fields.clear();
    CHECK(judged(monitor, unsigned_one) == "403");
    Notification of_another = push("lab", shop);
    of_another.fields[0] = {"X-GitHub-Event", "push"};
    CHECK(judged(monitor, of_another) == "403");
  }

  TEST_CASE("of two hosts with secrets both must prove it; one without a secret does not count") {
    Options options = with_gitlab();
    Notification both = push("lab", shop);
    both.fields.emplace_back("X-Gogs-Event", "push");
    both.fields.emplace_back("X-Gogs-Signature", "00");
    CHECK(judged(Monitor(options), both) == "shop");
    options.hosts[5].secret = base::Secret("gogs");
    CHECK(judged(Monitor(options), both) == "403");
  }

  TEST_CASE("a host that is off, or not validated, proves nothing") {
    Options options = with_gitlab();
    options.hosts[1].validate = false;
    CHECK(judged(Monitor(options), push("lab", shop)) == "403");
    options = with_gitlab();
    options.hosts[1].enabled = false;
    CHECK(judged(Monitor(options), push("lab", shop)) == "403");
    CHECK(judged(Monitor(Options()), push("lab", shop)) == "403");
  }

  TEST_CASE("proof comes first, then the method, then the type, then the body") {
    const Monitor monitor(with_gitlab());
    CHECK(judged(monitor, push("lib", shop), false) == "403");
    CHECK(judged(monitor, push("lab", shop), false) == "405");
    CHECK(judged(monitor, push("lab", shop, "text/plain")) == "415");
    CHECK(judged(monitor, push("lab", shop, "")) == "415");
    CHECK(judged(monitor, push("lab", "{path")) == "400");
    CHECK(judged(monitor, push("lab", "")) == "400");
    CHECK(judged(monitor, push("lab", shop, "application/vnd.x+json; charset=utf-8")) == "shop");
  }

  TEST_CASE("forms are taken of who sends a token, never of who signs the body") {
    Options options = with_gitlab();
    CHECK(judged(Monitor(options),
                 push("lab", "path=a-b.yml", "application/x-www-form-urlencoded")) == "a-b|a");
    options.hosts[5].secret = base::Secret("k");
    Notification signed_form = push("", "path=a", "application/x-www-form-urlencoded");
    // HMAC-SHA256 of "path=a" with the key "k".
    signed_form.fields = {
        {"X-Gogs-Event", "push"},
        {"X-Gogs-Signature", "2150125018a33c416297d62b57c227e94043dbce3ab8733afe6c1717657a6f1a"}};
    CHECK(judged(Monitor(options), signed_form) == "403");
    signed_form.content_type = "application/json";
    CHECK(judged(Monitor(options), signed_form) == "400");
  }

  TEST_CASE("without a check everybody is believed, and switched-off hosts tell nothing") {
    Options options;
    options.check = false;
    Notification plain;
    plain.content_type = "application/json";
    plain.body = R"({"path":"shop.yml"})";
    CHECK(judged(Monitor(options), plain) == "shop");
    options.hosts[1].enabled = false;
    CHECK(judged(Monitor(options), push("", shop)).empty());
  }

  TEST_CASE("files are counted, cut at the limit and left where they are to be ignored") {
    Options options = with_gitlab();
    const std::string three = R"({"path":["a.yml","docs/b.md",null,"c.yml","d.yml"]})";
    CHECK(judged(Monitor(options), push("lab", three)) == "a|b|c|d");
    options.ignored.emplace_back("docs/.*");
    CHECK(judged(Monitor(options), push("lab", three)) == "a|c|d");
    options.paths_max = 4;
    CHECK(judged(Monitor(options), push("lab", three)) == "a|c");
    options.paths_max = 0;
    CHECK(judged(Monitor(options), push("lab", three)).empty());
  }

  TEST_CASE("a path of 4096 bytes is looked at, a longer one is not") {
    const Monitor monitor(with_gitlab());
    const auto of_length = [&](std::size_t bytes) {
      return judged(monitor, push("lab", "{\"path\":\"" + std::string(bytes, 'x') + "\"}"));
    };
    CHECK(of_length(4096).size() == 4096);
    CHECK(of_length(4097).empty());
  }

  TEST_CASE("a body is gathered only where somebody may prove it") {
    const Monitor monitor(with_gitlab());
    CHECK(monitor.wants_body(push("any", "")));
    Notification github;
    github.fields = {{"X-GitHub-Event", "push"}};
    CHECK_FALSE(monitor.wants_body(github));
  }

  TEST_CASE("a verdict comes back by another thread, once") {
    Monitor monitor(with_gitlab());
    std::promise<Verdict> promise;
    monitor.take(push("lab", shop), true,
                 [&](Verdict verdict) { promise.set_value(std::move(verdict)); });
    CHECK(promise.get_future().get().services == std::vector<std::string>{"shop"});
  }
}

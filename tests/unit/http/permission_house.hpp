// A dispatcher with several principals, each known by a name in its client certificate.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/dispatcher.hpp"
#include "unit/http/fake_service.hpp"

namespace cairn::http {

class Mailbox final : public Receiver {
 public:
  void receive(Response response) override { got = std::move(response); }
  void park(Watch watch) override { parked = std::move(watch); }
  void forbid(Response response) override {
    forbidden = true;
    got = std::move(response);
  }
  void open_stream(Stream stream) override { streamed = std::move(stream); }
  void push(const std::shared_ptr<const std::string>& chunk) override { pushed += *chunk; }
  std::optional<Response> got;
  std::optional<Watch> parked;
  std::optional<Stream> streamed;
  std::string pushed;
  bool forbidden = false;
};

struct GuardedHouse {
  explicit GuardedHouse(auth::Options login, Options with = {},
                        FakeService::Maker maker = &FakeService::in_words)
      : options(std::move(with)), service(std::move(maker)), authenticator(std::move(login)) {
    dispatcher = std::make_shared<Dispatcher>(options, service, authenticator,
                                              [this](std::function<void()> job) {
                                                const std::lock_guard lock(mutex);
                                                jobs.push_back(std::move(job));
                                              });
  }

  // Runs what was posted to the network thread. Whether there was anything.
  bool turn() {
    std::function<void()> job;
    {
      const std::lock_guard lock(mutex);
      if (jobs.empty()) {
        return false;
      }
      job = std::move(jobs.front());
      jobs.pop_front();
    }
    job();
    return true;
  }

  // Asks; what comes at once is in the mailbox's `got` as well.
  std::shared_ptr<Mailbox> ask(const std::string& line, const std::string& fields,
                               const std::string& name) {
    const std::string bytes = line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    RequestHead head;
    Request request;
    REQUIRE_FALSE(parse_head(bytes, options.limits, head).has_value());
    REQUIRE_FALSE(pass_gate(head, options, request).has_value());
    const auth::Peer peer{"10.0.0.1", name.empty() ? std::vector<std::string>()
                                                   : std::vector<std::string>{"DNS:" + name}};
    request.peer = &peer;
    const auto mailbox = std::make_shared<Mailbox>();
    if (auto response = dispatcher->answer(request, "id", mailbox)) {
      mailbox->got = std::move(response);
    }
    return mailbox;
  }

  int status(const std::string& line, const std::string& name, const std::string& fields = "") {
    const auto mailbox = ask(line, fields, name);
    while (!mailbox->got && turn()) {
    }
    REQUIRE(mailbox->got.has_value());
    return mailbox->got->status;
  }

  Options options;
  FakeService service;
  auth::Authenticator authenticator;
  std::mutex mutex;
  std::deque<std::function<void()>> jobs;  // Guarded by mutex.
  std::shared_ptr<Dispatcher> dispatcher;
};

// Everybody of `names`, with the role that follows a colon in it.
inline auth::Options known_by_certificate(const std::vector<std::string>& names) {
  auth::Options login;
  login.enabled = true;
  for (const std::string& name : names) {
    const std::size_t colon = name.find(':');
    login.certificates.push_back({"DNS:" + name.substr(0, colon), name.substr(0, colon),
                                  colon == std::string::npos
                                      ? std::vector<std::string>()
                                      : std::vector<std::string>{name.substr(colon + 1)}});
  }
  return login;
}

inline auth::AccessRule rule_of(std::vector<std::string> principals,
                                std::vector<std::string> applications,
                                std::vector<auth::Right> rights = {auth::Right::read}) {
  return {
      "rule", std::move(principals), {}, std::move(rights), std::move(applications), {"*"}, {"*"},
      {}};
}

}  // namespace cairn::http

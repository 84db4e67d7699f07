// A dispatcher without sockets, for tests: requests go in as text, responses come out.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/dispatcher.hpp"
#include "unit/http/fake_service.hpp"

namespace cairn::http::test {

class Inbox final : public Receiver {
 public:
  void receive(Response response) override { got = std::move(response); }
  void forbid(Response) override {}
  void park(Watch watch) override { parked = std::move(watch); }
  void open_stream(Stream stream) override { streamed = std::move(stream); }
  void push(const std::shared_ptr<const std::string>&) override {}
  std::optional<Response> got;
  std::optional<Watch> parked;
  std::optional<Stream> streamed;
};

struct Got {
  int status = 0;
  std::string head;
  std::string body;
  [[nodiscard]] bool has(std::string_view line) const {
    return head.find(std::string(line) + "\r\n") != std::string::npos;
  }
  [[nodiscard]] bool names(std::string_view field) const {
    return head.find("\r\n" + std::string(field) + ":") != std::string::npos;
  }
};

struct House {
  explicit House(FakeService::Maker maker = &FakeService::in_words, Options with = {},
                 auth::Options login = {})
      : options(std::move(with)), service(std::move(maker)), authenticator(std::move(login)) {
    dispatcher = std::make_shared<Dispatcher>(options, service, authenticator,
                                              [](const std::function<void()>& job) { job(); });
  }

  Got ask(const std::string& line, const std::string& fields = "") {
    const std::string bytes = line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    RequestHead head;
    Request request;
    REQUIRE_FALSE(parse_head(bytes, options.limits, head).has_value());
    REQUIRE_FALSE(pass_gate(head, options, request).has_value());
    const auto inbox = std::make_shared<Inbox>();
    auto response = dispatcher->answer(request, "id", inbox);
    if (inbox->streamed) {
      response = std::move(inbox->streamed->begin);
    } else if (!response) {
      response = std::move(inbox->got);
    }
    REQUIRE(response.has_value());
    return {response->status, *response->head + response->moving, std::string(response->body)};
  }

  Options options;
  FakeService service;
  auth::Authenticator authenticator;
  std::shared_ptr<Dispatcher> dispatcher;
};

}  // namespace cairn::http::test

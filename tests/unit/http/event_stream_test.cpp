// Who gets an event stream, and what its events look like.
#include "http/event_stream.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cairn::http;

namespace {

Request asking(AcceptFields accept) {
  Request request;
  request.accept = std::move(accept);
  return request;
}

}  // namespace

TEST_SUITE("event stream") {
  TEST_CASE("it is for who names it and wants nothing more") {
    const std::vector<AcceptFields> wishes = {
        {"text/event-stream"},
        {"Text/Event-Stream"},
        {"text/event-stream;q=0.1"},
        {"text/event-stream, application/json"},
        {"application/json;q=0.5, text/event-stream;q=0.9"},
        {"*/*, text/event-stream"},
        {"text/*", "text/event-stream"},
    };
    for (const AcceptFields& wish : wishes) {
      CAPTURE(wish.front());
      CHECK(asks_for_stream(asking(wish)));
    }
  }

  TEST_CASE("nobody else gets it") {
    const std::vector<AcceptFields> wishes = {
        {},
        {""},
        {"*/*"},
        {"text/*"},
        {"text/*;q=1, */*"},
        {"text/event-stream;q=0"},
        {"text/event-stream;q=0.0, application/json"},
        {"application/json, text/event-stream"},
        {"application/json, text/event-stream;q=0.9"},
        {"text/event-streams"},
        {"application/text/event-stream"},
        {"application/json;profile=\"text/event-stream\""},
        {"text/event-stream;q=2"},
    };
    for (const AcceptFields& wish : wishes) {
      CAPTURE(wish.size());
      CAPTURE(wish.empty() ? "" : wish.front());
      CHECK_FALSE(asks_for_stream(asking(wish)));
    }
    Request head = asking({"text/event-stream"});
    head.method = Method::head;
    CHECK_FALSE(asks_for_stream(head));
    Request old = asking({"text/event-stream"});
    old.minor_version = 0;
    CHECK_FALSE(asks_for_stream(old));
  }

  TEST_CASE("what else is accepted says what is watched") {
    CHECK(without_event_stream({"text/event-stream"}).empty());
    CHECK(without_event_stream({"text/event-stream;q=1, application/json;q=0.5", "*/*;q=0.1"}) ==
          AcceptFields{"application/json;q=0.5", "*/*;q=0.1"});
  }

  TEST_CASE("a change names tag, revision and keys, and never a value") {
    const std::vector<std::string> keys{"a\"b", "c"};
    CHECK(
        change_event("W/\"1\"", "abc", &keys) ==
        "id: W/\"1\"\nevent: change\ndata: {\"revision\":\"abc\",\"keys\":[\"a\\\"b\",\"c\"]}\n\n");
    CHECK(change_event("\"1\"", "", nullptr) ==
          "id: \"1\"\nevent: change\ndata: {\"revision\":null,\"keys\":null}\n\n");
    const std::vector<std::string> none;
    CHECK(change_event("\"1\"", "r", &none).find("\"keys\":[]}") != std::string::npos);
  }

  TEST_CASE("a line end in a key cannot begin another field") {
    const std::vector<std::string> keys{"a\n\nid: x", "b\r"};
    const std::string event = change_event("\"1\"", "r", &keys);
    CHECK(event.find("a\\n\\nid: x") != std::string::npos);
    CHECK(event.find('\r') == std::string::npos);
    CHECK(event.find("\n\n") == event.size() - 2);
  }

  TEST_CASE("so many keys that they would fill a buffer are not told") {
    const std::vector<std::string> fits(1, std::string(event_keys_bytes_max - 3, 'k'));
    const std::vector<std::string> too_long(1, std::string(event_keys_bytes_max - 2, 'k'));
    CHECK(change_event("\"1\"", "r", &fits).size() > event_keys_bytes_max);
    CHECK(change_event("\"1\"", "r", &too_long).find("\"keys\":null}") != std::string::npos);
  }

  TEST_CASE("a failure has no id, so that the last one stays good") {
    CHECK(failure_event(404) ==
          "event: failure\ndata: {\"status\":404,\"error\":\"Not Found\"}\n\n");
  }

  TEST_CASE("chunks are framed as HTTP/1.1 wants it") {
    CHECK(chunk(std::string(26, 'x')) == "1a\r\n" + std::string(26, 'x') + "\r\n");
    CHECK(chunk(heartbeat_text()) == "3\r\n:\n\n\r\n");
    CHECK(chunk(retry_text(std::chrono::milliseconds(1500))) == "d\r\nretry: 1500\n\n\r\n");
    CHECK(last_chunk() == "0\r\n\r\n");
  }
}

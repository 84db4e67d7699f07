// Event streams over real sockets.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/event_stream.hpp"
#include "unit/http/listening.hpp"

using namespace cairn;
using namespace cairn::http;

namespace {

const std::string streaming = "Accept: text/event-stream\r\n";
const std::string resuming = streaming + "Last-Event-ID: \"tag\"\r\n";

service::Answer answer(const std::string& etag, int status = 200) {
  service::Answer made;
  made.status = status;
  made.etag = etag;
  made.revision = "r" + std::to_string(status);
  return made;
}

// The head of a stream, and then its chunks one by one, without their framing.
class StreamReader {
 public:
  explicit StreamReader(std::uint16_t port, const std::string& fields = resuming) : client_(port) {
    client_.send(get("/a/x", fields));
    head_ = client_.read_response();
  }

  [[nodiscard]] const std::string& head() const { return head_; }
  [[nodiscard]] const RawClient& client() const { return client_; }
  std::string next() { return client_.read_chunk(); }
  // The rest, after the last chunk.
  std::string rest() { return client_.read_all(); }

 private:
  RawClient client_;
  std::string head_;
};

}  // namespace

TEST_SUITE("http::Server") {
  TEST_CASE("a stream begins with the present state, and goes on with each change") {
    House house;
    house.start();
    StreamReader stream(house.server.port(), streaming);
    CHECK(stream.head().rfind("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n", 0) == 0);
    for (const char* field : {"Transfer-Encoding: chunked", "Cache-Control: no-store",
                              "X-Accel-Buffering: no", "Connection: close"}) {
      CAPTURE(field);
      CHECK(stream.head().find("\r\n" + std::string(field) + "\r\n") != std::string::npos);
    }
    CHECK(stream.head().find("Content-Length") == std::string::npos);
    const std::string first = stream.next();
    CHECK(first.rfind("retry: ", 0) == 0);
    CHECK(ends_with(first,
                    "id: \"tag\"\nevent: change\n"
                    "data: {\"revision\":\"0123abcd\",\"keys\":null}\n\n"));
    wait_until([&] { return house.service.watches == 1; });
    house.service.wake(answer("\"two\""), {{"a", "b"}});
    CHECK(stream.next() ==
          "id: \"two\"\nevent: change\ndata: {\"revision\":\"r200\",\"keys\":[\"a\",\"b\"]}\n\n");
    wait_until([&] { return house.service.watches == 2; });
    house.service.wake(answer("\"three\""));
    CHECK(stream.next() ==
          "id: \"three\"\nevent: change\ndata: {\"revision\":\"r200\",\"keys\":null}\n\n");
    CHECK(house.service.counters.woken == 2);
    CHECK(house.service.counters.useless == 0);
  }

  TEST_CASE("who resumes with the present tag is told nothing but when to come back") {
    House house;
    house.start();
    StreamReader same(house.server.port());
    StreamReader other(house.server.port(), streaming + "Last-Event-ID: \"old\"\r\n");
    CHECK(same.next().find("event:") == std::string::npos);
    CHECK(other.next().find("id: \"tag\"\nevent: change\n") != std::string::npos);
    wait_until([&] { return house.service.counters.streams == 2; });
    CHECK(house.service.watches == 1);  // they watch the same
  }

  TEST_CASE("a failure is told as such, and the stream goes on until it is good again") {
    House house;
    house.start();
    StreamReader stream(house.server.port());
    (void)stream.next();
    wait_until([&] { return house.service.watches == 1; });
    house.service.wake(answer("", 404));
    CHECK(stream.next() == "event: failure\ndata: {\"status\":404,\"error\":\"Not Found\"}\n\n");
    wait_until([&] { return house.service.watches == 2; });
    house.service.wake(answer("\"tag\""));
    CHECK(stream.next().rfind("id: \"tag\"\nevent: change\n", 0) == 0);
  }

  TEST_CASE("what cannot be read is an answer with its status, no stream") {
    House house(small_options(), [](const service::ReadRequest&) { return answer("", 404); });
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x", streaming));
    const std::string got = client.read_response();
    CHECK(got.rfind("HTTP/1.1 404", 0) == 0);
    CHECK(got.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(house.service.watches == 0);
  }

  TEST_CASE(
      "a stream on which nothing happens is kept alive, and ends at last with the last chunk") {
    Options options = small_options();
    options.heartbeat = 5ms;
    options.stream_life = 100ms;
    House house(options);
    house.start();
    StreamReader stream(house.server.port());
    (void)stream.next();
    CHECK(stream.next() == ":\n\n");
    std::string chunk = ":\n\n";
    while (chunk == ":\n\n") {
      chunk = stream.next();
    }
    CHECK(chunk.empty());
    CHECK(stream.rest().empty());
    wait_until([&] { return house.service.watches_left == 1; });
    CHECK(house.service.counters.streams == 0);
  }

  TEST_CASE("stopping ends a stream with the last chunk") {
    House house;
    house.start();
    StreamReader stream(house.server.port());
    (void)stream.next();
    house.server.stop();
    CHECK(stream.next().empty());
    CHECK(stream.rest().empty());
  }

  TEST_CASE("a hang-up frees a stream, also behind bytes that nobody read") {
    House house;
    house.start();
    {
      StreamReader plain(house.server.port());
      StreamReader behind(house.server.port());
      behind.client().send(get("/none"));
      wait_until([&] { return house.service.counters.streams == 2; });
    }
    wait_until([&] { return house.service.counters.streams == 0; });
    CHECK(house.service.counters.cut_off == 0);
  }

  TEST_CASE("a client that does not read is cut off when too much waits for it") {
    Options options = small_options();
    options.stream_backlog_bytes_max = 1024;
    House house(options);
    house.start();
    RawClient slow(house.server.port());
    slow.send(get("/a/x", resuming));
    const std::vector<std::string> keys(1, std::string(event_keys_bytes_max - 100, 'k'));
    int watches = 0;
    while (house.service.counters.cut_off == 0) {
      if (house.service.watches > watches) {
        watches = house.service.watches;
        house.service.wake(answer("\"" + std::to_string(watches) + "\""), keys);
      }
      std::this_thread::yield();
    }
    wait_until([&] { return house.service.counters.streams == 0; });
    RawClient other(house.server.port());
    other.send(get("/none"));
    CHECK(other.read_response().rfind("HTTP/1.1 404", 0) == 0);
  }

  TEST_CASE("a client that takes nothing for too long is cut off") {
    Options options = small_options();
    options.stream_backlog_bytes_max = 64 * 1024 * 1024;
    options.timeouts.write = 20ms;
    House house(options);
    house.start();
    RawClient slow(house.server.port());
    slow.send(get("/a/x", resuming));
    const std::vector<std::string> keys(1, std::string(event_keys_bytes_max - 100, 'k'));
    int watches = 0;
    while (house.service.counters.cut_off == 0) {
      if (house.service.watches > watches) {
        watches = house.service.watches;
        house.service.wake(answer("\"" + std::to_string(watches) + "\""), keys);
      }
      std::this_thread::yield();
    }
    wait_until([&] { return house.service.counters.streams == 0; });
  }

  TEST_CASE("thousands are woken some at a time, each once, and others are answered in between") {
    Options options = small_options();
    options.woken_per_turn_max = 2;
    House house(options);
    house.start();
    std::vector<std::unique_ptr<StreamReader>> streams;
    for (int i = 0; i < 50; ++i) {
      streams.push_back(std::make_unique<StreamReader>(house.server.port()));
      (void)streams.back()->next();
    }
    wait_until([&] { return house.service.watches == 1; });
    house.service.wake(answer("\"two\""));
    for (const auto& stream : streams) {
      CHECK(stream->next().rfind("id: \"two\"\n", 0) == 0);
    }
    CHECK(house.service.counters.woken == 50);
    CHECK(house.service.counters.useless == 0);
    CHECK(house.service.watches == 2);
  }
}

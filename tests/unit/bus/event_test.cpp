// Tests of events as JSON: what is written is what the reference writes, what is read is forgiving.
#include "bus/event.hpp"

#include <doctest/doctest.h>

#include <string>

#include "bus/uuid.hpp"

using namespace cairn;
using namespace cairn::bus;

TEST_SUITE("json_of") {
  TEST_CASE("a refresh event is the reference's, byte for byte") {
    Event event;
    event.destination = "orders:**";
    event.id = "0f3e2e39-a96c-4b07-85eb-7d41dd941c6f";
    event.origin = "config:24000:2e8e96179040bc0122447449cf300f19";
    event.timestamp = 1795535331366;
    CHECK(json_of(event) ==
          R"({"type":"RefreshRemoteApplicationEvent","destinationService":"orders:**",)"
          R"("id":"0f3e2e39-a96c-4b07-85eb-7d41dd941c6f",)"
          R"("originService":"config:24000:2e8e96179040bc0122447449cf300f19",)"
          R"("timestamp":1795535331366})");
  }

  TEST_CASE("an ack names the event, its destination and its class") {
    Event ack;
    ack.type = EventType::ack;
    ack.destination = "**";
    ack.id = "i";
    ack.origin = "config:1:2";
    ack.timestamp = 7;
    ack.ack_id = "acked";
    ack.ack_destination = "config:**";
    ack.ack_class = class_of(EventType::refresh);
    CHECK(json_of(ack) ==
          R"({"type":"AckRemoteApplicationEvent","ackDestinationService":"config:**",)"
          R"("ackId":"acked","destinationService":"**",)"
          R"("event":"org.springframework.cloud.bus.event.RefreshRemoteApplicationEvent",)"
          R"("id":"i","originService":"config:1:2","timestamp":7})");
  }

  TEST_CASE("what is written is read again") {
    Event event;
    event.type = EventType::environment_change;
    event.destination = "a\"b:**";
    event.id = "i";
    event.origin = "o";
    event.timestamp = 3;
    event.values = {{"k", "v\n"}, {"l", ""}};
    const auto again = parse_event(json_of(event));
    REQUIRE(again.has_value());
    CHECK(again->type == EventType::environment_change);
    CHECK(again->destination == "a\"b:**");
    CHECK(again->values == event.values);
    CHECK(again->timestamp == 3);
  }
}

TEST_SUITE("parse_event") {
  TEST_CASE("a foreign producer's minimal event is understood") {
    const auto event = parse_event(
        R"({"type":"RefreshRemoteApplicationEvent","originService":"ci","destinationService":"orders:**"})");
    REQUIRE(event.has_value());
    CHECK(event->type == EventType::refresh);
    CHECK(event->origin == "ci");
    CHECK(event->destination == "orders:**");
    CHECK(event->id.size() == 36);
  }

  TEST_CASE("fields in any order, unknown ones, and those of a wrong type do no harm") {
    const auto event = parse_event(
        R"({"x":[{}],"timestamp":"soon","destinationService":7,"id":null,"type":"RefreshRemoteApplicationEvent"})");
    REQUIRE(event.has_value());
    CHECK(event->type == EventType::refresh);
    CHECK(event->destination.empty());
    CHECK(event->timestamp == 0);
    CHECK_FALSE(event->id.empty());
  }

  TEST_CASE("a type that is not known concerns nobody") {
    for (const char* text : {R"({"type":"CustomEvent"})", R"({})", R"({"type":3})"}) {
      const auto event = parse_event(text);
      REQUIRE(event.has_value());
      CHECK(event->type == EventType::unknown);
      CHECK(class_of(event->type).empty());
    }
  }

  TEST_CASE("what is no event is an error") {
    std::string deep = R"({"a":)";
    for (int i = 0; i < 100'000; ++i) {
      deep += '[';
    }
    for (const std::string& text :
         {std::string(), std::string("[]"), std::string("hello"), std::string("{\"a\":"), deep,
          std::string(R"({"type":"x)") + '\xff',
          R"({"a":)" + std::string(40, '[') + std::string(40, ']') + "}"}) {
      CHECK_FALSE(parse_event(text).has_value());
    }
  }

  TEST_CASE("an event may have so many bytes and no more") {
    const std::string head = R"({"type":"RefreshRemoteApplicationEvent","x":")";
    const std::string full = head + std::string(event_bytes_max - head.size() - 2, 'x') + "\"}";
    CHECK(parse_event(full).has_value());
    CHECK_FALSE(parse_event(full + ' ').has_value());
  }
}

TEST_SUITE("uuid") {
  TEST_CASE("random ones differ, those of a text do not") {
    CHECK(random_uuid() != random_uuid());
    CHECK(random_uuid().size() == 36);
    CHECK(random_uuid()[14] == '4');
    CHECK(uuid_of("a") == uuid_of("a"));
    CHECK(uuid_of("a") != uuid_of("b"));
    CHECK(uuid_of("a")[14] == '8');
    CHECK(random_hex().size() == 32);
    CHECK(random_name().size() == 22);
  }
}

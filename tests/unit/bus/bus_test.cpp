// Tests of the bus with a broker in memory: what is sent, what is heard, and what a broker that
// goes away does to both.
#include "bus/bus.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "unit/bus/fake_broker.hpp"

using namespace cairn;
using namespace cairn::bus;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

class House {
 public:
  explicit House(Options options = {})
      : bus(with_id(options), std::make_unique<FakeBroker>(place)) {}

  void start() {
    bus.start([this] { place.change([this] { ++looks; }); });
  }

  static Options with_id(Options options) {
    options.id = "config:8888:me";
    options.retry_first = milliseconds(1);
    options.retry_longest = milliseconds(2);
    return options;
  }

  service::ChangeNews news(std::vector<std::string> applications,
                           const std::string& commit = "c1") {
    service::ChangeNews made;
    made.uri = "https://git/config";
    service::LabelChange change{"main", "c0", commit, {}};
    for (std::string& one : applications) {
      change.affected.add(std::move(one));
    }
    made.changes.push_back(std::move(change));
    return made;
  }

  bool sent(std::size_t count) {
    return place.until([&] { return place.sent.size() >= count; });
  }
  // In order; call after sent().
  std::vector<Event> events() {
    const std::lock_guard lock(place.mutex);
    std::vector<Event> all;
    for (const std::string& text : place.sent) {
      all.push_back(*parse_event(text));
    }
    return all;
  }
  // Until everything that was put before is heard and, if need be, acknowledged.
  void hear(const Event& event) { place.hear(json_of(event)); }
  bool looked(int count) {
    return place.until([&] { return looks >= count; });
  }
  bool heard(double count) {
    const auto end = steady_clock::now() + std::chrono::seconds(10);
    while (figure("cairn_bus_heard_total") < count) {
      if (steady_clock::now() > end) {
        return false;
      }
      std::this_thread::yield();
    }
    return true;
  }
  double figure(std::string_view name) const {
    for (const service::Figure& one : bus.figures()) {
      if (one.name == name) {
        return one.value;
      }
    }
    return -1;
  }

  FakePlace place;
  int looks = 0;  // Guarded by place.mutex.
  Bus bus;
};

Event refresh(std::string origin, std::string destination, std::string id = "id") {
  Event event;
  event.origin = std::move(origin);
  event.destination = std::move(destination);
  event.id = std::move(id);
  event.timestamp = 1;
  return event;
}

}  // namespace

TEST_SUITE("Bus: telling") {
  TEST_CASE("applications that changed are told, each with an event of its own") {
    House house;
    house.start();
    house.bus.changed(house.news({"orders", "shop"}));
    REQUIRE(house.sent(2));
    const auto events = house.events();
    CHECK(events[0].destination == "orders:**");
    CHECK(events[1].destination == "shop:**");
    CHECK(events[0].origin == "config:8888:me");
    CHECK(events[0].type == EventType::refresh);
    CHECK(events[0].id != events[1].id);
  }

  TEST_CASE("what concerns everybody is one event to everybody") {
    House house;
    house.start();
    auto news = house.news({});
    news.changes[0].affected.add_all();
    house.bus.changed(news);
    REQUIRE(house.sent(1));
    CHECK(house.events()[0].destination == "*:**");
  }

  TEST_CASE("guesses are told only by who was told to guess") {
    for (const Targets targets : {Targets::changed, Targets::guessed, Targets::both}) {
      Options options;
      options.targets = targets;
      House house(options);
      house.start();
      house.bus.changed(house.news({"changed"}));
      house.bus.guessed({"guessed", "*"});
      house.bus.refresh_others("last:1:2");
      const std::size_t wanted = targets == Targets::changed ? 2 : targets == Targets::both ? 4 : 3;
      REQUIRE(house.sent(wanted));
      std::vector<std::string> to;
      for (const Event& event : house.events()) {
        to.push_back(event.destination);
      }
      CHECK(to.size() == wanted);
      CHECK(to.back() == "last:1:2");
      CHECK(house.bus.wants_guesses() == (targets != Targets::changed));
    }
  }

  TEST_CASE("a change of a property is told with its value") {
    House house;
    house.start();
    REQUIRE(house.place.until([&] { return house.place.connects > 0; }));
    while (house.figure("cairn_bus_up") != 1) {
      std::this_thread::yield();
    }
    house.bus.change_environment("orders", "a.b", "c");
    REQUIRE(house.sent(1));
    const auto event = house.events()[0];
    CHECK(event.type == EventType::environment_change);
    CHECK(event.destination == "orders:**");
    CHECK(event.values == std::vector<std::pair<std::string, std::string>>{{"a.b", "c"}});
  }
}

TEST_SUITE("Bus: a broker that goes away") {
  TEST_CASE("what came while it was away is told when it is back") {
    House house;
    house.place.away = true;
    house.start();
    house.bus.changed(house.news({"orders"}, "c1"));
    house.bus.changed(house.news({"orders"}, "c2"));
    house.bus.changed(house.news({"shop"}, "c2"));
    CHECK(house.figure("cairn_bus_waiting") == 2);
    CHECK_FALSE(house.bus.health().up);
    house.place.change([&] { house.place.away = false; });
    REQUIRE(house.sent(2));
    CHECK(house.events()[0].destination == "orders:**");
    CHECK(house.events()[1].destination == "shop:**");
  }

  TEST_CASE("what was not confirmed is sent again, with the same id") {
    House house;
    house.place.confirms_max = 1;
    house.bus.changed(house.news({"a", "b", "c"}));
    house.start();
    REQUIRE(house.sent(3));
    const auto events = house.events();
    CHECK(events[0].destination == "a:**");
    CHECK(events[1].destination == "b:**");
    CHECK(events[2].destination == "c:**");
    CHECK(events[1].id == id_of_news("b:**", {"https://git/config\nmain\nc1"}));
  }

  TEST_CASE("after a break, what was told around it is told once more to who came back later") {
    Options options;
    options.settle_time = milliseconds(1);
    House house(options);
    house.start();
    house.bus.changed(house.news({"orders"}));
    REQUIRE(house.sent(1));
    house.place.change([&] { house.place.cut = true; });
    REQUIRE(house.sent(2));
    const auto events = house.events();
    CHECK(events[1].destination == "orders:**");
    CHECK(events[1].id == events[0].id);
  }

  TEST_CASE("what waits when the server stops is sent yet") {
    House house;
    house.start();
    REQUIRE(house.place.until([&] { return house.place.connects > 0; }));
    house.bus.changed(house.news({"orders"}));
    house.bus.stop();
    CHECK(house.place.sent.size() == 1);
  }
}

TEST_SUITE("Bus: hearing") {
  TEST_CASE("an event for this server leads to a look, and is acknowledged") {
    House house;
    house.start();
    house.hear(refresh("ci", "config:**", "e1"));
    REQUIRE(house.looked(1));
    REQUIRE(house.sent(1));
    const auto ack = house.events()[0];
    CHECK(ack.type == EventType::ack);
    CHECK(ack.ack_id == "e1");
    CHECK(ack.ack_destination == "config:**");
    CHECK(ack.ack_class == "org.springframework.cloud.bus.event.RefreshRemoteApplicationEvent");
    CHECK(ack.destination == "**");
  }

  TEST_CASE("what a replica tells others leads to a look, without an acknowledgement") {
    House house;
    house.start();
    house.hear(refresh("config:9999:other", "orders:**"));
    REQUIRE(house.looked(1));
    REQUIRE(house.heard(1));
    CHECK(house.place.sent.empty());
  }

  TEST_CASE("what others tell others, and what is no order to refresh, leads to nothing") {
    House house;
    house.start();
    house.hear(refresh("ci", "orders:**"));
    Event environment = refresh("ci", "config:**");
    environment.type = EventType::environment_change;
    house.hear(environment);
    Event shutdown = refresh("ci", "config:**");
    shutdown.type = EventType::shutdown;
    house.hear(shutdown);
    Event ack = refresh("orders:1:2", "**");
    ack.type = EventType::ack;
    house.hear(ack);
    house.place.hear(R"({"type":"CustomEvent","originService":"x","destinationService":"**"})");
    house.place.hear("no event at all");
    house.hear(refresh("ci", "config:**", "last"));
    REQUIRE(house.looked(1));
    REQUIRE(house.sent(1));
    CHECK(house.events().size() == 1);
    CHECK(house.events()[0].ack_id == "last");
    CHECK(house.figure("cairn_bus_unreadable_total") == 1);
    CHECK(house.figure("cairn_bus_acks_total") == 1);
  }

  TEST_CASE("its own event is acknowledged and has no other effect") {
    House house;
    house.start();
    house.hear(refresh("config:8888:me", "**", "mine"));
    REQUIRE(house.sent(1));
    CHECK(house.events()[0].ack_id == "mine");
    CHECK(house.looks == 0);
  }

  TEST_CASE("nothing has an effect any more once it is deaf") {
    House house;
    house.start();
    house.bus.deafen();
    house.hear(refresh("ci", "config:**"));
    REQUIRE(house.sent(1));
    CHECK(house.looks == 0);
  }

  TEST_CASE("acknowledgements and looks can be switched off") {
    Options options;
    options.ack = false;
    options.refresh = false;
    House house(options);
    house.start();
    house.hear(refresh("ci", "config:**"));
    REQUIRE(house.heard(1));
    house.bus.stop();
    CHECK(house.place.sent.empty());
    CHECK(house.looks == 0);
  }

  TEST_CASE("a pin is told, whatever a replica told of the same commit, with an id of its own") {
    House house;
    house.start();
    const std::string id = id_of_news("orders:**", {"https://git/config\nmain\nc1"});
    house.hear(refresh("config:9999:other", "orders:**", id));
    REQUIRE(house.looked(1));
    auto pinned = house.news({"orders"}, "c1");
    pinned.here_alone = true;
    house.bus.changed(pinned);
    REQUIRE(house.sent(1));
    CHECK(house.events()[0].destination == "orders:**");
    CHECK(house.events()[0].id != id);
    CHECK(house.figure("cairn_bus_told_by_others_total") == 0);
  }

  TEST_CASE("what a replica told is not told again, unless somebody read too early") {
    House house;
    house.start();
    const std::string id = id_of_news("orders:**", {"https://git/config\nmain\nc1"});
    house.hear(refresh("config:9999:other", "orders:**", id));
    REQUIRE(house.looked(1));
    house.bus.changed(house.news({"orders"}, "c1"));
    CHECK(house.figure("cairn_bus_told_by_others_total") == 1);
    CHECK(house.figure("cairn_bus_waiting") == 0);

    house.hear(refresh("config:9999:other", "orders:**",
                       id_of_news("orders:**", {"https://git/config\nmain\nc2"})));
    REQUIRE(house.looked(2));
    auto late = house.news({"orders"}, "c2");
    late.last_read = steady_clock::now() + std::chrono::seconds(1);
    house.bus.changed(late);
    REQUIRE(house.sent(1));
    CHECK(house.events()[0].destination == "orders:**");
  }
}

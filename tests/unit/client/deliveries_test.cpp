// Who is told what, in which order, and what callbacks may do.
#include "client/deliveries.hpp"

#include <doctest/doctest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace cairn;
using client::Deliveries;
using client::Interest;

namespace {

Config config_of(const std::string& key, const std::string& value) {
  PropertySource source{"s", "", "",
                        std::make_shared<const Properties>(Properties{{key, value, {}}})};
  return Config::of({source});
}

Update update_of(const std::string& key, const std::string& value) {
  Config before = config_of("other", "x");
  Config after = config_of(key, value);
  return {changes(before, after), before, after};
}

struct Heard {
  std::vector<std::string> lines;

  Deliveries::OnUpdate as(const std::string& who) {
    return [this, who](const Update& update) {
      for (const Change& change : update.changes) {
        lines.push_back(who + ":" + change.key + (change.after ? "" : " gone"));
      }
    };
  }
};

}  // namespace

TEST_SUITE("client: deliveries") {
  TEST_CASE("a key is told with the elements of its list, a prefix with all that is below") {
    const Interest hosts = Interest::in_key("my-hosts");
    CHECK(hosts.covers("my-hosts"));
    CHECK(hosts.covers("myHosts"));
    CHECK(hosts.covers("my_hosts[0]"));
    CHECK(hosts.covers("my-hosts[0].name"));
    CHECK_FALSE(hosts.covers("my-hosts.name"));
    CHECK_FALSE(hosts.covers("my-hosts-2"));
    CHECK_FALSE(hosts.covers("my"));

    const Interest pool = Interest::in_all_below("shop.pool");
    CHECK(pool.covers("shop.pool"));
    CHECK(pool.covers("shop.pool.max-size"));
    CHECK(pool.covers("shop.pool[0]"));
    CHECK_FALSE(pool.covers("shop.pools"));
    CHECK_FALSE(pool.covers("shop"));
    CHECK(Interest::in_all_below("").covers("anything"));
    CHECK_FALSE(Interest::in_key("").covers("anything"));
  }

  TEST_CASE("subscribers are told in the order in which they came, each what it asked for") {
    Deliveries deliveries;
    Heard heard;
    deliveries.add(Interest::in_key("a.b"), heard.as("key"));
    deliveries.add(Interest::in_all_below("a"), heard.as("prefix"));
    deliveries.add(Interest::in_key("c"), heard.as("never"));
    deliveries.enqueue(update_of("a.b", "1"));
    deliveries.enqueue(update_of("a.z", "2"));
    CHECK(heard.lines.empty());
    deliveries.deliver();
    CHECK(heard.lines == std::vector<std::string>{"key:a.b", "prefix:a.b", "prefix:a.z"});
  }

  TEST_CASE("who is removed is not told any more") {
    Deliveries deliveries;
    Heard heard;
    const auto id = deliveries.add(Interest::in_key("a"), heard.as("key"));
    deliveries.enqueue(update_of("a", "1"));
    deliveries.remove(id);
    deliveries.remove(id);
    deliveries.deliver();
    CHECK(heard.lines.empty());
  }

  TEST_CASE("a callback may remove itself and others, and add new ones") {
    Deliveries deliveries;
    Heard heard;
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    first = deliveries.add(Interest::in_key("a"), [&](const Update& /*update*/) {
      heard.lines.emplace_back("first");
      deliveries.remove(first);
      deliveries.remove(second);
      deliveries.add(Interest::in_key("a"), heard.as("third"));
    });
    second = deliveries.add(Interest::in_key("a"), heard.as("second"));
    deliveries.enqueue(update_of("a", "1"));
    deliveries.deliver();
    deliveries.enqueue(update_of("a", "2"));
    deliveries.deliver();
    CHECK(heard.lines == std::vector<std::string>{"first", "third:a"});
  }

  TEST_CASE("what a callback causes is told after it") {
    Deliveries deliveries;
    Heard heard;
    deliveries.add(Interest::in_key("a"), [&](const Update& /*update*/) {
      deliveries.enqueue(update_of("b", "1"));
      deliveries.deliver();
      heard.lines.emplace_back("end of a");
    });
    deliveries.add(Interest::in_all_below(""), heard.as("all"));
    deliveries.enqueue(update_of("a", "1"));
    deliveries.deliver();
    CHECK(heard.lines == std::vector<std::string>{"end of a", "all:a", "all:other gone", "all:b",
                                                  "all:other gone"});
  }

  TEST_CASE("more than sixteen updates that wait are joined") {
    for (const std::size_t count : {16U, 17U, 40U}) {
      CAPTURE(count);
      Deliveries deliveries;
      std::vector<std::string> seen;
      deliveries.add(Interest::in_key("n"), [&](const Update& update) {
        seen.push_back(update.after.get<std::string>("n").value_or("none"));
      });
      Config before = config_of("n", "0");
      for (std::size_t i = 1; i <= count; ++i) {
        Config after = config_of("n", std::to_string(i));
        deliveries.enqueue(Update{changes(before, after), before, after});
        before = after;
      }
      deliveries.deliver();
      CHECK(seen.size() == 16);
      CHECK(seen.back() == std::to_string(count));
    }
  }

  TEST_CASE("an exception of a callback is a trouble, and the others are told all the same") {
    Deliveries deliveries;
    Heard heard;
    std::vector<std::string> troubles;
    deliveries.add(Interest::in_key("a"),
                   [](const Update& /*update*/) { throw std::runtime_error("no pool"); });
    deliveries.add(Interest::in_key("a"), heard.as("next"));
    deliveries.add([&](const Error& error) {
      troubles.push_back(error.message);
      throw std::runtime_error("not this one as well");
    });
    deliveries.enqueue(update_of("a", "1"));
    deliveries.deliver();
    CHECK(heard.lines == std::vector<std::string>{"next:a"});
    CHECK(troubles == std::vector<std::string>{"a callback ended with an exception: no pool"});
  }

  TEST_CASE("removing waits for the call that runs in another thread") {
    Deliveries deliveries;
    std::promise<void> entered;
    std::promise<void> leave;
    std::atomic<bool> ended = false;
    const auto id = deliveries.add(Interest::in_key("a"), [&](const Update& /*update*/) {
      entered.set_value();
      leave.get_future().wait();
      ended = true;
    });
    std::thread deliverer([&] {
      deliveries.enqueue(update_of("a", "1"));
      deliveries.deliver();
    });
    entered.get_future().wait();
    std::thread remover([&] {
      deliveries.remove(id);
      CHECK(ended);
    });
    leave.set_value();
    remover.join();
    deliverer.join();
  }

  TEST_CASE("a thread that finds another one delivering leaves its update to that one") {
    Deliveries deliveries;
    std::promise<void> entered;
    std::promise<void> leave;
    std::vector<std::thread::id> threads;
    deliveries.add(Interest::in_key("a"), [&](const Update& /*update*/) {
      threads.push_back(std::this_thread::get_id());
      if (threads.size() == 1) {
        entered.set_value();
        leave.get_future().wait();
      }
    });
    std::thread deliverer([&] {
      deliveries.enqueue(update_of("a", "1"));
      deliveries.deliver();
    });
    entered.get_future().wait();
    deliveries.enqueue(update_of("a", "2"));
    deliveries.deliver();  // returns, though nobody was told yet
    leave.set_value();
    const auto deliverers = deliverer.get_id();
    deliverer.join();
    CHECK(threads == std::vector<std::thread::id>{deliverers, deliverers});
  }

  TEST_CASE("nothing is told after the end") {
    Deliveries deliveries;
    Heard heard;
    deliveries.add(Interest::in_key("a"), [&](const Update& /*update*/) {
      heard.lines.emplace_back("called");
      deliveries.close();
    });
    deliveries.add(Interest::in_key("a"), heard.as("later"));
    deliveries.enqueue(update_of("a", "1"));
    deliveries.enqueue(update_of("a", "2"));
    deliveries.deliver();
    deliveries.enqueue(update_of("a", "3"));
    deliveries.deliver();
    CHECK(heard.lines == std::vector<std::string>{"called"});
  }
}

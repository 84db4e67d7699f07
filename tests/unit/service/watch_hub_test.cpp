// Who waits for a change is woken by it, once, and by nothing else.
#include "service/watch_hub.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/joined.hpp"

using namespace cairn;
using namespace cairn::service;

namespace {

constexpr std::size_t kept_bytes_max = 200;

// A hub over answers that a test sets, and what it called back.
class House {
 public:
  void set(const std::string& application, std::string etag, int status = 200, bool keep = true,
           std::string body = {}, const std::shared_ptr<catalog::Contact>& contact = nullptr) {
    const std::lock_guard lock(mutex_);
    Answer answer;
    if (contact) {
      answer.contacts.push_back(contact);
    }
    answer.body = std::move(body);
    answer.etag = std::move(etag);
    answer.status = status;
    answer.keep = keep;
    answers_[application] = answer;
  }

  std::unique_ptr<WatchTicket> watch(const std::string& application, const std::string& etag,
                                     std::uint64_t generation = 0,
                                     const std::shared_ptr<catalog::Contact>& contact = nullptr) {
    auto seen = std::make_shared<Answer>();
    if (contact) {
      seen->contacts.push_back(contact);
    }
    seen->etag = etag;
    seen->generation = generation;
    return hub.watch(request(application), std::move(seen), Tell::answer,
                     [this, application](const Change& change) {
                       note(application + " " + change.answer->etag);
                     });
  }

  // Notes "<application> <etag> <keys>", with "null" for no keys.
  std::unique_ptr<WatchTicket> watch_keys(const std::string& application, const std::string& etag,
                                          const std::string& source) {
    auto seen = std::make_shared<Answer>();
    seen->etag = etag;
    seen->body = environment(source);
    return hub.watch(request(application), std::move(seen), Tell::answer_and_keys,
                     [this, application](const Change& change) {
                       note(application + " " + change.answer->etag + " " +
                            (change.keys ? base::joined(*change.keys, ",") : "null"));
                     });
  }

  static std::string environment(const std::string& source) {
    return R"({"propertySources":[{"name":"x","source":)" + source + "}]}";
  }

  // Publishes, and waits until the hub has made `count` answers and is done with them.
  void publish(int count) {
    const int before = made();
    hub.published(++generation_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return made_ - before >= count; });
    lock.unlock();
    settle();
  }

  // Waits until the hub is done with what it was told so far: it looks at one question after the
  // other, so this one comes after the last of them.
  void settle() {
    set("fence", "passed");
    const auto fence = watch("fence", "");
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return std::find(woken_.begin(), woken_.end(), "fence passed") != woken_.end();
    });
    woken_.erase(std::find(woken_.begin(), woken_.end(), "fence passed"));
  }

  std::vector<std::string> woken() {
    const std::lock_guard lock(mutex_);
    return woken_;
  }
  int made() {
    const std::lock_guard lock(mutex_);
    return made_;
  }

 private:
  static ReadRequest request(const std::string& application) {
    return {resolve::Query::parse(application, "dev", std::nullopt).value()};
  }

  Answer make(const ReadRequest& asked) {
    const std::lock_guard lock(mutex_);
    ++made_;
    changed_.notify_all();
    const Answer answer = answers_.at(asked.query.application());
    if (answer.status == 0) {
      throw std::runtime_error("a bug");
    }
    return answer;
  }

  void note(std::string what) {
    const std::lock_guard lock(mutex_);
    woken_.push_back(std::move(what));
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Answer> answers_;
  std::vector<std::string> woken_;
  int made_ = 0;
  std::uint64_t generation_ = 0;

 public:
  WatchHub hub{[this](const ReadRequest& asked) { return make(asked); },
               kept_bytes_max};  // ends first
};

using Woken = std::vector<std::string>;

}  // namespace

TEST_SUITE("WatchHub") {
  TEST_CASE("a changed answer wakes who has seen the former one, and nobody else") {
    House house;
    house.set("shop", "2");
    house.set("cart", "1");
    const auto shop = house.watch("shop", "1");
    const auto cart = house.watch("cart", "1");
    house.publish(2);
    CHECK(house.woken() == Woken{"shop 2"});
    house.set("shop", "3");
    house.publish(1);
    CHECK(house.woken() == Woken{"shop 2"});
  }

  TEST_CASE("a repository is watched while somebody waits for what is made of it") {
    House house;
    const auto old_place = std::make_shared<catalog::Contact>(std::chrono::milliseconds(0), 0);
    const auto new_place = std::make_shared<catalog::Contact>(std::chrono::milliseconds(0), 0);
    house.set("shop", "1", 200, true, {}, new_place);
    auto first = house.watch("shop", "1", 0, old_place);
    auto second = house.watch("shop", "1", 0, old_place);
    CHECK(old_place->is_watched());
    first.reset();
    CHECK(old_place->is_watched());
    const auto before = std::chrono::steady_clock::now() - std::chrono::milliseconds(1);
    house.publish(1);
    CHECK_FALSE(old_place->is_watched());
    CHECK(old_place->last_read() >= before);
    CHECK(new_place->is_watched());
    second.reset();
    CHECK_FALSE(new_place->is_watched());
    CHECK(new_place->last_read() >= before);
  }

  TEST_CASE("one answer is made for all who ask the same") {
    House house;
    house.set("shop", "2");
    std::vector<std::unique_ptr<WatchTicket>> tickets;
    for (int i = 0; i < 100; ++i) {
      tickets.push_back(house.watch("shop", i % 2 == 0 ? "1" : "2"));
    }
    const int before = house.made();
    house.publish(1);
    CHECK(house.made() - before == 2);  // with the fence
    CHECK(house.woken() == Woken(50, "shop 2"));
    CHECK(house.hub.waiting() == 50);
  }

  TEST_CASE("who leaves is not called, and leaves nothing behind") {
    House house;
    house.set("shop", "2");
    house.watch("shop", "1").reset();
    CHECK(house.hub.waiting() == 0);
    house.publish(0);
    CHECK(house.woken().empty());
  }

  TEST_CASE("an answer that turned into a failure is told, a passing failure is not") {
    House house;
    house.set("gone", "", 404);
    house.set("busy", "", 503, false);
    const auto gone = house.watch("gone", "1");
    const auto busy = house.watch("busy", "1");
    house.publish(2);
    CHECK(house.woken() == Woken{"gone "});
    CHECK(house.hub.waiting() == 1);
  }

  TEST_CASE("what was published before the watch began is not missed") {
    House house;
    house.set("shop", "1");
    house.publish(0);
    house.set("shop", "2");
    const auto late = house.watch("shop", "1", 0);
    house.settle();
    CHECK(house.woken() == Woken{"shop 2"});
  }

  TEST_CASE("a bug in one answer leaves the others to be woken") {
    House house;
    house.set("bug", "", 0);
    house.set("shop", "2");
    const auto bug = house.watch("bug", "1");
    const auto shop = house.watch("shop", "1");
    house.publish(2);
    CHECK(house.woken() == Woken{"shop 2"});
  }

  TEST_CASE(
      "who wants to know is told the keys that changed, as long as the former answer is kept") {
    House house;
    house.set("shop", "2", 200, true, House::environment(R"({"a":1,"b":3,"c":"new"})"));
    house.set("cart", "2", 200, true, House::environment("{}"));
    const auto shop = house.watch_keys("shop", "1", R"({"a":1,"b":2})");
    CHECK(house.hub.kept_bytes() == House::environment(R"({"a":1,"b":2})").size());
    const std::string wide = "{\"wide\":\"" + std::string(kept_bytes_max, 'x') + "\"}";
    const auto cart = house.watch_keys("cart", "1", wide);
    CHECK(house.hub.kept_bytes() < kept_bytes_max);
    house.publish(2);
    auto woken = house.woken();
    std::sort(woken.begin(), woken.end());
    CHECK(woken == Woken{"cart 2 null", "shop 2 b,c"});
    CHECK(house.hub.kept_bytes() == 0);
  }

  TEST_CASE("who leaves gives back what was kept for it") {
    House house;
    house.set("shop", "1");
    house.watch_keys("shop", "1", "{}").reset();
    CHECK(house.hub.kept_bytes() == 0);
    const std::size_t room = kept_bytes_max - House::environment("").size();
    const auto too_long = house.watch_keys("shop", "1", std::string(room + 1, ' '));
    CHECK(house.hub.kept_bytes() == 0);
    const auto full = house.watch_keys("shop", "1", std::string(room, ' '));
    CHECK(house.hub.kept_bytes() == kept_bytes_max);
    const auto one_more = house.watch_keys("shop", "1", "{}");
    CHECK(house.hub.kept_bytes() == kept_bytes_max);
  }
}

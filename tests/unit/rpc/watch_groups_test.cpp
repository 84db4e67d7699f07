// Who waits for what: groups, what their members are told, and when they end.
#include "rpc/watch_groups.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "unit/http/fake_service.hpp"

using namespace cairn;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

struct Listener final : rpc::Watcher {
  [[nodiscard]] bool gone() const override { return away; }
  void tell(std::shared_ptr<const rpc::Encoded> state) override {
    tags.push_back(state->answer->status == 200 ? state->answer->etag : "failure");
  }
  void end(const rpc::Verdict& verdict) override { ends.push_back(verdict.code); }
  void cut() override { ++cuts; }

  bool away = false;
  std::vector<std::string> tags;
  std::vector<rpc::Code> ends;
  int cuts = 0;
};

auth::Options guarded() {
  auth::Options options;
  options.enabled = true;
  options.password = base::Secret("word");
  return options;
}

struct House {
  explicit House(auth::Options options = {}) : authenticator(std::move(options)) {}

  service::Answer answer(const std::string& tag, int status = 200) {
    service::Answer made;
    made.status = status;
    made.etag = tag;
    made.body = R"({"name":"shop"})";
    return made;
  }

  std::shared_ptr<Listener> come(const std::string& application = "shop",
                                 const std::string& seen = "",
                                 const std::string& present = "\"one\"") {
    auto listener = std::make_shared<Listener>();
    enter(listener, application, seen, present);
    return listener;
  }

  void enter(const std::shared_ptr<Listener>& listener, const std::string& application = "shop",
             const std::string& seen = "", const std::string& present = "\"one\"") {
    auto question = std::make_shared<service::ReadRequest>(service::ReadRequest{
        *resolve::Query::parse(application, "dev", std::nullopt), service::Format::environment_v1});
    const auto who = authenticator.enabled()
                         ? authenticator.ledger()->settings_user("user", base::Secret("word"))
                         : std::make_shared<const auth::Principal>();
    REQUIRE(who);
    groups->enter(
        {listener,
         question,
         answers->encode(*question, std::make_shared<const service::Answer>(answer(present))),
         seen,
         {who, authenticator.generation(), {}}},
        now);
  }

  // News of the service reach the groups by the posted job.
  void wake(const service::Answer& news) {
    service.wake(news);
    std::vector<std::function<void()>> jobs;
    jobs.swap(posted);
    for (const auto& job : jobs) {
      job();
    }
  }

  http::FakeService service;
  auth::Authenticator authenticator;
  std::shared_ptr<rpc::Answers> answers = std::make_shared<rpc::Answers>(service, 1'000'000);
  std::shared_ptr<rpc::Door> door = std::make_shared<rpc::Door>(authenticator);
  std::vector<std::function<void()>> posted;
  std::shared_ptr<rpc::WatchGroups> groups = std::make_shared<rpc::WatchGroups>(
      rpc::WatchGroups::Options{hours(1), seconds(10)}, service, answers, door,
      [this](std::function<void()> job) { posted.push_back(std::move(job)); });
  rpc::WatchGroups::Clock::time_point now = rpc::WatchGroups::Clock::now();
};

}  // namespace

TEST_SUITE("rpc::WatchGroups") {
  TEST_CASE("the present state is told to who has another one, and to nobody else") {
    House house;
    CHECK(house.come("shop", "")->tags == std::vector<std::string>{"\"one\""});
    CHECK(house.come("shop", "\"old\"")->tags == std::vector<std::string>{"\"one\""});
    CHECK(house.come("shop", "\"one\"")->tags.empty());
  }

  TEST_CASE("many that wait for the same ask the service once, and are told once each") {
    House house;
    std::vector<std::shared_ptr<Listener>> many;
    for (int i = 0; i < 100; ++i) {
      many.push_back(house.come("shop", "\"one\""));
    }
    CHECK(house.service.watches == 1);
    CHECK(house.groups->groups() == 1);
    CHECK(house.service.counters.streams == 100);
    house.wake(house.answer("\"two\""));
    for (const auto& listener : many) {
      CHECK(listener->tags == std::vector<std::string>{"\"two\""});
    }
    CHECK(house.service.watches == 2);  // for the next change
    CHECK(house.service.counters.woken == 100);
    house.wake(house.answer("\"three\""));
    CHECK(many[99]->tags.back() == "\"three\"");
  }

  TEST_CASE("another question, and another answer that was seen, are other groups") {
    House house;
    const auto shop = house.come("shop", "\"one\"");
    const auto cart = house.come("cart", "\"one\"");
    const auto late = house.come("shop", "\"two\"", "\"two\"");
    CHECK(house.groups->groups() == 3);
  }

  TEST_CASE("a failure is told, and the stream waits on") {
    House house;
    const auto listener = house.come("shop", "\"one\"");
    house.wake(house.answer("", 404));
    house.wake(house.answer("\"two\""));
    CHECK(listener->tags == std::vector<std::string>{"failure", "\"two\""});
  }

  TEST_CASE("who leaves is told nothing, and the last one ends the waiting") {
    House house;
    const auto first = house.come("shop", "\"one\"");
    const auto second = house.come("shop", "\"one\"");
    house.groups->leave(first.get());
    CHECK(house.service.watches_left == 0);
    house.groups->leave(second.get());
    house.groups->leave(second.get());
    CHECK(house.service.watches_left == 1);
    CHECK(house.groups->groups() == 0);
    CHECK(house.service.counters.streams == 0);
    house.wake(house.answer("\"two\""));
    CHECK(first->tags.empty());
  }

  TEST_CASE("who is gone before it came has no place") {
    House house;
    const auto listener = std::make_shared<Listener>();
    listener->away = true;
    house.enter(listener);
    CHECK(house.groups->size() == 0);
  }

  TEST_CASE("who lost the right is ended instead of told") {
    House house(guarded());
    const auto listener = house.come("shop", "\"one\"");
    auth::AccessRule rule;
    rule.principals = {"user"};
    rule.rights = {auth::Right::read};
    rule.applications = {"cart"};
    rule.profiles = {"*"};
    rule.labels = {"*"};
    house.authenticator.replace_rules({rule});
    house.wake(house.answer("\"two\""));
    CHECK(listener->tags.empty());
    CHECK(listener->ends == std::vector<rpc::Code>{rpc::Code::permission_denied});
  }

  TEST_CASE("who lost the right is ended though nothing changes") {
    House house(guarded());
    const auto listener = house.come("shop", "\"one\"");
    house.groups->sweep(house.now);
    CHECK(listener->ends.empty());
    house.authenticator.replace_rules({});
    house.groups->sweep(house.now);
    CHECK(listener->ends.empty());  // without rules the user of the settings may read
    auth::AccessRule rule;
    rule.principals = {"somebody else"};
    rule.rights = {auth::Right::read};
    house.authenticator.replace_rules({rule});
    house.groups->sweep(house.now);
    house.groups->sweep(house.now);
    CHECK(listener->ends == std::vector<rpc::Code>{rpc::Code::permission_denied});
  }

  TEST_CASE("a stream ends after its life, and is cut off if it is still there after that") {
    House house;
    const auto listener = house.come();
    house.groups->sweep(house.now + std::chrono::minutes(53));
    CHECK(listener->ends.empty());
    house.groups->sweep(house.now + hours(1));
    house.groups->sweep(house.now + hours(1) + seconds(9));
    CHECK(listener->ends == std::vector<rpc::Code>{rpc::Code::unavailable});
    CHECK(listener->cuts == 0);
    house.groups->sweep(house.now + hours(1) + seconds(10));
    CHECK(listener->cuts == 1);
    CHECK(house.service.counters.cut_off == 1);
    house.wake(house.answer("\"two\""));
    CHECK(listener->tags.size() == 1);  // of its beginning
  }

  TEST_CASE("closing ends all, and whoever comes later") {
    House house;
    const auto early = house.come();
    house.groups->close({rpc::Code::unavailable, "the server stops"});
    const auto late = house.come();
    CHECK(early->ends.size() == 1);
    CHECK(late->ends.size() == 1);
    CHECK(late->tags.empty());
    house.groups->forget();
    CHECK(house.groups->size() == 0);
    CHECK(house.service.counters.streams == 0);
  }
}

TEST_SUITE("rpc::Answers") {
  TEST_CASE("an answer is found once for each catalog, and encoded once") {
    House house;
    http::FakeService service([](const service::ReadRequest&) {
      service::Answer answer;
      answer.body = R"({"name":"shop"})";
      answer.etag = "\"one\"";
      return answer;
    });
    const auto answers = std::make_shared<rpc::Answers>(service, 1'000'000);
    std::vector<std::shared_ptr<const rpc::Encoded>> found;
    const service::ReadRequest request{*resolve::Query::parse("shop", "dev", std::nullopt)};
    const auto find = [&] {
      rpc::Answers::find(answers, request, [&](auto state) { found.push_back(std::move(state)); });
    };
    find();
    find();
    CHECK(service.reads == 1);
    CHECK(found[0] == found[1]);
    ++service.generation_now;
    find();
    CHECK(service.reads == 2);
    service.keep = false;
    find();
    find();
    CHECK(service.reads == 4);
    CHECK(found.size() == 5);
  }

  TEST_CASE("what is known of a repository that rests is asked for, while there are places") {
    const auto contact = std::make_shared<catalog::Contact>(std::chrono::milliseconds(0), 0);
    http::FakeService service([&](const service::ReadRequest&) {
      service::Answer answer;
      answer.body = R"({"name":"shop"})";
      answer.contacts.push_back(contact);
      return answer;
    });
    const auto answers = std::make_shared<rpc::Answers>(service, 1'000'000);
    int found = 0;
    const auto find = [&] {
      rpc::Answers::find(answers, {*resolve::Query::parse("shop", "dev", std::nullopt)},
                         [&](const auto&) { ++found; });
    };
    find();
    find();
    CHECK(service.reads == 1);
    contact->rest();
    find();
    CHECK(service.reads == 2);
    CHECK(service.ended_rest);
    while (contact->take_place()) {
    }
    find();
    CHECK(service.reads == 2);
    CHECK(found == 4);
  }

  TEST_CASE("no more is kept than there is room for") {
    http::FakeService service;
    service::Answer large;
    large.generation = 1;
    large.body = "{\"name\":\"" + std::string(1000, 'x') + "\"}";
    const service::ReadRequest request{*resolve::Query::parse("shop", "dev", std::nullopt)};
    for (const auto& [room, kept] : {std::pair<std::size_t, bool>{1'000, false}, {10'000, true}}) {
      rpc::Answers answers(service, room);
      const auto made = answers.encode(request, std::make_shared<const service::Answer>(large));
      CHECK_FALSE(made->text().empty());
      CHECK((answers.kept_bytes() > 0) == kept);
    }
  }

  TEST_CASE("what holds decrypted values is kept by nobody, and stays secret") {
    http::FakeService service;
    service::Answer secret;
    secret.generation = 1;
    secret.secret_body = base::Secret(R"({"name":"shop"})");
    rpc::Answers answers(service, 1'000'000);
    const auto made =
        answers.encode(service::ReadRequest{*resolve::Query::parse("shop", "dev", std::nullopt)},
                       std::make_shared<const service::Answer>(secret));
    CHECK(made->message.empty());
    CHECK_FALSE(made->secret_message.empty());
    CHECK(answers.kept_bytes() == 0);
  }
}

// Answers with decrypted values: where their bodies lie, what their tags tell, who waits for RSA.
#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>

#include "crypto/decryptor.hpp"
#include "service/local_config_service.hpp"
#include "support/memory_tree.hpp"
#include "support/one_repository.hpp"
#include "unit/crypto/samples.hpp"

using namespace cairn;
using namespace cairn::service;
using crypto::Decryptor;
using Effort = Decryptor::Effort;

namespace {

// Opens everything; what begins with "slow" waits until it is let go, and is then remembered.
class Gate final : public Decryptor {
 public:
  Opened open(std::string_view value, const crypto::ValuePlace& /*place*/, Effort effort) override {
    std::unique_lock lock(mutex_);
    if (value == "bad") {
      return {State::not_ours, {}, true};
    }
    if (value.substr(0, 4) == "slow" && !open_) {
      if (effort == Effort::remembered) {
        return {State::not_remembered};
      }
      ++waiting_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return open_; });
    }
    return {State::opened, base::Secret(value)};
  }
  std::string blinded(std::string_view digest) const override {
    return "blinded-" + std::to_string(digest.size()) + std::string(40, '0');
  }
  void let_go() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait_for_one() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

// The server's own decryptor, with what it opened for the first time counted.
class Counting final : public Decryptor {
 public:
  explicit Counting(std::shared_ptr<const crypto::Keys> keys)
      : inner_(std::move(keys), std::size_t{1024} * 1024) {}
  Opened open(std::string_view value, const crypto::ValuePlace& place, Effort effort) override {
    Opened opened = inner_.open(value, place, effort);
    firsts += opened.first_time ? 1 : 0;
    return opened;
  }
  std::string blinded(std::string_view digest) const override { return inner_.blinded(digest); }

  std::atomic<int> firsts{0};

 private:
  crypto::CachedDecryptor inner_;
};

// A repository of one commit, and a second one that the next look finds once it was pushed.
class FixedSource final : public source::Source {
 public:
  explicit FixedSource(testing::Files files) { snapshot_ = committed(std::move(files)); }
  void push(testing::Files files) {
    const std::lock_guard lock(mutex_);
    next_ = std::move(files);
  }
  std::shared_ptr<const source::Snapshot> current() const override {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  Result<source::FetchReport> fetch(std::stop_token) override {
    const std::lock_guard lock(mutex_);
    if (next_.empty()) {
      return source::FetchReport{};
    }
    snapshot_ = committed(std::exchange(next_, {}));
    return source::FetchReport{true, {{"main", "c1", "c2"}}};
  }

 private:
  std::shared_ptr<const source::Snapshot> committed(testing::Files files) {
    made_.commit("main", std::move(files));
    return std::make_shared<const testing::MemorySnapshot>(made_);
  }

  mutable std::mutex mutex_;
  testing::MemorySnapshot made_;  // Guarded by mutex_, as the next two.
  testing::Files next_;
  std::shared_ptr<const source::Snapshot> snapshot_;
};

struct Rig {
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  LocalConfigService::Options options;
  std::unique_ptr<LocalConfigService> service;

  FixedSource* source = nullptr;  // of the service

  void start(testing::Files files) { start(gate, std::move(files)); }

  void start(std::shared_ptr<Decryptor> decryptor, testing::Files files) {
    options.answers.decryption.decryptor = std::move(decryptor);
    options.workers = 1;
    auto settings = std::make_shared<catalog::RepositorySettings>();
    settings->uri = "u";
    std::vector<Refresher::Repository> repositories;
    Refresher::Repository repository;
    repository.id = "git";
    repository.settings = settings;
    auto fixed = std::make_unique<FixedSource>(std::move(files));
    source = fixed.get();
    repository.source = std::move(fixed);
    repositories.push_back(std::move(repository));
    Refresher::Options schedule;
    schedule.background = true;
    schedule.poll_interval = std::chrono::hours(1);
    service = std::make_unique<LocalConfigService>(
        options, std::make_unique<Refresher>(
                     std::make_shared<const catalog::Layout>(testing::layout_of({*settings})),
                     std::move(repositories),
                     std::make_shared<catalog::Documents>(catalog::Documents::Options{}),
                     std::move(schedule)));
  }

  std::future<std::shared_ptr<const Answer>> ask(const char* name,
                                                 Format format = Format::environment_v1,
                                                 const char* path = "") const {
    auto promise = std::make_shared<std::promise<std::shared_ptr<const Answer>>>();
    ReadRequest request{.query = *resolve::Query::parse(name, "dev", std::nullopt),
                        .format = format};
    request.path = path;
    service->read(std::move(request), [promise](std::shared_ptr<const Answer> answer) {
      promise->set_value(std::move(answer));
    });
    return promise->get_future();
  }
};

bool holds(const Answer& answer, std::string_view text) {
  return answer.text().find(text) != std::string_view::npos;
}

}  // namespace

TEST_SUITE("service, decryption") {
  TEST_CASE("a body with decrypted values lies in hidden memory, under a blinded tag") {
    Rig rig;
    rig.start({{"shop.yml", "a: '{cipher}fast-canary'\nb: open\n"}, {"plain.yml", "b: open\n"}});
    for (const Format format : {Format::environment_v1, Format::environment_v2, Format::flat_yaml,
                                Format::flat_json, Format::flat_properties}) {
      const auto answer = rig.ask("shop", format).get();
      CHECK(answer->status == 200);
      CHECK(holds(*answer, "fast-canary"));
      CHECK(answer->body.empty());
      CHECK_FALSE(answer->secret_body.empty());
      CHECK(answer->etag.find("\"blinded-") != std::string::npos);
      CHECK(answer->etag.back() == '"');
    }
    const auto plain = rig.ask("plain").get();
    CHECK(plain->secret_body.empty());
    CHECK(plain->etag.find("blinded") == std::string::npos);
  }

  TEST_CASE("a text with a decrypted value for a placeholder is a secret as well") {
    Rig rig;
    rig.start({{"shop.yml", "a: '{cipher}fast-canary'\n"},
               {"used.txt", "x ${a}"},
               {"other.txt", "x"},
               {"own.json", R"({"a": "{cipher}fast-own"})"}});
    const auto used = rig.ask("shop", Format::text, "used.txt").get();
    CHECK(used->secret_body.reveal() == "x fast-canary");
    CHECK(rig.ask("shop", Format::text, "other.txt").get()->body == "x");
    CHECK(rig.ask("shop", Format::binary, "used.txt").get()->body == "x ${a}");
    CHECK(holds(*rig.ask("shop", Format::text, "own.json").get(), "{cipher}fast-own"));
    rig.options.answers.decryption.plain_text = true;
    rig.start({{"own.json", R"({"a": "{cipher}fast-own"})"}, {"bad.json", R"(["{cipher}bad"])"}});
    CHECK(rig.ask("shop", Format::text, "own.json").get()->secret_body.reveal() ==
          R"({"a": "fast-own"})");
    CHECK(rig.ask("shop", Format::text, "bad.json").get()->status == 500);
  }

  TEST_CASE("values that cannot be opened are named invalid, and hide nothing") {
    Rig rig;
    rig.start({{"shop.yml", "a: '{cipher}bad'\n"}});
    const auto answer = rig.ask("shop").get();
    CHECK(holds(*answer, R"("invalid.a":"<n/a>")"));
    CHECK(answer->secret_body.empty());
  }

  TEST_CASE("beyond its share of hidden memory an answer is given, and not kept") {
    Rig rig;
    rig.options.answers.decryption.hidden_bytes_max = 0;
    rig.start({{"shop.yml", "a: '{cipher}fast'\n"}, {"plain.yml", "a: 1\n"}});
    const auto answer = rig.ask("shop").get();
    CHECK(holds(*answer, "fast"));
    CHECK_FALSE(answer->cache);
    CHECK(answer->keep);
    CHECK(rig.ask("plain").get()->cache);
  }

  TEST_CASE("who waits for RSA keeps nobody else waiting, and more than fit in are 429") {
    Rig rig;
    rig.options.waiting_decryptions_max = 1;
    rig.start({{"slow.yml", "a: '{cipher}slow-1'\n"},
               {"slow2.yml", "a: '{cipher}slow-2'\n"},
               {"slow3.yml", "a: '{cipher}slow-3'\n"},
               {"plain.yml", "a: open\n"},
               {"fast.yml", "a: '{cipher}fast'\n"}});
    auto first = rig.ask("slow");
    rig.gate->wait_for_one();
    auto second = rig.ask("slow2");
    CHECK(holds(*rig.ask("plain").get(), "open"));  // after the second one took its place
    CHECK(holds(*rig.ask("fast").get(), "fast"));
    CHECK(rig.ask("slow3").get()->status == 429);
    rig.gate->let_go();
    CHECK(holds(*first.get(), "slow-1"));
    CHECK(holds(*second.get(), "slow-2"));
    CHECK(holds(*rig.ask("slow3").get(), "slow-3"));
  }

  TEST_CASE("a commit costs RSA for the values that it changed, and no others") {
    crypto::KeyOptions options;
    options.key = base::Secret(crypto::test::key_pem);
    const auto keys = *crypto::Keys::open(options);
    const auto sealed = [&](const char* text) {
      return "'{cipher}" + *keys->usual()->encrypt(text) + "'\n";
    };
    const std::string a = "a: " + sealed("first");
    const std::string b = "b: " + sealed("second");
    const testing::Files before = {{"shop.yml", a + b}, {"cart.yml", a}};
    testing::Files after = before;
    after["shop.yml"] = a + "b: " + sealed("third");
    Rig rig;
    const auto counting = std::make_shared<Counting>(keys);
    rig.start(counting, before);
    CHECK(holds(*rig.ask("shop").get(), "second"));
    CHECK(counting->firsts == 2);
    CHECK(holds(*rig.ask("shop", Format::flat_yaml).get(), "second"));
    CHECK(holds(*rig.ask("cart").get(), "first"));  // the same cipher text in another file
    CHECK(counting->firsts == 2);
    rig.source->push(after);
    std::promise<bool> changed;
    rig.service->refresh({},
                         [&](const Result<Look>& look) { changed.set_value(look.has_value()); });
    REQUIRE(changed.get_future().get());
    const auto answer = rig.ask("shop").get();
    CHECK(holds(*answer, "first"));
    CHECK(holds(*answer, "third"));
    CHECK(counting->firsts == 3);
  }

  TEST_CASE("without a decryptor values are served as they are") {
    Rig rig;
    rig.gate = nullptr;
    rig.start({{"shop.yml", "a: '{cipher}fast'\n"}});
    CHECK(holds(*rig.ask("shop").get(), "{cipher}fast"));
  }
}

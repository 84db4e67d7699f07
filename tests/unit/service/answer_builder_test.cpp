// Answers: the status of failures, tags, revisions and marks.
#include "service/answer_builder.hpp"

#include <doctest/doctest.h>

#include <set>

#include "support/memory_tree.hpp"
#include "support/one_repository.hpp"

using cairn::ErrorCode;
using cairn::service::Answer;
using cairn::service::AnswerBuilder;
using cairn::service::AnswerOptions;
using cairn::service::Format;
using cairn::service::ReadRequest;
using cairn::testing::MemorySnapshot;

namespace {

struct House {
  std::shared_ptr<MemorySnapshot> snapshot = std::make_shared<MemorySnapshot>();
  AnswerOptions options;

  cairn::catalog::Catalog catalog(std::size_t repositories = 1) const {
    auto settings = std::make_shared<cairn::catalog::RepositorySettings>();
    settings->uri = "https://git.example/config.git";
    settings->shown_basedir = "/base";
    return cairn::testing::catalog_of(
        7, cairn::testing::Repositories(repositories, {settings, snapshot}),
        std::make_shared<cairn::catalog::Documents>(cairn::catalog::Documents::Options{}));
  }

  Answer ask(const char* name, const char* profiles, const char* label = nullptr,
             Format format = Format::environment_v1, const char* path = "") const {
    auto query = cairn::resolve::Query::parse(
        name, profiles, label == nullptr ? std::nullopt : std::optional<std::string_view>(label));
    REQUIRE(query.has_value());
    ReadRequest request{.query = *query, .format = format};
    request.path = path;
    const auto present = catalog();
    cairn::resolve::Walk walk(present);
    return AnswerBuilder(options).make(walk, request);
  }
};

}  // namespace

TEST_SUITE("service::AnswerBuilder") {
  TEST_CASE("an environment names its commit and the catalog it was made from") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}});

    const Answer answer = house.ask("shop", "dev");

    CHECK(answer.status == 200);
    CHECK(answer.revision == "c1");
    CHECK(answer.generation == 7);
    CHECK(answer.keep);
    CHECK(answer.body.find("\"version\":\"c1\"") != std::string::npos);
    CHECK(answer.etag.rfind("W/\"", 0) == 0);
  }

  TEST_CASE("a commit that changes nothing for a query leaves its tag") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}});
    const Answer before = house.ask("shop", "dev");
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}, {"cart.yml", "b: 1\n"}});
    const Answer after = house.ask("shop", "dev");

    CHECK(before.etag == after.etag);
    CHECK(before.body != after.body);
  }

  TEST_CASE("every kind of answer has a tag of its own") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}});
    std::set<std::string> tags;
    for (const Format format : {Format::environment_v1, Format::environment_v2,
                                Format::flat_properties, Format::flat_json, Format::flat_yaml}) {
      tags.insert(house.ask("shop", "dev", nullptr, format).etag);
    }
    CHECK(tags.size() == 5);
  }

  TEST_CASE("an unknown label is 404 and may be on the remote") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}, {"a.txt", "text"}});
    for (const Format format : {Format::environment_v1, Format::text}) {
      const Answer answer = house.ask("shop", "dev", "nowhere", format, "a.txt");
      CHECK(answer.status == 404);
      CHECK(answer.unknown_label);
      CHECK(answer.no_body == (format == Format::text));
    }
  }

  TEST_CASE("a missing file of a known label is 404 without a second look") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}});
    const Answer answer = house.ask("shop", "dev", "main", Format::text, "none.txt");
    CHECK(answer.status == 404);
    CHECK_FALSE(answer.unknown_label);
    CHECK(answer.no_body);
  }

  TEST_CASE(
      "what never parsed is 500, and at main without a master 404; the error names the place") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\nb: [\n"}, {"a.txt", "text"}});
    house.snapshot->commit("other", {{"shop.yml", "a: 1\nb: [\n"}}, "main");
    const Answer unnamed = house.ask("shop", "dev");
    CHECK(unnamed.status == 404);
    CHECK_FALSE(unnamed.unknown_label);
    CHECK(unnamed.error.find("shop.yml:") != std::string::npos);
    CHECK(house.ask("shop", "dev", "main").status == 404);
    const Answer text = house.ask("shop", "dev", "main", Format::text, "a.txt");
    CHECK(text.status == 404);
    CHECK(text.no_body);
    CHECK(house.ask("shop", "dev", "other").status == 500);
    CHECK(house.ask("shop", "dev", "main,main").status == 500);
    house.snapshot->commit("master", {{"shop.yml", "a: [\n"}});
    CHECK(house.ask("shop", "dev").status == 500);
  }

  TEST_CASE("a commit that broke a file is held back, and says so") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}});
    house.snapshot->commit("main", {{"shop.yml", "a: [\n"}});

    const Answer answer = house.ask("shop", "dev");

    CHECK(answer.status == 200);
    CHECK(answer.revision == "c1");
    CHECK(answer.stale_reason == "held");
    CHECK(answer.rejected.rfind("c2; shop.yml:", 0) == 0);
  }

  TEST_CASE("a label that is gone upstream is served and marked") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "a: 1\n"}});
    house.snapshot->labels["main"].deleted_upstream = true;
    house.snapshot->labels["main"].changed_at = 1600000000;
    const Answer answer = house.ask("shop", "dev");
    CHECK(answer.stale_reason == "label-deleted");
    CHECK(answer.stale_since == 1600000000);
  }

  TEST_CASE("no sources is 404 only where accept-empty is false") {
    House house;
    house.snapshot->commit("main", {{"other.yml", "a: 1\n"}});
    CHECK(house.ask("shop", "dev").status == 200);
    house.options.accept_empty = false;
    CHECK(house.ask("shop", "dev").status == 404);
    CHECK(house.ask("other", "dev").status == 200);
  }

  TEST_CASE("a text has its placeholders resolved unless told otherwise, bytes never") {
    House house;
    house.snapshot->commit("main", {{"shop.yml", "host: h1\n"}, {"a.txt", "to ${host}\n"}});
    CHECK(house.ask("shop", "dev", "main", Format::text, "a.txt").body == "to h1\n");
    CHECK(house.ask("shop", "dev", "main", Format::binary, "a.txt").body == "to ${host}\n");
    CHECK(house.ask("shop", "dev", "main", Format::text, "a.txt").last_modified == 1);
  }

  TEST_CASE("each code has its status") {
    using cairn::service::status_of;
    CHECK(status_of(ErrorCode::invalid_argument) == 400);
    CHECK(status_of(ErrorCode::not_found) == 404);
    CHECK(status_of(ErrorCode::resource_exhausted) == 429);
    CHECK(status_of(ErrorCode::unavailable) == 503);
    CHECK(status_of(ErrorCode::failed_precondition) == 500);
    CHECK(status_of(ErrorCode::internal) == 500);
  }
}

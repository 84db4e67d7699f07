// What operators are told of a look.
#include "http/control_body.hpp"

#include <doctest/doctest.h>

using cairn::http::applications_told_max;
using cairn::http::refresh_body;
using cairn::service::Look;
using cairn::service::RepositoryLook;

TEST_SUITE("http::refresh_body") {
  TEST_CASE("each label has its old and new revision, and whom that concerns") {
    Look look;
    look.looked = true;
    look.moved_labels = 3;
    look.failed = 1;
    look.repositories = {{"git.repos.b", "cannot reach https://me:secret@h/x", 0, {}},
                         {"git",
                          "",
                          3,
                          {{"main", "1", "2", {false, {"cart", "shop"}}},
                           {"new", "", "3", {true, {}}},
                           {"", "4", "", {false, {}}}}}};
    CHECK(refresh_body(look) ==
          R"({"looked":true,"moved":3,"failed":1,"repositories":[)"
          R"({"id":"git","error":null,"moved":3,"labels":[)"
          R"({"label":"main","before":"1","after":"2","applications":["cart","shop"]},)"
          R"({"label":"new","before":null,"after":"3","applications":"*"},)"
          R"({"label":null,"before":"4","after":null,"applications":[]}]},)"
          R"({"id":"git.repos.b","error":"cannot reach https://h/x","moved":0,"labels":[]}]})");
  }

  TEST_CASE("up to the limit all applications are told, beyond it the list is marked") {
    Look look;
    look.repositories = {{"git", "", 1, {{"main", "1", "2", {}}}}};
    auto& applications = look.repositories[0].changes[0].affected.applications;
    for (std::size_t i = 0; i < applications_told_max; ++i) {
      applications.insert("a" + std::to_string(1000 + i));
    }
    CHECK(refresh_body(look).find("truncated") == std::string::npos);
    applications.insert("z");
    CHECK(refresh_body(look).find(R"("a1099"],"truncated":true})") != std::string::npos);
    CHECK(refresh_body(look).find("\"z\"") == std::string::npos);
  }

  TEST_CASE("a label that is pinned did not move for anybody") {
    Look look;
    look.repositories = {{"git", "", 1, {{"main", "1", "2", {}, true}}}};
    CHECK(refresh_body(look).find(R"("applications":[],"pinned":true})") != std::string::npos);
  }

  TEST_CASE("the actuator's answer is empty when nothing moved") {
    Look look;
    look.repositories = {{"git", "", 0, {}}, {"team", "", 1, {{"main", "1", "2", {}, true}}}};
    CHECK(cairn::http::changed_keys_body(look) == "[]");
    look.repositories[1].moved = 2;
    CHECK(cairn::http::changed_keys_body(look) == R"(["config.client.version"])");
    look.repositories = {{"git", "", 1, {{"main", "1", "2", {}}}}};
    CHECK(cairn::http::changed_keys_body(look) == R"(["config.client.version"])");
  }

  TEST_CASE("labels that are not told are marked") {
    Look look;
    look.repositories = {{"git", "", 2, {{"main", "1", "2", {}}}}};
    CHECK(refresh_body(look).find(R"(],"truncated":true}]})") != std::string::npos);
  }
}

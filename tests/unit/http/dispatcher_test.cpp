// From request to response, without sockets.
#include "http/dispatcher.hpp"

#include <string>

#include "unit/http/dispatcher_house.hpp"

using namespace cairn;
using namespace cairn::http;
using namespace cairn::http::test;

namespace {

// A service that fails every read in one way.
FakeService::Maker failing(int status, bool no_body = false) {
  return [=](const service::ReadRequest&) {
    service::Answer answer;
    answer.status = status;
    answer.no_body = no_body;
    return answer;
  };
}

bool is_error(const Got& got, int status, const std::string& path) {
  return got.status == status && got.has("Content-Type: application/json") &&
         got.body.find("\"status\":" + std::to_string(status) + ",\"error\":\"") !=
             std::string::npos &&
         got.body.find("\"path\":\"" + path + "\"}") != std::string::npos;
}

}  // namespace

TEST_SUITE("http::Dispatcher") {
  TEST_CASE("every route asks its question") {
    House house;
    CHECK(house.ask("GET /shop/dev").body == "shop|dev|-||");
    CHECK(house.ask("GET /shop/dev/a(_)b").body == "shop|dev|a/b||");
    CHECK(house.ask("GET /shop/dev/a%2Fb").body == "shop|dev|a/b||");
    CHECK(house.ask("GET /main/shop-dev.yml?resolvePlaceholders=off").body == "shop|dev|main||raw");
    CHECK(house.ask("GET /shop/dev/main/d/a.txt").body == "shop|dev|main|d/a.txt|");
    CHECK(house.ask("GET /shop/dev/a.txt?useDefaultLabel").body == "shop|dev|-|a.txt|");
  }

  TEST_CASE("an answer says what it is") {
    House house;
    const Got got = house.ask("GET /shop/v1.2");
    CHECK(got.status == 200);
    for (const char* line :
         {"HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Length: 13",
          "ETag: \"tag\"", "Cairn-Revision: 0123abcd", "Vary: Accept, Accept-Charset",
          "Cache-Control: private, no-cache", "Content-Disposition: inline;filename=f.txt",
          "X-Content-Type-Options: nosniff"}) {
      CAPTURE(line);
      CHECK(got.has(line));
    }
    CHECK_FALSE(got.names("Cairn-Stale"));
    CHECK_FALSE(got.names("Cairn-Rejected"));
    CHECK_FALSE(got.names("Last-Modified"));
    CHECK_FALSE(got.names("Server"));
  }

  TEST_CASE("HEAD has the head of GET and no body") {
    House house;
    const Got got = house.ask("HEAD /shop/dev");
    CHECK(got.status == 200);
    CHECK(got.has("Content-Length: 12"));
    CHECK(got.body.empty());
    CHECK(house.ask("HEAD /shop").body.empty());
    CHECK(house.ask("HEAD /shop").has("Content-Type: application/json"));
  }

  TEST_CASE("content types") {
    House house;
    const auto type = [&](const char* line, const char* fields) {
      const Got got = house.ask(line, fields);
      const std::size_t from = got.head.find("Content-Type: ");
      return from == std::string::npos
                 ? std::to_string(got.status)
                 : got.head.substr(from + 14, got.head.find("\r\n", from) - from - 14);
    };
    CHECK(type("GET /shop-dev.yml", "Accept: application/json\r\n") == "text/plain");
    CHECK(type("GET /shop-dev.yaml", "") == "text/plain");
    CHECK(type("GET /shop-dev.properties", "Accept: nonsense\r\n") == "text/plain");
    CHECK(type("GET /shop-dev.json", "Accept: text/plain\r\n") == "application/json");
    CHECK(type("GET /shop/dev/main/a.txt", "Accept: application/octet-stream\r\n") ==
          "application/octet-stream");
    CHECK(type("GET /shop/dev", "Accept: text/plain\r\n") == "406");
    CHECK(type("GET /shop/dev/main", "Accept: text/plain\r\n") == "404");
    CHECK(type("GET /shop/dev/main?resolvePlaceholders=maybe", "Accept: text/plain\r\n") == "400");
    CHECK(type("GET /shop/dev/main/a.txt", "Accept: image/*\r\n") == "406");
    CHECK(type("GET /actuator/health", "") == "application/vnd.spring-boot.actuator.v3+json");
    CHECK(type("GET /actuator/health", "Accept: text/plain\r\n") == "406");
  }

  TEST_CASE("the groups of health wait for no repository") {
    House house;
    house.service.hold = true;
    house.service.health_now.ready = false;
    const Got readiness = house.ask("GET /actuator/health/readiness");
    CHECK(readiness.status == 503);
    CHECK(readiness.body == R"({"status":"OUT_OF_SERVICE"})");
    CHECK(readiness.has("Content-Type: application/vnd.spring-boot.actuator.v3+json"));
    CHECK(readiness.has("Cache-Control: no-store"));
    CHECK(house.ask("GET /actuator/health/liveness").status == 200);
    CHECK(house.ask("GET /actuator/health/liveness", "Accept: text/plain\r\n").status == 406);
    CHECK(house.service.release() == 0);
  }

  TEST_CASE("errors have a body for those who can read it") {
    House house(failing(404));
    CHECK(is_error(house.ask("GET /shop/dev/none"), 404, "/shop/dev/none"));
    CHECK(is_error(house.ask("GET /shop"), 404, "/shop"));
    CHECK(is_error(house.ask("GET /shop/-x?q=1&r"), 400, "/shop/-x"));
    CHECK(is_error(house.ask("GET /shop/de%zz"), 400, "/shop/de%zz"));
    CHECK(is_error(house.ask("GET /shop/a%2Fb"), 400, "/shop/a%2Fb"));
    CHECK(is_error(house.ask("GET /shop-dev.yml?resolvePlaceholders=maybe"), 400, "/shop-dev.yml"));
    CHECK(is_error(house.ask("GET /shop-dev.yml?a=%zz"), 400, "/shop-dev.yml"));
    const Got text = house.ask("GET /shop/dev/none", "Accept: text/plain, application/xml\r\n");
    CHECK(text.status == 404);
    CHECK(text.body.empty());
    CHECK_FALSE(text.names("Content-Type"));
    CHECK(house.ask("GET /shop/dev.yml.bak").has("Content-Disposition: inline;filename=f.txt"));
  }

  TEST_CASE("no cache keeps an error") {
    for (const int status : {404, 429, 500, 503}) {
      CAPTURE(status);
      House house(failing(status));
      const Got got = house.ask("GET /shop/dev/main");
      CHECK(got.has("Cache-Control: no-store"));
      CHECK(got.has("Vary: Accept, Accept-Charset"));
    }
    House house;
    CHECK(house.ask("GET /nowhere").has("Cache-Control: no-store"));
    CHECK(house.ask("GET /a/..").has("Cache-Control: no-store"));
    CHECK(house.ask("DELETE /shop/dev").has("Cache-Control: no-store"));
  }

  TEST_CASE("a file that is not there has no error body, a file that is not allowed has") {
    House house(failing(404, true));
    const Got none = house.ask("GET /x/dev/main/none.bin");
    CHECK(none.status == 404);
    CHECK(none.body.empty());
    CHECK_FALSE(none.names("Content-Type"));
    CHECK_FALSE(none.names("Content-Disposition"));
    CHECK(house.ask("GET /x/dev/main/").status == 404);
    CHECK(house.ask("GET /x/dev/main/").body.empty());
    CHECK(is_error(house.ask("GET /x/dev/main/../a"), 400, "/x/dev/main/../a"));
    House broken(failing(500));
    CHECK(is_error(broken.ask("GET /x/dev/main/a.txt"), 500, "/x/dev/main/a.txt"));
  }

  TEST_CASE("who may come back later is told when") {
    for (const int status : {429, 503}) {
      House house(failing(status));
      CHECK(house.ask("GET /shop/dev").has("Retry-After: 1"));
    }
    House house(failing(500));
    CHECK_FALSE(house.ask("GET /shop/dev").names("Retry-After"));
  }

  TEST_CASE("methods that a place has not") {
    House house;
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH"}) {
      for (const char* path : {"/shop/dev", "/shop-dev.yml", "/x/dev/main/a.txt",
                               "/actuator/health", "/-/v1/status"}) {
        CAPTURE(method);
        CAPTURE(path);
        const Got got = house.ask(std::string(method) + ' ' + path);
        CHECK(is_error(got, 405, path));
        CHECK(got.has("Allow: GET"));
      }
      CHECK(house.ask(std::string(method) + " /shop").status == 404);
    }
    CHECK(house.ask("GET /-/v1/refresh").has("Allow: POST"));
    CHECK(house.ask("TRACE /shop").status == 405);
    CHECK(house.ask("TRACE /shop/dev").has("Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS"));
    CHECK(house.service.reads == 0);
  }

  TEST_CASE("OPTIONS names the methods") {
    House house;
    const Got got = house.ask("OPTIONS /shop/dev", "Accept: text/plain\r\n");
    CHECK(got.status == 200);
    CHECK(got.has("Allow: GET,HEAD,OPTIONS"));
    CHECK(got.body.empty());
    CHECK(house.ask("OPTIONS /-/v1/refresh").has("Allow: POST,OPTIONS"));
    CHECK(house.ask("OPTIONS /shop").status == 404);
    CHECK(house.ask("OPTIONS *").status == 200);
  }

  TEST_CASE("what the client has is not sent again") {
    House house;
    const Got got = house.ask("GET /shop/dev", "If-None-Match: \"x\", W/\"tag\"\r\n");
    CHECK(got.status == 304);
    CHECK(got.body.empty());
    CHECK(got.has("ETag: \"tag\""));
    CHECK(got.has("Cairn-Revision: 0123abcd"));
    CHECK(got.has("Vary: Accept, Accept-Charset"));
    CHECK(got.has("Cache-Control: private, no-cache"));
    CHECK_FALSE(got.names("Content-Length"));
    CHECK(house.ask("GET /shop/dev", "If-None-Match: \"x\"\r\n").status == 200);
    CHECK(house.ask("GET /shop/dev", "If-None-Match: *\r\n").status == 304);
    CHECK(house.ask("HEAD /shop/dev", "If-None-Match: \"tag\"\r\n").status == 304);
  }

  TEST_CASE("If-Modified-Since counts for files, and only alone") {
    House house([](const service::ReadRequest& request) {
      service::Answer answer = FakeService::in_words(request);
      answer.last_modified = 1795539301;
      return answer;
    });
    const std::string since = "If-Modified-Since: Tue, 24 Nov 2026 16:55:01 GMT\r\n";
    CHECK(house.ask("GET /x/dev/main/a.txt", since).status == 304);
    CHECK(house.ask("GET /x/dev/main/a.txt").has("Last-Modified: Tue, 24 Nov 2026 16:55:01 GMT"));
    CHECK(house.ask("GET /x/dev/main/a.txt", since + "If-None-Match: \"x\"\r\n").status == 200);
    CHECK(house.ask("GET /shop/dev", since).status == 200);
  }

  TEST_CASE("another encoding is another representation") {
    House house([](const service::ReadRequest&) {
      service::Answer answer;
      answer.body = "\xC3\xA9\n";
      answer.etag = "\"tag\"";
      return answer;
    });
    const std::string latin = "Accept: text/plain;charset=ISO-8859-1\r\n";
    const Got got = house.ask("GET /x/dev/main/a.txt", latin);
    CHECK(got.body == "\xE9\n");
    CHECK(got.has("Content-Length: 2"));
    CHECK(got.has("Content-Type: text/plain;charset=ISO-8859-1"));
    CHECK_FALSE(got.has("ETag: \"tag\""));
    CHECK(house.ask("GET /x/dev/main/a.txt", latin + "If-None-Match: \"tag\"\r\n").status == 200);
  }

  TEST_CASE("a known answer is given without the service until the catalog changes") {
    House house([](const service::ReadRequest& request) {
      service::Answer answer = FakeService::in_words(request);
      answer.own_file = true;
      return answer;
    });
    CHECK(house.ask("GET /shop/dev").status == 200);
    CHECK(house.ask("GET /shop/dev").body == "shop|dev|-||");
    CHECK(house.ask("HEAD /shop/dev").status == 200);
    CHECK(house.ask("GET /shop/dev", "Accept: application/json\r\n").status == 200);
    CHECK(house.ask("GET /shop/dev", "If-None-Match: *\r\n").status == 304);
    CHECK(house.service.reads == 1);
    const char* v2 = "Accept: application/vnd.spring-cloud.config-server.v2+json\r\n";
    CHECK(house.ask("GET /shop/dev", v2).status == 200);
    CHECK(house.service.reads == 2);
    house.service.generation_now = 2;
    CHECK(house.ask("GET /shop/dev").status == 200);
    CHECK(house.service.reads == 3);
  }

  TEST_CASE("a known answer of a repository that rests is asked for, while there are places") {
    const auto contact = std::make_shared<catalog::Contact>(std::chrono::milliseconds(0), 0);
    House house([&](const service::ReadRequest& request) {
      service::Answer answer = FakeService::in_words(request);
      answer.own_file = true;
      answer.contacts.push_back(contact);
      return answer;
    });
    house.ask("GET /shop/dev");
    house.ask("GET /shop/dev");
    REQUIRE(house.service.reads == 1);
    CHECK_FALSE(house.service.ended_rest);
    contact->rest();
    for (int i = 1; i <= 32; ++i) {
      CHECK(house.ask("GET /shop/dev").status == 200);
      CHECK(house.service.reads == 1 + i);
      CHECK(house.service.ended_rest);
    }
    house.ask("GET /shop/dev");
    CHECK(house.service.reads == 33);
    contact->rest();
    contact->wake();
    house.ask("GET /shop/dev");
    CHECK(house.service.reads == 33);
  }

  TEST_CASE("nothing is kept where every read must ask") {
    House house([](const service::ReadRequest& request) {
      service::Answer answer = FakeService::in_words(request);
      answer.own_file = true;
      return answer;
    });
    house.service.keep = false;
    CHECK(house.ask("GET /shop/dev").status == 200);
    CHECK(house.ask("GET /shop/dev").status == 200);
    CHECK(house.service.reads == 2);
  }

  TEST_CASE("staleness and what was rejected are told, on errors too") {
    for (const int status : {200, 404}) {
      House house([status](const service::ReadRequest& request) {
        service::Answer answer = FakeService::in_words(request);
        answer.status = status;
        answer.rejected = "abc; shop.yml:1:2 a\nb \xC3\xA9 " + std::string(600, 'x');
        answer.stale_reason = request.query.application() == "shop" ? "" : "held";
        answer.stale_since = request.query.application() == "held" ? 1600000000 : 0;
        return answer;
      });
      CHECK_FALSE(house.ask("GET /shop/dev").names("Cairn-Stale"));
      CHECK(house.ask("GET /long-held/dev").has("Cairn-Stale: reason=held"));
      house.service.stale = 1700000000;
      CHECK(house.ask("GET /shop/dev").has("Cairn-Stale: since=1700000000; reason=fetch-failed"));
      const Got got = house.ask("GET /held/dev");
      CHECK(got.has("Cairn-Stale: since=1600000000; reason=held"));
      const std::size_t from = got.head.find("Cairn-Rejected: ") + 16;
      const std::string rejected = got.head.substr(from, got.head.find("\r\n", from) - from);
      CHECK(rejected.size() == 512);
      CHECK(rejected.rfind("abc; shop.yml:1:2 a%0Ab %C3%A9 xx", 0) == 0);
    }
  }

  TEST_CASE("with a password everything but health asks for it") {
    auth::Options login;
    login.enabled = true;
    login.password = base::Secret("secret");
    House house(&FakeService::in_words, {}, login);
    for (const char* line : {"GET /shop/dev", "GET /shop", "GET /actuator", "POST /-/v1/refresh",
                             "GET /-/v1/status", "OPTIONS /shop/dev", "TRACE /x"}) {
      CAPTURE(line);
      const Got got = house.ask(line);
      CHECK(got.status == 401);
      CHECK(got.has("WWW-Authenticate: Basic realm=\"Realm\""));
    }
    CHECK(house.service.reads == 0);
    const std::string login_field = "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n";
    CHECK(is_error(house.ask("GET /shop/dev"), 401, "/shop/dev"));
    CHECK(house.ask("GET /shop/dev", login_field).status == 200);
    CHECK(house.ask("GET /actuator/health").status == 200);
    CHECK(house.ask("GET /actuator/health/liveness").status == 200);
  }

  TEST_CASE("a refusal ends the connection") {
    const Response response = Dispatcher::refuse({431, "too many fields"});
    CHECK((response.status == 431 && response.close));
  }
}

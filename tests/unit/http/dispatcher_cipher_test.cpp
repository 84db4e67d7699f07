// /encrypt, /decrypt, /key: bodies, types and failures, without sockets.
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "unit/http/dispatcher_house.hpp"

using namespace cairn;
using namespace cairn::http;
using service::CipherQuestion;
using service::CipherReply;
using test::Got;

namespace {

class Inbox final : public Receiver {
 public:
  void receive(Response response) override { got = std::move(response); }
  void open_stream(Stream) override {}
  void push(const std::shared_ptr<const std::string>&) override {}
  void forbid(Response) override {}
  void park(Watch) override { FAIL("nobody waits for a cipher"); }
  std::optional<Response> got;
};

// Says what it was asked.
class FakeEncryption final : public service::Encryption {
 public:
  void ask(CipherQuestion question, Callback done) override {
    asked = std::string(question.text.reveal());
    plain = question.exactly_plain;
    place = question.application + "/" + question.key;
    ++questions;
    done(reply);
  }
  std::string asked;
  bool plain = false;
  std::string place;
  int questions = 0;
  CipherReply reply{200, base::Secret("the text")};
};

struct House {
  explicit House(auth::Options login = {}) : authenticator(std::move(login)) {
    options.ciphers = CipherEndpoints::all;
    dispatcher = std::make_shared<Dispatcher>(
        options, service, authenticator, [](const std::function<void()>& job) { job(); },
        &encryption);
  }

  Got ask(const std::string& line, const std::string& fields = "", const std::string& body = "") {
    const std::string bytes = line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    RequestHead head;
    Request request;
    REQUIRE_FALSE(parse_head(bytes, options.limits, head).has_value());
    REQUIRE_FALSE(pass_gate(head, options, request).has_value());
    if (dispatcher->wants_body(request)) {
      request.body = body;
    }
    const auto inbox = std::make_shared<Inbox>();
    auto response = dispatcher->answer(request, "id", inbox);
    if (!response) {
      response = std::move(inbox->got);
    }
    REQUIRE(response.has_value());
    return {response->status, *response->head + response->moving, std::string(response->body)};
  }

  std::string text_of(const std::string& type, const std::string& body,
                      const std::string& path = "/encrypt") {
    encryption.asked = "(nothing)";
    const Got got = ask("POST " + path, "Content-Type: " + type + "\r\n", body);
    return got.status == 200 ? encryption.asked : std::to_string(got.status);
  }

  Options options;
  FakeService service;
  FakeEncryption encryption;
  auth::Authenticator authenticator;
  std::shared_ptr<Dispatcher> dispatcher;
};

const std::string plain = "Content-Type: text/plain\r\n";
const std::string form = "application/x-www-form-urlencoded";

}  // namespace

TEST_SUITE("http::Dispatcher, ciphers") {
  TEST_CASE("a text goes in and a text comes out") {
    House house;
    const Got got = house.ask("POST /encrypt", plain, "secret");
    CHECK(got.status == 200);
    CHECK(got.body == "the text");
    CHECK(house.encryption.asked == "secret");
    CHECK(house.encryption.plain);
    for (const char* line : {"Content-Type: text/plain;charset=UTF-8", "Content-Length: 8",
                             "Cache-Control: no-store", "X-Content-Type-Options: nosniff"}) {
      CAPTURE(line);
      CHECK(got.has(line));
    }
    CHECK_FALSE(got.has("ETag"));
  }

  TEST_CASE("the answer is of the type that is accepted") {
    House house;
    CHECK(house.ask("POST /decrypt", plain + "Accept: application/json\r\n", "x")
              .has("Content-Type: application/json"));
    CHECK(house.ask("POST /decrypt", plain + "Accept: text/html\r\n", "x")
              .has("Content-Type: text/html;charset=UTF-8"));
    house.encryption.reply.text = base::Secret("w\u00F6rd");
    const Got latin =
        house.ask("POST /decrypt", plain + "Accept: text/plain;charset=ISO-8859-1\r\n", "x");
    CHECK(latin.body == "w\xF6rd");
    CHECK(house.ask("GET /encrypt/status", "Accept: text/plain\r\n").status == 406);
  }

  TEST_CASE("a Content-Type and a body are asked for") {
    House house;
    CHECK(house.ask("POST /encrypt", "", "x").status == 400);
    CHECK(house.ask("POST /encrypt", plain, "").status == 400);
    CHECK(house.ask("POST /encrypt", "Content-Type: plain\r\n", "x").status == 415);
    CHECK(house.ask("POST /encrypt", "Content-Type: text/plain;charset=none\r\n", "x").status ==
          415);
    CHECK(house.encryption.questions == 0);
  }

  TEST_CASE("a form is taken apart and written again, unless there is a query") {
    House house;
    CHECK(house.text_of(form, "mysecret") == "mysecret=");
    CHECK(house.text_of(form, "a+b") == "a+b=");
    CHECK(house.text_of(form, "a%2Bb") == "a%2Bb=");
    CHECK(house.text_of(form, "p%40ss=w%C3%B6rd") == "p%40ss=w%C3%B6rd");
    CHECK(house.text_of(form, "a&b") == "a=&b=");
    CHECK(house.text_of(form, "a=1&b=2&a=3") == "a=1&a=3&b=2");
    CHECK(house.text_of(form, "a%2Bb", "/encrypt?x=1") == "a%2Bb");
    CHECK(house.text_of(form, "a%zz") == "400");
    CHECK(house.text_of(form, "&") == "400");
    CHECK_FALSE(house.encryption.plain);
  }

  TEST_CASE("bytes are read in the charset that is named") {
    House house;
    CHECK(house.text_of("text/plain;charset=ISO-8859-1", "w\xF6rd") == "w\u00F6rd");
    CHECK_FALSE(house.encryption.plain);
    CHECK(house.text_of("text/plain", "w\u00F6rd") == "w\u00F6rd");
  }

  TEST_CASE("failures are in the words of the keys") {
    House house;
    house.encryption.reply = {400, {}, "INVALID", "Text not encrypted with this key"};
    const Got got = house.ask("POST /decrypt", plain, "x");
    CHECK(got.status == 400);
    CHECK(got.body == R"({"description":"Text not encrypted with this key","status":"INVALID"})");
    CHECK(got.has("Content-Type: application/json"));
    house.encryption.reply = {429};
    CHECK(house.ask("POST /decrypt", plain, "x").has("Retry-After: 1"));
    CHECK(house.ask("POST /decrypt", plain, "x").body.find("Too Many Requests") !=
          std::string::npos);
  }

  TEST_CASE("methods") {
    House house;
    CHECK(house.ask("GET /encrypt").has("Allow: POST"));
    CHECK(house.ask("OPTIONS /decrypt").has("Allow: POST,OPTIONS"));
    CHECK(house.ask("POST /key", plain, "x").has("Allow: GET"));
    CHECK(house.ask("OPTIONS /decrypt/shop/dev").has("Allow: GET,HEAD,POST,OPTIONS"));
    CHECK(house.ask("PUT /decrypt/shop/dev").has("Allow: GET, POST"));
    CHECK(house.ask("GET /decrypt/shop/dev").body == "decrypt|shop|dev||");
    CHECK(house.encryption.questions == 0);
    CHECK(house.ask("GET /key").body == "the text");
  }

  TEST_CASE("names that could be none are refused") {
    House house;
    for (const char* path :
         {"/decrypt/a..b/dev", "/decrypt/(_)x/dev", "/decrypt/shop/dev,,eu", "/encrypt/shop/*"}) {
      CAPTURE(path);
      CHECK(house.ask(std::string("POST ") + path, plain, "x").status == 400);
    }
    CHECK(house.encryption.questions == 0);
  }

  TEST_CASE("the place of a value comes in the query") {
    House house;
    const auto place = [&](const std::string& target) {
      CHECK(house.ask("POST " + target, "Content-Type: text/plain\r\nContent-Length: 1\r\n", "x")
                .status == 200);
      return house.encryption.place;
    };
    CHECK(place("/encrypt?application=shop&key=db.pass") == "shop/db.pass");
    CHECK(place("/decrypt?key=steps%5B0%5D&application=shop") == "shop/steps[0]");
    CHECK(place("/encrypt") == "/");
    CHECK(place("/encrypt?application=a&application=b") == "a/");
    CHECK(place("/encrypt?application=%FF&key=k") == "/");  // no place: no value either
  }

  TEST_CASE("a body is gathered for a cipher alone, and of who may send one") {
    auth::Options login;
    login.enabled = true;
    login.user = "user";
    login.password = base::Secret("secret");
    House house(login);
    const auto wants = [&](const std::string& line, const std::string& fields = "") {
      const std::string bytes = line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
      RequestHead head;
      Request request;
      REQUIRE_FALSE(parse_head(bytes, house.options.limits, head).has_value());
      REQUIRE_FALSE(pass_gate(head, house.options, request).has_value());
      return house.dispatcher->wants_body(request);
    };
    const std::string known = "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n";
    CHECK(wants("POST /encrypt", known));
    CHECK(wants("POST /decrypt/shop/dev", known));
    CHECK_FALSE(wants("POST /encrypt"));
    CHECK_FALSE(wants("PUT /encrypt", known));
    CHECK_FALSE(wants("POST /-/v1/refresh", known));
    CHECK_FALSE(wants("POST /shop/dev", known));
    CHECK(house.ask("POST /encrypt", plain, "x").status == 401);
  }
}

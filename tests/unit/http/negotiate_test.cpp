// Which representation a client gets. The outcomes are those of the reference.
#include "http/negotiate.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http/media_type.hpp"

using namespace cairn::http;
using cairn::service::Format;

namespace {

struct Case {
  const char* accept;
  const char* expected;
};

const std::string v2 = "application/vnd.spring-cloud.config-server.v2+json";

std::string environment(const std::string& accept) {
  const auto made = negotiate_environment({accept});
  if (!made) {
    return "406";
  }
  CHECK((made->format == Format::environment_v2) == (made->content_type.rfind(v2, 0) == 0));
  return made->content_type;
}

}  // namespace

TEST_SUITE("http::negotiate_environment") {
  TEST_CASE("v1 unless v2 is wanted") {
    CHECK(negotiate_environment({})->content_type == "application/json");
    for (const char* accept :
         {"", "*/*", "*", "*;q=0.2", "application/json", "APPLICATION/JSON", "application/*",
          "application/json;q=0", "*/*;q=0", "text/plain, */*;q=0.1", ",application/json",
          "application/json,,text/plain", "application/json; q=\"0.5\"",
          "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "application/json, application/vnd.spring-cloud.config-server.v2+json",
          "application/vnd.spring-cloud.config-server.v2+json;q=0.1, */*"}) {
      CAPTURE(accept);
      CHECK(environment(accept) == "application/json");
    }
  }

  TEST_CASE("v2 where it is wanted more") {
    for (const std::string& accept :
         {v2, v2 + ", application/json", "application/json;q=0.5, " + v2,
          v2 + ";q=0.5, application/json;q=0.4", v2 + ";q=0", std::string("application/*+json")}) {
      CAPTURE(accept);
      CHECK(environment(accept) == v2);
    }
  }

  TEST_CASE("parameters come back, the charset last") {
    CHECK(environment("application/json;version=1") == "application/json;version=1");
    CHECK(environment("application/json;charset=UTF-8") == "application/json;charset=UTF-8");
    CHECK(environment(v2 + "; charset=\"utf-8\" ;a=b") == v2 + ";a=b;charset=utf-8");
  }

  TEST_CASE("several fields are one list") {
    CHECK(negotiate_environment({"text/plain", "application/json"})->content_type ==
          "application/json");
    CHECK_FALSE(negotiate_environment({"text/plain", "text/html"}).has_value());
  }

  TEST_CASE("nothing to send, or nothing to understand") {
    for (const char* accept :
         {"text/plain", "text/html", "application/vnd.spring-cloud.config-server.v1+json",
          "nonsense", "text/plain, nonsense", "*/json", "application/", "/json",
          "app lication/json", "application/json;q=2", "application/json;q=abc",
          "application/json;q=-1", "application/json;q=nan", "application/json;charset=nonsense",
          "application/json;charset=ISO-8859-1", "application/json;a b=c"}) {
      CAPTURE(accept);
      CHECK(environment(accept) == "406");
    }
  }

  TEST_CASE("a list may have 50 elements") {
    std::string accept;
    for (int i = 0; i < 49; ++i) {
      accept += "a/b" + std::to_string(i) + ", ";
    }
    CHECK(environment(accept + "application/json") == "application/json");
    CHECK(environment(accept + "a/b, application/json") == "406");
  }
}

TEST_SUITE("http::negotiate_file") {
  TEST_CASE("as text, in the type that is wanted") {
    CHECK(negotiate_file({}).content_type == "text/plain;charset=UTF-8");
    for (const Case& each : {
             Case{"*/*", "text/plain;charset=UTF-8"},
             Case{"*/*;q=0.3", "text/plain;charset=UTF-8"},
             Case{"text/*", "text/plain;charset=UTF-8"},
             Case{"TEXT/PLAIN", "text/plain;charset=UTF-8"},
             Case{"text/html", "text/html;charset=UTF-8"},
             Case{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                  "text/html;charset=UTF-8"},
             Case{"text/plain;q=0.3, text/html;q=0.4", "text/html;charset=UTF-8"},
             Case{"application/json", "application/json"},
             Case{"application/*+json", "application/json"},
             Case{"application/xml", "application/xml;charset=UTF-8"},
             Case{"application/yaml", "application/yaml;charset=UTF-8"},
             Case{"image/png", "image/png;charset=UTF-8"},
             Case{"text/plain; version=1", "text/plain;version=1;charset=UTF-8"},
             Case{"text/plain;charset=utf-8", "text/plain;charset=utf-8"},
             Case{"application/octet-stream;q=0.5, */*", "text/plain;charset=UTF-8"},
         }) {
      CAPTURE(each.accept);
      const auto made = negotiate_file({each.accept});
      CHECK(made.format == Format::text);
      CHECK(made.content_type == each.expected);
    }
  }

  TEST_CASE("as bytes") {
    for (const char* accept :
         {"application/octet-stream", "application/*", "application/octet-stream;q=0",
          "text/plain;q=0.5, application/octet-stream", "text/plain, application/octet-stream",
          "*/*, application/octet-stream", "application/octet-stream, */*"}) {
      CAPTURE(accept);
      const auto made = negotiate_file({accept});
      CHECK(made.format == Format::binary);
      CHECK(made.content_type == "application/octet-stream");
    }
    CHECK(negotiate_file({"application/octet-stream;charset=utf-8"}).content_type ==
          "application/octet-stream;charset=utf-8");
  }

  TEST_CASE("the charset of the type decides the encoding") {
    CHECK(negotiate_file({"text/plain;charset=ISO-8859-1"}).encoding == Encoding::iso_8859_1);
    CHECK(negotiate_file({"application/json;charset=\"us-ascii\""}).encoding == Encoding::us_ascii);
  }

  TEST_CASE("what cannot be sent has no type, for a 406 after the read") {
    for (const char* accept : {"image/*", "nonsense", "text/plain;charset=nonsense"}) {
      CAPTURE(accept);
      CHECK(negotiate_file({accept}).content_type.empty());
    }
  }
}

TEST_SUITE("http::negotiate_error") {
  TEST_CASE("an error body has a JSON type or is not there") {
    for (const Case& each : {
             Case{"*/*", "application/json"},
             Case{"application/json;q=0", "application/json"},
             Case{"application/*", "application/json"},
             Case{"application/*+json", "application/json"},
             Case{"application/problem+json", "application/problem+json"},
             Case{"text/plain, */*;q=0.1", "application/json"},
             Case{"application/json;charset=UTF-8", "application/json;charset=UTF-8"},
             Case{"application/json;charset=ISO-8859-1", ""},
             Case{"text/plain", ""},
             Case{"application/xml", ""},
             Case{"nonsense", ""},
         }) {
      CAPTURE(each.accept);
      CHECK(negotiate_error({each.accept}).value_or("") == each.expected);
    }
  }
}

TEST_SUITE("http::negotiate_actuator") {
  TEST_CASE("version 3 unless another is wanted") {
    for (const Case& each : {
             Case{"*/*", "application/vnd.spring-boot.actuator.v3+json"},
             Case{"application/*+json", "application/vnd.spring-boot.actuator.v3+json"},
             Case{"application/json", "application/json"},
             Case{"application/json;q=0.5, application/vnd.spring-boot.actuator.v2+json",
                  "application/vnd.spring-boot.actuator.v2+json"},
             Case{"text/plain", "406"},
             Case{"nonsense", "406"},
         }) {
      CAPTURE(each.accept);
      CHECK(negotiate_actuator({each.accept}).value_or("406") == each.expected);
    }
  }
}

TEST_SUITE("http::MediaType") {
  TEST_CASE("quoted commas and semicolons separate nothing") {
    const auto types = parse_accept({R"(text/plain;a="x,y;z", text/html)"});
    REQUIRE(types.has_value());
    REQUIRE(types->size() == 2);
    CHECK((*types)[0].text() == R"(text/plain;a="x,y;z")");
  }

  TEST_CASE("a wildcard with a suffix includes types with that suffix") {
    CHECK(includes(media_type("application/*+json"), media_type("application/a+json")));
    CHECK_FALSE(includes(media_type("application/*+json"), media_type("application/json")));
    CHECK(compatible(media_type("application/*+json"), media_type("application/json")));
    CHECK(compatible(media_type("application/json"), media_type("application/*+json")));
    CHECK_FALSE(compatible(media_type("application/*+json"), media_type("application/xml")));
  }
}

// Texts that were sent as a form, or may have been.
#include "service/form_text.hpp"

#include <doctest/doctest.h>

using namespace cairn::service;

TEST_SUITE("service::form_text") {
  TEST_CASE("a form is written again as a servlet container does") {
    CHECK(form_as_sent_on("mysecret") == "mysecret=");
    CHECK(form_as_sent_on("a+b") == "a+b=");
    CHECK(form_as_sent_on("a=b&c") == "a=b&c=");
    CHECK(form_as_sent_on("a=1&b=2&a=3") == "a=1&a=3&b=2");
    CHECK(form_as_sent_on("p%40ss=w%C3%B6rd") == "p%40ss=w%C3%B6rd");
    CHECK(form_as_sent_on("{key:k}x") == "%7Bkey%3Ak%7Dx=");
    CHECK(form_as_sent_on("a.b-c_d*e~f") == "a.b-c_d*e%7Ef=");
    CHECK(form_as_sent_on("a=%FF") == "a=%EF%BF%BD");
    CHECK(form_as_sent_on("") == "");
    CHECK(form_as_sent_on("&&a") == "a=");
    for (const char* bad : {"a%", "a%4", "a%zz", "=x", "a&=x"}) {
      CAPTURE(bad);
      CHECK_FALSE(form_as_sent_on(bad).has_value());
    }
  }

  TEST_CASE("a plain text loses the sign that a form put behind it") {
    CHECK(plain_of_form("mysecret=") == "mysecret");
    CHECK(plain_of_form("my+secret=") == "my secret");
    CHECK(plain_of_form("a%2Bb=") == "a+b");
    CHECK(plain_of_form("a=&b=") == "a=&b");
    CHECK(plain_of_form("=") == "");
    CHECK_FALSE(plain_of_form("%zz=").has_value());
  }

  TEST_CASE("a cipher text loses it only where it can do without") {
    CHECK(cipher_text_of_form("682bc583f4641835=") == "682bc583f4641835");
    CHECK(cipher_text_of_form("AQAB%2B%2Fx9=") == "AQAB+/x9");
    CHECK(cipher_text_of_form("AQAB+/x9=") == "AQAB+/x9");  // a blank is a plus again
    CHECK(cipher_text_of_form("AQAB%2B%2Fx%3D=") == "AQAB+/x=");
    CHECK(cipher_text_of_form("AQAB%2Bw%3D%3D=") == "AQAB+w==");
    CHECK(cipher_text_of_form("AQAB+w==") == "AQAB+w==");  // an even length
    CHECK(cipher_text_of_form("not-a cipher=") == "not-a+cipher=");
    CHECK_FALSE(cipher_text_of_form("%4=").has_value());
  }
}

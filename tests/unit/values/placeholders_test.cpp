// Placeholders in both flavours: grammar, escapes, errors, and each limit on both sides.
#include "values/placeholders.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace cairn::values {
namespace {

using Known = std::map<std::string, std::string, std::less<>>;

PlaceholderResolver resolver(Known known, PlaceholderLimits limits = {}) {
  return PlaceholderResolver(
      [known = std::move(known)](std::string_view key) -> std::optional<std::string> {
        const auto found = known.find(key);
        return found == known.end() ? std::nullopt : std::optional(found->second);
      },
      limits);
}

std::string value(const Known& known, std::string_view text) {
  const auto out = resolver(known).resolve_value(text);
  return out ? *out : "error: " + out.error().message;
}

std::string text(const Known& known, std::string_view text) {
  const auto out = resolver(known).resolve_text(text);
  return out ? *out : "error: " + out.error().message;
}

struct Case {
  std::string in;
  std::string out;
};

TEST_SUITE("placeholders") {
  const Known known{{"host", "h1"},          {"port", "80"},     {"env", "prod"},
                    {"host.prod", "p1"},     {"key:with", "c"},  {"ref", "<${host}>"},
                    {"two", "${ref}${ref}"}, {"pick", "env"},    {"sp ace", "s"},
                    {"quoted", "\\${host}"}, {"masked", "$_{x}"}};

  TEST_CASE("both flavours read one grammar") {
    const std::vector<Case> cases{
        {"", ""},
        {"nothing", "nothing"},
        {"${host}:${port}", "h1:80"},
        {"${none}", "${none}"},
        {"${none:}", ""},
        {"${none:d}", "d"},
        {"${none:http://h:80/p}", "http://h:80/p"},
        {"${none: spaced }", " spaced "},
        {"${none:{\"k\": [1]}}", "{\"k\": [1]}"},
        {"${none:a}b}", "ab}"},
        {"${:only}", "only"},
        {"${key:with}", "c"},
        {"${none:${host}}", "h1"},
        {"${none:${other:${port}}}", "80"},
        {"${host.${env}}", "p1"},
        {"${host.${none:prod}}", "p1"},
        {"${${pick}}", "prod"},
        {"${host.${none}}", "${host.${none}}"},
        {"${two}", "<h1><h1>"},
        {"${sp ace}", "s"},
        {"$${host}", "$h1"},
        {"${host}}", "h1}"},
        {"${", "${"},
        {"${host", "${host"},
        {"${a${host}", "${ah1"},
        {"#{${port}}", "#{80}"},
        {"$host {host}", "$host {host}"},
    };
    for (const auto& [given, out] : cases) {
      const std::string& in = given;
      CAPTURE(in);
      CHECK(value(known, in) == out);
      CHECK(text(known, in) == out);
    }
  }

  TEST_CASE("one or two backslashes go and leave the placeholder alone") {
    for (const auto& [given, out] : std::vector<Case>{{"\\${host}", "${host}"},
                                                      {"\\\\${host}", "${host}"},
                                                      {"\\\\\\${host}", "\\${host}"},
                                                      {"x\\${host}y${host}", "x${host}yh1"},
                                                      {"\\${none:z}", "${none:z}"}}) {
      const std::string& in = given;
      CAPTURE(in);
      CHECK(value(known, in) == out);
      CHECK(text(known, in) == out);
    }
  }

  TEST_CASE("the mark of an escape in the text becomes a placeholder, as in the reference") {
    CHECK(text(known, "$_{host} ${masked}") == "${host} ${x}");
    CHECK(value(known, "$_{host} ${masked}") == "${host} ${x}");
    CHECK(value(known, "$_{host}") == "$_{host}");  // nothing was resolved
  }

  TEST_CASE("blanks around a key count in a text and not in a value") {
    CHECK(value(known, "${ host }") == "h1");
    CHECK(value(known, "${\u3000host\t}") == "h1");
    CHECK(value(known, "${\u00A0host}") == "${\u00A0host}");  // a blank that does not break
    CHECK(value(known, "${ none : x }") == " x ");
    CHECK(text(known, "${ host }") == "${ host }");
  }

  TEST_CASE("an escaped empty placeholder loses its backslash in a text only") {
    CHECK(text(known, "\\${}") == "${}");
    CHECK(value(known, "\\${}") == "\\${}");
  }

  TEST_CASE("an escape inside a value that is looked up") {
    CHECK(text(known, "${quoted}") == "${host}");
    CHECK(value(known, "${quoted}") == "h1");  // the outer pass sees what the inner one freed
  }

  TEST_CASE("a separator can be escaped in a text") {
    CHECK(text({{"a:b", "x"}}, "${a\\:b}") == "x");
    CHECK(text({}, "${a\\:b}") == "${a:b}");
  }

  TEST_CASE("a value that refers to a value with an open placeholder is an error, a text is not") {
    const Known open{{"a", "${b}"}, {"b", "${missing}"}, {"c", "${missing:}x"}};
    const auto failed = resolver(open).resolve_value("${b}");
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == ErrorCode::invalid_argument);
    CHECK(value(open, "${missing}") == "${missing}");
    CHECK(value(open, "${c}") == "x");
    CHECK(text(open, "${a}") == "${missing}");
  }

  TEST_CASE("a circle is an error in both flavours") {
    const std::vector<Known> circles{{{"a", "${b}"}, {"b", "${a}"}},
                                     {{"a", "${a:x}"}},
                                     {{"a", "${b}"}, {"b", "${${c}}"}, {"c", "a"}}};
    for (const Known& circle : circles) {
      for (const auto& out :
           {resolver(circle).resolve_value("${a}"), resolver(circle).resolve_text("${a}")}) {
        REQUIRE_FALSE(out.has_value());
        CHECK(out.error().code == ErrorCode::invalid_argument);
        CHECK(out.error().message.find("circular") != std::string::npos);
      }
    }
    CHECK(text({{"a", "${a}"}}, "nothing of it") == "nothing of it");
  }
}

std::string nested_defaults(std::size_t levels) {
  std::string out = "end";
  for (std::size_t i = 0; i < levels; ++i) {
    out = "${none:" + out + "}";
  }
  return out;
}

Known chain(std::size_t links) {
  Known out{{"k" + std::to_string(links), "end"}};
  for (std::size_t i = 0; i < links; ++i) {
    out["k" + std::to_string(i)] = "${k" + std::to_string(i + 1) + "}";
  }
  return out;
}

void check_limit(const Result<std::string>& out, const std::string& words) {
  REQUIRE_FALSE(out.has_value());
  CHECK(out.error().code == ErrorCode::invalid_argument);
  CHECK(out.error().message.find(words) != std::string::npos);
}

TEST_SUITE("limits of placeholders") {
  TEST_CASE("64 placeholders inside each other, and no more") {
    CHECK(text({}, nested_defaults(64)) == "end");
    check_limit(resolver({}).resolve_text(nested_defaults(65)), "64 levels");
    check_limit(resolver({}).resolve_value(nested_defaults(65)), "64 levels");
  }

  TEST_CASE("a chain of 64 values, and no more") {
    CHECK(text(chain(64), "${k0}") == "end");
    check_limit(resolver(chain(65)).resolve_text("${k0}"), "64 levels");
    CHECK(value(chain(64), "${k0}") == "end");
    check_limit(resolver(chain(65)).resolve_value("${k0}"), "64 levels");
  }

  TEST_CASE("unclosed braces cost no more than their length") {
    std::string open;
    for (int i = 0; i < 200'000; ++i) {
      open += "${";
    }
    CHECK(text({}, open) == open);
  }

  TEST_CASE("output up to its limit") {
    PlaceholderLimits limits;
    limits.output_bytes_max = 10;
    CHECK(resolver({{"a", "12345"}}, limits).resolve_text("${a}${a}").has_value());
    check_limit(resolver({{"a", "12345"}}, limits).resolve_text("${a}${a}x"), "10 bytes");
  }

  TEST_CASE("the output of one resolver counts as a whole") {
    PlaceholderLimits limits;
    limits.output_bytes_max = 10;
    auto one = resolver({{"a", "12345"}}, limits);
    CHECK(one.resolve_value("${a}").has_value());
    CHECK(one.resolve_value("plain text does not count").has_value());
    CHECK(one.resolve_value("${a}").has_value());
    check_limit(one.resolve_value("${a}"), "10 bytes");
  }

  TEST_CASE("16 MiB of output by default") {
    const Known known{{"a", std::string(std::size_t{1024} * 1024, 'x')}};
    std::string sixteen;
    for (int i = 0; i < 16; ++i) {
      sixteen += "${a}";
    }
    CHECK(resolver(known).resolve_text(sixteen).has_value());
    check_limit(resolver(known).resolve_text(sixteen + "x"), "16777216 bytes");
  }

  TEST_CASE("values that multiply without output end too") {
    Known bomb{{"k40", ""}};
    for (int i = 0; i < 40; ++i) {
      const std::string next = "${k" + std::to_string(i + 1) + "}";
      bomb["k" + std::to_string(i)] = next + next;
    }
    check_limit(resolver(bomb).resolve_text("${k0}"), "look up");
  }

  TEST_CASE("a program's own value has to be whole") {
    const auto own = [](std::string_view text) {
      return resolve_own_value(text, [](std::string_view key) {
        return key == "a" ? std::optional<std::string>("1") : std::nullopt;
      });
    };
    CHECK(own("${a} ${b:2}") == "1 2");
    const auto refused = own("${a} ${b}");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::invalid_argument);
    CHECK(refused.error().message ==
          "the placeholder ${b} has no value, and no default as in ${b:default}");
  }
}

}  // namespace
}  // namespace cairn::values

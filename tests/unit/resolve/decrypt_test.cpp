// Encrypted values: what becomes of them, in which order, and when they cannot be opened.
#include "resolve/decrypt.hpp"

#include <doctest/doctest.h>

#include <map>

#include "resolve/decrypt_text.hpp"

using namespace cairn;
using namespace cairn::resolve;
using crypto::Decryptor;

namespace {

// Opens "c-x" as "x"; remembers nothing that begins with "new".
class Reversible final : public Decryptor {
 public:
  Opened open(std::string_view value, const crypto::ValuePlace& place, Effort effort) override {
    if (value.substr(0, 6) == "cairn:") {  // for the place that it names
      const std::string here = std::string(place.application) + '/' + std::string(place.key);
      return value.substr(6) == here ? Opened{State::opened, base::Secret("bound")}
                                     : Opened{State::not_ours, {}, true, "altered or moved"};
    }
    if (effort == Effort::remembered && value.substr(0, 3) == "new") {
      return {State::not_remembered};
    }
    const bool ours = value.substr(0, 2) == "c-" || value.substr(0, 3) == "new";
    return ours ? Opened{State::opened, base::Secret(value.substr(value.find('-') + 1))}
                : Opened{State::not_ours, {}, true};
  }
  std::string blinded(std::string_view digest) const override { return std::string(digest); }
};

PropertySource source(std::string name, Properties properties) {
  PropertySource made;
  made.name = name;
  made.file = std::move(name);
  made.properties = std::make_shared<const Properties>(std::move(properties));
  return made;
}

std::string text_of(const PropertySource& source) {
  std::string out;
  for (const Property& property : *source.properties) {
    const auto* text = std::get_if<std::string>(&property.value);
    out += property.key + "=" + (text != nullptr ? *text : "?") + (property.at.known() ? "@" : "") +
           " ";
  }
  return out;
}

Environment environment(Properties properties) {
  Environment made;
  made.sources.push_back(source("shop.yml", std::move(properties)));
  return made;
}

std::string decrypted(Properties properties, const DecryptOptions& options = {}) {
  Reversible decryptor;
  Environment made = environment(std::move(properties));
  static_cast<void>(decrypt(made, {}, 0, decryptor, options));
  return text_of(made.sources.front());
}

}  // namespace

TEST_SUITE("resolve::decrypt") {
  TEST_CASE("what was encrypted moves to the end and loses its place in the file") {
    CHECK(decrypted({{"a", "{cipher}c-1", {1, 1}},
                     {"b", "open", {2, 1}},
                     {"c", "{cipher}c-3", {3, 1}},
                     {"d", std::int64_t{4}, {4, 1}}}) == "b=open@ d=?@ a=1 c=3 ");
  }

  TEST_CASE("only a value that begins with the marker is encrypted") {
    CHECK(decrypted({{"a", " {cipher}c-1", {1, 1}},
                     {"b", "{CIPHER}c-1", {1, 1}},
                     {"c{cipher}", "x", {1, 1}}}) ==
          "a= {cipher}c-1@ b={CIPHER}c-1@ c{cipher}=x@ ");
    CHECK(decrypted({{"a", "{cipher}", {}}}) == "invalid.a=<n/a> ");
    CHECK(decrypted({{"a", "{cipher}c-{cipher}c-1", {}}}) == "a={cipher}c-1 ");  // once only
  }

  TEST_CASE("what cannot be opened is named invalid, or left without its marker") {
    const Properties properties = {{"a", "{cipher}{key:k}x", {1, 1}}, {"b", "open", {2, 1}}};
    CHECK(decrypted(properties) == "b=open@ invalid.a=<n/a> ");
    CHECK(decrypted(properties, {.prefix_invalid = false}) == "b=open@ a={key:k}x ");
  }

  TEST_CASE("an invalid key that the file has already keeps its place") {
    CHECK(decrypted({{"invalid.a", "mine", {1, 1}}, {"b", "x", {2, 1}}, {"a", "{cipher}x", {}}}) ==
          "invalid.a=<n/a> b=x@ ");
  }

  TEST_CASE("sources of the server itself, and those without ciphers, are left alone") {
    Reversible decryptor;
    Environment made;
    made.sources = {source("overrides", {{"a", "{cipher}c-1", {}}}),
                    source("x.yml", {{"b", "2", {}}}), source("y.yml", {{"c", "{cipher}c-3", {}}})};
    const auto untouched = made.sources[1].properties;
    const auto counts = decrypt(made, {}, 1, decryptor, {});
    CHECK(text_of(made.sources[0]) == "a={cipher}c-1 ");
    CHECK(made.sources[1].properties == untouched);
    CHECK(text_of(made.sources[2]) == "c=3 ");
    CHECK(counts.opened == 1);
    CHECK(counts.invalid == 0);
  }

  TEST_CASE("counts, and the place of what failed for the first time") {
    Reversible decryptor;
    Environment made = environment({{"a", "{cipher}c-1", {1, 4}},
                                    {"b.c", "{cipher}x", {2, 7}},
                                    {"d", "{cipher}new-1", {3, 1}}});
    const auto counts = decrypt(made, {}, 0, decryptor, {.effort = Decryptor::Effort::remembered});
    CHECK(counts.opened == 1);
    CHECK(counts.invalid == 1);
    CHECK(counts.not_remembered == 1);
    CHECK(counts.newly_invalid == 1);
    CHECK(counts.invalid_place == "shop.yml:2:7 b.c");
  }
}

TEST_SUITE("resolve::decrypt, values that are bound to their place") {
  TEST_CASE("each is opened for the application of its file and its own key") {
    Reversible decryptor;
    Environment made = environment({{"db.pass", "{cipher}cairn:shop/db.pass", {1, 4}},
                                    {"db.user", "{cipher}cairn:shop/db.pass", {2, 4}}});
    made.sources.push_back(
        source("application.yml", {{"db.pass", "{cipher}cairn:shop/db.pass", {3, 4}}}));
    const auto counts = decrypt(made, {"shop", "application"}, 0, decryptor, {});
    CHECK(text_of(made.sources[0]) == "db.pass=bound invalid.db.user=<n/a> ");
    CHECK(text_of(made.sources[1]) == "invalid.db.pass=<n/a> ");
    CHECK(counts.opened == 1);
    CHECK(counts.invalid == 2);
    REQUIRE(counts.told.size() == 2);
    CHECK(counts.told[0].place == "shop.yml:2:4 db.user");
    CHECK(counts.told[1].place == "application.yml:3:4 db.pass");
    CHECK(counts.told[1].reason == "altered or moved");
    CHECK(counts.newly_invalid == 0);
  }

  TEST_CASE("of many that fail twenty are told, and the others counted") {
    Properties properties;
    for (int i = 0; i < 23; ++i) {
      properties.push_back({"k" + std::to_string(i), "{cipher}cairn:other", {1, 1}});
    }
    Reversible decryptor;
    Environment made = environment(properties);
    const auto counts = decrypt(made, {}, 0, decryptor, {});
    CHECK(counts.told.size() == Decrypted::told_max);
    CHECK(counts.untold == 3);
  }
}

TEST_SUITE("resolve::decrypt_text") {
  const auto text_in = [](const char* path, const std::string& text) {
    Reversible decryptor;
    const auto made = decrypt_text(text, path, decryptor, Decryptor::Effort::any, {});
    return made ? made->text : "error: " + made.error().text();
  };

  TEST_CASE("values are replaced wherever they stand in the file") {
    CHECK(text_in("a.yml", "# was {cipher}c-1\na: '{cipher}c-1'\nb: [\"{cipher}c-2\"]\n") ==
          "# was 1\na: '1'\nb: [\"2\"]\n");
    CHECK(text_in("d/a.JSON", R"({"a": "{cipher}c-1", "b": "x {cipher}c-2"})") ==
          R"({"a": "1", "b": "x {cipher}c-2"})");
    CHECK(text_in("a.properties", "a={cipher}c-1\nb = {cipher}c-2\n") == "a=1\nb = 2\n");
    CHECK(text_in("a.yml", "a: '{cipher}c-1'\nb: '{cipher}c-12'\n") == "a: '1'\nb: '12'\n");
  }

  TEST_CASE("other files are left alone") {
    CHECK(text_in("a.txt", "{cipher}c-1") == "{cipher}c-1");
    CHECK(text_in("yml", "{cipher}c-1") == "{cipher}c-1");
    CHECK(text_in("a.yml", "not: [yaml") == "not: [yaml");  // nothing encrypted: it is not read
  }

  TEST_CASE("what cannot be opened or read is an error without a value in it") {
    CHECK(text_in("a.yml", "a: '{cipher}c-secret'\nb: '{cipher}x'\n") ==
          "error: a.yml: a value cannot be decrypted");
    CHECK(text_in("a.yml", "a: {cipher}c-secret: [").find("error: a.yml:1:") == 0);
  }

  TEST_CASE("what is bound to a place does not open in a text") {
    CHECK(text_in("a.yml", "k: '{cipher}cairn:/k'\n") ==
          "error: a.yml: a value cannot be decrypted");
  }

  TEST_CASE("what nobody opened so far is counted") {
    Reversible decryptor;
    const auto made = decrypt_text("a: '{cipher}new-1'\nb: '{cipher}c-2'\n", "a.yml", decryptor,
                                   Decryptor::Effort::remembered, {});
    REQUIRE(made.has_value());
    CHECK(made->not_remembered == 1);
    CHECK(made->opened == 1);
  }
}

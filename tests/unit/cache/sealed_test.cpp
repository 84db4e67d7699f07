// The bytes of a cache file: what is stored comes back, and nothing else does.
#include "cache/sealed.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "cache/remembered.hpp"
#include "unit/cache/samples.hpp"

using namespace cairn;
using namespace cairn::cache;
using cairn::testing::same;
using cairn::testing::sample;
using cairn::testing::sample_scope;

namespace {

Key key_of(char c) {
  return *Key::parse(std::string(32, c));
}

std::string sealed() {
  return *seal(encode(sample()), sample_scope().digest(), key_of('k'));
}

// What reading the file comes to: none for success.
std::optional<Reason> reading(const std::string& file, const Scope& scope = sample_scope(),
                              const Key& key = key_of('k')) {
  const auto content = unseal(file, scope.digest(), key);
  if (!content) {
    return content.error().reason;
  }
  const auto remembered = decode(*content);
  return remembered ? std::nullopt : std::optional(remembered.error().reason);
}

}  // namespace

TEST_SUITE("cache: content") {
  TEST_CASE("everything that is stored comes back, with types and origins") {
    const auto back = decode(encode(sample()));
    REQUIRE(back.has_value());

    CHECK(same(*back, sample()));
    CHECK(back->fetched_at == sample().fetched_at);
    CHECK_FALSE(back->environment.label.has_value());
    CHECK(back->environment.state == "");
    const Properties& values = *back->environment.sources[0].properties;
    const Remembered stored = sample();
    const Properties& wanted = *stored.environment.sources[0].properties;
    REQUIRE(values.size() == wanted.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      CHECK(values[i].key == wanted[i].key);
      CHECK(values[i].value == wanted[i].value);
      CHECK(values[i].at == wanted[i].at);
    }
  }

  TEST_CASE("a content that was cut, or goes on, is damaged") {
    const std::string whole = encode(sample());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto part = decode(std::string_view(whole).substr(0, size));
      REQUIRE_FALSE(part.has_value());
      CHECK(part.error().reason == Reason::damaged);
    }
    CHECK_FALSE(decode(whole + '\0').has_value());
  }

  TEST_CASE("a content that promises more than it has costs nothing") {
    std::string lies = encode(Remembered{});
    lies.replace(lies.size() - 4, 4, "\xff\xff\xff\xff");
    CHECK_FALSE(decode(lies).has_value());
  }

  TEST_CASE("each part of a scope makes another one") {
    const Scope scope = sample_scope();
    std::map<std::string, int> digests{{scope.digest(), 0}};
    Scope other = scope;
    other.uris = {"https://one"};
    digests[other.digest()];
    other = scope;
    other.uris = {"https://one,https://two"};
    digests[other.digest()];
    for (std::string Scope::*part :
         {&Scope::application, &Scope::profiles, &Scope::label, &Scope::user}) {
      other = scope;
      (other.*part) += 'x';
      digests[other.digest()];
    }
    other = scope;
    other.application = "shopd";
    other.profiles = "ev,eu";
    digests[other.digest()];
    CHECK(digests.size() == 8);
  }
}

TEST_SUITE("cache: sealing") {
  TEST_CASE("a whole file is read, and two files of one content differ") {
    CHECK_FALSE(reading(sealed()));
    CHECK(sealed() != sealed());
    CHECK(sealed().size() == encode(sample()).size() + sealing_bytes);
    CHECK(sealed().find("shop-dev.yml") == std::string::npos);
  }

  TEST_CASE("keys come as bytes, hexadecimal digits or base64, and as nothing else") {
    const std::string hex(64, '6');  // 32 times 'f'
    CHECK(Key::parse(hex)->reveal() == std::string(32, 'f'));
    CHECK(Key::parse(hex + "\n")->reveal() == std::string(32, 'f'));
    CHECK(Key::parse("ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY=\n")->reveal() ==
          std::string(32, 'f'));
    for (const std::string& text :
         {std::string(), std::string(31, 'f'), std::string(33, 'f'), std::string(63, '6'),
          std::string(64, 'g'), std::string("c2hvcnQ=")}) {
      CAPTURE(text);
      CHECK_FALSE(Key::parse(text).has_value());
    }
    CHECK(Key::random()->reveal() != Key::random()->reveal());
    CHECK(key_of('a').id() != key_of('b').id());
  }

  TEST_CASE("each kind of wrong file has its reason") {
    const std::string file = sealed();
    std::string newer = file;
    newer[9] = 2;
    std::string older = file;
    older[9] = 0;
    Scope other = sample_scope();
    other.user = "basic:bob";

    CHECK(reading("") == Reason::not_a_cache);
    CHECK(reading("CAIRNLKG") == Reason::not_a_cache);
    CHECK(reading("#!/bin/sh\n") == Reason::not_a_cache);
    CHECK(reading(newer) == Reason::newer_format);
    CHECK(reading(newer.substr(0, 20)) == Reason::newer_format);
    CHECK(reading(older) == Reason::not_a_cache);
    CHECK(reading(file.substr(0, file.size() - 1)) == Reason::not_a_cache);
    CHECK(reading(file + 'x') == Reason::not_a_cache);
    CHECK(reading(file, other) == Reason::foreign_scope);
    CHECK(reading(file, sample_scope(), key_of('x')) == Reason::other_key);
    CHECK(reading(std::string(file).replace(120, 1, 1, static_cast<char>(file[120] ^ 1))) ==
          Reason::damaged);
  }

  TEST_CASE("a head that was made to fit another scope or key does not open the file") {
    Scope other = sample_scope();
    other.application = "bank";
    std::string moved = sealed();
    moved.replace(16, 64, other.digest());
    CHECK(reading(moved, other) == Reason::damaged);

    std::string rekeyed = sealed();
    rekeyed.replace(80, 16, key_of('x').id());
    CHECK(reading(rekeyed, sample_scope(), key_of('x')) == Reason::damaged);
  }

  TEST_CASE("of 1,000 damaged files none is used") {
    std::mt19937 random(20240501);
    const std::string file = sealed();
    std::map<std::string_view, int> reasons;
    const auto count = [&](std::optional<Reason> reason) {
      REQUIRE(reason.has_value());
      ++reasons[name_of(*reason)];
    };
    for (int i = 0; i < 400; ++i) {  // flips
      std::string flipped = file;
      flipped[random() % file.size()] ^= static_cast<char>(1U << (random() % 8));
      count(reading(flipped));
    }
    for (int i = 0; i < 200; ++i) {  // cuts
      count(reading(file.substr(0, random() % file.size())));
    }
    for (int i = 0; i < 150; ++i) {  // other scopes
      Scope other = sample_scope();
      other.label += std::to_string(i);
      count(reading(*seal(encode(sample()), other.digest(), key_of('k'))));
    }
    for (int i = 0; i < 100; ++i) {  // other keys
      count(reading(*seal(encode(sample()), sample_scope().digest(), *Key::random())));
    }
    for (int i = 0; i < 100; ++i) {  // a stretch of another file of the same scope
      std::string mixed = file;
      const std::size_t at = random() % (file.size() - 20);
      const std::string second = sealed();
      mixed.replace(at, 20, second, at, 20);
      if (mixed != file) {
        count(reading(mixed));
      } else {
        count(reading(file.substr(1)));  // the stretch was the same in both: the magic is gone
      }
    }
    for (int i = 0; i < 50; ++i) {  // noise
      std::string noise = file.substr(0, 12);
      for (std::size_t at = 12; at < file.size(); ++at) {
        noise += static_cast<char>(random());
      }
      count(reading(noise));
    }
    int total = 0;
    for (const auto& [name, number] : reasons) {
      INFO(name, ": ", number);
      CHECK(number > 0);
      total += number;
    }
    CHECK(total == 1000);
  }
}

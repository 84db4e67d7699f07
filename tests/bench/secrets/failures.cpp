// How long a cipher text that does not open takes, by the place at which it is wrong.
//
// One long text of each kind is altered in one bit at one of several places; places are drawn at
// random for each attempt, so that what disturbs the machine disturbs all of them alike. Of each
// place the slowest tenth is left out (interrupts), and each is compared with all others by
// Welch's t: beyond 4.5 in either direction is what such measurements call a leak.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/base64.hpp"
#include "crypto/bound_cipher.hpp"
#include "crypto/cipher_text.hpp"
#include "crypto/keys.hpp"

using namespace cairn;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t value_bytes = 1000;

struct Place {
  std::string name;
  std::string text;  // altered there
  std::vector<double> times = {};
};

struct Kind {
  std::string name;
  std::function<bool(const std::string&)> open;
  std::vector<Place> places;
};

std::string flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  return bytes;
}

struct Figures {
  double mean = 0;
  double variance = 0;
  double count = 0;
  double median = 0;
};

Figures figures_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  times.resize(times.size() * 9 / 10);
  Figures made;
  made.count = static_cast<double>(times.size());
  made.median = times[times.size() / 2];
  for (const double time : times) {
    made.mean += time / made.count;
  }
  for (const double time : times) {
    made.variance += (time - made.mean) * (time - made.mean) / (made.count - 1);
  }
  return made;
}

double welch(const Figures& a, const Figures& b) {
  return (a.mean - b.mean) / std::sqrt(a.variance / a.count + b.variance / b.count);
}

Kind own_format() {
  auto ring = std::make_shared<crypto::KeyRing>(
      *crypto::KeyRing::make({{"k", base::Secret(std::string(32, 'k'))}}, ""));
  const crypto::ValuePlace place{"shop", "db.password"};
  const auto whole =
      *crypto::BoundText::parse(*crypto::seal_value(*ring, place, std::string(value_bytes, 'x')));
  const auto at = [&](const char* name, std::size_t byte) {
    return Place{name, crypto::BoundText{whole.key_id, flipped(whole.bytes, byte)}.text()};
  };
  const std::size_t end = whole.bytes.size();
  return {"Cairn's own",
          [ring, place](const std::string& text) {
            return crypto::open_value(*ring, place, text).has_value();
          },
          {at("nonce", 0), at("first byte", 12), at("middle", 12 + value_bytes / 2),
           at("last byte", end - 17), at("tag, first", end - 16), at("tag, last", end - 1)}};
}

std::shared_ptr<const crypto::Keys> keys_of(const char* text) {
  crypto::KeyOptions options;
  options.key = base::Secret(text);
  return *crypto::Keys::open(options);
}

// A key of 1024 bits, for measurements only.
constexpr const char* pem =
    "-----BEGIN RSA PRIVATE KEY-----"
    "MIICXAIBAAKBgQDFtKx8zmwsz2RWZwV1l5OROLpXSOvMAtLWd44JmZkfNyMSHj6g"
    "MLdxl7+2H+61YxWFkssvkV8kqJtRphLZGiR1HSd7f5phRRybbBCqlDJ0oHbq/nvU"
    "V0vEuPfYB8mwrLq9XiheJi3zVK4Q+ANAjX58eXuHtpHTxaB3D1rYAopCMwIDAQAB"
    "AoGAfwJgxRT/XZImTXOFiFPGE0c0Ppq0EK3HsMvBTd2FBw6u0xbm+JYTY0Avgtrk"
    "yVZMHzF8oqRrUOuYTE26Ugp/XDJC4m4HTad2s8Ismj/bdSeFaZvwYoYPJW/5YUB4"
    "L7djnezddDa6/mmZSPOvW/rzwAXWRjFIvwfscHLwNydSj6ECQQD85rtoeyh5pvKy"
    "n0W00QSo1yHHav25cbEpNQgY89b/u/Hts9khAD3xgVAWul8UAEmLtkrViFTXvrlg"
    "NBGaS4dZAkEAyCDPv4EFp0EareNKdMqvJkteucWI9EHioZu4MhnXS3f1VK7vKOmH"
    "AIC1kH9mehcqXrgwXj2ODalcTZrA3VgwawJAS33olXCmDWJbchx/J1F5bZkCWU/D"
    "u1aHxsAw0ZoAJMiKmCUmfGZhFzU9nfs2JHdNfOoGfqU6hkhFd8UzN/axyQJAFYHJ"
    "Mbho5h+OAW/yuXhquD/TTz2WSUGnXFzCv8edJoQevloKY6gtFPXADWZTmf1RVVqQ"
    "ACC3Wmp/++sMnPz0PwJBAPtoDAV7Z4e/biC9CIgJPyKeAPesviPStLOpwxi5PPMt"
    "6Murbg2mzznZ0QprltDOasmVoLe763TQ3xm7eRop65g="
    "-----END RSA PRIVATE KEY-----";

// Where RSA's block is wrong: a wrong padding must cost what a right one with a wrong text costs.
Kind rsa() {
  const auto keys = keys_of(pem);
  const std::string bytes =
      *crypto::decode_loose_base64(*keys->usual()->encrypt(std::string(value_bytes, 'x')));
  const auto at = [&](const char* name, std::size_t byte) {
    return Place{name, base::encode_base64(flipped(bytes, byte))};
  };
  return {"Spring's RSA",
          [keys](const std::string& text) { return keys->usual()->decrypt(text).has_value(); },
          {at("block, first", 2), at("block, middle", 66), at("block, last", 129),
           at("last byte", bytes.size() - 1)}};
}

void measure(Kind& kind, int attempts) {
  std::mt19937 numbers(1);
  int accepted = 0;
  for (int i = 0; i < attempts; ++i) {
    Place& place = kind.places[numbers() % kind.places.size()];
    const auto start = Clock::now();
    accepted += kind.open(place.text) ? 1 : 0;
    const std::chrono::duration<double, std::nano> took = Clock::now() - start;
    place.times.push_back(took.count());
  }
  std::printf("%s: %d attempts, %d accepted\n", kind.name.c_str(), attempts, accepted);
}

bool report(const Kind& kind) {
  bool quiet = true;
  for (std::size_t i = 0; i < kind.places.size(); ++i) {
    std::vector<double> others;
    for (std::size_t k = 0; k < kind.places.size(); ++k) {
      if (k != i) {
        others.insert(others.end(), kind.places[k].times.begin(), kind.places[k].times.end());
      }
    }
    const Figures mine = figures_of(kind.places[i].times);
    const double t = welch(mine, figures_of(std::move(others)));
    std::printf("  %-14s median %8.0f ns  mean %8.0f ns  t %+6.2f\n", kind.places[i].name.c_str(),
                mine.median, mine.mean, t);
    quiet = quiet && std::fabs(t) < 4.5;
  }
  return quiet;
}

}  // namespace

int main(int argc, char** argv) {
  const int attempts = argc > 1 ? std::atoi(argv[1]) : 300'000;
  bool quiet = true;
  Kind kinds[] = {own_format(), rsa()};
  for (Kind& kind : kinds) {
    measure(kind, &kind == kinds ? attempts : attempts / 20);
    quiet = report(kind) && quiet;
  }
  std::printf(quiet ? "no place can be told from the others\n"
                    : "a place can be told from the others\n");
  return quiet ? EXIT_SUCCESS : EXIT_FAILURE;
}

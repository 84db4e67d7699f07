// What the keys answer to /encrypt, /decrypt, /encrypt/status and /key.
#include "service/key_encryption.hpp"

#include <doctest/doctest.h>

#include <future>

#include "crypto/bound_cipher.hpp"

using namespace cairn;
using namespace cairn::service;
using Verb = CipherQuestion::Verb;

namespace {

std::shared_ptr<const crypto::Keys> keys(const char* key = "s3cr3t-key") {
  crypto::KeyOptions options;
  options.key = base::Secret(key);
  return *crypto::Keys::open(options);
}

const std::string recorded = "000102030405060708090a0b0c0d0e0f7d739137ea6315d422e9934c3355550b";

// "200 text", or "400 INVALID".
std::string ask(const KeyEncryption& encryption, Verb verb, const std::string& text = "",
                bool plain = true) {
  const CipherReply reply = encryption.reply({verb, base::Secret(std::string_view(text)), plain});
  return std::to_string(reply.status) + ' ' +
         (reply.status == 200 ? std::string(reply.text.reveal()) : std::string(reply.code));
}

}  // namespace

TEST_SUITE("service::KeyEncryption") {
  TEST_CASE("what is encrypted is decrypted") {
    const KeyEncryption encryption(keys(), {});
    const std::string text = ask(encryption, Verb::encrypt, "a text").substr(4);
    CHECK(ask(encryption, Verb::decrypt, text) == "200 a text");
    CHECK(ask(encryption, Verb::decrypt, recorded) == "200 mysecret");
    CHECK(ask(encryption, Verb::decrypt, "{key:k}{x:y}" + recorded) == "200 mysecret");
  }

  TEST_CASE("pairs are kept, and what is behind them encrypted") {
    const KeyEncryption encryption(keys(), {});
    const std::string text = ask(encryption, Verb::encrypt, "{key:k1}{plain}{x:y}foo");
    CHECK(text.rfind("200 {key:k1}", 0) == 0);
    CHECK(ask(encryption, Verb::decrypt, text.substr(12)) == "200 {x:y}foo");
  }

  TEST_CASE("what is not ours") {
    const KeyEncryption encryption(keys(), {});
    for (const char* text : {"", "x", "{foo}00", "{cipher}00", "00", " {key:k}00"}) {
      CAPTURE(text);
      CHECK(ask(encryption, Verb::decrypt, text) == "400 INVALID");
    }
    CHECK(ask(encryption, Verb::decrypt, recorded + "=", true) == "400 INVALID");
    CHECK(ask(encryption, Verb::decrypt, recorded + "=", false) == "200 mysecret");
    CHECK(ask(encryption, Verb::decrypt, "%zz=", false) == "400 INVALID");
    CHECK(ask(encryption, Verb::encrypt, "%zz=", false) == "400 ");
  }

  TEST_CASE("status and public key") {
    const KeyEncryption encryption(keys(), {});
    CHECK(ask(encryption, Verb::status) == R"(200 {"status":"OK"})");
    CHECK(ask(encryption, Verb::public_key) == "404 NOT_FOUND");
  }

  TEST_CASE("without keys") {
    const KeyEncryption encryption(nullptr, {});
    CHECK(ask(encryption, Verb::status) == "404 NO_KEY");
    CHECK(ask(encryption, Verb::encrypt, "x") == "404 NO_KEY");
    CHECK(ask(encryption, Verb::decrypt, "x") == "404 NO_KEY");
    CHECK(ask(encryption, Verb::public_key) == "404 NOT_FOUND");
  }

  TEST_CASE("Cairn's own format is written where the options say so, for a place") {
    const std::string place_text = "cairn:1:k:";
    const auto ring = crypto::KeyRing::make({{"k", base::Secret(std::string(32, 'k'))}}, "");
    KeyEncryption::Options options;
    options.ring = *ring;
    options.writes_bound = true;
    const KeyEncryption encryption(nullptr, options);
    const auto ask_at = [&](Verb verb, std::string_view text, const char* application,
                            const char* key) {
      const auto reply = encryption.reply({verb, base::Secret(text), false, application, key});
      return std::to_string(reply.status) + ' ' +
             (reply.status == 200 ? std::string(reply.text.reveal()) : std::string(reply.code));
    };
    // As it is: neither a form's leftovers nor pairs are looked for.
    for (const std::string& text : {std::string("a text"), std::string("{key:k1}x"),
                                    std::string("a+b%20="), std::string("{plain}")}) {
      const std::string sealed = ask_at(Verb::encrypt, text, "shop", "db.pass");
      CHECK(sealed.rfind("200 " + place_text, 0) == 0);
      CHECK(ask_at(Verb::decrypt, sealed.substr(4), "shop", "db.pass") == "200 " + text);
      CHECK(ask_at(Verb::decrypt, sealed.substr(4), "shop", "db.user") == "400 INVALID");
      CHECK(ask_at(Verb::decrypt, sealed.substr(4), "", "") == "400 INVALID");
    }
    CHECK(ask_at(Verb::encrypt, "x", "", "db.pass") == "400 ");
    CHECK(ask_at(Verb::encrypt, "x", "shop", "") == "400 ");
    CHECK(ask_at(Verb::decrypt, "cairn:1:other:AAAA", "shop", "k") == "400 INVALID");
    CHECK(ask_at(Verb::status, "", "", "") == R"(200 {"status":"OK"})");
    CHECK(ask_at(Verb::decrypt, "00", "shop", "k") == "404 NO_KEY");  // Spring's needs Spring's key
  }

  TEST_CASE("both formats open beside each other, whichever is written") {
    KeyEncryption::Options options;
    options.ring = *crypto::KeyRing::make({{"k", base::Secret(std::string(32, 'k'))}}, "");
    const KeyEncryption encryption(keys(), options);
    const std::string sealed = *crypto::seal_value(options.ring, {"shop", "a"}, "bound");
    CHECK(ask(encryption, Verb::encrypt, "x").substr(0, 10) != "200 cairn:");
    CHECK(ask(encryption, Verb::decrypt, recorded) == "200 mysecret");
    CHECK(
        encryption.reply({Verb::decrypt, base::Secret(std::string_view(sealed)), true, "shop", "a"})
            .text.matches("bound"));
  }

  TEST_CASE("questions wait in a queue of its own, and more than fit in are 429") {
    KeyEncryption encryption(keys(), {1, 2});
    std::promise<void> go;
    const auto gate = go.get_future().share();
    std::promise<void> busy;
    std::promise<int> last;
    encryption.ask({Verb::status}, [&](const CipherReply&) {
      busy.set_value();
      gate.wait();
    });
    busy.get_future().wait();  // the one thread is held up
    encryption.ask({Verb::status}, [](const CipherReply&) {});
    encryption.ask({Verb::status}, [&](const CipherReply& reply) { last.set_value(reply.status); });
    int refused = 0;
    encryption.ask({Verb::status}, [&](const CipherReply& reply) { refused = reply.status; });
    CHECK(refused == 429);
    go.set_value();
    CHECK(last.get_future().get() == 200);
  }
}

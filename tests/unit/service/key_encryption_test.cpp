// What the keys answer to /encrypt, /decrypt, /encrypt/status and /key.
#include "service/key_encryption.hpp"

#include <doctest/doctest.h>

#include <future>

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

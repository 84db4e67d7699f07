// What OpenSSL has taken out of the socket is read, whether the system told of it or not; what it
// wants to send leaves with what is sent next, and at once where nothing is.
#include "http/wire.hpp"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/tls_identity.hpp"

using namespace cairn;
using namespace cairn::http;

namespace {

using Outcome = Moved::Outcome;

// A client whose bytes go over the socket when the test says so.
class Client {
 public:
  Client(int socket, int version) : socket_(socket) {
    SSL_set_max_proto_version(session_.get(), version);
    SSL_set_bio(session_.get(), in_, out_);
    SSL_set_connect_state(session_.get());
  }

  // The records of this text.
  std::string seal(std::string_view text) {
    REQUIRE(SSL_write(session_.get(), text.data(), static_cast<int>(text.size())) > 0);
    return take();
  }
  bool shake_hands() {
    std::array<char, 8192> bytes{};
    const ssize_t count = ::recv(socket_.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count > 0) {
      REQUIRE(BIO_write(in_, bytes.data(), static_cast<int>(count)) == count);
    }
    return SSL_do_handshake(session_.get()) == 1;
  }
  std::string take() {
    std::string bytes(BIO_ctrl_pending(out_), '\0');
    if (!bytes.empty()) {
      REQUIRE(BIO_read(out_, bytes.data(), static_cast<int>(bytes.size())) ==
              static_cast<int>(bytes.size()));
    }
    return bytes;
  }
  void hang_up() { ::shutdown(socket_.number(), SHUT_WR); }
  // What has come, as it is.
  [[nodiscard]] std::string come() const {
    std::string all;
    std::array<char, 65536> bytes{};
    ssize_t count = 0;
    while ((count = ::recv(socket_.number(), bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0) {
      all.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return all;
  }
  // The text in these records.
  std::string open(const std::string& records) {
    REQUIRE(BIO_write(in_, records.data(), static_cast<int>(records.size())) ==
            static_cast<int>(records.size()));
    std::array<char, 1024> bytes{};
    const int count = SSL_read(session_.get(), bytes.data(), bytes.size());
    return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : "-";
  }
  void send(std::string_view bytes) const {
    REQUIRE(::send(socket_.number(), bytes.data(), bytes.size(), 0) ==
            static_cast<ssize_t>(bytes.size()));
  }

 private:
  base::Descriptor socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> session_{SSL_new(context_.get()), SSL_free};
  BIO* in_ = BIO_new(BIO_s_mem());  // the session's
  BIO* out_ = BIO_new(BIO_s_mem());
};

std::array<int, 2> connected() {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
  return ends;
}

// A wire and a client whose last word of the handshake is still to be sent.
struct House final : SocketListener {
  explicit House(int version = TLS1_3_VERSION) : House(connected(), version) {}
  House(std::array<int, 2> ends, int version) : client(ends[1], version), socket(ends[0]) {
    REQUIRE(events.open().has_value());
    const testing::TlsIdentity identity("DNS:localhost");
    TlsOptions options;
    options.enabled = true;
    options.certificate = identity.certificate_pem();
    options.key = base::Secret(identity.key_pem());
    const auto tls = TlsContext::make(options);
    REQUIRE(tls.has_value());
    wire = std::make_unique<Wire>(base::Descriptor(ends[0]), *tls, events);
    REQUIRE(wire->attach(*this));
    while (!client.shake_hands()) {
      send(client.take());
      if (wire->handshake().outcome == Outcome::done) {
        break;  // as in TLS 1.2, where the last word is the wire's
      }
    }
    told = 0;
  }
  ~House() { wire->close(); }
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  void on_socket(SocketEvent event) override {
    wire->note(event);
    told += event.readable ? 1 : 0;
  }
  // What one reading gives; "-" when there is nothing, "ended" at the end, "waits" to write.
  std::string read() {
    std::array<char, 16384> bytes{};
    const Moved moved = wire->read(asio::buffer(bytes));
    switch (moved.outcome) {
      case Outcome::done:
        return {bytes.data(), moved.bytes};
      case Outcome::ended:
        return "ended";
      case Outcome::wait_writable:
        return "waits";
      case Outcome::wait_readable:
        break;
    }
    return "-";
  }
  Outcome write(std::string_view text) {
    std::array<char, 4096> scratch{};
    return wire->write(text, asio::buffer(scratch)).outcome;
  }
  // The client sends, and the system tells of it.
  void send(const std::string& bytes) {
    client.send(bytes);
    context.poll();
  }
  // The client's last word of the handshake comes, and these texts with it.
  void begin(const std::vector<std::string>& texts = {}) {
    std::string all = client.take();
    for (const std::string& text : texts) {
      all += client.seal(text);
    }
    send(all);
    REQUIRE(wire->handshake().outcome == Outcome::done);
  }
  // How often there is said to be something to read, once somebody waits for it.
  int told_again() {
    const int before = told;
    wire->expect();
    context.poll();
    return told - before;
  }

  asio::io_context context{1};
  SocketEvents events{context};
  Client client;
  const int socket;  // the wire's
  std::unique_ptr<Wire> wire;
  int told = 0;
};

}  // namespace

TEST_SUITE("Wire") {
  TEST_CASE("a body that came with its head is told of, though no byte is left in the socket") {
    House house;
    house.begin({"head", "body"});
    REQUIRE(house.read() == "head");
    CHECK(house.told_again() == 1);
    CHECK(house.read() == "body");
    CHECK(house.read() == "-");
    CHECK(house.told_again() == 0);
  }

  TEST_CASE("a part of a record is asked for once, and told of when the rest has come") {
    House house;
    const std::string finished = house.client.take();
    const std::string head = house.client.seal("head");
    const std::string body = house.client.seal("body");
    house.send(finished + head + body.substr(0, 7));
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    REQUIRE(house.read() == "head");
    CHECK(house.told_again() == 1);
    for (int i = 0; i < 3; ++i) {
      CHECK(house.read() == "-");
      CHECK(house.told_again() == 0);
    }
    house.client.send(body.substr(7));
    CHECK(house.told_again() == 1);
    CHECK(house.read() == "body");
  }

  TEST_CASE("what was looked at only is told of until it was read") {
    House house;
    house.begin({"next"});
    REQUIRE(house.wire->peek().outcome == Outcome::done);
    CHECK(house.told_again() == 1);
    CHECK(house.read() == "next");
  }

  TEST_CASE("nothing is looked for in a socket that was read dry, until it is told of") {
    House house;
    house.begin({"head"});
    REQUIRE(house.read() == "head");
    house.client.send(house.client.seal("body"));
    CHECK(house.read() == "-");
    CHECK(house.told_again() == 1);
    CHECK(house.read() == "body");
  }

  TEST_CASE("what comes while an answer is written is told of behind it") {
    House house;
    house.begin({"head"});
    REQUIRE(house.read() == "head");
    house.send(house.client.seal("next"));
    REQUIRE(house.write("answer") == Outcome::done);
    CHECK(house.told_again() == 1);
    CHECK(house.read() == "next");
  }

  TEST_CASE("more than fits into one read is read to its end") {
    House house;
    std::vector<std::string> texts;
    for (int i = 0; i < 20; ++i) {
      texts.emplace_back(4000, static_cast<char>('a' + i));
    }
    house.begin(texts);
    for (const std::string& text : texts) {
      CHECK(house.read() == text);
      CHECK(house.told_again() == 1);
    }
    CHECK(house.read() == "-");
    CHECK(house.told_again() == 0);
  }

  TEST_CASE("the end of the other side is seen, behind what came before it") {
    House house;
    const std::string finished = house.client.take();
    const std::string last = house.client.seal("last");
    bool together = false;
    SUBCASE("in one event") {
      together = true;
    }
    SUBCASE("in two") {}
    if (together) {
      house.client.send(finished + last);
      house.client.hang_up();
      house.context.poll();
    } else {
      house.send(finished + last);
    }
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    CHECK(house.read() == "last");
    if (!together) {
      CHECK(house.told_again() == 0);
      house.client.hang_up();
    }
    CHECK(house.told_again() == 1);
    CHECK(house.wire->hung_up());
    CHECK(house.read() == "ended");
  }

  TEST_CASE("the end of a handshake leaves with the answer to what came with its other end") {
    House house;
    house.begin({"head"});
    REQUIRE(house.read() == "head");
    CHECK(house.client.come().empty());
    REQUIRE(house.write("answer") == Outcome::done);
    const std::string all = house.client.come();
    CHECK(all.size() > 200);  // with the ticket
    CHECK(house.client.open(all) == "answer");
  }

  TEST_CASE("the end of a handshake leaves at once where nothing came with its other end") {
    House house;
    house.begin();
    CHECK(house.read() == "-");
    CHECK(house.client.come().size() > 200);
  }

  TEST_CASE("the end of a handshake leaves before who does not answer soon waits") {
    House house;
    house.begin({"head"});
    REQUIRE(house.read() == "head");
    house.wire->flush();
    CHECK(house.client.come().size() > 200);
  }

  TEST_CASE("in TLS 1.2 the client waits for the end of the handshake, which leaves at once") {
    House house(TLS1_2_VERSION);
    CHECK(house.client.shake_hands());
  }

  TEST_CASE("a refusal to shake hands leaves at once") {
    House house;
    house.client.take();
    house.send("no record of TLS");
    CHECK(house.wire->handshake().outcome == Outcome::ended);
    CHECK_FALSE(house.client.come().empty());
  }

  TEST_CASE("what a full socket does not take leaves with what comes next") {
    House house;
    house.begin();
    const std::string filling(4096, '-');
    std::size_t filled = 0;
    ssize_t count = 0;
    while ((count = ::send(house.socket, filling.data(), filling.size(), MSG_DONTWAIT)) > 0) {
      filled += static_cast<std::size_t>(count);
    }
    CHECK(house.read() == "waits");
    CHECK(house.write("answer") == Outcome::wait_writable);
    CHECK(house.client.come().size() == filled);
    CHECK(house.write("answer") == Outcome::done);
    CHECK(house.client.open(house.client.come()) == "answer");
  }
}

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

#include "support/tls_identity.hpp"

using namespace cairn;
using namespace cairn::http;

namespace {

using Outcome = Moved::Outcome;

// A client whose bytes go over the socket when the test says so.
class Client {
 public:
  explicit Client(int socket) : socket_(socket) {
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

// A wire and a client that have shaken hands, before the system was asked for a single event.
struct House final : SocketListener {
  House() : House(connected()) {}
  explicit House(std::array<int, 2> ends) : client(ends[1]), socket(ends[0]) {
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
      client.send(client.take());
      REQUIRE(wire->handshake().outcome == Outcome::wait_readable);
    }
  }
  ~House() { wire->close(); }
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  void on_socket(SocketEvent event) override {
    wire->note(event);
    told += event.readable ? 1 : 0;
  }
  // What one reading gives, "-" when there is nothing.
  std::string read() {
    std::array<char, 16384> bytes{};
    const Moved moved = wire->read(asio::buffer(bytes));
    return moved.outcome == Outcome::done ? std::string(bytes.data(), moved.bytes) : "-";
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
    const std::string finished = house.client.take();
    const std::string head = house.client.seal("head");
    const std::string body = house.client.seal("body");
    house.client.send(finished + head + body);
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    REQUIRE(house.read() == "head");
    house.wire->expect();
    house.context.poll();
    CHECK(house.told == 1);
    CHECK(house.read() == "body");
  }

  TEST_CASE("a part of a record is asked for once, and told of when the rest has come") {
    House house;
    const std::string finished = house.client.take();
    const std::string head = house.client.seal("head");
    const std::string body = house.client.seal("body");
    house.client.send(finished + head + body.substr(0, 7));
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    REQUIRE(house.read() == "head");
    for (int i = 0; i < 3; ++i) {
      house.wire->expect();
      house.context.poll();
      CHECK(house.told == 1);
      CHECK(house.read() == "-");
    }
    house.client.send(body.substr(7));
    house.wire->expect();
    house.context.poll();
    CHECK(house.told == 2);
    CHECK(house.read() == "body");
  }

  TEST_CASE("what was looked at only is told of until it was read") {
    House house;
    const std::string finished = house.client.take();
    house.client.send(finished + house.client.seal("next"));
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    REQUIRE(house.wire->peek().outcome == Outcome::done);
    house.wire->expect();
    house.context.poll();
    CHECK(house.told == 1);
    CHECK(house.read() == "next");
  }

  TEST_CASE("the end of a handshake leaves with the answer to what came with its other end") {
    House house;
    const std::string finished = house.client.take();
    house.client.send(finished + house.client.seal("head"));
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    REQUIRE(house.read() == "head");
    CHECK(house.client.come().empty());
    std::array<char, 4096> scratch{};
    REQUIRE(house.wire->write("answer", asio::buffer(scratch)).outcome == Outcome::done);
    const std::string all = house.client.come();
    CHECK(all.size() > 200);  // with tickets
    CHECK(house.client.open(all) == "answer");
  }

  TEST_CASE(
      "the end of a handshake leaves at once where nothing came, or nothing is said for now") {
    House house;
    const std::string finished = house.client.take();
    bool came = false;
    SUBCASE("nothing came") {
      house.client.send(finished);
    }
    SUBCASE("nothing is said") {
      house.client.send(finished + house.client.seal("head"));
      came = true;
    }
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    REQUIRE(house.read() == (came ? "head" : "-"));
    house.wire->expect();
    CHECK(house.client.come().size() > 200);
  }

  TEST_CASE("what a full socket does not take leaves when it has room") {
    House house;
    house.client.send(house.client.take());
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    const std::string filling(4096, '-');
    std::size_t filled = 0;
    ssize_t count = 0;
    while ((count = ::send(house.socket, filling.data(), filling.size(), MSG_DONTWAIT)) > 0) {
      filled += static_cast<std::size_t>(count);
    }
    std::array<char, 16> bytes{};
    CHECK(house.wire->read(asio::buffer(bytes)).outcome == Outcome::wait_writable);
    CHECK(house.client.come().size() == filled);
    CHECK(house.wire->read(asio::buffer(bytes)).outcome == Outcome::wait_readable);
    CHECK(house.client.come().size() > 200);
  }

  TEST_CASE("the end of the other side is seen, behind what came before it") {
    House house;
    const std::string finished = house.client.take();
    house.client.send(finished + house.client.seal("last"));
    house.client.hang_up();
    REQUIRE(house.wire->handshake().outcome == Outcome::done);
    house.context.poll();
    CHECK(house.wire->hung_up());
    CHECK(house.read() == "last");
    house.wire->expect();
    house.context.poll();
    CHECK(house.told == 2);
    std::array<char, 16> bytes{};
    CHECK(house.wire->read(asio::buffer(bytes)).outcome == Outcome::ended);
  }
}

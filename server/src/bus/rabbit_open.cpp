// How a connection comes about: socket, TLS, login, exchange, queue.
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/time.h>

#include <array>

#include "base/hidden_memory.hpp"
#include "bus/rabbit_connection.hpp"
#include "bus/rabbit_error.hpp"
#include "bus/tls.hpp"
#include "bus/uuid.hpp"

namespace cairn::bus {
namespace {

constexpr amqp_channel_t channel = 1;
constexpr int frame_bytes_max = 131'072;

timeval time_of(std::chrono::milliseconds time) {
  return {time.count() / 1'000, (time.count() % 1'000) * 1'000};
}

amqp_bytes_t bytes_of(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}

amqp_table_entry_t flag(const char* name) {
  amqp_table_entry_t entry{};
  entry.key = amqp_cstring_bytes(name);
  entry.value.kind = AMQP_FIELD_KIND_BOOLEAN;
  entry.value.value.boolean = 1;
  return entry;
}

amqp_table_entry_t text(const char* name, const char* value) {
  amqp_table_entry_t entry{};
  entry.key = amqp_cstring_bytes(name);
  entry.value.kind = AMQP_FIELD_KIND_UTF8;
  entry.value.value.bytes = amqp_cstring_bytes(value);
  return entry;
}

Result<amqp_socket_t*> make_socket(amqp_connection_state_t state, const TlsOptions& tls) {
  if (!tls.enabled) {
    amqp_socket_t* plain = amqp_tcp_socket_new(state);
    return plain != nullptr ? Result<amqp_socket_t*>(plain) : lost(AMQP_STATUS_NO_MEMORY);
  }
  amqp_socket_t* secure = amqp_ssl_socket_new(state);
  if (secure == nullptr) {
    return lost(AMQP_STATUS_SSL_ERROR);
  }
  amqp_ssl_socket_set_verify_peer(secure, tls.verify_certificate ? 1 : 0);
  amqp_ssl_socket_set_verify_hostname(secure, tls.verify_certificate && tls.verify_host ? 1 : 0);
  auto* context = static_cast<SSL_CTX*>(amqp_ssl_socket_get_context(secure));
  if (auto used = use_tls(context, tls); !used) {
    return fail(std::move(used).error());
  }
  return secure;
}

}  // namespace

Result<std::unique_ptr<RabbitConnection>> RabbitConnection::open(
    const RabbitOptions& options, const RabbitOptions::Address& address) {
  std::unique_ptr<RabbitConnection> made(new RabbitConnection());
  made->state_ = amqp_new_connection();
  if (made->state_ == nullptr) {
    return lost(AMQP_STATUS_NO_MEMORY);
  }
  if (auto connected = made->connect(options, address); !connected) {
    return fail(std::move(connected).error());
  }
  if (auto known = made->log_in(options); !known) {
    return fail(std::move(known).error());
  }
  if (auto declared = made->declare(options); !declared) {
    return fail(std::move(declared).error());
  }
  return made;
}

Result<void> RabbitConnection::connect(const RabbitOptions& options,
                                       const RabbitOptions::Address& address) {
  const auto socket = make_socket(state_, options.tls);
  if (!socket) {
    return fail(socket.error());
  }
  const timeval limit = time_of(options.timeout);
  amqp_set_handshake_timeout(state_, &limit);
  amqp_set_rpc_timeout(state_, &limit);
  const int status = amqp_socket_open_noblock(*socket, address.host.c_str(), address.port, &limit);
  return status == AMQP_STATUS_OK ? Result<void>() : lost(status);
}

Result<void> RabbitConnection::log_in(const RabbitOptions& options) {
  std::array capabilities{flag("consumer_cancel_notify"), flag("publisher_confirms"),
                          flag("basic.nack"), flag("authentication_failure_close")};
  amqp_table_entry_t able{};
  able.key = amqp_cstring_bytes("capabilities");
  able.value.kind = AMQP_FIELD_KIND_TABLE;
  able.value.value.table = {static_cast<int>(capabilities.size()), capabilities.data()};
  std::array properties{text("connection_name", "cairn-server"), able};
  const amqp_table_t table{static_cast<int>(properties.size()), properties.data()};
  std::string password(options.password.reveal());
  const auto reply =
      amqp_login_with_properties(state_, options.virtual_host.c_str(), 0, frame_bytes_max,
                                 static_cast<int>(options.heartbeat.count()), &table,
                                 AMQP_SASL_METHOD_PLAIN, options.user.c_str(), password.c_str());
  base::wipe(password);
  return outcome_of(reply);
}

Result<void> RabbitConnection::declare(const RabbitOptions& options) {
  const amqp_bytes_t exchange = bytes_of(options.exchange);
  const std::string name = options.exchange + ".anonymous." + random_name();
  const amqp_bytes_t queue = bytes_of(name);
  const auto outcome = [this] { return outcome_of(amqp_get_rpc_reply(state_)); };
  amqp_channel_open(state_, channel);
  auto done = outcome();
  if (done) {
    amqp_confirm_select(state_, channel);
    done = outcome();
  }
  if (done) {
    amqp_exchange_declare(state_, channel, exchange, bytes_of("topic"), 0, 1, 0, 0,
                          amqp_empty_table);
    done = outcome();
  }
  if (done) {
    // Not durable, exclusive, deleted with its consumer.
    amqp_queue_declare(state_, channel, queue, 0, 0, 1, 1, amqp_empty_table);
    done = outcome();
  }
  if (done) {
    amqp_queue_bind(state_, channel, queue, exchange, bytes_of("#"), amqp_empty_table);
    done = outcome();
  }
  if (done) {
    amqp_basic_consume(state_, channel, queue, amqp_empty_bytes, 0, 1, 1, amqp_empty_table);
    done = outcome();
  }
  return done;
}

}  // namespace cairn::bus

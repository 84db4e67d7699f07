// CONNECT, by hand: a request and a head of an answer.
#include "fetch/proxy.hpp"

#include <memory>
#include <string_view>
#include <utility>

#include "fetch/credentials.hpp"

namespace cairn::fetch {
namespace {

constexpr std::size_t head_bytes_max = 8192;

Reached send_all(Channel& channel, std::string_view text) {
  while (!text.empty()) {
    const Moved sent = channel.write(text.data(), text.size());
    if (!sent) {
      return tl::unexpected(sent.error());
    }
    text.remove_prefix(*sent);
  }
  return {};
}

// Byte by byte: what follows the head belongs to the server's TLS.
tl::expected<std::string, TransportFailure> read_head(Channel& channel) {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    char c = 0;
    const Moved got = channel.read(&c, 1);
    if (!got) {
      return tl::unexpected(got.error());
    }
    if (*got == 0 || head.size() == head_bytes_max) {
      return tl::unexpected(
          TransportFailure{TransportProblem::not_connected, "the proxy's answer is not HTTP"});
    }
    head += c;
  }
  return head;
}

// "example.org:443": CONNECT always names the port.
std::string host_and_port(const Uri& server) {
  const bool v6 = server.host.find(':') != std::string::npos;
  return (v6 ? '[' + server.host + ']' : server.host) + ':' + std::to_string(server.port);
}

}  // namespace

Result<std::optional<Proxy>> parse_proxy(const std::string& text) {
  if (text.empty()) {
    return std::optional<Proxy>();
  }
  auto parsed = parse_uri(text);
  if (!parsed) {
    return fail(std::move(parsed).error(), "the proxy");
  }
  if (parsed->uri.tls || !parsed->uri.path.empty()) {
    return fail(ErrorCode::invalid_argument,
                "the proxy '" + parsed->uri.text() + "' is not of the form http://host:port");
  }
  Proxy proxy{parsed->uri.host, parsed->uri.port, {}};
  if (parsed->user_info) {
    proxy.authorization = basic_credentials(parsed->user_info->user,
                                            parsed->user_info->password.value_or(base::Secret()));
  }
  return std::optional<Proxy>(std::move(proxy));
}

Connected open_tunnel(base::Descriptor socket, const Proxy& proxy, const Uri& server,
                      const Patience& patience) {
  // The channel closes its descriptor; the tunnel lives on in this one.
  base::Descriptor kept(::fcntl(socket.number(), F_DUPFD_CLOEXEC, 4));
  if (!kept.open()) {
    return tl::unexpected(
        TransportFailure{TransportProblem::not_connected, "out of file descriptors"});
  }
  const std::unique_ptr<Channel> channel = plain_channel(std::move(socket), patience);
  const std::string target = host_and_port(server);
  std::string request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
  if (!proxy.authorization.empty()) {
    request += "Proxy-Authorization: " + std::string(proxy.authorization.reveal()) + "\r\n";
  }
  request += "\r\n";
  if (auto sent = send_all(*channel, request); !sent) {
    return tl::unexpected(std::move(sent).error());
  }
  const auto head = read_head(*channel);
  if (!head) {
    return tl::unexpected(head.error());
  }
  if (!head->starts_with("HTTP/1.1 2") && !head->starts_with("HTTP/1.0 2")) {
    return tl::unexpected(TransportFailure{TransportProblem::not_connected,
                                           "the proxy " + proxy.host + " refuses a tunnel"});
  }
  return kept;
}

}  // namespace cairn::fetch

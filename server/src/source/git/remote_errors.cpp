// Recognises causes in the error output of git 2.39, curl 7.88 with GnuTLS or OpenSSL, and OpenSSH
// 9.2. What is not recognised is told in their own words.
#include "source/git/remote_errors.hpp"

#include <array>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "source/git/git_program.hpp"

namespace cairn::source::git {
namespace {

bool has(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

// The rest of the last line that begins with `start`; "" if there is none.
std::string_view rest_of_line(std::string_view text, std::string_view start) {
  const std::size_t at = text.rfind(start);
  if (at == std::string_view::npos || (at > 0 && text[at - 1] != '\n')) {
    return {};
  }
  const std::string_view rest = text.substr(at + start.size());
  return base::trim(rest.substr(0, rest.find('\n')));
}

// "ssh-ed25519 SHA256:..." of "debug1: Server host key: ...".
std::string shown_host_key(std::string_view text) {
  const auto key = rest_of_line(text, "debug1: Server host key: ");
  return key.empty() ? std::string() : " (the server shows " + std::string(key) + ')';
}

std::optional<std::string> host_key_error(std::string_view text) {
  if (has(text, "REMOTE HOST IDENTIFICATION HAS CHANGED")) {
    return "the host key changed" + shown_host_key(text) +
           ": another one is known, so this may be another server";
  }
  if (has(text, "Host key verification failed") ||
      (has(text, "No ") && has(text, " host key is known for"))) {
    return "the host key is unknown" + shown_host_key(text);
  }
  return std::nullopt;
}

// "SHA256:..." of the keys that ssh offered.
std::string offered_keys(std::string_view text) {
  std::string keys;
  for (const std::string_view line : base::split(text, '\n')) {
    const std::size_t at = line.find(" SHA256:");
    if (line.rfind("debug1: Offering public key: ", 0) == 0 && at != std::string_view::npos) {
      const std::string_view rest = line.substr(at + 1);
      keys += ' ';
      keys += base::trim(rest.substr(0, rest.find(' ')));
    }
  }
  return keys;
}

std::optional<std::string> ssh_login_error(std::string_view text) {
  const std::size_t denied = text.rfind(": Permission denied (");
  if (denied == std::string_view::npos) {
    return std::nullopt;
  }
  if (has(text, "debug1: Server accepts key: ")) {
    return "authentication refused: the server takes the key, but it cannot be used: its "
           "passphrase is missing or wrong";
  }
  for (const char* problem : {"error in libcrypto", "invalid format", "bad permissions"}) {
    if (has(text, std::string("\": ") + problem)) {
      return "authentication refused: the private key cannot be read (" + std::string(problem) +
             ')';
    }
  }
  const std::string keys = offered_keys(text);
  return "authentication refused: " +
         (keys.empty() ? "there was no key to offer" : "the server takes none of the keys" + keys);
}

std::optional<std::string> proxy_error(std::string_view text) {
  if (has(text, "error: 407") || has(text, "response 407") ||
      has(text, "407 from proxy after CONNECT")) {
    return "the proxy refused: its user name or password is missing or wrong (407)";
  }
  for (const char* words : {"CONNECT tunnel failed", "from proxy after CONNECT",
                            "Proxy CONNECT aborted", "Could not resolve proxy"}) {
    if (has(text, words)) {
      return "the proxy refused or is not there: " + words_of_git(text);
    }
  }
  return std::nullopt;
}

std::optional<std::string> http_login_error(std::string_view text) {
  // Git asks for a name when it has none, and again when the one it had was refused.
  for (const char* words :
       {"terminal prompts disabled", "Authentication failed for", "error: 401"}) {
    if (has(text, words)) {
      return "authentication refused: the user name, the password or the token is missing or wrong";
    }
  }
  if (has(text, "error: 403")) {
    return "authentication refused: this user may not read the repository (403)";
  }
  return std::nullopt;
}

std::optional<std::string> certificate_error(std::string_view text) {
  for (const char* words :
       {"certificate", "SSL: no alternative", "gnutls_handshake", "SSL_connect"}) {
    if (has(text, words) && has(text, "unable to access")) {
      return "the certificate of the server or its TLS cannot be used: " + words_of_git(text);
    }
  }
  return std::nullopt;
}

}  // namespace

Error remote_error(const base::ChildResult& failed, const Proxy* proxy) {
  const std::string_view text = failed.error_output;
  if (proxy != nullptr &&
      has(text, "Failed to connect to " + proxy->host + " port " + std::to_string(proxy->port))) {
    return {ErrorCode::unavailable, "the proxy is not there: " + words_of_git(failed), {}};
  }
  if (has(text, "mismatched algorithms") || has(text, "object-format=sha256")) {
    return {ErrorCode::failed_precondition,
            "the repository uses SHA-256 object ids, which are not supported",
            {}};
  }
  constexpr std::array causes = {&host_key_error, &ssh_login_error, &proxy_error, &http_login_error,
                                 &certificate_error};
  for (const auto cause : causes) {
    if (auto message = cause(text)) {
      return {ErrorCode::unavailable, *std::move(message), {}};
    }
  }
  return {ErrorCode::unavailable, words_of_git(failed), {}};
}

}  // namespace cairn::source::git

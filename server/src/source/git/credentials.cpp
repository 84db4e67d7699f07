// Credentials from settings and files.
#include "source/git/credentials.hpp"

#include <utility>

#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace cairn::source::git {
namespace {

Result<std::string> read_username(const CredentialSources& sources) {
  if (sources.username_file.empty()) {
    return sources.username;
  }
  const auto name = read_secret({{}, sources.username_file}, "the user name");
  if (!name) {
    return fail(name.error());
  }
  return std::string(name->reveal());
}

}  // namespace

Result<base::Secret> read_secret(const SecretSource& source, const std::string& what) {
  if (source.file.empty()) {
    return source.text;
  }
  auto content = base::read_file(source.file, credential_bytes_max);
  if (!content) {
    return fail(ErrorCode::unavailable, what + ": " + content.error().message);
  }
  while (!content->empty() && (content->back() == '\n' || content->back() == '\r')) {
    content->pop_back();
  }
  if (content->empty()) {
    return fail(ErrorCode::unavailable, what + ": '" + source.file + "' is empty");
  }
  return base::Secret(*std::move(content));
}

void CredentialSources::add_login(std::string user, base::Secret its_password) {
  if (!username.empty() || !username_file.empty()) {
    return;
  }
  username = std::move(user);
  if (password.empty()) {
    password.text = std::move(its_password);
  }
}

void CredentialSources::inherit(const CredentialSources& from) {
  if (!username.empty() || !username_file.empty() || !token.empty()) {
    return;
  }
  username = from.username;
  username_file = from.username_file;
  password = from.password;
  token = from.token;
}

Result<Credentials> read_credentials(const CredentialSources& sources) {
  Credentials credentials;
  auto username = read_username(sources);
  if (!username) {
    return fail(std::move(username).error());
  }
  credentials.username = *std::move(username);
  struct Part {
    const SecretSource& source;
    base::Secret& secret;
    const char* what;
  };
  const Part parts[] = {{sources.password, credentials.password, "the password"},
                        {sources.token, credentials.token, "the token"},
                        {sources.private_key, credentials.private_key, "the private key"},
                        {sources.passphrase, credentials.passphrase, "the passphrase"}};
  for (const Part& part : parts) {
    auto secret = read_secret(part.source, part.what);
    if (!secret) {
      return fail(std::move(secret).error());
    }
    part.secret = *std::move(secret);
  }
  return credentials;
}

std::string without_secrets(std::string text, const Credentials& credentials) {
  const std::string basic =
      base::encode_base64(credentials.username + ':' + std::string(credentials.password.reveal()));
  for (const std::string_view secret :
       {std::string_view(basic), credentials.password.reveal(), credentials.token.reveal(),
        credentials.passphrase.reveal(), credentials.proxy_password.reveal()}) {
    if (!secret.empty()) {
      text = base::replace_all(std::move(text), secret, "***");
    }
  }
  return text;
}

bool is_encrypted_key(const base::Secret& private_key) {
  const std::string_view text = private_key.reveal();
  constexpr std::string_view openssh_begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
  const std::size_t begin = text.find(openssh_begin);
  if (begin == std::string_view::npos) {
    return text.find("ENCRYPTED") != std::string_view::npos;
  }
  std::string start;
  for (const char c : text.substr(begin + openssh_begin.size())) {
    if (c == '-' || start.size() == 40) {
      break;
    }
    if (c != '\n' && c != '\r' && c != ' ') {
      start += c;
    }
  }
  const auto bytes = base::decode_base64(start);
  // The name of the cipher, with its length in front, stands behind the name of the format.
  constexpr std::string_view magic("openssh-key-v1\0", 15);
  constexpr std::string_view no_cipher("\0\0\0\4none", 8);
  return bytes && bytes->compare(0, magic.size(), magic) == 0 &&
         bytes->compare(magic.size(), no_cipher.size(), no_cipher) != 0;
}

}  // namespace cairn::source::git

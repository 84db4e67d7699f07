// Header, proxy and TLS settings of git's HTTP.
#include "source/git/http_access.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"

namespace cairn::source::git {
namespace {

// A value, or the name of a section, between quotes of a git settings file.
std::string quoted(std::string_view text) {
  return '"' + base::replace_all(base::replace_all(std::string(text), "\\", "\\\\"), "\"", "\\\"") +
         '"';
}

std::string authorization(const Credentials& credentials) {
  if (!credentials.token.empty()) {
    return "Bearer " + std::string(credentials.token.reveal());
  }
  if (credentials.username.empty()) {
    return {};
  }
  return "Basic " + base::encode_base64(credentials.username + ':' +
                                        std::string(credentials.password.reveal()));
}

}  // namespace

void add_http_access(GitCall& call, const HttpAccess& access, const Address& address,
                     const Credentials& credentials, std::chrono::seconds timeout) {
  if (timeout.count() > 0) {
    call.settings.emplace_back("http.lowSpeedLimit", "1");
    call.settings.emplace_back("http.lowSpeedTime", std::to_string(timeout.count()));
  }
  call.notes_http = true;
  call.settings.emplace_back("http.followRedirects", "false");
  call.settings.emplace_back("http.sslVersion", "tlsv1.2");  // or newer
  if (access.skip_ssl_validation) {
    call.settings.emplace_back("http.sslVerify", "false");
  }
  if (!access.ca_file.empty()) {
    call.settings.emplace_back("http.sslCAInfo", access.ca_file);
    call.environment.emplace_back("GIT_SSL_CAINFO=" + access.ca_file);  // which would win
  }
  std::string secrets;
  if (const Proxy* proxy = proxy_of(access.proxies, address)) {
    // What the environment says of proxies is about those of the environment.
    call.environment.insert(call.environment.end(), {"no_proxy=", "NO_PROXY="});
    if (is_direct(*proxy, address)) {
      call.settings.emplace_back("http.proxy", "");
    } else {
      const base::Secret url = proxy_url(*proxy, credentials.proxy_password);
      secrets += "[http]\n\tproxy = " + quoted(url.reveal()) + '\n';
    }
  }
  // For this host only, should anything lead elsewhere.
  if (const std::string value = authorization(credentials); !value.empty()) {
    secrets += "[http " + quoted(address.http_root) +
               "]\n\textraHeader = " + quoted("Authorization: " + value) + '\n';
  }
  if (!secrets.empty()) {
    call.settings.emplace_back("include.path",
                               "/proc/self/fd/" + call.add_file(std::move(secrets)));
  }
}

}  // namespace cairn::source::git

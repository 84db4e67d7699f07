// See settings_access.hpp.
#include "app/settings_access.hpp"

#include <utility>

#include "app/settings_http.hpp"
#include "auth/document_request.hpp"
#include "auth/ledger.hpp"
#include "auth/lines.hpp"
#include "base/text.hpp"

namespace cairn::app {
namespace {

const std::string own = "cairn.auth.";

// Names of principals and roles as they must be, too.
std::vector<std::string> read_names(SettingsReader& reader, const std::string& name) {
  auto names = reader.list(name);
  for (const std::string& one : names) {
    if (!auth::is_name(one)) {
      reader.error(name, "'" + one + "' is no name: no blanks, commas and colons");
    }
  }
  return names;
}

std::vector<auth::Right> read_rights(SettingsReader& reader, const std::string& name) {
  std::vector<auth::Right> rights;
  for (const std::string& word : reader.list(name)) {
    if (const auto right = auth::parse_right(base::to_lower(word))) {
      rights.push_back(*right);
    } else {
      reader.error(name, "'" + word +
                             "' is no right: read, refresh, pin, encrypt, decrypt, status or "
                             "metrics");
    }
  }
  return rights;
}

auth::AccessRule read_rule(SettingsReader& reader, const std::string& name) {
  auth::AccessRule rule;
  rule.name = name;
  rule.principals = read_names(reader, name + ".principals");
  rule.roles = read_names(reader, name + ".roles");
  rule.rights = read_rights(reader, name + ".rights");
  rule.applications = reader.list(name + ".applications");
  rule.profiles = reader.list(name + ".profiles");
  rule.labels = reader.list(name + ".labels");
  rule.files = reader.list(name + ".files");
  if (rule.principals.empty() && rule.roles.empty()) {
    reader.error(name + ".principals", "a rule needs principals or roles");
  }
  bool reads = false;
  for (const auth::Right right : rule.rights) {
    reads = reads || right == auth::Right::read;
  }
  if (reads && rule.applications.empty()) {
    reader.error(name + ".applications",
                 "the right read needs applications; \"*\" stands for all of them");
  }
  if (!reads && !rule.applications.empty()) {
    reader.error(name + ".applications",
                 "only the right read is of applications; the others are of the whole server");
  }
  return rule;
}

std::vector<auth::CertificateRule> read_certificates(const SettingsTree& tree,
                                                     SettingsReader& reader) {
  std::vector<auth::CertificateRule> rules;
  for (const SettingsTree::Member& member : tree.members(own + "certificates")) {
    auth::CertificateRule rule;
    rule.name = reader.text(member.name + ".name");
    rule.principal = reader.text(member.name + ".principal");
    rule.roles = read_names(reader, member.name + ".roles");
    if (!rule.name.starts_with("DNS:") && !rule.name.starts_with("URI:") &&
        !rule.name.starts_with("EMAIL:")) {
      reader.error(
          member.name + ".name",
          "'" + rule.name + "' is no name of a certificate: DNS:host, URI:spiffe://x or EMAIL:a@b");
    }
    if (!auth::is_name(rule.principal)) {
      reader.error(member.name + ".principal", "'" + rule.principal + "' is no name");
    }
    for (const auth::CertificateRule& other : rules) {
      if (other.name == rule.name) {
        reader.error(member.name + ".name", "'" + rule.name + "' is mapped twice");
      }
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

auth::JwtOptions read_jwt(SettingsReader& reader) {
  auth::JwtOptions jwt;
  jwt.issuer = reader.text(own + "jwt.issuer");
  jwt.audiences = reader.list(own + "jwt.audiences");
  jwt.keys_file = reader.text(own + "jwt.jwks-file");
  jwt.principal_claim = reader.text(own + "jwt.principal-claim");
  jwt.roles_claim = reader.text(own + "jwt.roles-claim");
  jwt.skew = std::chrono::duration_cast<std::chrono::seconds>(reader.duration(own + "jwt.skew"));
  jwt.keys_uri = reader.text(own + "jwt.jwks-uri");
  jwt.keys_certificate_file = reader.text(own + "jwt.jwks-trust-certificate");
  jwt.keys_interval = reader.duration(own + "jwt.refresh-interval");
  const bool keys = !jwt.keys_file.empty() || !jwt.keys_uri.empty();
  if (jwt.issuer.empty() == keys || jwt.issuer.empty() != jwt.audiences.empty()) {
    reader.error(own + "jwt.issuer",
                 "issuer, audiences and jwks-uri or jwks-file belong together: none of them is "
                 "trusted alone");
  }
  auth::DocumentSource source;
  source.uri = jwt.keys_uri;
  if (const auto checked = auth::check(source); !jwt.keys_uri.empty() && !checked) {
    reader.error(own + "jwt.jwks-uri", checked.error().message);
  }
  return jwt;
}

void read_limits(SettingsReader& reader, auth::Options& options) {
  options.reload_interval = reader.duration(own + "reload-interval");
  options.remembered_for = reader.duration(own + "remembered-for");
  options.remembered_max = reader.count(own + "remembered");
  options.hashing_threads = reader.count(own + "hashing-threads");
  options.waiting_hashes_max = reader.count(own + "waiting-hashes");
  options.failures_max = reader.count(own + "failures");
  options.failure_interval = reader.duration(own + "failure-interval");
}

// The first file that is named, to say that something is wrong with one of them.
std::string named_file(const auth::Options& options) {
  if (!options.users_file.empty()) {
    return own + "users-file";
  }
  return own + (options.tokens_file.empty() ? "jwt.jwks-file" : "tokens-file");
}

void review_login(SettingsReader& reader, const auth::Options& options) {
  if (options.password.empty() && reader.is_set("spring.security.user.name")) {
    reader.error("spring.security.user.name", "needs spring.security.user.password beside it");
  }
  if (const auto checked = auth::check(options); !checked) {
    reader.error("spring.security.user.password", checked.error().message);
  }
  if (const auto ledger = auth::Ledger::read(options, 1, auth::time_now()); !ledger) {
    reader.error(named_file(options), ledger.error().text());
  }
  if (!options.enabled && !options.access.empty()) {
    reader.error("cairn.access[0].principals",
                 "rules need somebody who can log in: spring.security.user.password, or a setting "
                 "below cairn.auth");
  }
  const bool others = !options.users_file.empty() || !options.tokens_file.empty() ||
                      !options.certificates.empty() || !options.jwt.issuer.empty();
  if (others && options.access.empty()) {
    reader.warning("cairn.access",
                   "there are no rules: nobody but spring.security.user may do anything");
  }
}

// An address that opens the server to the network without what that needs.
void complain_of_reach(SettingsReader& reader, std::string_view address, const auth::Options& auth,
                       const http::Options& http) {
  const std::string missing = std::string(auth.enabled ? ""
                                                       : "a login (spring.security.user."
                                                         "password, or cairn.auth)") +
                              (auth.enabled || http.tls.enabled ? "" : " and ") +
                              (http.tls.enabled ? "" : "TLS (server.ssl)");
  if (missing.empty()) {
    return;
  }
  const std::string why = "opens the server to the network without " + missing;
  if (reader.flag("cairn.insecure")) {
    reader.warning(address, why + ", as cairn.insecure says");
  } else {
    reader.error(address, why +
                              "; add it, or say cairn.insecure: true where something in front of "
                              "the server sees to it");
  }
}

}  // namespace

auth::Options read_auth_options(const SettingsTree& tree, SettingsReader& reader) {
  auth::Options options;
  options.user = reader.text("spring.security.user.name");
  options.password = reader.secret("spring.security.user.password");
  options.user_roles = read_names(reader, "spring.security.user.roles");
  options.users_file = reader.text(own + "users-file");
  options.tokens_file = reader.text(own + "tokens-file");
  options.certificates = read_certificates(tree, reader);
  options.jwt = read_jwt(reader);
  for (const SettingsTree::Member& member : tree.members("cairn.access")) {
    options.access.push_back(read_rule(reader, member.name));
  }
  read_limits(reader, options);
  options.enabled = !options.password.empty() || !options.users_file.empty() ||
                    !options.tokens_file.empty() || !options.certificates.empty() ||
                    !options.jwt.issuer.empty();
  review_login(reader, options);
  return options;
}

void review_reach(SettingsReader& reader, const auth::Options& auth, http::Options& http) {
  if (!auth.certificates.empty() &&
      (!http.tls.enabled || http.tls.client == http::ClientCertificate::none)) {
    reader.error("server.ssl.client-auth",
                 "must be want or need, with TLS, for cairn.auth.certificates to be of use");
  }
  if (is_loopback(http.address)) {
    return;
  }
  for (http::Show* show : {&http.health.show_details, &http.health.show_components}) {
    if (*show == http::Show::always) {
      *show = http::Show::when_authorized;
      reader.warning("management.endpoint.health.show-details",
                     "the server is open to the network, so 'always' means when-authorized: who "
                     "has the right status");
    }
  }
  complain_of_reach(reader, "server.address", auth, http);
}

void review_grpc_reach(SettingsReader& reader, const auth::Options& auth, const http::Options& http,
                       std::string_view address) {
  // Where both are open the first complaint says it all.
  if (is_loopback(http.address) && !is_loopback(address)) {
    complain_of_reach(reader, "cairn.grpc.address", auth, http);
  }
}

}  // namespace cairn::app

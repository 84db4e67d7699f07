// See settings_table_access.hpp.
#include "app/settings_table_access.hpp"

namespace cairn::app {
namespace {

using namespace rows;

void add_logins(Rows& all) {
  all.push_back(
      text("cairn.auth.users-file", "",
           "file of users: name:hash or name:hash:role,role; bcrypt, scrypt or yescrypt"));
  all.push_back(text("cairn.auth.tokens-file", "",
                     "file of bearer tokens: lines that cairn token new writes"));
  all.push_back(text("cairn.auth.certificates.<id>.name", "",
                     "name in a client's certificate: DNS:host, URI:spiffe://x or EMAIL:a@b"));
  all.push_back(text("cairn.auth.certificates.<id>.principal", "", "who that is"));
  all.push_back(list("cairn.auth.certificates.<id>.roles", "", "its roles"));
  all.push_back(
      text("cairn.auth.jwt.issuer", "", "iss of JWTs that are taken; without it none are"));
  all.push_back(list("cairn.auth.jwt.audiences", "", "one of them must be in aud"));
  all.push_back(text("cairn.auth.jwt.jwks-file", "", "file of the issuer's public keys, a JWKS"));
  all.push_back(
      text("cairn.auth.jwt.jwks-uri", "", "address of the same; https, or http of this machine"));
  all.push_back(text("cairn.auth.jwt.jwks-trust-certificate", "",
                     "file of authorities (PEM) that prove that address; else the system's"));
  all.push_back(limited("cairn.auth.jwt.refresh-interval", SettingType::duration, "5m", second, day,
                        "how often the address is asked"));
  all.push_back(text("cairn.auth.jwt.principal-claim", "sub", "claim that says who it is"));
  all.push_back(text("cairn.auth.jwt.roles-claim", "roles",
                     "claim with roles: a list, or one text with blanks between"));
  all.push_back(limited("cairn.auth.jwt.skew", SettingType::duration, "60s", 0, 10 * 60 * second,
                        "by which the issuer's clock may differ"));
}

void add_limits(Rows& all) {
  all.push_back(limited("cairn.auth.reload-interval", SettingType::duration, "1s", 100, hour,
                        "how often the files with credentials are looked at"));
  all.push_back(limited("cairn.auth.remembered-for", SettingType::duration, "5m", 0, day,
                        "how long a password or token that was proven is not proven again"));
  all.push_back(limited("cairn.auth.remembered", SettingType::whole, "4096", 1, 1'000'000,
                        "how many of them, per network thread and once for all"));
  all.push_back(
      limited("cairn.auth.hashing-threads", SettingType::whole, "0", 0, 64,
              "threads that compute hashes of passwords; 0: one for each two processors"));
  all.push_back(limited("cairn.auth.waiting-hashes", SettingType::whole, "64", 1, 100'000,
                        "hashes that may wait for them; more logins are 429"));
  all.push_back(limited("cairn.auth.failures", SettingType::whole, "20", 1, 1'000'000,
                        "logins of one address that may fail at once; then 429"));
  all.push_back(limited("cairn.auth.failure-interval", SettingType::duration, "3s", 1, hour,
                        "after which it may fail once more"));
}

void add_rules(Rows& all) {
  all.push_back(list("cairn.access.<id>.principals", "", "whom the rule is for; * in names"));
  all.push_back(list("cairn.access.<id>.roles", "", "or who has one of these roles"));
  all.push_back(list("cairn.access.<id>.rights", "read",
                     "read, refresh, pin, encrypt, decrypt, status, metrics"));
  all.push_back(list("cairn.access.<id>.applications", "", "what may be read; * in names"));
  all.push_back(list("cairn.access.<id>.profiles", "*", "in which profiles"));
  all.push_back(list("cairn.access.<id>.labels", "*",
                     "at which labels; (default) is a read that names none"));
  all.push_back(list("cairn.access.<id>.files", "",
                     "which plain files; without it all but configuration of applications that "
                     "are not granted"));
}

}  // namespace

void add_access(Rows& all) {
  all.push_back(list("spring.security.user.roles", "", "its roles, for rules of cairn.access"));
  add_logins(all);
  add_limits(all);
  add_rules(all);
  all.push_back(flag("cairn.insecure", "false",
                     "true: server.address may open the server to the network without TLS or "
                     "without a login"));
}

}  // namespace cairn::app

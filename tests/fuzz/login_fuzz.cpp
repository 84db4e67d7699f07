// What a client says it is: the Authorization field, and in it a JWT. Whatever the bytes, they are
// read as credentials of a size that is bounded, and nobody is let in whom the issuer's key did not
// sign for.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "auth/credentials.hpp"
#include "auth/jwt.hpp"
#include "base/bearer_token.hpp"

using namespace cairn;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

// The public keys of RFC 7517, appendix A.1, whose private halves nobody has in a corpus.
const auth::SigningKeys& keys() {
  static const auth::SigningKeys read = *auth::SigningKeys::parse(R"({"keys":[
    {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
     "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","kid":"1"},
    {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
     "e":"AQAB","alg":"RS256","kid":"2"}]})");
  return read;
}

auth::JwtOptions options() {
  auth::JwtOptions made;
  made.issuer = "i";
  made.audiences = {"a"};
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auth::JwtOptions jwt = options();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auth::Credentials read = auth::parse_credentials(bytes);
  require(read.user.size() + read.secret.reveal().size() <= auth::Credentials::bytes_max);
  require(read.kind != auth::Credentials::Kind::none || bytes.empty());
  static_cast<void>(base::is_bearer_token(bytes));
  static_cast<void>(auth::looks_like_jwt(bytes));
  // What the library looks at before a signature does not depend on the time.
  require(!auth::verify_jwt(bytes, jwt, keys(), auth::Time(std::chrono::seconds(1'000))));
  require(!auth::verify_jwt(read.secret.reveal(), jwt, keys(),
                            auth::Time(std::chrono::seconds(1'000))));
  return 0;
}

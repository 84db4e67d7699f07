// See signing_keys.hpp.
#include "auth/signing_keys.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/base64.hpp"

namespace cairn::auth {
namespace {

using Json = nlohmann::json;

template <typename T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
using Number = std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM, OSSL_PARAM_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Native = std::shared_ptr<void>;

constexpr int rsa_bits_min = 2048;
constexpr int rsa_bits_max = 8192;
constexpr std::size_t coordinate_bytes = 32;  // of P-256

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::string> bytes_at(const Json& object, const char* name) {
  const std::string text = text_at(object, name);
  return text.empty() ? std::nullopt : base::decode_base64url(text);
}

Number number_of(const std::string& bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

Native make_key(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  return {key, [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }};
}

Native rsa_key(const Json& object) {
  const auto modulus = bytes_at(object, "n");
  const auto exponent = bytes_at(object, "e");
  if (!modulus || !exponent || modulus->size() > rsa_bits_max / 8 || exponent->size() > 4) {
    return nullptr;
  }
  const Number n = number_of(*modulus);
  const Number e = number_of(*exponent);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || BN_num_bits(n.get()) < rsa_bits_min ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  return make_key("RSA", builder.get());
}

Native ec_key(const Json& object) {
  const auto x = bytes_at(object, "x");
  const auto y = bytes_at(object, "y");
  if (text_at(object, "crv") != "P-256" || !x || !y || x->size() != coordinate_bytes ||
      y->size() != coordinate_bytes) {
    return nullptr;
  }
  const std::string point = '\x04' + *x + *y;  // uncompressed
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return nullptr;
  }
  return make_key("EC", builder.get());
}

// The two numbers of a JWT's signature as OpenSSL wants them; empty for something else.
std::string der_signature(std::string_view raw) {
  if (raw.size() != 2 * coordinate_bytes) {
    return {};
  }
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG, ECDSA_SIG_free>> signature(ECDSA_SIG_new());
  Number r = number_of(std::string(raw.substr(0, coordinate_bytes)));
  Number s = number_of(std::string(raw.substr(coordinate_bytes)));
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) {
    return {};
  }
  (void)r.release();
  (void)s.release();
  unsigned char* bytes = nullptr;
  const int length = i2d_ECDSA_SIG(signature.get(), &bytes);
  std::string out;
  if (length > 0) {
    out.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
    OPENSSL_free(bytes);
  }
  return out;
}

}  // namespace

Result<SigningKeys> SigningKeys::parse(std::string_view json) {
  const Json document = Json::parse(json, nullptr, false);
  const auto list = document.is_object() ? document.find("keys") : document.end();
  if (!document.is_object() || list == document.end() || !list->is_array()) {
    return fail(ErrorCode::invalid_argument, "this is no JWKS: an object with a list \"keys\"");
  }
  if (list->size() > keys_max) {
    return fail(ErrorCode::invalid_argument, "more than " + std::to_string(keys_max) + " keys");
  }
  SigningKeys keys;
  for (const Json& object : *list) {
    const std::string type = object.is_object() ? text_at(object, "kty") : "";
    const std::string use = object.is_object() ? text_at(object, "use") : "";
    Key key{type == "EC" ? SigningAlgorithm::es256 : SigningAlgorithm::rs256, nullptr};
    const std::string wanted = type == "EC" ? "ES256" : "RS256";
    if ((type != "RSA" && type != "EC") || (!use.empty() && use != "sig") ||
        (object.contains("alg") && text_at(object, "alg") != wanted)) {
      continue;
    }
    key.native = type == "EC" ? ec_key(object) : rsa_key(object);
    const std::string id = text_at(object, "kid");
    if (key.native && !keys.keys_.emplace(id, std::move(key)).second) {
      return fail(ErrorCode::invalid_argument, "two keys have the id '" + id + "'");
    }
  }
  if (keys.keys_.empty()) {
    return fail(ErrorCode::invalid_argument,
                "no key that can be used: RSA from 2048 bits (RS256), or EC on P-256 (ES256)");
  }
  return keys;
}

bool SigningKeys::has(const std::string& id, SigningAlgorithm algorithm) const {
  const auto found = keys_.find(id);
  return found != keys_.end() && found->second.algorithm == algorithm;
}

bool SigningKeys::verify(const std::string& id, SigningAlgorithm algorithm, std::string_view text,
                         std::string_view signature) const {
  const auto found = keys_.find(id);
  if (found == keys_.end() || found->second.algorithm != algorithm) {
    return false;
  }
  const std::string bytes =
      algorithm == SigningAlgorithm::es256 ? der_signature(signature) : std::string(signature);
  const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX, EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  auto* key = static_cast<EVP_PKEY*>(found->second.native.get());
  const bool good = !bytes.empty() && context &&
                    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                    EVP_DigestVerify(context.get(), bytes_of(bytes), bytes.size(), bytes_of(text),
                                     text.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace cairn::auth

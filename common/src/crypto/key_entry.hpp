// KeyEntry: what a key store holds under one alias.
//
// Thread-safety: plain values.
#pragma once

#include <string>

#include "base/secret.hpp"

namespace cairn::crypto {

struct KeyEntry {
  enum class Kind {
    jks_key,      // `der` is encrypted as JKS does
    pkcs12_key,   // `der` is encrypted by a scheme of PKCS#5 or PKCS#12
    plain_key,    // `der` is a PKCS#8 key
    certificate,  // `der` is a certificate without its key
  };
  std::string alias;  // lower case, as in Java
  Kind kind = Kind::certificate;
  base::Secret der;
};

}  // namespace cairn::crypto

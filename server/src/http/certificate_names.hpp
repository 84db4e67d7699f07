// The names in a client's certificate by which it may be known: its subject alternative names. The
// subject's common name is none of them.
//
// Thread-safety: a pure function.
#pragma once

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace cairn::http {

// "DNS:host", "URI:spiffe://x" and "EMAIL:a@b", in order, at most 100. Names with a NUL or another
// control character are left out: somebody could read them in two ways.
[[nodiscard]] std::vector<std::string> certificate_names(X509* certificate);

}  // namespace cairn::http

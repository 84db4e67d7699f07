// OpenSSL's memory: keys and what it makes of them, buffers of connections. It can be hidden as a
// whole, since OpenSSL knows secrets that never pass through a Secret of ours.
//
// Thread-safety: called once, before there are threads, and before any constructor of a library: so
// it does nothing that needs one.
#pragma once

namespace cairn::crypto {

// From now on OpenSSL takes its memory from base::hidden_pool(), and each piece is wiped when it
// goes. For a program, never for a library: it is for the whole process. False when OpenSSL was
// used already.
[[nodiscard]] bool hide_memory_of_openssl();

}  // namespace cairn::crypto

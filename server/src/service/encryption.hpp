// Encryption: what stands behind /encrypt, /decrypt, /encrypt/status and /key.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cairn::service {

struct CipherQuestion {
  enum class Verb { encrypt, decrypt, status, public_key };
  Verb verb = Verb::status;
  base::Secret text = {};  // of encrypt and decrypt, as UTF-8
  // The Content-Type was exactly "text/plain": a "=" at the end belongs to the text. Otherwise it
  // may be what a form puts behind a word, and the text may be percent-encoded.
  bool exactly_plain = false;
  // The place of the value, for Cairn's own format; none is "".
  std::string application = {};
  std::string key = {};
};

struct CipherReply {
  int status = 200;
  base::Secret text = {};       // of 200; of a status it is JSON
  std::string_view code = {};   // of a failure: "INVALID"; "" for one without words of its own
  std::string_view words = {};  // of a failure: "Text not encrypted with this key"
};

class Encryption {
 public:
  using Callback = std::function<void(CipherReply)>;

  virtual ~Encryption() = default;

  // `done` is called once, perhaps on another thread. Failures are replies, in the words of the
  // reference; 429 when too many wait.
  virtual void ask(CipherQuestion question, Callback done) = 0;
};

}  // namespace cairn::service

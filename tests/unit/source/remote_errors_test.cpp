// Causes, recognised in what git, curl and ssh said.
#include "source/git/remote_errors.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn;
using cairn::source::git::Proxy;
using cairn::source::git::remote_error;

namespace {

Error error_of(const std::string& text, int exit_code = 128) {
  return remote_error({exit_code, "", text}, nullptr);
}

}  // namespace

TEST_SUITE("remote_error") {
  TEST_CASE("an unknown host key, with the one that was seen") {
    CHECK(error_of("debug1: Server host key: ssh-ed25519 SHA256:abc\n"
                   "No ED25519 host key is known for h and you have requested strict checking.\r\n"
                   "Host key verification failed.\r\nfatal: Could not read\n")
              .message == "the host key is unknown (the server shows ssh-ed25519 SHA256:abc)");
    CHECK(error_of("Host key verification failed.\r\n").message == "the host key is unknown");
  }

  TEST_CASE("a changed host key") {
    CHECK(error_of("debug1: Server host key: ssh-ed25519 SHA256:abc\r\n@@@\r\n"
                   "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\r\n"
                   "Host key verification failed.\r\n")
              .message ==
          "the host key changed (the server shows ssh-ed25519 SHA256:abc): another one is known, "
          "so this may be another server");
  }

  TEST_CASE("refused keys are named by their digests") {
    CHECK(error_of("debug1: Offering public key: /proc/9/fd/4 ED25519 SHA256:abc explicit\n"
                   "debug1: Offering public key: /h/id RSA SHA256:def\n"
                   "git@h: Permission denied (publickey).\r\n")
              .message ==
          "authentication refused: the server takes none of the keys SHA256:abc SHA256:def");
    CHECK(error_of("git@h: Permission denied (publickey).\r\n").message ==
          "authentication refused: there was no key to offer");
    CHECK(error_of("debug1: Server accepts key: /proc/9/fd/4 ED25519 SHA256:abc explicit\n"
                   "git@h: Permission denied (publickey).\r\n")
              .message.find("passphrase is missing or wrong") != std::string::npos);
    CHECK(error_of("Load key \"/proc/9/fd/4\": error in libcrypto\r\n"
                   "git@h: Permission denied (publickey).\r\n")
              .message ==
          "authentication refused: the private key cannot be read (error in libcrypto)");
  }

  TEST_CASE("a refusal by HTTP") {
    for (const char* text :
         {"fatal: could not read Username for 'http://h': terminal prompts disabled\n",
          "fatal: Authentication failed for 'http://h/a.git/'\n",
          "fatal: unable to access 'http://h/': The requested URL returned error: 401\n",
          "fatal: unable to access 'http://h/': The requested URL returned error: 403\n"}) {
      CHECK(error_of(text).message.rfind("authentication refused: ", 0) == 0);
      CHECK(error_of(text).code == ErrorCode::unavailable);
    }
  }

  TEST_CASE("a refusal by the proxy") {
    for (const char* text :
         {"fatal: unable to access 'https://h/': Received HTTP code 407 from proxy after CONNECT\n",
          "fatal: unable to access 'https://h/': CONNECT tunnel failed, response 407\n",
          "fatal: unable to access 'http://h/': The requested URL returned error: 407\n"}) {
      CHECK(error_of(text).message ==
            "the proxy refused: its user name or password is missing or wrong (407)");
    }
    CHECK(error_of("fatal: unable to access 'https://h/': Could not resolve proxy: p\n").message ==
          "the proxy refused or is not there: fatal: unable to access 'https://h/': Could not "
          "resolve proxy: p");
  }

  TEST_CASE("a proxy that is not there, told from a remote that is not there") {
    const Proxy proxy{"p.example", 3128, {}, {}, {}};
    const auto error_through = [&proxy](const std::string& where) {
      return remote_error({128, "",
                           "fatal: unable to access 'https://h/': Failed to connect to " + where +
                               " after 0 ms: Couldn't connect to server\n"},
                          &proxy)
          .message;
    };
    CHECK(error_through("p.example port 3128").rfind("the proxy is not there: fatal: ", 0) == 0);
    CHECK(error_through("h port 443").rfind("fatal: ", 0) == 0);
  }

  TEST_CASE("a certificate") {
    for (const char* text :
         {"fatal: unable to access 'https://h/': server certificate verification failed. CAfile: "
          "none CRLfile: none\n",
          "fatal: unable to access 'https://h/': SSL certificate problem: self-signed\n"}) {
      CHECK(error_of(text).message.rfind("the certificate of the server or its TLS cannot be used",
                                         0) == 0);
    }
  }

  TEST_CASE("SHA-256 will never do") {
    const auto error = error_of("fatal: mismatched algorithms: client sha1; server sha256\n");
    CHECK(error.code == ErrorCode::failed_precondition);
    CHECK(error.message.find("SHA-256") != std::string::npos);
  }

  TEST_CASE("anything else is told as it was said") {
    CHECK(error_of("debug1: Connecting\nfatal: unable to look up h (port 9418)\n").message ==
          "fatal: unable to look up h (port 9418)");
    CHECK(error_of("", 7).message == "git exited with 7");
  }
}

// Credentials from settings and from files.
#include "source/git/credentials.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "support/temporary_directory.hpp"

using namespace cairn;
using namespace cairn::source::git;

namespace {

std::string write(const testing::TemporaryDirectory& folder, const std::string& text) {
  std::string path = folder / "secret";
  std::ofstream(path) << text;
  return path;
}

}  // namespace

TEST_SUITE("credentials") {
  TEST_CASE("a file wins over a text, without its line ends") {
    const testing::TemporaryDirectory folder;
    CHECK(read_secret({base::Secret("text"), ""}, "it")->reveal() == "text");
    CHECK(read_secret({base::Secret("text"), write(folder, " of file \r\n\n")}, "it")->reveal() ==
          " of file ");
    CHECK(read_secret({}, "it")->empty());
  }

  TEST_CASE("a file is read each time anew") {
    const testing::TemporaryDirectory folder;
    const SecretSource source{{}, write(folder, "one")};
    CHECK(read_secret(source, "it")->reveal() == "one");
    write(folder, "two");
    CHECK(read_secret(source, "it")->reveal() == "two");
  }

  TEST_CASE("a file that is missing, empty or too large is named; 64 KiB are read") {
    const testing::TemporaryDirectory folder;
    const auto error_of = [](const std::string& path) {
      const auto read = read_secret({{}, path}, "the password");
      REQUIRE_FALSE(read.has_value());
      CHECK(read.error().code == ErrorCode::unavailable);
      CHECK(read.error().message.rfind("the password: ", 0) == 0);
      CHECK(read.error().message.find(path) != std::string::npos);
      return read.error().message;
    };
    error_of(folder / "none");
    CHECK(error_of(write(folder, "\n")).find("is empty") != std::string::npos);
    CHECK(read_secret({{}, write(folder, std::string(65'536, 'x'))}, "it").has_value());
    error_of(write(folder, std::string(65'537, 'x')));
  }

  TEST_CASE("all of them are read, and one that cannot be fails all") {
    const testing::TemporaryDirectory folder;
    CredentialSources sources;
    sources.username = "unused";
    sources.username_file = write(folder, "me\n");
    sources.password.text = base::Secret("p");
    sources.token.text = base::Secret("t");
    sources.private_key.text = base::Secret("k");
    sources.passphrase.text = base::Secret("f");
    const auto read = read_credentials(sources);
    REQUIRE(read.has_value());
    CHECK(read->username == "me");
    CHECK(read->password.reveal() == "p");
    CHECK(read->token.reveal() == "t");
    CHECK(read->private_key.reveal() == "k");
    CHECK(read->passphrase.reveal() == "f");
    sources.passphrase.file = folder / "none";
    CHECK_FALSE(read_credentials(sources).has_value());
  }

  TEST_CASE("what an address holds counts where the settings have nothing") {
    CredentialSources none;
    none.add_login("a", base::Secret("pa"));
    CHECK(none.username == "a");
    CHECK(none.password.text.reveal() == "pa");

    CredentialSources password;
    password.password.file = "/f";
    password.add_login("a", base::Secret("pa"));
    CHECK(password.username == "a");
    CHECK(password.password.text.empty());

    CredentialSources user;
    user.username_file = "/u";
    user.add_login("a", base::Secret("pa"));
    CHECK(user.username.empty());
    CHECK(user.password.empty());
  }

  TEST_CASE("secrets leave a text, the header that holds them too") {
    Credentials credentials;
    credentials.username = "me";
    credentials.password = base::Secret("s@cret");
    credentials.proxy_password = base::Secret("other");
    CHECK(without_secrets("a s@cret of me, bWU6c0BjcmV0 and another", credentials) ==
          "a *** of me, *** and an***");
    CHECK(without_secrets("nothing", Credentials()) == "nothing");
  }

  TEST_CASE("an encrypted key is known by its text") {
    const auto openssh = [](const char* body) {
      return base::Secret("-----BEGIN OPENSSH PRIVATE KEY-----\n" + std::string(body) +
                          "\n-----END OPENSSH PRIVATE KEY-----\n");
    };
    // "openssh-key-v1", zero, and the cipher: none or aes256-ctr.
    CHECK_FALSE(is_encrypted_key(openssh("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAA")));
    CHECK(is_encrypted_key(openssh("b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNy")));
    CHECK_FALSE(is_encrypted_key(base::Secret("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n")));
    CHECK(is_encrypted_key(
        base::Secret("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n")));
    CHECK(is_encrypted_key(base::Secret("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE\n")));
    CHECK_FALSE(is_encrypted_key(openssh("bm9uZQ==")));
    CHECK_FALSE(is_encrypted_key(openssh("%%%")));
    CHECK_FALSE(is_encrypted_key(base::Secret()));
  }
}

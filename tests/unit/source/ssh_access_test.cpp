// How git is told to start ssh.
#include "source/git/ssh_access.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>

#include "support/temporary_directory.hpp"

using namespace cairn;
using namespace cairn::source::git;
using namespace std::chrono_literals;

namespace {

const std::string plain_key = "-----BEGIN RSA PRIVATE KEY-----\r\nMIIE\r\n-----END";

Result<GitCall> call_of(const SshAccess& access, const Credentials& credentials,
                        const std::string& askpass = "/none", std::chrono::seconds timeout = 7s) {
  GitCall call;
  if (auto added = add_ssh_access(call, access, credentials, timeout, askpass); !added) {
    return fail(std::move(added).error());
  }
  return call;
}

std::string command_of(const Result<GitCall>& call) {
  REQUIRE(call.has_value());
  for (const std::string& variable : call->environment) {
    if (variable.rfind("GIT_SSH_COMMAND=", 0) == 0) {
      return variable.substr(16);
    }
  }
  return {};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Credentials with_key(const std::string& passphrase = {}) {
  Credentials credentials;
  credentials.private_key = base::Secret(plain_key);
  credentials.passphrase = base::Secret(passphrase);
  return credentials;
}

}  // namespace

TEST_SUITE("ssh access") {
  TEST_CASE("without settings ssh is as the user has it, but never asks and never waits for long") {
    const auto call = call_of({}, {});
    CHECK(command_of(call) ==
          "exec ssh -o 'LogLevel=DEBUG1' -o 'StrictHostKeyChecking=yes' -o 'ConnectTimeout=7' "
          "-o 'ServerAliveInterval=7' -o 'ServerAliveCountMax=2' -o 'BatchMode=yes'");
    CHECK(call->files.empty());
    CHECK_FALSE(has(command_of(call_of({}, {}, "", 0s)), "ConnectTimeout"));
  }

  TEST_CASE("a key is a file in memory of ssh's parent, and the only one") {
    const auto call = call_of({}, with_key());
    CHECK(has(command_of(call),
              " -o IdentityFile=\"/proc/$PPID/fd/4\" -o 'IdentitiesOnly=yes' "
              "-o 'IdentityAgent=none'"));
    REQUIRE(call->files.size() == 1);
    CHECK(call->files[0].reveal() == "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END\n");
  }

  TEST_CASE("local settings can be ignored as a whole") {
    SshAccess access;
    access.ignore_local_settings = true;
    const std::string command = command_of(call_of(access, {}));
    CHECK(command.rfind("exec ssh -F none ", 0) == 0);
    CHECK(has(command, " -o 'UserKnownHostsFile=/dev/null' -o 'GlobalKnownHostsFile=/dev/null'"));
    CHECK(has(command, " -o 'IdentityFile=none' -o 'IdentitiesOnly=yes' -o 'IdentityAgent=none'"));
  }

  TEST_CASE(
      "a host key of the settings is the only one that counts, but for a file of known ones") {
    SshAccess access;
    access.host_key = "AAAA";
    access.host_key_algorithm = "ssh-ed25519";
    auto call = call_of(access, {});
    CHECK(call->files.at(0).reveal() == "* ssh-ed25519 AAAA\n");
    CHECK(has(command_of(call),
              " -o UserKnownHostsFile=\"/proc/$PPID/fd/4\" "
              "-o 'GlobalKnownHostsFile=/dev/null' -o 'UpdateHostKeys=no'"));
    access.known_hosts_file = "/etc/it's 100%";
    CHECK(has(command_of(call_of(access, {})),
              "=\"/proc/$PPID/fd/4\"' \"/etc/it'\\''s 100%%\"' -o 'Global"));
    access.host_key.clear();
    CHECK(has(command_of(call_of(access, {})),
              " -o 'UserKnownHostsFile=\"/etc/it'\\''s 100%%\"' -o 'GlobalKnown"));
  }

  TEST_CASE("the other choices") {
    SshAccess access;
    access.strict_host_key_checking = false;
    access.preferred_authentications = "publickey,password";
    const std::string command = command_of(call_of(access, {}));
    CHECK(has(command, " -o 'StrictHostKeyChecking=no'"));
    CHECK(has(command, " -o 'PreferredAuthentications=publickey,password'"));
  }

  TEST_CASE("a passphrase comes from a program that holds none") {
    const testing::TemporaryDirectory folder;
    const std::string askpass = folder / "askpass";
    REQUIRE(write_askpass(askpass).has_value());
    struct stat info {};
    REQUIRE(::stat(askpass.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0700U);

    const auto call = call_of({}, with_key("open it"), askpass);

    const std::string command = command_of(call);
    CHECK(command.rfind("CAIRN_PASSPHRASE_FILE=/proc/$PPID/fd/5; export CAIRN_PASSPHRASE_FILE; "
                        "exec ssh ",
                        0) == 0);
    CHECK(has(command, "'BatchMode=no' -o 'NumberOfPasswordPrompts=1'"));
    CHECK(call->files.at(1).reveal() == "open it\n");
    CHECK(call->environment.at(0) == "SSH_ASKPASS=" + askpass);
    CHECK(call->environment.at(1) == "SSH_ASKPASS_REQUIRE=force");
  }

  TEST_CASE("an encrypted key without a passphrase, and a passphrase without the program") {
    Credentials credentials;
    credentials.private_key = base::Secret("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    const auto locked = call_of({}, credentials);
    REQUIRE_FALSE(locked.has_value());
    CHECK(locked.error().code == ErrorCode::failed_precondition);
    const auto none = call_of({}, with_key("x"), "/no/such/program");
    REQUIRE_FALSE(none.has_value());
    CHECK(has(none.error().message, "/no/such/program"));
  }
}

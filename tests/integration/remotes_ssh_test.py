#!/usr/bin/env python3
"""The real server and a real sshd on loopback: keys, passphrases, host keys, and what is said when they do not fit.

  remotes_ssh_test.py PATH_OF_CAIRN_SERVER [unittest arguments]
"""
import os
import sys
import unittest

import server_test
from git_servers import Sshd, fingerprint, make_key, read, user_name, write
from remotes_test import RemoteTest


class Ssh(RemoteTest):
    def setUp(self):
        super().setUp()
        self.key = make_key(f"{self.where}/key")
        self.locked = make_key(f"{self.where}/locked", passphrase="0pen-it")
        self.pem = make_key(f"{self.where}/pem", "ecdsa", passphrase="0pen-it", form="PEM")
        self.ssh = self.opened(Sshd(self.where, [read(f"{key}.pub") for key in (self.key, self.locked, self.pem)]))
        self.known = self.ssh.known_hosts(f"{self.where}/known hosts")

    def uri(self):
        return f"ssh://{user_name()}@127.0.0.1:{self.ssh.port}{self.where}/main.git"

    def begin(self, key=None, **settings):
        """A server with nothing of the user's own ~/.ssh."""
        settings = {"ignore_local_ssh_settings": True, "known_hosts_file": self.known, **settings}
        if key:
            settings["private_key"] = read(key)
        return self.start(self.uri(), **settings)

    def test_a_key_from_the_settings_and_from_a_file_that_is_replaced(self):
        self.assert_served(self.begin(self.key))
        name = write(f"{self.where}/key-file", read(self.key))
        server = self.begin(cairn_git_private_key_file=name)
        self.assert_served(server)
        self.push("two")
        write(name, read(make_key(f"{self.where}/stranger")))
        self.assertNotEqual(server.request("POST", "/-/v1/refresh")[0], 200)
        self.assert_served(server, "one")
        write(name, read(self.key))
        self.refresh(server)
        self.assert_served(server, "two")

    def test_a_key_without_its_last_line_end_and_with_those_of_windows(self):
        self.assert_served(self.begin(private_key=read(self.key).rstrip("\n")))
        self.assert_served(self.begin(private_key=read(self.key).replace("\n", "\r\n")))

    def test_encrypted_keys_in_both_forms_with_their_passphrase(self):
        self.assert_served(self.begin(self.locked, passphrase="0pen-it"))
        self.assert_served(self.begin(self.pem, passphrase="0pen-it"))
        self.assert_served(self.begin(self.locked, cairn_git_passphrase_file=write(f"{self.where}/phrase", "0pen-it\n")))

    def test_an_encrypted_key_with_another_passphrase_or_none(self):
        self.assertIn("the private key is encrypted and there is no passphrase", self.refused(self.begin(self.locked)))
        error = self.refused(self.begin(self.locked, passphrase="wr0ng-one"), "wr0ng-one")
        self.assertRegex(error, r"main\.git': authentication refused: .*passphrase is missing or wrong")
        error = self.refused(self.begin(self.pem, passphrase="wr0ng-one"), "wr0ng-one")
        self.assertRegex(error, r"main\.git': authentication refused: ")

    def test_a_key_that_the_server_does_not_know(self):
        stranger = make_key(f"{self.where}/stranger")
        error = self.refused(self.begin(stranger))
        self.assertIn(f"authentication refused: the server takes none of the keys {fingerprint(stranger)}", error)

    def test_a_key_that_is_none(self):
        error = self.refused(self.begin(private_key="-----BEGIN OPENSSH PRIVATE KEY-----\nbm9uZQ==\n"
                                                    "-----END OPENSSH PRIVATE KEY-----\n"))
        self.assertRegex(error, r"private key (cannot be read|is encrypted)")

    def test_a_host_key_from_the_settings(self):
        for kind in ("ed25519", "ecdsa"):
            algorithm, key, _ = self.ssh.public_key(kind)
            self.assert_served(self.begin(self.key, known_hosts_file="", host_key=key, host_key_algorithm=algorithm))

    def test_another_host_key_is_refused_with_the_one_that_was_seen(self):
        algorithm, _, seen = self.ssh.public_key("ed25519")
        other = read(make_key(f"{self.where}/other") + ".pub").split()[1]
        error = self.refused(self.begin(self.key, known_hosts_file="", host_key=other, host_key_algorithm=algorithm))
        self.assertIn(f"main.git': the host key changed (the server shows {algorithm} {seen})", error)

    def test_a_host_that_no_file_knows_is_refused_with_the_key_that_was_seen(self):
        algorithm, _, seen = self.ssh.public_key("ed25519")
        for settings in ({"known_hosts_file": write(f"{self.where}/none", "")}, {"known_hosts_file": ""}):
            error = self.refused(self.begin(self.key, **settings))
            self.assertIn(f"main.git': the host key is unknown (the server shows {algorithm} {seen})", error)

    def test_without_strict_checking_any_host_key_is_taken(self):
        server = self.begin(self.key, known_hosts_file="", strict_host_key_checking=False)
        self.assert_served(server)
        server.await_log("whoever sits between here and the remote")

    def test_a_key_counts_beside_the_local_settings_too(self):
        server = self.begin(self.key, ignore_local_ssh_settings=False, preferred_authentications="publickey, password")
        self.assert_served(server)

    def test_a_scp_like_address(self):
        # Its port cannot be written down but between brackets.
        self.assert_served(self.start(f"{user_name()}@[127.0.0.1:{self.ssh.port}]:{self.where}/main.git", private_key=read(self.key),
                                      known_hosts_file=self.known, ignore_local_ssh_settings=True))


if __name__ == "__main__":
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

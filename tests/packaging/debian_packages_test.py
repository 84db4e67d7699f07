#!/usr/bin/env python3
"""The Debian packages: what lintian says, and what they do in a clean Debian that really boots.

  debian_packages_test.py SOURCE [unittest arguments]

Status 77 when the means are missing. $CAIRN_PACKAGES may name a directory with packages that are made already.
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import debian_root
from debian_root import DebianRoot

SOURCE = ""
STATUS_SKIPPED = 77
NAMES = ("cairn-server", "cairn", "libcairn-client0.1", "libcairn-dev")

# What a script in the booted system may use. Waiting is bounded.
TOOLS = r"""
export HOME=/tmp
fail() { echo "FAILED: $*"; systemctl status --no-pager --full cairn-server; journalctl -u cairn-server -n 60 --no-pager; exit 1; }
until_true() { for _ in {1..150}; do if "$@"; then return 0; fi; sleep 0.2; done; fail "$*"; }
show() { systemctl show -P "$1" cairn-server; }
reads() { cairn get "$1" default "$2" 2>&1; }
is_active() { [ "$(show ActiveState)" = active ]; }
expect() { until_true is_active; [ "$(reads "$1" "$2")" = "$3" ] || fail "$1 $2: $(reads "$1" "$2")"; }
"""


def out_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.where = tempfile.mkdtemp(prefix="cairn-deb-")
        cls.addClassCleanup(shutil.rmtree, cls.where, ignore_errors=True)
        made = os.environ.get("CAIRN_PACKAGES")
        if not made:
            made = os.path.join(cls.where, "packages")
            subprocess.run([os.path.join(SOURCE, "scripts/package"), "--output", made], check=True,
                           stdout=subprocess.DEVNULL)
        cls.debs = {name: glob.glob(os.path.join(made, f"{name}_*.deb"))[0] for name in NAMES}
        cls.made = made

    def field(self, name, field):
        return out_of("dpkg-deb", "-f", self.debs[name], field).strip()


class Contents(Packages):
    def test_lintian_finds_nothing(self):
        # Who does not upload to Debian closes no bug there.
        said = subprocess.run(["lintian", "--allow-root", "--suppress-tags", "initial-upload-closes-no-bugs",
                               "--fail-on", "error,warning", *self.debs.values()], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        self.assertEqual(said.returncode, 0, said.stdout.decode())

    def test_the_installed_client_library_is_found_and_runs(self):
        prefix = os.path.join(self.where, "installed")
        for name in ("libcairn-client0.1", "libcairn-dev"):
            subprocess.run(["dpkg-deb", "-x", self.debs[name], prefix], check=True)
        for kind in ("shared", "pkg-config"):
            subprocess.run([os.path.join(SOURCE, "tests/consumer/check.sh"), kind, f"{prefix}/usr",
                            os.path.join(self.where, kind)], check=True, stdout=subprocess.DEVNULL)

    def test_each_package_has_a_bill_of_materials_that_agrees_with_its_dependencies(self):
        for name, deb in self.debs.items():
            inside = os.path.join(self.where, f"bill-{name}")
            subprocess.run(["dpkg-deb", "-x", deb, inside], check=True)
            with open(f"{inside}/usr/share/doc/{name}/sbom.spdx.json", encoding="utf-8") as file:
                text = file.read()
            with open(f"{self.made}/{name}_{self.field(name, 'Version')}.spdx.json", encoding="utf-8") as file:
                self.assertEqual(file.read(), text)
            bill = json.loads(text)
            linked = {r["relatedSpdxElement"].removeprefix("SPDXRef-Package-") for r in bill["relationships"]
                      if r["relationshipType"] == "DYNAMIC_LINK"}
            depends = {word.strip().split(" ")[0].replace("+", "-") for word in self.field(name, "Depends").split(",")}
            # spdlog's package is found by a name that it provides.
            depends = {"libspdlog1.10" if word.startswith("libspdlog1.10") else word for word in depends}
            self.assertLessEqual(linked, depends, name)


class Installed(Packages):
    """In one system, in this order: installed, booted, used, upgraded, purged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = DebianRoot(os.path.join(cls.where, "root"))
        wanted = ", ".join(out_of("dpkg-deb", "-f", deb, "Depends").strip()
                           for name, deb in cls.debs.items() if name != "libcairn-dev")
        cls.root.run("apt-get", "update", "-qq", network=True)
        cls.root.run("apt-get", "satisfy", "-y", "-qq", "--no-install-recommends",
                     wanted + ", openssh-client, openssh-server", network=True, seconds=1200)
        # Who serves Git over ssh; and what a first boot writes is there before we look.
        cls.root.boot("useradd --create-home --home-dir /srv/git --shell /usr/bin/git-shell git")
        cls.before = (cls.root.names(), cls.root.read("/etc/passwd"), cls.root.read("/etc/group"))
        os.mkdir(cls.root.inside("/packages"))
        for name in ("cairn-server", "cairn", "libcairn-client0.1"):
            shutil.copy(cls.debs[name], cls.root.inside("/packages"))

    def install(self):
        return self.root.run("bash", "-c", "dpkg -i /packages/*.deb", seconds=300)

    def test_1_it_serves_an_example_as_soon_as_it_is_installed(self):
        self.install()
        self.root.boot(TOOLS + r"""
            expect application cairn.example "it works: now set spring.cloud.config.server.git.uri in /etc/cairn/application.yml"
            cairn ping --quiet || fail "cairn ping"
            [ "$(systemctl is-enabled cairn-server)" = enabled ] || fail "not enabled"
            [ "$(show StatusText)" = "serving at port 8888" ] || fail "status: $(show StatusText)"
            [ "$(stat -c %U:%G:%a /etc/cairn/application.yml)" = root:_cairn:640 ] || fail "rights of the settings"
            [ "$(stat -c %U:%a /etc/cairn/secrets)" = root:700 ] || fail "rights of the secrets"
            [ "$(stat -c %U:%a /var/lib/cairn)" = _cairn:700 ] || fail "rights of the state"
            [ "$(awk '/^Uid:/ {print $2}' "/proc/$(show MainPID)/status")" = "$(id -u _cairn)" ] || fail "its user"
            grep -q "^Seccomp:\s*2" "/proc/$(show MainPID)/status" || fail "no system call filter"
            (exec 3<>/dev/tcp/127.0.0.1/8888) || fail "nobody listens"
            """)

    def test_2_git_and_ssh_work_inside_of_its_walls(self):
        self.root.write("/etc/cairn/application.yml", SSH_SETTINGS, 0o640)
        self.root.boot(TOOLS + r"""
            set -e
            install -d -m 700 -o git -g git /srv/git/.ssh
            ssh-keygen -q -t ed25519 -N "" -f /etc/cairn/secrets/git-key
            install -m 600 -o git -g git /etc/cairn/secrets/git-key.pub /srv/git/.ssh/authorized_keys
            as_git() { (cd /srv/git/tree && runuser -u git -- "$@"); }
            commit() { echo "release: $1" >/srv/git/tree/shop.yml; as_git git add .
                       as_git git -c user.name=a -c user.email=a@a commit -qm "$1"; as_git git push -q ../config.git main; }
            install -d -o git -g git /srv/git/tree /srv/git/config.git
            as_git git init -q -b main; as_git git init -q --bare -b main ../config.git
            commit one
            ssh-keyscan -t ed25519 127.0.0.1 >/etc/cairn/known_hosts 2>/dev/null
            chgrp _cairn /etc/cairn/application.yml; chmod 644 /etc/cairn/known_hosts
            systemctl restart cairn-server
            set +e
            expect shop release one
            commit two
            is_two() { [ "$(reads shop release)" = two ]; }
            until_true is_two
            [ "$(show NRestarts)" = 0 ] || fail "it was started again"
            """)

    def test_3_one_that_hangs_is_started_again(self):
        os.makedirs(self.root.inside("/etc/systemd/system/cairn-server.service.d"))
        drop_in = "/etc/systemd/system/cairn-server.service.d/soon.conf"
        self.root.write(drop_in, "[Service]\nWatchdogSec=3\nTimeoutAbortSec=1\n")
        try:
            self.root.boot(TOOLS + r"""
                expect shop release two
                sleep 7  # more than two watchdogs
                [ "$(show NRestarts)" = 0 ] || fail "it was started again without a reason"
                kill -STOP "$(show MainPID)"
                started_again() { [ "$(show NRestarts)" = 1 ] && [ "$(show ActiveState)" = active ]; }
                until_true started_again
                expect shop release two
                """)
        finally:
            shutil.rmtree(os.path.dirname(self.root.inside(drop_in)))

    def test_4_an_upgrade_keeps_settings_state_and_whether_it_is_enabled(self):
        self.root.boot(TOOLS + r"""
            expect shop release two
            rm -rf /srv/git/config.git  # what it serves from now on is its own
            chmod 644 /etc/cairn/application.yml  # what an administrator decided stays
            before=$(show MainPID)
            dpkg -i /packages/cairn-server_*.deb || fail "dpkg"
            [ "$(show MainPID)" != "$before" ] || fail "the old one still runs"
            expect shop release two
            [ "$(stat -c %U:%G:%a /etc/cairn/application.yml)" = root:_cairn:644 ] || fail "rights of the settings"
            systemctl disable --now cairn-server
            dpkg -i /packages/cairn-server_*.deb || fail "dpkg"
            [ "$(systemctl is-enabled cairn-server)" = disabled ] || fail "it was enabled again"
            systemctl enable --now cairn-server
            expect shop release two
            """)

    def test_5_settings_that_cannot_be_used_are_told_once(self):
        kept = self.root.read("/etc/cairn/application.yml")
        self.root.write("/etc/cairn/application.yml", "server.port: none\n", 0o640)
        self.root.boot(TOOLS + r"""
            has_failed() { [ "$(show ActiveState)" = failed ]; }
            until_true has_failed
            sleep 3
            [ "$(show NRestarts)" = 0 ] || fail "it was started again"
            [ "$(show ExecMainStatus)" = 1 ] || fail "status $(show ExecMainStatus)"
            """)
        self.root.write("/etc/cairn/application.yml", kept, 0o640)

    def test_6_a_purge_leaves_nothing(self):
        for path in ("/etc/cairn/secrets/git-key", "/etc/cairn/secrets/git-key.pub", "/etc/cairn/known_hosts"):
            os.remove(self.root.inside(path))  # ours: what an administrator wrote stays
        self.root.boot(TOOLS + r"""
            dpkg --purge cairn-server cairn libcairn-client0.1 || fail "dpkg"
            [ "$(systemctl is-active cairn-server)" != active ] || fail "it still runs"
            [ -z "$(getent passwd _cairn)$(getent group _cairn)" ] || fail "its user is still there"
            rm -rf /packages /srv/git/config.git /srv/git/tree /srv/git/.ssh
            """)
        names, passwd, group = self.before
        self.assertEqual(sorted(self.root.names() - names), [])
        self.assertEqual((self.root.read("/etc/passwd"), self.root.read("/etc/group")), (passwd, group))


SSH_SETTINGS = """
spring.cloud.config.server.git:
  uri: ssh://git@127.0.0.1/srv/git/config.git
  ignore-local-ssh-settings: true
  known-hosts-file: /etc/cairn/known_hosts
cairn:
  poll-interval: 1s
  git:
    private-key-file: ${CREDENTIALS_DIRECTORY}/secret_git-key
"""


if __name__ == "__main__":
    SOURCE = os.path.abspath(sys.argv.pop(1))
    gone = debian_root.missing()
    if gone:
        print(f"skipped: there is no {gone}")
        sys.exit(STATUS_SKIPPED)
    unittest.main(verbosity=2)

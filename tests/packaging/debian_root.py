"""A clean Debian in a directory, for tests of packages: made by debootstrap, run by systemd-nspawn.

It needs root. The mirror is the one that this machine's apt uses. $CAIRN_DEBIAN_ROOT may name a directory that
debootstrap made with PACKAGES, to save the minutes that it takes; it is copied, not changed.
"""
import os
import shutil
import subprocess

RELEASE = "bookworm"
PACKAGES = "systemd,systemd-sysv,ca-certificates"
TOOLS = ("debootstrap", "systemd-nspawn", "apt-get", "dpkg-deb", "lintian")


def missing():
    """What is missing for such a test, in words; "" when nothing is."""
    gone = [tool for tool in TOOLS if shutil.which(tool) is None]
    if os.geteuid() != 0:
        gone.append("root")
    if mirror() == "":
        gone.append(f"a mirror of Debian {RELEASE} in the sources of apt")
    return ", ".join(gone)


def mirror():
    if shutil.which("apt-get") is None:
        return ""
    lines = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE)/ $(CODENAME) $(RELEASE) $(COMPONENT)",
                            "Created-By: Packages"], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
    found = [line.split(" ")[0] for line in lines if line.endswith(f" {RELEASE} main")]
    return found[0] if found else ""


class DebianRoot:
    def __init__(self, path):
        self.path = path
        prepared = os.environ.get("CAIRN_DEBIAN_ROOT")
        if prepared:
            subprocess.run(["cp", "-a", prepared, path], check=True)
        else:
            subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", RELEASE, path, mirror()],
                           check=True, stdout=subprocess.DEVNULL)
        self.write("/etc/hosts", "127.0.0.1 localhost\n")  # as an installer does

    def _nspawn(self, options, command, seconds):
        # Without the machine's own systemd, which a container has none of.
        done = subprocess.run(["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--machine=cairn-test",
                               f"--directory={self.path}", *options, *command], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
        return done.returncode, done.stdout.decode(errors="replace")

    def run(self, *command, network=False, seconds=600):
        """The output of a command in it, which must succeed. Its only network is a loopback of its own."""
        options = ["--as-pid2", "--setenv=DEBIAN_FRONTEND=noninteractive"]
        options.append("--resolv-conf=copy-host" if network else "--private-network")
        code, out = self._nspawn(options, command, seconds)
        if code != 0:
            raise AssertionError(f"{' '.join(command)}: status {code}\n{out}")
        return out

    def boot(self, script, seconds=300):
        """Boots it, runs this bash script when everything is up, and switches it off. What the script wrote; it
        must succeed."""
        self.write("/check", "#!/bin/bash\nset -u\n" + script, 0o755)
        self.write("/etc/systemd/system/check.service", CHECK_UNIT)
        wanted = self.inside("/etc/systemd/system/multi-user.target.wants/check.service")
        os.symlink("/etc/systemd/system/check.service", wanted)
        try:
            _, console = self._nspawn(["--private-network", "--boot"], [], seconds)
            said, status = self.read("/check-said"), self.read("/check-status").strip()
        finally:
            for path in ("/check", "/check-said", "/check-status", "/etc/systemd/system/check.service"):
                if os.path.exists(self.inside(path)):
                    os.remove(self.inside(path))
            os.remove(wanted)
        if status != "0":
            raise AssertionError(f"status {status or 'none'}\n{said}\nconsole:\n{console[-3000:]}")
        return said

    def inside(self, path):
        return os.path.join(self.path, path.lstrip("/"))

    def write(self, path, text, mode=0o644):
        with open(self.inside(path), "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(self.inside(path), mode)

    def read(self, path):
        if not os.path.exists(self.inside(path)):
            return ""
        with open(self.inside(path), encoding="utf-8", errors="replace") as file:
            return file.read()

    def names(self):
        """Every path in it, but those that dpkg, apt, the journal and a boot write for themselves."""
        found = set()
        for directory, directories, files in os.walk(self.path):
            here = directory[len(self.path):] or "/"
            directories[:] = [d for d in directories if os.path.join(here, d) not in TRANSIENT]
            found.update(os.path.join(here, name) for name in directories + files)
        return found


TRANSIENT = {"/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp", "/var/log", "/var/cache", "/var/lib/dpkg",
             "/var/lib/apt"}
CHECK_UNIT = """[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/bash -c '/check >/check-said 2>&1; echo $? >/check-status'
ExecStopPost=/bin/systemctl --no-block poweroff
[Install]
WantedBy=multi-user.target
"""

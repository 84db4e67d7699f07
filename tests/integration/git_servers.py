"""Real servers of Git repositories on loopback, for tests: git daemon, lighttpd with git http-backend, sshd, and an HTTP
proxy. Each takes any free port, ends with the test, and is killed if the test is.
"""
import base64
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time

from loopback_ports import free_port

GIT_CORE = subprocess.run(["git", "--exec-path"], stdout=subprocess.PIPE, check=True).stdout.decode().strip()
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def write(path, text, mode=0o600):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    return path


def read(path):
    with open(path) as file:
        return file.read()


def user_name():
    return pwd.getpwuid(os.geteuid()).pw_name


def end_with_the_test():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Daemon:
    """A program that listens on a port; tried with others while somebody else has taken it first."""

    def __init__(self, where, name):
        self.log_path = os.path.join(where, name + ".log")
        for _ in range(10):
            self.port = free_port()
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=where,
                                                start_new_session=True, preexec_fn=end_with_the_test)
            if self.listens():
                return
            self.stop()
        raise RuntimeError(f"{name} does not listen:\n{self.log()}")

    def command(self):
        raise NotImplementedError

    def listens(self):
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    time.sleep(0.05)
                    return self.process.poll() is None
            time.sleep(0.02)
        return False

    def log(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


class GitDaemon(Daemon):
    def __init__(self, where):
        self.where = where
        super().__init__(where, "git-daemon")

    def command(self):
        return [GIT_CORE + "/git-daemon", "--listen=127.0.0.1", f"--port={self.port}", f"--base-path={self.where}",
                "--export-all", "--reuseaddr"]


class Lighttpd(Daemon):
    """Serves what lies below `where`: /open/x.git to all, /basic/x.git to `users`, /bearer/x.git to the token.

    The file of users may be replaced while it runs. A certificate makes it https.
    """

    def __init__(self, where, users="", token="", certificate=None):
        self.where, self.token, self.certificate = where, token, certificate
        self.users = write(f"{where}/users", users)
        super().__init__(where, "lighttpd" + ("-tls" if certificate else ""))

    def command(self):
        tls = f'ssl.engine = "enable"  ssl.pemfile = "{self.certificate}"\n' if self.certificate else ""
        tls_module = ', "mod_openssl"' if self.certificate else ""
        text = f"""
server.modules = ("mod_setenv", "mod_auth", "mod_authn_file", "mod_alias", "mod_cgi"{tls_module})
server.document-root = "{self.where}"
server.upload-dirs = ("{self.where}")
server.bind = "127.0.0.1"
server.port = {self.port}
{tls}
auth.backend = "plain"
auth.backend.plain.userfile = "{self.users}"
$HTTP["url"] =~ "^/basic/" {{
  auth.require = ("" => ("method" => "basic", "realm" => "git", "require" => "valid-user"))
}}
$HTTP["url"] =~ "^/bearer/" {{
  $REQUEST_HEADER["Authorization"] != "Bearer {self.token}" {{
    auth.require = ("" => ("method" => "basic", "realm" => "git", "require" => "user=nobody"))
  }}
}}
alias.url = ("/open" => "{GIT_CORE}/git-http-backend", "/basic" => "{GIT_CORE}/git-http-backend",
             "/bearer" => "{GIT_CORE}/git-http-backend")
$HTTP["url"] =~ "^/(open|basic|bearer)/" {{
  cgi.assign = ("" => "")
  setenv.add-environment = ("GIT_PROJECT_ROOT" => "{self.where}", "GIT_HTTP_EXPORT_ALL" => "1", "HOME" => "{self.where}")
}}
"""
        path = write(f"{self.where}/lighttpd-{self.port}.conf", text)
        return [shutil.which("lighttpd", path=os.environ["PATH"] + ":/usr/sbin"), "-D", "-f", path]

    def url(self, way, repository="main.git"):
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}/{way}/{repository}"


class Sshd(Daemon):
    """Lets the present user in with one of the keys in `authorized`; has an ed25519 and an ecdsa host key."""

    def __init__(self, where, authorized):
        self.where = f"{where}/sshd"
        os.makedirs(self.where, exist_ok=True)
        self.host_keys = [make_key(f"{self.where}/host-{kind}", kind) for kind in ("ed25519", "ecdsa")
                          if not os.path.exists(f"{self.where}/host-{kind}")]
        self.authorized = write(f"{self.where}/authorized_keys", "".join(authorized))
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        super().__init__(self.where, "sshd")

    def command(self):
        text = f"""
Port {self.port}
ListenAddress 127.0.0.1
HostKey {self.where}/host-ed25519
HostKey {self.where}/host-ecdsa
PidFile none
AuthorizedKeysFile {self.authorized}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
LogLevel VERBOSE
"""
        return ["/usr/sbin/sshd", "-D", "-e", "-f", write(f"{self.where}/config", text)]

    def public_key(self, kind):
        """Algorithm, base64 and fingerprint of a host key."""
        with open(f"{self.where}/host-{kind}.pub") as file:
            algorithm, key = file.read().split()[:2]
        return algorithm, key, fingerprint(f"{self.where}/host-{kind}.pub")

    def known_hosts(self, path, kind="ed25519"):
        algorithm, key, _ = self.public_key(kind)
        return write(path, f"[127.0.0.1]:{self.port} {algorithm} {key}\n")


def make_key(path, kind="ed25519", passphrase="", form="RFC4716"):
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "test", "-m", form, "-f", path], check=True)
    return path


def fingerprint(path):
    said = subprocess.run(["ssh-keygen", "-lf", path], stdout=subprocess.PIPE, check=True).stdout.decode()
    return said.split()[1]


def make_certificate(where, name="127.0.0.1", key_bits="ec"):
    """An authority, and a certificate of it for `name`: paths of the authority's and of the server's file."""
    authority, server = f"{where}/ca.pem", f"{where}/server.pem"

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", f"{where}/ca.key", "-out", authority, "-days", "30", "-subj", "/CN=test authority")
    openssl("req", *curve, "-keyout", f"{where}/server.key", "-out", f"{where}/server.csr", "-subj", f"/CN={name}")
    kind = "IP" if name[0].isdigit() else "DNS"
    write(f"{where}/server.ext", f"subjectAltName={kind}:{name}\n")
    openssl("x509", "-req", "-in", f"{where}/server.csr", "-CA", authority, "-CAkey", f"{where}/ca.key", "-CAcreateserial",
            "-days", "30", "-extfile", f"{where}/server.ext", "-out", f"{where}/server.crt")
    with open(f"{where}/server.key") as key, open(f"{where}/server.crt") as certificate:
        write(server, key.read() + certificate.read())
    return authority, server


class Listener:
    """Accepts on a free port; `serve` has a thread for each connection."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self.guarded, args=(connection,), daemon=True).start()

    def guarded(self, connection):
        try:
            self.serve(connection)
        except OSError:
            pass  # one of both sides has gone: the other is closed as well
        finally:
            connection.close()

    def serve(self, connection):
        raise NotImplementedError

    def pump(self, one, other, seen=lambda: None):
        """Copies both ways until both sides have ended."""
        def copy(source, target):
            try:
                while block := source.recv(65536):
                    seen()
                    target.sendall(block)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                one.close()
                other.close()

        back = threading.Thread(target=copy, args=(other, one), daemon=True)
        back.start()
        copy(one, other)
        back.join(60)
        other.close()

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for connection in self.connections:
            connection.close()


class Relay(Listener):
    """Passes everything on to a port, and calls `seen` for each block that comes."""

    def __init__(self, port, seen):
        self.target, self.seen = port, seen
        super().__init__()

    def serve(self, connection):
        self.seen()
        self.pump(connection, socket.create_connection(("127.0.0.1", self.target)), self.seen)


class Proxy(Listener):
    """An HTTP proxy, for CONNECT and for plain requests, that may ask for a user and a password."""

    def __init__(self, login=""):
        self.login, self.requests = login, []
        super().__init__()

    def serve(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            block = connection.recv(65536)
            if not block:
                return
            head += block
        head, _, rest = head.partition(b"\r\n\r\n")
        first, *fields = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        values = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        self.requests.append((method, target, values))
        wanted = "Basic " + base64.b64encode(self.login.encode()).decode()
        if self.login and values.get("proxy-authorization") != wanted:
            connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
                               b"Content-Length: 0\r\nConnection: close\r\n\r\n")
            return
        if method == "CONNECT":
            host, port = target.rsplit(":", 1)
            upstream = socket.create_connection((host, int(port)))
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            host, _, path = target[len("http://"):].partition("/")
            upstream = socket.create_connection((host.split(":")[0], int(host.split(":")[1])))
            kept = [field for field in fields if not field.lower().startswith(("proxy-", "connection:"))]
            upstream.sendall("\r\n".join([f"{method} /{path} HTTP/1.1", *kept, "Connection: close", "", ""]).encode("latin-1"))
        upstream.sendall(rest)
        self.pump(connection, upstream)

"""Runs one suite: makes its files, starts a server on them, sends its requests, gives the answers.

A suite is one JSON file:
  {"about": "one line",
   "files":  {"native/shop.yml": "text"},        # plain files under ${DIR}
   "repos":  {"main": [STEP, ...]},              # bare repositories at ${DIR}/main.git
   "worktrees": {"desk": [STEP, ...]},           # as repos, and cloned to a work tree at ${DIR}/desk
   "server": {"spring": {"cloud": ...}},         # the server's application.yml, ${DIR} substituted
   "env":    {"NAME": "value"},                  # environment of the server
   "cases":  [{"name": "...", "request": {...}, "expect": {...}} | {"then": {"main": [STEP, ...]}}]}
The steps are told in repositories.py.

A request: {"method": "GET", "path": "/shop/dev", "headers": {...}, "body": "text"}; the path is sent
as written. An expect: {"status": 200, "type": "application/json", "json": ...} or "text", or
"base64". Paths are normalised: ${DIR} stands for the suite's directory, ${BASE} for the clone's
basedir, ${HOST} for the server's address.
"""
import base64
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time

from repositories import Repositories

TIMESTAMP = re.compile(r'"timestamp":"[^"]*"')
START_SECONDS = 60
STOP_SECONDS = 30


class ServerFailed(Exception):
    """The server did not start, or did not end as it should."""


def substitute(value, where):
    if isinstance(value, str):
        for name, text in where.items():
            value = value.replace("${" + name + "}", text)
        return value
    if isinstance(value, dict):
        return {substitute(k, where): substitute(v, where) for k, v in value.items()}
    if isinstance(value, list):
        return [substitute(item, where) for item in value]
    return value


def normalise(text, where):
    for name, path in sorted(where.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(path, "${" + name + "}")
    return text


def send(port, request, timeout=60):
    """Status, headers with lower-case names, body. Nothing of the path is encoded or changed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        body = request.get("body")
        headers = dict(request.get("headers", {}))
        connection.putrequest(request.get("method", "GET"), request["path"],
                              skip_accept_encoding=True)
        if body is not None:
            body = body.encode()
            headers.setdefault("Content-Length", str(len(body)))
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        reply = connection.getresponse()
        return reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read()
    finally:
        connection.close()


def answer(port, request, where):
    """What the server said, in the form of an expect."""
    status, headers, data = send(port, request)
    out = {"status": status, "type": headers.get("content-type")}
    for extra in ("content-disposition", "allow", "www-authenticate"):
        if extra in headers:
            out[extra] = headers[extra]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        out["base64"] = base64.b64encode(data).decode()
        return out
    text = normalise(text, {**where, "HOST": f"127.0.0.1:{port}"})
    text = TIMESTAMP.sub('"timestamp":"*"', text)
    if (out["type"] or "").split(";")[0].endswith("json"):
        try:
            out["json"] = json.loads(text)
            out["raw"] = text
            return out
        except ValueError:
            pass
    out["text"] = text
    return out


def wait_for(port, process, path="/actuator/health"):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ServerFailed(f"the server ended with {process.returncode} before it answered")
        try:
            send(port, {"path": path}, 5)
            return
        except OSError:
            time.sleep(0.05)
    raise ServerFailed(f"the server did not answer within {START_SECONDS} s")


def prepare(suite, root):
    where = {"DIR": root, "BASE": os.path.join(root, "base")}
    for name, text in suite.get("files", {}).items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(base64.b64decode(text["base64"]) if isinstance(text, dict)
                      else text.encode())
    repositories = Repositories(root)
    for name, steps in suite.get("repos", {}).items():
        repositories.apply(name, steps)
    for name, steps in suite.get("worktrees", {}).items():
        repositories.apply(name, steps)
        repositories.worktree(name)
    return where, repositories


def start(words, config, suite, root, where):
    """The server on the suite's settings; what it keeps and logs stays below `root`."""
    settings = os.path.join(root, "application.yml")
    with open(settings, "w", encoding="utf-8") as out:
        json.dump(substitute(suite["server"], where), out, indent=1)  # JSON is YAML
    env = {**os.environ, "XDG_STATE_HOME": os.path.join(root, "state"),
           **substitute(suite.get("env", {}), where)}
    env.pop("STATE_DIRECTORY", None)
    words = [*words, f"--spring.config.location=file:{settings}", *config]
    with open(os.path.join(root, "server.log"), "wb") as log:
        return subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired as late:
        process.kill()
        process.wait()
        raise ServerFailed(f"the server did not end within {STOP_SECONDS} s of SIGTERM") from late
    if code != 0:
        raise ServerFailed(f"the server ended with {code} after SIGTERM")


def refresh_now(port, refresh, login):
    method, path = refresh.split()
    status, _, body = send(port, {"method": method, "path": path, "body": "",
                                  "headers": {**login, "Content-Type": "application/json"}})
    if status not in (200, 202, 204):
        raise ServerFailed(f"{refresh} was answered with {status}: {body[:200]!r}")


def run(suite, root, words, port, config, refresh=None, login=None):
    """Yields (case, answer) for every request of the suite.

    `words` start the server, `config` are its further arguments. `refresh`, as in "POST /path", is
    sent after each change of the repositories, for a server that fetches in the background.
    `login` are header fields that every request gets, unless the suite has its own.
    """
    login = login or {}
    where, repositories = prepare(suite, root)
    process = start(words, config, suite, root, where)
    try:
        wait_for(port, process)
        for case in suite["cases"]:
            if "then" in case:
                for name, steps in case["then"].items():
                    repositories.apply(name, steps)
                if refresh:
                    refresh_now(port, refresh, login)
                continue
            headers = {**login, **case["request"].get("headers", {})}
            got = answer(port, {**case["request"], "headers": headers}, where)
            again = case["expect"].get("decrypt_at")
            if again and got["status"] == 200:
                request = {"method": "POST", "path": again, "body": got["text"],
                           "headers": {**login, "Content-Type": "text/plain"}}
                got["decrypted"] = send(port, request)[2].decode("utf-8", "replace")
            yield case, got
    except BaseException:
        process.kill()
        process.wait()
        raise
    stop(process)


def remove(root):
    shutil.rmtree(root, ignore_errors=True)

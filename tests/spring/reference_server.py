"""Builds Spring Cloud Config Server from its released artifacts, which Maven gets from wherever it is
configured to. What was built before is used again until the sources change.
"""
import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
JAVA_MIN = 17
BUILD_SECONDS = 900


def missing():
    """Why it cannot be built or run on this machine; "" if it can."""
    absent = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if absent:
        return f"not installed: {', '.join(absent)} (Debian: default-jdk-headless, maven)"
    said = subprocess.run(["java", "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False).stdout.decode(errors="replace")
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version.group(1)) < JAVA_MIN:
        return f"Java {JAVA_MIN} or newer is needed: {said.strip()}"
    return ""


def sources():
    """The files that the server is built from, and their digest."""
    files = [f"{HERE}/pom.xml", *sorted(glob.glob(f"{HERE}/src/**/*.java", recursive=True))]
    digest = hashlib.sha256()
    for path in files:
        with open(path, "rb") as file:
            digest.update(file.read())
    return files, digest.hexdigest()


def build(directory):
    """The path of the server's archive, built in this directory unless it is there. One process builds."""
    os.makedirs(directory, exist_ok=True)
    jar, stamp = f"{directory}/target/reference-server.jar", f"{directory}/built-from"
    with open(f"{directory}/lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files, digest = sources()
        if os.path.exists(jar) and os.path.exists(stamp):
            with open(stamp, encoding="utf-8") as file:
                if file.read() == digest:
                    return jar
        package(files[0], f"{directory}/target")
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(digest)
    return jar


def package(pom, target):
    done = subprocess.run(["mvn", "--batch-mode", "--quiet", "--file", pom, f"-Doutput.directory={target}",
                           "package"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=BUILD_SECONDS, check=False)
    if done.returncode != 0:
        raise RuntimeError("Maven could not build the reference:\n" + done.stdout.decode(errors="replace"))


def words(jar, where):
    """The command that starts it; its own files stay below `where`."""
    return ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", f"-Djava.io.tmpdir={where}", "-jar", jar]

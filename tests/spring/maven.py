"""Builds a Maven project from released artifacts, which Maven gets from wherever it is configured to. What was built
before is used again until the sources change.
"""
import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess

JAVA_MIN = 17
BUILD_SECONDS = 900


def missing():
    """Why nothing can be built or run on this machine; "" if it can."""
    absent = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if absent:
        return f"not installed: {', '.join(absent)} (Debian: default-jdk-headless, maven)"
    said = subprocess.run(["java", "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False).stdout.decode(errors="replace")
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version.group(1)) < JAVA_MIN:
        return f"Java {JAVA_MIN} or newer is needed: {said.strip()}"
    return ""


def digest_of(project, options):
    """Of all that the project is built from."""
    digest = hashlib.sha256(" ".join(options).encode())
    for path in (f"{project}/pom.xml", *sorted(glob.glob(f"{project}/src/**/*.java", recursive=True))):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def build(project, directory, *options):
    """The folder of what Maven packages, built in this directory unless it is there. One process builds."""
    os.makedirs(directory, exist_ok=True)
    target, stamp = f"{directory}/target", f"{directory}/built-from"
    with open(f"{directory}/lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest = digest_of(project, options)
        if os.path.exists(target) and os.path.exists(stamp):
            with open(stamp, encoding="utf-8") as file:
                if file.read() == digest:
                    return target
        package(f"{project}/pom.xml", target, options)
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(digest)
    return target


def package(pom, target, options):
    done = subprocess.run(["mvn", "--batch-mode", "--quiet", "--file", pom, f"-Doutput.directory={target}", *options,
                           "package"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=BUILD_SECONDS, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"Maven could not build {pom}:\n" + done.stdout.decode(errors="replace"))

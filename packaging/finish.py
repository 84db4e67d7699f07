#!/usr/bin/env python3
"""Finishes what cpack installed before it is packed: manuals and changelogs are compressed as Debian wants
them, each package gets its bill of materials, and no file is younger than $SOURCE_DATE_EPOCH.

  finish.py --build BUILD --version VERSION --packages DIRECTORY STAGED

STAGED has a directory for each component. A bill of materials is also written to DIRECTORY, beside the package.
"""
import argparse
import gzip
import os
import shutil

import sbom

# component: (what the build calls its program or library, or none; where it is installed)
BUILT = {"server": "bin/cairn-server", "cli": "bin/cairn", "client": "client-lib/package/libcairn-client.so",
         "development": "client-lib/package/libcairn-client.a"}


def files_below(root):
    for directory, _, names in os.walk(root):
        for name in names:
            yield os.path.join(directory, name)


def compress(path):
    """As `gzip -9n`: without a name and a time."""
    with open(path, "rb") as plain:
        content = plain.read()
    with open(path + ".gz", "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(content)
    shutil.copymode(path, path + ".gz")
    os.remove(path)


def is_compressed(path):
    """Whether Debian has this file compressed."""
    return "/usr/share/man/" in path or os.path.basename(path) in ("changelog", "changelog.Debian")


def clamp_times(root, epoch):
    for path in [root, *files_below(root), *(d for d, _, _ in os.walk(root))]:
        if os.lstat(path).st_mtime > epoch:
            os.utime(path, (epoch, epoch), follow_symlinks=False)


def finish(staged, component, arguments):
    root = os.path.join(staged, component)
    for path in [p for p in files_below(root) if is_compressed(p)]:
        compress(path)
    docs = os.path.join(root, "usr/share/doc")
    package = os.listdir(docs)[0]
    bill = sbom.document(package, arguments.version, arguments.build, BUILT[component], sbom.epoch())
    for path in (os.path.join(docs, package, "sbom.spdx.json"),
                 os.path.join(arguments.packages, f"{package}_{arguments.version}.spdx.json")):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(bill)
        os.chmod(path, 0o644)
    clamp_times(root, sbom.epoch())


def main():
    parser = argparse.ArgumentParser()
    for name in ("--build", "--version", "--packages"):
        parser.add_argument(name, required=True)
    parser.add_argument("staged")
    arguments = parser.parse_args()
    for component in BUILT:
        finish(arguments.staged, component, arguments)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The bill of materials of one program or library: an SPDX 2.3 document in JSON.

  sbom.py --name PACKAGE --version VERSION --build BUILD TARGET

Nothing in it is written by hand. The libraries that TARGET is linked with come from its ELF header and the dynamic
linker, the libraries whose headers were compiled into it from ninja's log of dependencies, their versions and
sources from dpkg. So it tells what was built, not what somebody meant to build.
"""
import argparse
import datetime
import functools
import hashlib
import json
import os
import re
import subprocess
import time


def output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def epoch():
    """The time that counts as now: $SOURCE_DATE_EPOCH, so that the same source gives the same bytes."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))


def needed(path):
    """The sonames in the ELF header; none for what is no dynamic object."""
    done = subprocess.run(["readelf", "-d", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=False)
    return re.findall(r"\(NEEDED\).*\[(.+)\]", done.stdout)


def loaded(path):
    """soname -> file of everything that the dynamic linker loads for it."""
    found = re.findall(r"^\s+(\S+) => (/\S+)", output("ldd", path), re.M)
    return {soname: os.path.realpath(file) for soname, file in found}


def headers(build, target):
    """Every header outside the source tree that was included by what the target is made of."""
    objects = [line for line in output("ninja", "-C", build, "-t", "inputs", target).split("\n") if line.endswith(".o")]
    log = output("ninja", "-C", build, "-t", "deps", *objects)
    return {line.strip() for line in log.split("\n") if line.startswith("    /usr/")}


def packages_of(files):
    """The Debian packages that these files belong to. Directories that were merged into /usr count as both."""
    wanted = sorted({name for file in files for name in (file, file.removeprefix("/usr"))
                     if name.startswith(("/usr/", "/lib"))})
    names = set()
    for at in range(0, len(wanted), 500):
        done = subprocess.run(["dpkg-query", "-S", *wanted[at:at + 500]], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, check=False)
        for line in done.stdout.split("\n"):
            if ": /" in line and not line.startswith("diversion "):
                names.update(name.strip() for name in line.rpartition(": /")[0].split(","))
    return names


@functools.cache
def described(name):
    """What dpkg knows of an installed package."""
    fields = "${binary:Package}\n${Version}\n${Architecture}\n${source:Package}\n${source:Version}\n${Homepage}"
    _, version, architecture, source, source_version, homepage = output(
        "dpkg-query", "-W", "-f", fields, name).split("\n")
    return {"name": name.partition(":")[0], "version": version, "architecture": architecture, "source": source,
            "source_version": source_version, "homepage": homepage}


def spdx_id(name):
    return "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def component(name):
    """An SPDX package for an installed Debian package."""
    known = described(name)
    version = known["version"].replace("+", "%2B").replace(":", "%3A").replace("~", "%7E")
    written = {
        "SPDXID": spdx_id(known["name"]), "name": known["name"], "versionInfo": known["version"],
        "supplier": "Organization: Debian", "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION",
        "sourceInfo": f"built from the Debian source package {known['source']} {known['source_version']}",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{known['name'].replace('+', '%2B')}@{version}"
                                f"?arch={known['architecture']}"}]}
    if known["homepage"]:
        written["homepage"] = known["homepage"]
    return written


def relations(build, target):
    """Debian package -> how the target is related to it, the strongest."""
    path = os.path.join(build, target)
    direct = needed(path)
    files = loaded(path) if direct else {}
    related = {name: "STATIC_LINK" for name in packages_of(headers(build, target))}
    related.update({name: "DEPENDS_ON" for name in packages_of(files.values())})
    related.update({name: "DYNAMIC_LINK" for name in packages_of(files[soname] for soname in direct if soname in files)})
    return related


def document(name, version, build, target, created):
    """The text of the document. The same input gives the same text."""
    related = relations(build, target)
    main = {"SPDXID": spdx_id(name), "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": "Apache-2.0",
            "copyrightText": "NOASSERTION", "primaryPackagePurpose": "APPLICATION"}
    others = [component(other) for other in sorted(related)]
    relationships = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                      "relatedSpdxElement": main["SPDXID"]}]
    relationships += [{"spdxElementId": main["SPDXID"], "relationshipType": related[other],
                       "relatedSpdxElement": spdx_id(described(other)["name"])} for other in sorted(related)]
    content = {"packages": [main, *others], "relationships": relationships}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    when = datetime.datetime.fromtimestamp(created, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
            "name": f"{name}-{version}", "documentNamespace": f"urn:cairn:sbom:{name}:{version}:{digest}",
            "creationInfo": {"created": when, "creators": ["Tool: cairn-sbom"]}}
    return json.dumps({**head, **content}, indent=1) + "\n"


def main():
    parser = argparse.ArgumentParser()
    for option in ("--name", "--version", "--build"):
        parser.add_argument(option, required=True)
    parser.add_argument("target")
    arguments = parser.parse_args()
    print(document(arguments.name, arguments.version, arguments.build, arguments.target, epoch()), end="")


if __name__ == "__main__":
    main()

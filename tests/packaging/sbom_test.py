#!/usr/bin/env python3
"""The bill of materials of a program: complete, true, and the same each time.

  sbom_test.py SOURCE BUILD PROGRAM [unittest arguments]
"""
import json
import os
import re
import subprocess
import sys
import unittest

SOURCE = BUILD = PROGRAM = ""


def written(epoch="1700000000"):
    return subprocess.run([sys.executable, os.path.join(SOURCE, "packaging/sbom.py"), "--name", "cairn-server",
                           "--version", "1.2.3-4", "--build", BUILD, PROGRAM], check=True, stdout=subprocess.PIPE,
                          env={**os.environ, "SOURCE_DATE_EPOCH": epoch}).stdout.decode()


class Bill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = written()
        cls.bill = json.loads(cls.text)

    def related(self, *types):
        return {r["relatedSpdxElement"].removeprefix("SPDXRef-Package-") for r in self.bill["relationships"]
                if r["relationshipType"] in types}

    def test_it_is_an_spdx_document(self):
        bill = self.bill
        self.assertEqual((bill["spdxVersion"], bill["dataLicense"], bill["SPDXID"]),
                         ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
        self.assertEqual(bill["creationInfo"]["created"], "2023-11-14T22:13:20Z")
        ids = [package["SPDXID"] for package in bill["packages"]]
        self.assertEqual(len(ids), len(set(ids)))
        for name in ids:
            self.assertRegex(name, r"\ASPDXRef-[A-Za-z0-9.-]+\Z")
        for relationship in bill["relationships"]:
            self.assertIn(relationship["spdxElementId"], [*ids, "SPDXRef-DOCUMENT"])
            self.assertIn(relationship["relatedSpdxElement"], ids)
        for package in bill["packages"]:
            self.assertLessEqual({"name", "versionInfo", "downloadLocation", "licenseConcluded", "licenseDeclared"},
                                 set(package))

    def test_what_is_linked_is_there_and_nothing_else_is_said_to_be(self):
        # By another way than the one that wrote it: what the dynamic linker says that it loads.
        loads = subprocess.run(["ldd", os.path.join(BUILD, PROGRAM)], check=True, stdout=subprocess.PIPE).stdout.decode()
        sonames = {match.group(1) for match in re.finditer(r"^\s+(lib\S+?)\.so", loads, re.M)}
        packages = self.related("DYNAMIC_LINK", "DEPENDS_ON")
        for soname, package in (("libgit2", "libgit2-1.5"), ("libssl", "libssl3"), ("libexpat", "libexpat1"),
                                ("libstdc++", "libstdc--6"), ("libc", "libc6"), ("libfmt", "libfmt9")):
            self.assertEqual(soname in sonames, package in packages, soname)
        self.assertNotIn("libyaml-0-2", packages)  # only of the tests

    def test_libraries_that_are_only_headers_are_there(self):
        self.assertLessEqual({"libboost1.81-dev", "nlohmann-json3-dev", "libexpected-dev"}, self.related("STATIC_LINK"))
        self.assertNotIn("doctest-dev", self.related("STATIC_LINK"))  # only of the tests

    def test_each_package_can_be_looked_up(self):
        for package in self.bill["packages"][1:]:
            self.assertEqual(package["versionInfo"], subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}\n", package["name"]], check=True,
                stdout=subprocess.PIPE).stdout.decode().split("\n")[0])
            self.assertRegex(package["externalRefs"][0]["referenceLocator"], r"\Apkg:deb/debian/\S+@\S+\?arch=\w+\Z")
            self.assertRegex(package["sourceInfo"], r"source package \S+ \S+\Z")

    def test_the_same_build_gives_the_same_bytes(self):
        self.assertEqual(written(), self.text)
        self.assertNotEqual(written("1700000001"), self.text)


if __name__ == "__main__":
    SOURCE, BUILD, PROGRAM = sys.argv[1:4]
    del sys.argv[1:4]
    unittest.main(verbosity=2)

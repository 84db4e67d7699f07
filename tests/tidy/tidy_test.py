#!/usr/bin/env python3
"""Tests of the rules themselves: each can fail, and does not fail on what is right."""
import os
import tempfile
import unittest

import tidy

TABLES = """# Floors

| floor | room | where | purpose |
|---|---|---|---|
| 9 | `app` | `server/src/app` | wiring |
| 8 | `http` | `server/src/http` | connections |
| 7 | `service` | `server/src/service` | answers |
| 7 | `auth` | `server/src/auth` | who asks |
| 4 | `source` | `server/src/source` | back ends |
| 2 | `base` | `common/src/base` | tools |
| 1 | `core` | `client-lib` | words |

| include starts with | rooms that may | in headers |
|---|---|---|
| `boost/` | `http` | yes |
| `git2` | `source/git` | no |
| `nlohmann/` | any | no |
"""
NOTE = "// What this file is, in words.\n"


class Case(unittest.TestCase):
    def found(self, files, listed=True):
        """The findings in a tree of these files, as (path, line, rule); every source is listed in a
        CMakeLists.txt unless the test says otherwise."""
        tree = {"server/README.md": TABLES, **files}
        if listed:
            tree["CMakeLists.txt"] = "\n".join(["# All of it.", *files])
        with tempfile.TemporaryDirectory() as root:
            for path, text in tree.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "wb") as out:
                    out.write(text if isinstance(text, bytes) else text.encode())
            return [(path, line, rule) for path, line, rule, _ in tidy.findings(root)]

    def rules(self, path, text):
        return [rule for _, _, rule in self.found({path: text})]


class Floors(Case):
    def including(self, path, line):
        return self.rules(path, NOTE + "#include " + line + "\n")

    def test_an_include_that_looks_up_fails(self):
        found = self.found({"common/src/base/a.cpp": NOTE + '\n#include "service/answer.hpp"\n'})
        self.assertEqual(found, [("common/src/base/a.cpp", 3, "floors")])
        self.assertEqual(self.including("client-lib/include/cairn/a.hpp", '"base/log.hpp"'),
                         ["floors"])
        self.assertEqual(self.including("server/src/service/a.hpp", "<http/server.hpp>"), ["floors"])

    def test_rooms_on_one_floor_do_not_know_each_other(self):
        self.assertEqual(self.including("server/src/service/a.cpp", '"auth/basic.hpp"'), ["floors"])

    def test_looking_down_and_at_the_own_room_is_right(self):
        for line in ('"service/answer.hpp"', '"auth/basic.hpp"', '"base/log.hpp"',
                     '"cairn/error.hpp"', '"http/gate.hpp"', "<vector>", "<sys/stat.h>",
                     "<unistd.h>"):
            self.assertEqual(self.including("server/src/http/a.cpp", line), [], line)

    def test_the_folder_of_a_back_end_is_for_app_and_itself(self):
        line = '"source/git/mirror.hpp"'
        self.assertEqual(self.including("server/src/service/a.cpp", line), ["floors"])
        self.assertEqual(self.including("server/src/source/a.cpp", line), ["floors"])
        self.assertEqual(self.including("server/src/source/directory/a.cpp", line), ["floors"])
        self.assertEqual(self.including("server/src/source/git/a.cpp", line), [])
        self.assertEqual(self.including("server/src/app/a.cpp", line), [])

    def test_the_back_end_that_is_made_of_others_may_know_them(self):
        for line in ('"source/git/mirror.hpp"', '"source/directory/scanner.hpp"'):
            self.assertEqual(self.including("server/src/source/work_tree/a.cpp", line), [], line)
        self.assertEqual(self.including("server/src/source/git/a.cpp",
                                        '"source/work_tree/work_tree.hpp"'), ["floors"])

    def test_a_library_is_for_its_rooms(self):
        self.assertEqual(self.including("server/src/service/a.cpp", "<boost/asio.hpp>"), ["floors"])
        self.assertEqual(self.including("server/src/http/a.hpp", "<boost/asio.hpp>"), [])
        self.assertEqual(self.including("server/src/source/a.cpp", "<git2.h>"), ["floors"])
        self.assertEqual(self.including("server/src/source/git/a.cpp", "<git2.h>"), [])
        self.assertEqual(self.including("server/src/source/git/a.cpp", "<git2/sys/x.h>"), [])

    def test_a_heavy_library_stays_out_of_headers(self):
        self.assertEqual(self.including("server/src/auth/a.cpp", "<nlohmann/json.hpp>"), [])
        self.assertEqual(self.including("server/src/auth/a.hpp", "<nlohmann/json.hpp>"), ["floors"])

    def test_what_is_in_no_table_fails(self):
        self.assertEqual(self.including("server/src/auth/a.cpp", "<curl/curl.h>"), ["floors"])
        self.assertEqual(self.including("server/src/auth/a.cpp", '"basic.hpp"'), ["floors"])
        self.assertEqual(self.including("server/src/unknown/a.cpp", "<vector>"), ["floors"])

    def test_without_the_table_everything_fails(self):
        self.assertIn(("server/README.md", 1, "floors"),
                      self.found({"server/README.md": "# Nothing\n"}))


class Nodiscard(Case):
    def header(self, text):
        return self.rules("server/src/auth/a.hpp", NOTE + text)

    def test_a_result_that_may_be_dropped_fails(self):
        for text in ("Result<int> parse(std::string_view text);",
                     "class A {\n public:\n  static Result<std::vector<int>> all();\n};",
                     "class A { virtual Result<void>\n      write() = 0; };",
                     "template <typename T>\nResult<T> first(T t);",
                     "auto parse(int a) -> Result<int>;",
                     "using Parsed = Result<int>;\nParsed parse();",
                     "cairn::Result<int> f();",
                     "inline Result<int> f() { return 1; }"):
            self.assertEqual(self.header(text + "\n"), ["nodiscard"], text)

    def test_one_that_says_so_or_is_no_function_passes(self):
        for text in ("[[nodiscard]] Result<int> parse(std::string_view text);",
                     "[[nodiscard]] static Result<\n    std::vector<int>> all();",
                     "template <typename T>\n[[nodiscard]] Result<T> first(T t);",
                     "[[nodiscard]] auto parse(int a) -> Result<int>;",
                     "using Done = std::function<void(Result<int>)>;",
                     "using Make = std::function<Result<int>(int)>;",
                     "void take(Result<int> it, std::function<Result<int>(int)> next);",
                     "struct A { Result<int> kept; };",
                     "// Result<int> parse();",
                     "template <typename T>\nResult<T> Store::first(T t) { return t; }",
                     "using Parsed = Result<int>;\nstruct A { Parsed kept; };"):
            self.assertEqual(self.header(text + "\n"), [], text)


class Files(Case):
    def test_a_source_file_without_its_first_comment_fails(self):
        for path, text in (("server/src/auth/a.cpp", "#include <vector>\n"),
                           ("server/src/auth/a.hpp", "#pragma once\n// Too late, this one.\n"),
                           ("server/src/auth/b.hpp", "//\n#pragma once\n"),
                           ("scripts/run", "#!/bin/bash\nset -e\n"),
                           ("tests/a.py", "import os\n")):
            self.assertEqual(self.rules(path, text), ["first-comment"], path)

    def test_one_with_it_passes(self):
        for path, text in (("server/src/auth/a.cpp", NOTE),
                           ("scripts/run", "#!/bin/bash\n# Starts the server here.\n"),
                           ("scripts/data", "not a script\n"),
                           ("tests/a.py", '#!/usr/bin/env python3\n"""What this is for."""\n')):
            self.assertEqual(self.rules(path, text), [], path)

    def test_a_source_that_nobody_builds_fails(self):
        self.assertEqual(self.found({"server/src/auth/a.cpp": NOTE}, listed=False),
                         [("server/src/auth/a.cpp", 1, "listed")])
        self.assertEqual(self.found({"server/src/auth/a.hpp": NOTE}, listed=False),
                         [("server/src/auth/a.hpp", 1, "listed")])

    def test_a_listed_source_and_an_included_header_pass(self):
        files = {"server/src/auth/CMakeLists.txt": "# Who asks.\nadd(a.cpp git/b.cpp)",
                 "server/src/auth/a.cpp": NOTE + '#include "auth/c.hpp"\n',
                 "server/src/auth/git/b.cpp": NOTE, "server/src/auth/c.hpp": NOTE}
        self.assertEqual(self.found(files, listed=False), [])
        files["server/src/auth/CMakeLists.txt"] = (
            '# x\nadd("${PROJECT_SOURCE_DIR}/server/src/auth/a.cpp" '
            "${CMAKE_CURRENT_SOURCE_DIR}/git/b.cpp)")
        self.assertEqual(self.found(files, listed=False), [])

    def test_a_long_file_fails_and_one_line_less_passes(self):
        self.assertEqual(self.rules("server/src/auth/a.cpp", NOTE + "\n" * 400), ["length"])
        self.assertEqual(self.rules("server/src/auth/a.cpp", NOTE + "\n" * 399), [])

    def test_what_is_left_open_fails(self):
        for mark in ("TO" + "DO", "FIX" + "ME", "XX" + "X"):
            self.assertEqual(self.rules("notes.txt", f"\n{mark}: later\n"), ["marks"], mark)
        self.assertEqual(self.rules("notes.txt", "mktemp /tmp/a.XXXX" + "XX\n"), [])

    def test_the_name_of_a_machine_fails(self):
        for text in ("/wo" "rk/main", "cd /ho" "me/anna/cairn", "../sha" "red/spec", "(/ro" "ot/x)",
                     "https://p" "ypi.org/simple"):
            self.assertEqual(self.rules("notes.txt", text), ["machine"], text)
        for text in ("/network/home/x", "https://example.org/wo" "rk/1", "a/wo" "rk/b"):
            self.assertEqual(self.rules("notes.txt", text), [], text)

    def test_bytes_that_are_no_text_are_left_alone(self):
        self.assertEqual(self.rules("tests/data.bin", b"\x00TO" b"DO\xff"), [])


class Links(Case):
    def page(self, text):
        return self.rules("docs/A.md", "# Title\n\n## A heading, `coded`\n" + text)

    def test_a_link_that_leads_nowhere_fails(self):
        for link in ("[x](B.md)", "[x](../nothing/)", "[x](#another-heading)", "[x](A.md#no)",
                     "![x](picture.png)"):
            self.assertEqual(self.page(link), ["links"], link)

    def test_one_that_leads_somewhere_passes(self):
        for link in ("[x](A.md)", "[x](../server/README.md#floors)", "[x](#a-heading-coded)",
                     "[x](https://example.org/B.md)", "[x](mailto:a@example.org)", "`[x](B.md)`",
                     "```\n[x](B.md)\n```", "[x](../server)"):
            self.assertEqual(self.page(link), [], link)


if __name__ == "__main__":
    unittest.main()

// Tests of source/git/absence.hpp.
#include "source/git/absence.hpp"

#include <doctest/doctest.h>

using cairn::Error;
using cairn::ErrorCode;
using cairn::source::git::with_absence;

TEST_CASE("a repository that does not exist is told from one that cannot be reached") {
  for (const char* words :
       {"listing '/x': fatal: '/x' does not appear to be a git repository; fatal: Could not read",
        "fatal: repository 'https://h/x.git/' not found", "ERROR: Repository not found.; fatal: x",
        "remote: ERROR: The project you were looking for could not be found or you don't have x",
        "fatal: remote error: access denied or repository not exported: /x",
        "fatal: couldn't find remote ref HEAD"}) {
    CAPTURE(words);
    CHECK(with_absence({ErrorCode::unavailable, words, {}}).code == ErrorCode::not_found);
  }
  for (const char* words : {"ssh: connect to host h port 22: Connection refused",
                            "Could not resolve host: h", "killed after 10 s", ""}) {
    CAPTURE(words);
    CHECK(with_absence({ErrorCode::unavailable, words, {}}).code == ErrorCode::unavailable);
  }
}

TEST_CASE("other errors stay what they are, and what has no HEAD is told in words") {
  CHECK(with_absence({ErrorCode::internal, "' not found", {}}).code == ErrorCode::internal);
  const Error error = with_absence({ErrorCode::unavailable, "couldn't find remote ref HEAD", {}});
  CHECK(error.message.find("HEAD names no branch") != std::string::npos);
}

// Result<T>: a value or an Error. Every function that can fail returns one and is [[nodiscard]].
//
// Only what std::expected also has is used, so that the later move is one line. `fail` makes the
// error side and adds what a caller was doing as the error passes upward; the code and the origin
// stay.
//
// Thread-safety: as T.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "cairn/error.hpp"

namespace cairn {

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

[[nodiscard]] inline Failure fail(ErrorCode code, std::string message, Origin origin = {}) {
  return Failure(Error{code, std::move(message), std::move(origin)});
}

// The error as it is.
[[nodiscard]] inline Failure fail(Error error) {
  return Failure(std::move(error));
}

// The error with what was being done in front: "reading the tree of 2f6c...: object not found".
[[nodiscard]] inline Failure fail(Error error, std::string_view doing) {
  error.message.insert(0, std::string(doing) + ": ");
  return Failure(std::move(error));
}

// The error with the file it belongs to, for a parser that saw only bytes.
[[nodiscard]] inline Failure fail_in_file(Error error, std::string_view file) {
  if (error.origin.file.empty()) {
    error.origin.file = file;
  }
  return Failure(std::move(error));
}

}  // namespace cairn

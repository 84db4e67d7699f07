// Obtained: how the remote part of a configuration was come by, and when.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/error.hpp"

namespace cairn {

enum class Obtained {
  not_asked,      // there is no remote part
  server,         // a server answered
  cache,          // no server could; this is the last good answer, kept on disk
  override_file,  // an operator's file stands in front of the server
  nothing,        // nobody could be asked, and the program may start without
};

// One remote answer with where it is from: what the assembly of layers takes.
struct RemoteAnswer {
  Environment environment;
  Obtained how = Obtained::server;
  // When a server gave it; of a cached answer not when it was read from disk.
  std::chrono::system_clock::time_point since;
  // What went wrong on the way, though there is an answer: why no server gave it, why the cache was
  // of no use.
  std::vector<Error> troubles = {};
};

}  // namespace cairn

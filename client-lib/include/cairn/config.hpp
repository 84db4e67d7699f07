// Config: the configuration of a program at one moment: all its sources, the most important first,
// read by name and type.
//
//   cairn::Result<std::uint16_t> port = config.get<std::uint16_t>("server.port");
//   auto timeout = config.get<std::chrono::seconds>("server.timeout", std::chrono::seconds(30));
//   auto hosts = config.get<std::vector<std::string>>("hosts").value();
//
// Names are relaxed as in Spring: "max-pool-size", "maxPoolSize" and "max_pool_size" are one name,
// and the environment variable MAXPOOLSIZE or MAX_POOL_SIZE holds its value. Elements of lists are
// "hosts[0]". cairn/convert.hpp says which types can be read and how they are written.
//
// Values may hold placeholders, "${name}" and "${name:default}", which are resolved when the value
// is read, from all sources. One that has neither value nor default is an error, as is one that
// leads back to itself; "\${" stands for a "${" that is left alone.
//
// A variable of the process environment counts wherever its name is asked for. It is listed by
// keys() and entries() only where another source has the name as well: otherwise each of them
// would hold PATH and HOME.
//
// Errors: every error has the value's place (file, line, column; Error::text() puts it in front)
// and names the key:
//   not_found           nothing has that name
//   invalid_argument    the value cannot be what was asked for, or a placeholder cannot be resolved
// No exception is thrown but for want of memory (and by a program's own Convert). Nothing is
// printed.
//
// Thread-safety: immutable: any number of threads may read one Config and copies of it. It has no
// threads, locks or open files and so stays usable after fork.
// Ownership: copies and views share the values; the last one frees them. What is returned is the
// caller's own.
// Cost: copying is copying a pointer and the prefix of a view; a read is a few hash look-ups.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/api.hpp"
#include "cairn/detail/readers.hpp"
#include "cairn/environment.hpp"
#include "cairn/obtained.hpp"
#include "cairn/result.hpp"

namespace cairn {

class Config;
struct LoadOptions;  // cairn/load_options.hpp

namespace detail {

// What the rest of the library may do with a Config. Not for programs.
struct CAIRN_API Access {
  [[nodiscard]] static Place place(const Config& config, std::string_view key);
  [[nodiscard]] static Config config(std::shared_ptr<const Snapshot> snapshot);
};

}  // namespace detail

// Where a value comes from.
struct ValueOrigin {
  std::string source;  // "configserver:<name>", the path of a local file, "arguments", ...
  Origin place;        // file, line and column; "argument --x" and "environment variable X" as file
};

// One key with its value as it is written: placeholders are not resolved.
struct Entry {
  std::string key;
  Value value;
  ValueOrigin origin;
};

// How the remote part of a Config was come by.
struct RemoteState {
  Obtained how = Obtained::not_asked;
  std::chrono::system_clock::time_point since;  // when a server gave it
  std::optional<std::string> label;
  std::optional<std::string> version;  // commit id(s)
  // What went wrong on the way, for a program to log: why no server answered, why the local copy
  // could not be read or written. Empty when all went well.
  std::vector<Error> troubles;
};

class CAIRN_API Config {
 public:
  // Has no keys.
  Config();

  // The configuration of a program that starts: its own layers, and between them what the servers
  // say. In this order: the operator's override file, if there is one, instead of asking; the
  // servers; when they cannot be reached or fail (never when they deny access, or say that there
  // is no such configuration), the last good answer on this machine; when that is not there
  // either, the layers alone, if the remote part is optional. remote() says which it was.
  //
  // Blocks until it knows: at most request_timeout for each server, label and attempt.
  // Errors: those of Layers::read; invalid_argument for options that contradict each other;
  // not_found, unauthenticated, permission_denied or unavailable when there is no remote part and
  // it is not optional (`server.optional`, "optional:configserver:"): unlike Spring's, a program
  // that names a server does not start without its configuration in silence.
  [[nodiscard]] static Result<Config> load(const LoadOptions& options);

  // A Config of these sources alone, the most important first. Programs get theirs from Layers
  // (cairn/layers.hpp); this is for tests, and for an environment from elsewhere.
  [[nodiscard]] static Config of(std::vector<PropertySource> sources);

  // The value of a key. Errors: not_found, invalid_argument; of several the text names each, one a
  // line, and code and place are the first one's.
  template <typename T>
  [[nodiscard]] Result<T> get(std::string_view key) const {
    T out{};
    detail::Reading reading;
    const detail::Place there = place(key);
    const bool found = detail::Reader<T>::read(there, out, reading);
    if (reading.failed()) {
      return fail(reading.error());
    }
    if (!found && !detail::is_optional<T>) {
      return fail(there.nothing());
    }
    return out;
  }

  // The same with a value for a key that is absent. One that is there and wrong stays an error.
  // Who wants the fallback even then writes get<T>(key).value_or(fallback).
  template <typename T>
  [[nodiscard]] Result<T> get(std::string_view key, T fallback) const {
    T out{};
    detail::Reading reading;
    const bool found = detail::Reader<T>::read(place(key), out, reading);
    if (reading.failed()) {
      return fail(reading.error());
    }
    return found ? std::move(out) : std::move(fallback);
  }

  // Whether the key has a value, be it empty, or is the beginning of a longer one.
  [[nodiscard]] bool contains(std::string_view key) const;

  // Everything below a prefix: at("server").get<int>("port") reads "server.port". The prefix may
  // name nothing; the view is empty then.
  [[nodiscard]] Config at(std::string_view prefix) const;
  // "server" of at("server"); "" of the whole.
  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  // Where the value of a key comes from; nothing if the key itself has no value.
  [[nodiscard]] std::optional<ValueOrigin> origin(std::string_view key) const;

  // All keys below the prefix, each once and without it, as written in their most important source:
  // in the order of the sources, and within one in the order of its file.
  [[nodiscard]] std::vector<std::string> keys() const;
  // The same with values and origins.
  [[nodiscard]] std::vector<Entry> entries() const;

  // The sources that all of it comes from, the most important first, also what other sources hide:
  // what Config::of takes. Those of a view are those of the whole. The properties are shared, not
  // copied; a variable of the process environment has its own name as key.
  [[nodiscard]] std::vector<PropertySource> sources() const;

  // How the remote part was come by. "since" is what to tell an operator as "stale since".
  [[nodiscard]] const RemoteState& remote() const&;
  // Of a Config that is about to go, such as what LiveConfig::config() returns: a copy.
  [[nodiscard]] RemoteState remote() &&;

 private:
  friend struct detail::Access;
  Config(std::shared_ptr<const detail::Snapshot> snapshot, std::string prefix);
  [[nodiscard]] detail::Place place(std::string_view key) const;

  std::shared_ptr<const detail::Snapshot> snapshot_;  // never null
  std::string prefix_;
};

}  // namespace cairn

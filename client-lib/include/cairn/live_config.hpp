// LiveConfig: the configuration of a program while it runs. It holds the present Config, replaces
// it when the servers have something new, and tells who asked to be told.
//
//   cairn::LiveOptions options;
//   options.load.layers.application = "shop";
//   options.load.server.uris = {"https://config.example.org"};
//   auto live = cairn::LiveConfig::start(options);
//   if (!live) { ... live.error().text() ... }
//
//   const auto told = live->on_change_below("shop.pool", [&](const cairn::Update& update) {
//     pool.resize(update.after.get<std::size_t>("shop.pool.max-size", 10).value_or(10));
//   });
//   live->config().get<int>("shop.pool.max-size");  // at any time, from any thread
//
// Watching: one thread of the library keeps a request open that the server answers when there is
// something new (Cairn's `Prefer: wait`), asks from time to time with the tag of what it has where
// the server does not wait, and without one where it gives no tags (Spring's). It follows the
// servers and the override file. Local files are read again by refresh() only; arguments and
// environment variables are those of start().
//
// Failures change nothing: whatever a server does (away, 5xx, access denied, a page of HTML), the
// last good values stay, state() and on_trouble say what is wrong, and it is tried again after a
// pause that grows. Servers that contradict each other at once, such as replicas with different
// commits, are asked less and less often.
//
// Callbacks: one at a time, in the order of the changes, and for each change at least once from the
// moment on at which on_change returned; when one is called, config() has the new values already. A
// callback that is slow holds up the next ones, and while it runs more than 16 updates are joined
// to one. They run in the library's thread, or in the one that called refresh(); no lock is held,
// so that they may use this object, end their own subscription, or destroy it. An exception that
// leaves one is told by on_trouble.
//
// Thread-safety: all members may be called from several threads at once, but for moving and
// destruction. After fork() the child must neither use nor destroy it: its thread is not there; a
// Config that was taken from it stays usable.
// Destruction: ends an open request at once and waits for a callback that runs in another thread,
// at most five seconds: then the callback is left to itself rather than the program stuck, which is
// what happens to one that waits for a lock that the destroying thread holds.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/api.hpp"
#include "cairn/changes.hpp"
#include "cairn/config.hpp"
#include "cairn/error.hpp"
#include "cairn/live_options.hpp"
#include "cairn/result.hpp"
#include "cairn/subscription.hpp"

namespace cairn {

namespace client {
class Follower;
}  // namespace client

// What a callback is told: never empty.
struct Update {
  std::vector<Change> changes;  // those asked for
  Config before;
  Config after;
};

// How a LiveConfig learns of changes.
enum class Following {
  nothing,           // it does not watch, or there is no server to ask
  waiting,           // the server holds a request until there is something new
  polling_with_tag,  // the server is asked whether its answer is still the same
  polling,           // the server is asked for everything
};

[[nodiscard]] CAIRN_API std::string_view name_of(Following following);

struct LiveState {
  Following following = Following::nothing;  // as of the last answer
  // When a server last gave or confirmed the present values; none if no server did so far.
  std::optional<std::chrono::system_clock::time_point> confirmed;
  std::optional<Error> trouble;  // why the last attempt failed; none after one that did not
  std::size_t failures = 0;      // in a row
};

class CAIRN_API LiveConfig {
 public:
  // Loads (Config::load) and begins to watch. Errors: those of Config::load; invalid_argument for
  // times that are negative.
  [[nodiscard]] static Result<LiveConfig> start(const LiveOptions& options);

  LiveConfig(LiveConfig&& other) noexcept;
  LiveConfig& operator=(LiveConfig&& other) noexcept;
  LiveConfig(const LiveConfig&) = delete;
  LiveConfig& operator=(const LiveConfig&) = delete;
  ~LiveConfig();

  // The present values, whole. Who reads several that belong together takes it once.
  [[nodiscard]] Config config() const;

  // Reads everything again, local files and servers, and says what changed. Callbacks are called
  // before it returns, unless another one is running: then after that one. Blocks as Config::load
  // does, without repeating.
  //
  // Errors: those of Config::load, but that nothing stands in for a server that fails: the values
  // stay as they are.
  [[nodiscard]] Result<std::vector<Change>> refresh();

  // Calls back when the value of a key changes, comes or goes, or an element of a list of that
  // name. As names are relaxed, "max-size" is "maxSize".
  [[nodiscard]] Subscription on_change(const std::string& key,
                                       std::function<void(const Update&)> callback);
  // The same for everything below a prefix, and the prefix itself; "" is everything.
  [[nodiscard]] Subscription on_change_below(const std::string& prefix,
                                             std::function<void(const Update&)> callback);
  // Calls back when watching fails, once for each error until another one or a success.
  [[nodiscard]] Subscription on_trouble(std::function<void(const Error&)> callback);

  [[nodiscard]] LiveState state() const;

 private:
  explicit LiveConfig(std::shared_ptr<client::Follower> follower);

  std::shared_ptr<client::Follower> follower_;  // null after a move
};

}  // namespace cairn

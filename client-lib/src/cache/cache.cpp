// Putting together directory, key, seal and content.
#include "cache/cache.hpp"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <utility>

namespace cairn::cache {
namespace {

const std::string key_name = "key";
const std::string file_suffix = ".cairn";
constexpr std::size_t key_file_bytes_max = 256;

// The digest in the name of a cache file; "" for another name.
std::string digest_in(const std::string& name) {
  constexpr std::size_t digits = 64;
  const bool fits = name.size() == digits + file_suffix.size() && name.ends_with(file_suffix) &&
                    name.find_first_not_of("0123456789abcdef") == digits;
  return fits ? name.substr(0, digits) : "";
}

Miss about(Miss missed, const std::string& what) {
  missed.error.message.insert(0, what + ": ");
  return missed;
}

Found<Key> parsed(std::string_view text, const std::string& where) {
  auto key = Key::parse(text);
  if (!key) {
    return miss(Reason::no_key, where + " does not hold 32 bytes");
  }
  return *std::move(key);
}

}  // namespace

std::string default_directory() {
  // An empty or relative path is ignored, as the XDG specification says.
  const char* state = ::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') {
    return std::string(state) + "/cairn/client";
  }
  if (const char* home = ::getenv("HOME"); home != nullptr && home[0] == '/') {
    return std::string(home) + "/.local/state/cairn/client";
  }
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
      found != nullptr && found->pw_dir != nullptr && found->pw_dir[0] == '/') {
    return std::string(found->pw_dir) + "/.local/state/cairn/client";
  }
  return {};
}

Cache::Cache(CacheOptions options) : options_(std::move(options)) {
  if (options_.directory.empty()) {
    options_.directory = default_directory();
  }
}

std::string Cache::file_name(const Scope& scope) {
  return scope.digest() + file_suffix;
}

Found<Remembered> Cache::load(const Scope& scope, std::chrono::system_clock::time_point now) const {
  if (!options_.enabled) {
    return miss(Reason::absent, "the cache is turned off");
  }
  const auto directory = PrivateDirectory::open(options_.directory);
  if (!directory) {
    return tl::unexpected(directory.error());
  }
  return read(*directory, scope.digest(), now);
}

Found<Remembered> Cache::read(const PrivateDirectory& directory, const std::string& digest,
                              std::chrono::system_clock::time_point now) const {
  const std::string name = digest + file_suffix;
  auto file = directory.read(name, options_.file_bytes_max);
  if (!file) {
    return tl::unexpected(std::move(file).error());
  }
  const auto with = key(directory);
  if (!with) {
    return tl::unexpected(with.error());
  }
  const std::string what = "the cache file '" + options_.directory + '/' + name + "'";
  const auto content = unseal(*file, digest, *with);
  if (!content) {
    return tl::unexpected(about(content.error(), what));
  }
  auto remembered = decode(*content);
  if (!remembered) {
    return tl::unexpected(about(std::move(remembered).error(), what));
  }
  if (options_.age_max && now - remembered->fetched_at > *options_.age_max) {
    return miss(Reason::too_old,
                what + " is older than " + std::to_string(options_.age_max->count()) + " s");
  }
  return *std::move(remembered);
}

Result<void> Cache::store(const Scope& scope, const Remembered& remembered) const {
  if (!options_.enabled) {
    return {};
  }
  const auto directory = PrivateDirectory::make(options_.directory);
  if (!directory) {
    return fail(directory.error().error, "the cache cannot be written");
  }
  const auto with = key_to_write(*directory);
  if (!with) {
    return fail(with.error().error, "the cache cannot be written");
  }
  const std::string name = file_name(scope);
  auto file = seal(encode(remembered), scope.digest(), *with);
  if (!file) {
    return fail(std::move(file).error(), "the cache cannot be written");
  }
  if (file->size() > options_.file_bytes_max) {
    return fail(ErrorCode::resource_exhausted,
                "the configuration is not cached: it has more than " +
                    std::to_string(options_.file_bytes_max) + " bytes");
  }
  return directory->replace(name, *file);
}

Result<void> Cache::forget(const Scope& scope) const {
  const auto directory = PrivateDirectory::open(options_.directory);
  if (!directory) {
    return directory.error().reason == Reason::absent ? Result<void>()
                                                      : fail(directory.error().error);
  }
  return directory->remove(file_name(scope));
}

Found<std::vector<Listed>> Cache::list(std::chrono::system_clock::time_point now) const {
  const auto directory = PrivateDirectory::open(options_.directory);
  if (!directory) {
    return directory.error().reason == Reason::absent
               ? Found<std::vector<Listed>>(std::vector<Listed>())
               : tl::unexpected(directory.error());
  }
  auto files = directory->files();
  if (!files) {
    return tl::unexpected(std::move(files).error());
  }
  std::vector<Listed> listed;
  for (auto& [name, bytes] : *files) {
    if (const std::string digest = digest_in(name); !digest.empty()) {
      listed.push_back({name, bytes, read(*directory, digest, now)});
    }
  }
  return listed;
}

Result<void> Cache::remove(const std::string& name) const {
  if (digest_in(name).empty()) {
    return fail(ErrorCode::invalid_argument, "'" + name + "' is no name of a cache file");
  }
  const auto directory = PrivateDirectory::open(options_.directory);
  if (!directory) {
    return fail(directory.error().error);
  }
  return directory->remove(name);
}

Found<Key> Cache::key(const PrivateDirectory& directory) const {
  if (!options_.key_file.empty()) {
    const auto text = read_private_file(options_.key_file, key_file_bytes_max);
    if (!text) {
      return miss(Reason::no_key, "the key: " + text.error().error.message);
    }
    return parsed(*text, "the key file '" + options_.key_file + "'");
  }
  if (options_.key) {
    try {
      return parsed(options_.key(), "what the key function gave");
    } catch (const std::exception&) {
      return miss(Reason::no_key, "the key function failed");
    } catch (...) {
      return miss(Reason::no_key, "the key function failed");
    }
  }
  const auto text = directory.read(key_name, key_file_bytes_max);
  if (!text) {
    return miss(Reason::no_key, "the key: " + text.error().error.message);
  }
  return parsed(*text, "the file '" + options_.directory + '/' + key_name + "'");
}

// As key, but makes the key beside the cache if it is not there.
Found<Key> Cache::key_to_write(const PrivateDirectory& directory) const {
  if (options_.key_file.empty() && !options_.key && !directory.read(key_name, key_file_bytes_max)) {
    const auto fresh = Key::random();
    if (!fresh) {
      return miss(Reason::no_key, fresh.error().message);
    }
    // Somebody else may have made one meanwhile: then that one counts.
    if (const auto made = directory.create(key_name, fresh->reveal()); !made) {
      return miss(Reason::no_key, made.error().message);
    }
  }
  return key(directory);
}

}  // namespace cairn::cache

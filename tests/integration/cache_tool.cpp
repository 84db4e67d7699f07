// A program of the tests: stores an answer in the cache, or says what is in it.
//
//   cache_tool store DIRECTORY TEXT    stores an answer whose only value is TEXT, a thousand times
//   cache_tool load DIRECTORY          prints that TEXT, or "none: <reason>"; "torn" for half of
//   one
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "cache/cache.hpp"

using namespace cairn;

namespace {

constexpr int copies = 1000;

cache::Cache cache_in(const std::string& directory) {
  CacheOptions options;
  options.directory = directory;
  return cache::Cache(std::move(options));
}

cache::Scope scope() {
  return {{"http://s"}, "shop", "dev", "", ""};
}

int store(const std::string& directory, const std::string& text) {
  Properties properties;
  for (int i = 0; i < copies; ++i) {
    properties.push_back({"key" + std::to_string(i), text, {}});
  }
  cache::Remembered remembered;
  remembered.environment.sources.push_back(
      {"s", "", "", std::make_shared<const Properties>(std::move(properties))});
  const auto stored = cache_in(directory).store(scope(), remembered);
  if (!stored) {
    std::fprintf(stderr, "%s\n", stored.error().message.c_str());
  }
  return stored ? 0 : 1;
}

void load(const std::string& directory) {
  const auto found = cache_in(directory).load(scope(), std::chrono::system_clock::now());
  if (!found) {
    std::printf("none: %s\n", std::string(cache::name_of(found.error().reason)).c_str());
    return;
  }
  const Properties& properties = *found->environment.sources.at(0).properties;
  const auto& first = std::get<std::string>(properties.at(0).value);
  bool whole = properties.size() == copies;
  for (const Property& property : properties) {
    whole = whole && property.value == Value(first);
  }
  std::printf("%s\n", whole ? first.c_str() : "torn");
}

}  // namespace

int main(int count, char** arguments) {
  const std::string verb = count > 1 ? arguments[1] : "";
  if (verb == "store" && count == 4) {
    return store(arguments[2], arguments[3]);
  }
  if (verb == "load" && count == 3) {
    load(arguments[2]);
    return 0;
  }
  std::fprintf(stderr, "usage: cache_tool store DIRECTORY TEXT | load DIRECTORY\n");
  return 2;
}

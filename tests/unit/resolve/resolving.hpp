// What the tests of this room share: a repository in memory, asked the way the service asks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/catalog.hpp"
#include "resolve/resolve.hpp"
#include "support/memory_tree.hpp"
#include "support/one_repository.hpp"

namespace cairn::resolve {

using testing::Files;
using Names = std::vector<std::string>;

inline Query query(std::string_view applications, std::string_view profiles,
                   std::optional<std::string_view> label = std::nullopt) {
  return Query::parse(applications, profiles, label).value();
}

// A catalog of one repository whose settings and commits a test may change before it asks.
struct Server {
  std::shared_ptr<catalog::RepositorySettings> settings =
      std::make_shared<catalog::RepositorySettings>();
  std::shared_ptr<testing::MemorySnapshot> snapshot = std::make_shared<testing::MemorySnapshot>();
  std::shared_ptr<catalog::Documents> documents =
      std::make_shared<catalog::Documents>(catalog::Documents::Options{});
  Options options;

  Server() {
    settings->uri = "git://u";
    settings->shown_basedir = "/base";
  }
  explicit Server(Files files) : Server() { snapshot->commit("main", std::move(files)); }

  [[nodiscard]] catalog::Catalog catalog() const {
    return testing::catalog_of(1, {{settings, snapshot}}, documents);
  }

  [[nodiscard]] Result<Resolution> ask(const Query& asked) const {
    const catalog::Catalog present = catalog();
    Walk walk(present);
    return resolve(walk, asked, options);
  }
  [[nodiscard]] Result<FoundFile> find(const Query& asked, std::string_view path,
                                       bool reverse = false) const {
    const catalog::Catalog present = catalog();
    Walk walk(present);
    return find_file(walk, asked, path, options, {reverse});
  }
};

// The files of an answer, highest precedence first, "#1" for the second document of several; on
// failure the one line "error code: text".
inline Names files_of(const Result<Resolution>& resolution) {
  if (!resolution) {
    return {"error " + std::string(name_of(resolution.error().code)) + ": " +
            resolution.error().text()};
  }
  Names names;
  for (const PropertySource& source : resolution->environment.sources) {
    const std::size_t number = source.name.rfind("(document #");
    const bool several = number != std::string::npos;
    names.push_back(source.file + (several ? source.name.substr(number + 10, 2) : ""));
  }
  return names;
}

inline Names files_for(Files files, std::string_view application, std::string_view profiles) {
  return files_of(Server(std::move(files)).ask(query(application, profiles)));
}

inline bool is_error(const Names& names, std::string_view code_and_place) {
  const std::string expected = "error " + std::string(code_and_place);
  return names.size() == 1 && names[0].compare(0, expected.size(), expected) == 0;
}

}  // namespace cairn::resolve

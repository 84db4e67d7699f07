// A work tree, cloned from the remote of a GitFixture, and short ways to change and to read it.
//
// Thread-safety: one thread at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "git_fixture.hpp"
#include "source/work_tree/work_tree_source.hpp"

namespace cairn::test {

class WorkTreeFixture {
 public:
  WorkTreeFixture() {
    base_.commit("main", {{"shop.yml", "one"}, {"sub/cart.yml", "one"}});
    base_.git_anywhere({"clone", "-q", base_.remote(), desk()});
  }

  [[nodiscard]] std::string desk() const { return base_.folder / "desk"; }
  std::string git(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-C", desk()});
    return base_.git_anywhere(std::move(arguments));
  }
  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(desk() + '/' + path).parent_path());
    std::ofstream(desk() + '/' + path, std::ios::binary) << text;
  }
  std::string commit(const std::string& path, const std::string& text) {
    write(path, text);
    git({"add", "-A"});
    git({"commit", "-q", "-m", "x"});
    return git({"rev-parse", "HEAD"});
  }
  void forget_origin() { git({"remote", "remove", "origin"}); }

  [[nodiscard]] source::work_tree::WorkTreeSource::Options options() const {
    source::work_tree::WorkTreeSource::Options options;
    options.path = desk();
    options.git = base_.options();
    options.scanner.settle_pause = std::chrono::milliseconds(5);
    return options;
  }
  [[nodiscard]] std::unique_ptr<source::work_tree::WorkTreeSource> open() const {
    return open(options());
  }
  [[nodiscard]] static std::unique_ptr<source::work_tree::WorkTreeSource> open(
      source::work_tree::WorkTreeSource::Options options) {
    auto source = source::work_tree::WorkTreeSource::open(std::move(options));
    if (!source) {
      FAIL(source.error().text());
    }
    return *std::move(source);
  }

  // Everything in the work tree and its repository, with contents and times: what must not change.
  [[nodiscard]] std::map<std::string, std::string> everything() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(desk())) {
      const auto time = entry.last_write_time().time_since_epoch().count();
      std::ifstream file(entry.path(), std::ios::binary);
      all[entry.path()] =
          std::to_string(time) + ' ' +
          (entry.is_regular_file() ? std::string(std::istreambuf_iterator<char>(file), {})
                                   : std::string());
    }
    return all;
  }

  GitFixture& origin() { return base_; }

 private:
  GitFixture base_;
};

inline source::FetchReport fetch(source::work_tree::WorkTreeSource& source) {
  auto report = source.fetch({});
  if (!report) {
    FAIL(report.error().text());
  }
  return *std::move(report);
}

inline Result<source::Resolved> resolve(const source::work_tree::WorkTreeSource& source,
                                        const std::string& label) {
  REQUIRE(source.current() != nullptr);
  return source.current()->resolve(*Label::from_name(label));
}

inline std::string id_of(const source::work_tree::WorkTreeSource& source,
                         const std::string& label) {
  const auto resolved = resolve(source, label);
  return resolved ? resolved->revision.id : std::string(name_of(resolved.error().code));
}

inline std::string text_at(const source::work_tree::WorkTreeSource& source,
                           const std::string& label, const std::string& path) {
  const auto resolved = resolve(source, label);
  REQUIRE(resolved.has_value());
  return file_of(*resolved->revision.tree, path);
}

}  // namespace cairn::test

// Looking for text and binary files (the reference's GenericResourceRepository).
#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "resolve/back_end.hpp"
#include "resolve/locations.hpp"
#include "resolve/paths.hpp"
#include "resolve/resolve.hpp"
#include "values/java_trim.hpp"

namespace cairn::resolve {
namespace {

bool begins_with_scheme(std::string_view path) {
  constexpr std::array<std::string_view, 11> schemes = {
      "classpath:", "file:", "ftp:",    "http:", "https:", "jar:",
      "jmod:",      "jrt:",  "mailto:", "url:",  "war:"};
  const std::string lower = base::to_lower(path.substr(0, path.find(':') + 1));
  return std::find(schemes.begin(), schemes.end(), lower) != schemes.end();
}

// What the reference never serves, whatever the repository holds.
bool is_refused(std::string_view path) {
  const auto holds = [&](std::string_view part) {
    return path.find(part) != std::string_view::npos;
  };
  if (holds("WEB-INF") || holds("META-INF") || !clean_path(path)) {
    return true;
  }
  return holds(":/") && begins_with_scheme(path.substr(path.front() == '/' ? 1 : 0));
}

bool is_refused_in_any_form(const std::string& path) {
  if (is_refused(path)) {
    return true;
  }
  const auto decoded =
      path.find('%') == std::string::npos ? std::nullopt : base::percent_decode(path);
  return decoded && (is_refused(*decoded) || is_refused(base::replace_all(*decoded, "\\", "/")));
}

// "banner.txt" for "dev" is "banner-dev.txt".
std::string variant_of(std::string_view path, const std::string& profile) {
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool has_extension =
      dot != std::string_view::npos && (slash == std::string_view::npos || slash < dot);
  const std::size_t stem = has_extension ? dot : path.size();
  return std::string(path.substr(0, stem)).append("-").append(profile).append(path.substr(stem));
}

// The names to look for in each location, in order: unlike with properties, the first profile wins.
std::vector<std::string> names_to_try(std::string_view path,
                                      const std::vector<std::string>& profiles) {
  std::vector<std::string> names;
  const auto add = [&names](std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  };
  for (const std::string& profile : profiles) {
    const bool plain = base::trim(profile).empty() || profile == "default";
    add(plain ? std::string(path) : variant_of(path, profile));
  }
  add(std::string(path));
  return names;
}

// The path that a name stands for: as in a URL, blanks at its end do not count. It is not decoded
// again.
std::optional<std::string> path_of(std::string_view name) {
  return clean_path(values::java_trimmed_end(name));
}

struct Match {
  std::string path;
  source::File file;
};

// The file in one state of a repository; nullopt if there is none.
Result<std::optional<Match>> look_in(const source::FileTree& tree, std::vector<Location> locations,
                                     const std::vector<std::string>& names, bool reverse) {
  if (reverse) {
    std::reverse(locations.begin(), locations.end());
  }
  for (const Location& location : locations) {
    // A folder named "a..b" or "a#b" is no place to look in.
    if (!normalise_segment(location.path)) {
      continue;
    }
    for (const std::string& name : names) {
      const auto relative = is_refused_in_any_form(name) ? std::nullopt : path_of(name);
      if (!relative || relative->empty()) {
        continue;
      }
      const std::string path = joined_path(location.path, *relative);
      auto file = tree.find(path);
      if (!file) {
        return fail(std::move(file).error(), "looking for '" + path + "'");
      }
      if (*file) {
        return std::optional<Match>({path, **std::move(file)});
      }
    }
  }
  return std::optional<Match>();
}

class FileSearch {
 public:
  FileSearch(Walk& walk, const Query& query, std::string_view path, const Options& options,
             const FileOptions& file_options)
      : walk_(walk),
        query_(query),
        names_(names_to_try(path, query.profile_list())),
        path_(path),
        options_(options),
        file_options_(file_options) {}

  Result<FoundFile> run();

 private:
  Result<FilePlace> place_in(const catalog::BackEnd& back_end, Held held);
  Result<std::vector<FilePlace>> places(Held held);
  Result<std::optional<FoundFile>> found(const std::vector<FilePlace>& places) const;
  Result<FoundFile> opened(const FilePlace& place, const Match& match) const;
  Failure not_found() const {
    return fail(ErrorCode::not_found, "no file '" + std::string(path_) + "'");
  }

  Walk& walk_;
  const Query& query_;
  const std::vector<std::string> names_;
  const std::string_view path_;
  const Options& options_;
  const FileOptions& file_options_;
};

Result<FilePlace> FileSearch::place_in(const catalog::BackEnd& back_end, Held held) {
  if (const auto* native = std::get_if<catalog::NativeBackEnd>(&back_end)) {
    return native_file_place(walk_, *native, query_, held, options_);
  }
  return git_file_place(walk_, std::get<catalog::GitBackEnd>(back_end), query_, held, options_);
}

Result<std::vector<FilePlace>> FileSearch::places(Held held) {
  std::vector<FilePlace> places;
  for (const catalog::BackEnd& back_end : walk_.catalog().layout->back_ends) {
    auto place = place_in(back_end, held);
    if (place) {
      places.push_back(*std::move(place));
    } else if (!may_leave_out(walk_, place.error())) {
      return fail(std::move(place).error());
    }
  }
  if (file_options_.reverse_location_order) {
    std::reverse(places.begin(), places.end());
  }
  return places;
}

Result<FoundFile> FileSearch::opened(const FilePlace& place, const Match& match) const {
  auto bytes = place.revision.tree->read(match.file);
  if (!bytes) {
    return fail_in_file(std::move(bytes).error(), match.path);
  }
  const source::Snapshot& snapshot = *place.repository->snapshot;
  const auto last_change = snapshot.last_change(place.revision.id, match.path);
  if (!last_change && last_change.error().code != ErrorCode::not_found) {
    return fail(last_change.error(), "the last change of '" + match.path + "'");
  }
  FoundFile file;
  file.path = match.path;
  file.bytes = *std::move(bytes);
  file.revision = place.revision;
  file.last_change = last_change.value_or(0);
  file.hold = place.hold;
  file.label_deleted = place.label_deleted;
  file.pin = place.pin;
  return file;
}

Result<std::optional<FoundFile>> FileSearch::found(const std::vector<FilePlace>& places) const {
  for (const FilePlace& place : places) {
    const auto match = look_in(*place.revision.tree, place.locations, names_,
                               file_options_.reverse_location_order);
    if (!match) {
      return fail(match.error());
    }
    if (*match) {
      auto file = opened(place, **match);
      if (!file) {
        return fail(std::move(file).error());
      }
      return std::optional<FoundFile>(*std::move(file));
    }
  }
  return std::optional<FoundFile>();
}

Result<FoundFile> FileSearch::run() {
  if (base::trim(path_).empty()) {
    return not_found();
  }
  auto resolution = resolve(walk_, query_, options_);
  if (!resolution && resolution.error().code == ErrorCode::unavailable) {
    return fail(std::move(resolution).error());
  }
  const bool held = resolution && resolution->hold && !resolution->hold->at_master;
  auto places = this->places(held ? Held::yes : Held::no);
  if (!places) {
    return fail(std::move(places).error());
  }
  auto file = found(*places);
  if (!file) {
    return fail(std::move(file).error());
  }
  // A file that is not there is not found, even where the configuration is broken.
  if (!*file) {
    return not_found();
  }
  if (!resolution) {
    return fail(std::move(resolution).error());
  }
  (*file)->environment = std::move(resolution->environment);
  (*file)->applications = std::move(resolution->applications);
  return **std::move(file);
}

}  // namespace

Result<FoundFile> find_file(Walk& walk, const Query& query, std::string_view path,
                            const Options& options, const FileOptions& file_options) {
  return FileSearch(walk, query, path, options, file_options).run();
}

}  // namespace cairn::resolve

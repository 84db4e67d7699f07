// Looking for text and binary files (the reference's GenericResourceRepository).
#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "resolve/labels.hpp"
#include "resolve/locations.hpp"
#include "resolve/paths.hpp"
#include "resolve/repository.hpp"
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

struct Place {
  std::string path;
  source::File file;
};

// The file in one state of a repository; nullopt if there is none.
Result<std::optional<Place>> look_in(const source::FileTree& tree, std::vector<Location> locations,
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
        return std::optional<Place>({path, **std::move(file)});
      }
    }
  }
  return std::optional<Place>();
}

class FileSearch {
 public:
  FileSearch(const catalog::Catalog& catalog, const Query& query, std::string_view path,
             const Options& options, const FileOptions& file_options)
      : catalog_(catalog),
        query_(query),
        names_(names_to_try(path, query.profile_list())),
        path_(path),
        options_(options),
        file_options_(file_options) {}

  Result<FoundFile> run() const;

 private:
  struct Candidate {
    const catalog::Repository* repository;
    ChosenLabel label;
    source::Revision revision;  // where to look: the label's, or an older one that it is held at
    std::optional<Hold> hold;
  };

  Result<std::vector<Candidate>> candidates() const;
  Result<std::optional<FoundFile>> found(const std::vector<Candidate>& candidates) const;
  Result<FoundFile> opened(const Candidate& candidate, const Place& place) const;
  Result<void> apply_holds(std::vector<Candidate>& candidates) const;
  Failure not_found() const {
    return fail(ErrorCode::not_found, "no such file: " + std::string(path_));
  }

  const catalog::Catalog& catalog_;
  const Query& query_;
  const std::vector<std::string> names_;
  const std::string_view path_;
  const Options& options_;
  const FileOptions& file_options_;
};

// Several labels are no list here: their text is looked up as one name.
Result<std::vector<FileSearch::Candidate>> FileSearch::candidates() const {
  std::vector<Candidate> candidates;
  for (const catalog::Repository& repository : catalog_.repositories) {
    auto label = choose_label(repository, query_.label());
    if (!label) {
      return fail(std::move(label).error());
    }
    source::Revision revision = label->resolved.revision;
    candidates.push_back({&repository, *std::move(label), std::move(revision), std::nullopt});
  }
  if (file_options_.reverse_location_order) {
    std::reverse(candidates.begin(), candidates.end());
  }
  return candidates;
}

Result<FoundFile> FileSearch::opened(const Candidate& candidate, const Place& place) const {
  auto bytes = candidate.revision.tree->read(place.file);
  if (!bytes) {
    return fail_in_file(std::move(bytes).error(), place.path);
  }
  const source::Snapshot& snapshot = *candidate.repository->snapshot;
  const auto last_change = snapshot.last_change(candidate.revision.id, place.path);
  if (!last_change && last_change.error().code != ErrorCode::not_found) {
    return fail(last_change.error(), "the last change of '" + place.path + "'");
  }
  FoundFile file;
  file.path = place.path;
  file.bytes = *std::move(bytes);
  file.revision = candidate.revision;
  file.last_change = last_change.value_or(0);
  file.hold = candidate.hold;
  file.label_deleted = deleted_since(candidate.label.resolved);
  return file;
}

Result<std::optional<FoundFile>> FileSearch::found(const std::vector<Candidate>& candidates) const {
  for (const Candidate& candidate : candidates) {
    const source::FileTree& tree = *candidate.revision.tree;
    auto locations = search_locations(tree, candidate.repository->settings->search_paths, query_,
                                      candidate.label.text);
    if (!locations) {
      return fail(std::move(locations).error());
    }
    const auto place =
        look_in(tree, *std::move(locations), names_, file_options_.reverse_location_order);
    if (!place) {
      return fail(place.error());
    }
    if (*place) {
      auto file = opened(candidate, **place);
      if (!file) {
        return fail(std::move(file).error());
      }
      return std::optional<FoundFile>(*std::move(file));
    }
  }
  return std::optional<FoundFile>();
}

Result<void> FileSearch::apply_holds(std::vector<Candidate>& candidates) const {
  if (labels_of(query_.label()).size() > 1) {
    return {};
  }
  for (Candidate& candidate : candidates) {
    auto parts = resolve_repository(*candidate.repository, *catalog_.documents, query_, options_);
    if (!parts) {
      return fail(std::move(parts).error());
    }
    candidate.revision = parts->front().revision;
    candidate.hold = std::move(parts->front().hold);
  }
  return {};
}

Result<FoundFile> FileSearch::run() const {
  if (base::trim(path_).empty()) {
    return not_found();
  }
  auto candidates = this->candidates();
  if (!candidates) {
    return fail(std::move(candidates).error());
  }
  auto resolution = resolve(catalog_, query_, options_);
  // A file that is not there is not found, even where the configuration is broken.
  if (resolution && resolution->hold && !resolution->hold->at_master) {
    if (auto done = apply_holds(*candidates); !done) {
      return fail(std::move(done).error());
    }
  }
  auto file = found(*candidates);
  if (!file) {
    return fail(std::move(file).error());
  }
  if (!*file) {
    return not_found();
  }
  if (!resolution) {
    return fail(std::move(resolution).error());
  }
  (*file)->environment = std::move(resolution->environment);
  return **std::move(file);
}

}  // namespace

Result<FoundFile> find_file(const catalog::Catalog& catalog, const Query& query,
                            std::string_view path, const Options& options,
                            const FileOptions& file_options) {
  return FileSearch(catalog, query, path, options, file_options).run();
}

}  // namespace cairn::resolve

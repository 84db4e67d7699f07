// A back end of directories (the reference's NativeEnvironmentRepository): its locations, what of
// the loaded documents is served, and their names.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "resolve/back_end.hpp"
#include "resolve/loading.hpp"
#include "resolve/paths.hpp"

namespace cairn::resolve {
namespace {

std::string filled_in(const std::string& text, const std::string& application,
                      const std::string& profile, const std::string& label) {
  std::string own = base::replace_all(text, "{application}", application);
  own = base::replace_all(std::move(own), "{profile}", profile);
  return base::replace_all(std::move(own), "{label}", label);
}

std::string ended(std::string text) {
  return text.empty() || text.back() != '/' ? text + '/' : text;
}

class Collector {
 public:
  // What still has a brace is no place.
  void add(const std::string& written, const std::string& path) {
    const std::string shown = ended(written);
    const auto same = [&](const Location& location) { return location.shown == shown; };
    if (shown.find('{') != std::string::npos ||
        std::any_of(locations.begin(), locations.end(), same)) {
      return;
    }
    const auto clean = clean_path(path);
    if (clean) {
      locations.push_back({*clean, url_quoted(ended(path).substr(1)), shown});
    }
  }

  std::vector<Location> locations;
};

// The labels of a list, the first one last: it has the highest precedence.
std::vector<std::string> label_folders(const std::string& label) {
  std::vector<std::string> folders;
  for (const std::string_view part : base::split(label, ',')) {
    if (!base::trim(part).empty()) {
      folders.insert(folders.begin(), std::string(part));
    }
  }
  return folders;
}

std::vector<Location> locations_of(const catalog::NativeBackEnd& back_end, const Query& query) {
  const std::string label = query.label() ? query.label()->text() : back_end.default_label;
  Collector collector;
  for (const catalog::NativeLocation& location : back_end.search_locations) {
    for (const std::string& profile : query.profile_list()) {
      for (const std::string& application : query.application_list()) {
        collector.add(filled_in(location.written, application, profile, label),
                      filled_in(location.path, application, profile, label));
      }
    }
  }
  if (back_end.add_label_locations && !collector.locations.empty()) {
    for (const catalog::NativeLocation& location : back_end.search_locations) {
      for (const std::string& folder : label_folders(label)) {
        collector.add(ended(location.written) + folder, ended(location.path) + folder);
      }
    }
  }
  return std::move(collector.locations);
}

// Loaded is also what an import leads to elsewhere; served is what lies below a location.
bool is_served(const LoadedDocument& document, const std::vector<Location>& locations) {
  return std::any_of(locations.begin(), locations.end(), [&](const Location& location) {
    const bool below =
        location.path.empty() ||
        document.resource.path.compare(0, location.path.size() + 1, location.path + '/') == 0;
    return below || document.resource.location == location.shown;
  });
}

std::string name_of_source(const LoadedDocument& document) {
  const std::string path = '/' + document.resource.path;
  if (document.count > 1) {
    return "Config resource 'file [" + path + "]' via location '" + document.resource.location +
           "' (document #" + std::to_string(document.index) + ')';
  }
  // The reference takes every "]" out of "file:<path>]", unless there is a "[" as well.
  std::string name = "file:" + path + ']';
  if (name.find('[') == std::string::npos) {
    name.erase(std::remove(name.begin(), name.end(), ']'), name.end());
  }
  return name;
}

bool is_own(const LoadedDocument& document, const Query& query) {
  const std::string& name = document.resource.config_name;
  return !name.empty() && (name != "application" || query.application() == "application");
}

struct Reached {
  const catalog::Repository* repository;
  source::Revision revision;
};

// All labels are the one state that there is; what they mean is for the locations.
Result<Reached> reach(Walk& walk, const catalog::NativeBackEnd& back_end) {
  const auto repository = walk.reach({back_end.id, back_end.id, back_end.id});
  if (!repository) {
    return fail(repository.error());
  }
  const auto any = Label::from_name("master");
  if (!any) {
    return fail(any.error());
  }
  auto resolved = (*repository)->snapshot->resolve(*any);
  if (!resolved) {
    return fail(std::move(resolved).error());
  }
  return Reached{*repository, std::move(resolved->revision)};
}

}  // namespace

Result<BackEndPart> resolve_native(Walk& walk, const catalog::NativeBackEnd& back_end,
                                   const Query& query, const Options& options) {
  auto reached = reach(walk, back_end);
  if (!reached) {
    return fail(std::move(reached).error());
  }
  BackEndPart part;
  part.version = back_end.version;
  part.revisions.push_back(reached->revision.id);
  const std::vector<Location> locations = locations_of(back_end, query);
  if (locations.empty()) {
    return part;
  }
  LoadRequest request;
  request.config_names = query.config_names();
  request.profiles_text = query.profiles();
  request.profiles = query.profile_list();
  request.locations = locations;
  request.cloud_platform = options.cloud_platform;
  auto documents =
      Loading(*reached->revision.tree, *walk.catalog().documents, std::move(request)).load();
  if (!documents) {
    return fail(std::move(documents).error());
  }
  for (const LoadedDocument& document : *documents) {
    if (is_served(document, locations)) {
      part.own_file = part.own_file || is_own(document, query);
      part.sources.push_back(
          {name_of_source(document), document.resource.path, "", document.properties});
      part.applications.push_back(document.resource.application);
    }
  }
  return part;
}

Result<FilePlace> native_file_place(Walk& walk, const catalog::NativeBackEnd& back_end,
                                    const Query& query) {
  auto reached = reach(walk, back_end);
  if (!reached) {
    return fail(std::move(reached).error());
  }
  FilePlace place;
  place.repository = reached->repository;
  place.revision = std::move(reached->revision);
  place.locations = locations_of(back_end, query);
  return place;
}

}  // namespace cairn::resolve

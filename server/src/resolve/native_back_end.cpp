// A back end of directories (the reference's NativeEnvironmentRepository): its locations, what of
// the loaded documents is served, and their names.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "resolve/back_end.hpp"
#include "resolve/hold.hpp"
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
  source::Resolved state;
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
  return Reached{*repository, *std::move(resolved)};
}

// The documents at the newest state at which they can be loaded. Earlier ones qualify if they were
// published here: what was broken from the first is the error that it is in the reference.
Result<HeldDocuments> load(const Walk& walk, const catalog::NativeBackEnd& back_end,
                           const Query& query, const Options& options, const Reached& reached,
                           const std::vector<Location>& locations) {
  const auto load_at = [&](const source::Revision& revision) -> Result<Documents> {
    if (locations.empty()) {
      return Documents();
    }
    LoadRequest request;
    request.config_names = query.config_names();
    request.profiles_text = query.profiles();
    request.profiles = query.profile_list();
    request.locations = locations;
    request.cloud_platform = options.cloud_platform;
    return Loading(*revision.tree, *walk.catalog().documents, std::move(request)).load();
  };
  auto held = load_or_hold(*reached.repository->snapshot, reached.state, load_at,
                           Qualifies::published, options.hold_depth_max);
  if (held && held->hold) {
    held->hold->repository = back_end.id;
  }
  return held;
}

}  // namespace

Result<BackEndPart> resolve_native(Walk& walk, const catalog::NativeBackEnd& back_end,
                                   const Query& query, const Options& options) {
  const auto reached = reach(walk, back_end);
  if (!reached) {
    return fail(reached.error());
  }
  const std::vector<Location> locations = locations_of(back_end, query);
  auto held = load(walk, back_end, query, options, *reached, locations);
  if (!held) {
    return fail(std::move(held).error());
  }
  BackEndPart part;
  part.version = back_end.version;
  part.revisions.push_back(held->revision.id);
  part.hold = std::move(held->hold);
  for (const LoadedDocument& document : held->documents) {
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
                                    const Query& query, Held held, const Options& options) {
  auto reached = reach(walk, back_end);
  if (!reached) {
    return fail(std::move(reached).error());
  }
  FilePlace place;
  place.repository = reached->repository;
  place.revision = reached->state.revision;
  place.locations = locations_of(back_end, query);
  if (held == Held::yes) {
    auto documents = load(walk, back_end, query, options, *reached, place.locations);
    if (documents) {
      place.revision = std::move(documents->revision);
      place.hold = std::move(documents->hold);
    }
  }
  return place;
}

}  // namespace cairn::resolve

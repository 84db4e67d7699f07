// The course of loading.
#include "resolve/loading.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace cairn::resolve {
namespace {

bool is_default_like(const std::vector<std::string>& profiles) {
  return profiles.empty() || base::equals_ignoring_case(profiles.front(), "default");
}

// The keys that a request stands for, as far as placeholders may name them.
std::shared_ptr<const Properties> values_of(const LoadRequest& request) {
  std::string names;
  for (const std::string& name : request.config_names) {
    names += names.empty() ? name : "," + name;
  }
  Properties properties;
  properties.push_back({"spring.profiles.active", request.profiles_text, {}});
  properties.push_back({"spring.config.name", names, {}});
  return std::make_shared<const Properties>(std::move(properties));
}

bool imports_something(const Contributor& contributor, const LoadRequest& request) {
  return contributor.kind == Contributor::Kind::locations ? !request.locations.empty()
                                                          : !contributor.imports.empty();
}

}  // namespace

Loading::Loading(const source::FileTree& tree, catalog::Documents& documents, LoadRequest request)
    : tree_(tree),
      documents_(documents),
      request_(std::move(request)),
      finder_(tree, request_.config_names),
      profiles_fixed_(is_default_like(request_.profiles)),
      request_values_(
          std::make_unique<Contributor>(Contributor::Kind::request, values_of(request_))),
      root_(std::make_unique<Contributor>(Contributor::Kind::locations,
                                          std::make_shared<const Properties>())) {}

Result<std::vector<LoadedDocument>> Loading::load() {
  Result<void> done = process_imports(Phase::before_profiles);
  const auto then = [&done](Result<void> next) { done = std::move(next); };
  if (done) {
    then(find_platform());
  }
  if (done) {
    // Documents whose platform is this one count from here on.
    then(process_imports(Phase::before_profiles));
  }
  if (done) {
    then(find_profiles());
  }
  if (done) {
    then(process_imports(Phase::after_profiles));
  }
  if (done) {
    then(refuse_illegal_keys());
  }
  if (!done) {
    return fail(std::move(done).error());
  }
  std::vector<LoadedDocument> loaded;
  for (Contributor* document : in_order()) {
    const auto active = is_active(*document);
    if (!active) {
      return fail(active.error());
    }
    if (*active && document->kind == Contributor::Kind::document) {
      loaded.push_back(
          {document->resource, document->index, document->count, document->properties});
    }
  }
  return loaded;
}

std::vector<Contributor*> Loading::in_order() {
  std::vector<Contributor*> order = {request_values_.get()};
  append_in_order(*root_, order);
  return order;
}

Result<Contributor*> Loading::next_to_process(Phase phase) {
  for (Contributor* contributor : in_order()) {
    if (contributor->kind == Contributor::Kind::document && !contributor->bound) {
      return contributor;
    }
    if (!imports_something(*contributor, request_) || contributor->children(phase)) {
      continue;
    }
    const auto active = is_active(*contributor);
    if (!active) {
      return fail(active.error());
    }
    if (*active) {
      return contributor;
    }
  }
  return nullptr;
}

Result<void> Loading::process_imports(Phase phase) {
  for (;;) {
    auto next = next_to_process(phase);
    if (!next) {
      return fail(std::move(next).error());
    }
    Contributor* contributor = *next;
    if (contributor == nullptr) {
      return {};
    }
    if (contributor->kind == Contributor::Kind::document && !contributor->bound) {
      if (auto done = bind(*contributor); !done) {
        return done;
      }
      continue;
    }
    auto resources = resources_of(*contributor);
    if (!resources) {
      return fail_in_file(std::move(resources).error(), contributor->resource.path);
    }
    auto children = load_files(*resources);
    if (!children) {
      return fail(std::move(children).error());
    }
    adopt(*contributor, phase, *std::move(children));
  }
}

Result<std::vector<Resource>> Loading::resources_of(const Contributor& importer) const {
  const std::vector<std::string>* profiles = stage_ == Stage::profiles ? &profiles_ : nullptr;
  if (importer.kind == Contributor::Kind::locations) {
    return finder_.in_locations(request_.locations, profiles);
  }
  std::vector<Resource> resources;
  for (const ImportLocation& location : importer.imports) {
    auto found = finder_.of_import(location, importer.resource.reference, profiles);
    if (!found) {
      return found;
    }
    std::move(found->begin(), found->end(), std::back_inserter(resources));
  }
  return resources;
}

// The last of several references to one file decides where it stands.
Result<Contributor::Children> Loading::load_files(const std::vector<Resource>& resources) {
  Contributor::Children children;
  for (auto resource = resources.rbegin(); resource != resources.rend(); ++resource) {
    if (loaded_paths_.count(resource->path) != 0) {
      continue;
    }
    auto file = documents_.get(tree_, resource->path, resource->kind);
    if (!file) {
      return fail(std::move(file).error());
    }
    if (*file == nullptr) {
      continue;
    }
    loaded_paths_.insert(resource->path);
    const auto& documents = (*file)->documents;
    loaded_documents_ += documents.size();
    if (loaded_documents_ > loaded_documents_max) {
      return fail(ErrorCode::failed_precondition,
                  "more than " + std::to_string(loaded_documents_max) + " documents for one query",
                  {resource->path, {}});
    }
    for (std::size_t i = documents.size(); i-- > 0;) {
      auto child = std::make_unique<Contributor>(Contributor::Kind::document, documents[i]);
      child->resource = *resource;
      child->index = i;
      child->count = documents.size();
      child->moves_up = resource->of_profile;
      children.push_back(std::move(child));
    }
  }
  return children;
}

Result<void> Loading::refuse_illegal_keys() {
  struct Rule {
    std::string_view canonical;
    bool of_profile;  // refused in the files of a profile only
    std::string_view words;
  };
  constexpr Rule rules[] = {
      {"spring.profiles", false, "is written 'spring.config.activate.on-profile'"},
      {"spring.profiles[0]", false, "is written 'spring.config.activate.on-profile'"},
      {"spring.profiles.include", true, "has no place in the file of a profile"},
      {"spring.profiles.include[0]", true, "has no place in the file of a profile"},
      {"spring.profiles.active", true, "has no place in the file of a profile"},
      {"spring.profiles.active[0]", true, "has no place in the file of a profile"},
      {"spring.profiles.default", true, "has no place in the file of a profile"},
      {"spring.profiles.default[0]", true, "has no place in the file of a profile"},
  };
  for (const Contributor* document : in_order()) {
    if (document->kind != Contributor::Kind::document || document->keys.empty()) {
      continue;
    }
    for (const Rule& rule : rules) {
      const bool applies = !rule.of_profile || (document->resource.of_profile && !profiles_fixed_);
      const Property* property = applies ? document->keys.find(rule.canonical) : nullptr;
      if (property != nullptr) {
        return fail(ErrorCode::failed_precondition,
                    "'" + property->key + "' " + std::string(rule.words),
                    {document->resource.path, property->at});
      }
    }
  }
  return {};
}

}  // namespace cairn::resolve

// Loading: the documents that one state of a repository has for a query, in order of precedence. A
// port of the rules of Spring Boot's ConfigDataEnvironment: first all plain files and their
// imports, from them the profiles that are in effect, then the files of those profiles and their
// imports.
//
// Nothing outside the repository takes part: no variable of this process, no file beside the tree.
//
// Thread-safety: one Loading is for one thread and one call of load().
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "cairn/result.hpp"
#include "catalog/documents.hpp"
#include "resolve/config_import.hpp"
#include "resolve/contributor.hpp"
#include "resolve/locations.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

struct LoadRequest {
  std::vector<std::string> config_names;  // lowest precedence first
  std::string profiles_text;              // as asked for
  std::vector<std::string> profiles;      // the same, each once
  std::vector<Location> locations;
  std::string cloud_platform;  // of this server; "" for none
};

struct LoadedDocument {
  Resource resource;
  std::size_t index = 0;  // among `count` documents of its file
  std::size_t count = 1;
  std::shared_ptr<const Properties> properties;
};

// The most documents that one query may load, imports included.
constexpr std::size_t loaded_documents_max = 5'000;

// How much is known about what is active.
enum class Stage { nothing, platform, profiles };

class Loading {
 public:
  Loading(const source::FileTree& tree, catalog::Documents& documents, LoadRequest request);

  // Highest precedence first. Errors: failed_precondition (a file cannot be used; `origin` names
  // it), internal.
  [[nodiscard]] Result<std::vector<LoadedDocument>> load();

 private:
  // The steps, in order (loading.cpp).
  [[nodiscard]] Result<void> process_imports(Phase phase);
  [[nodiscard]] Result<Contributor*> next_to_process(Phase phase);
  [[nodiscard]] Result<std::vector<Resource>> resources_of(const Contributor& importer) const;
  [[nodiscard]] Result<Contributor::Children> load_files(const std::vector<Resource>& resources);
  [[nodiscard]] Result<void> refuse_illegal_keys();

  // What a document says about itself (activation.cpp).
  struct Steering {
    std::vector<ImportLocation> imports;
    std::optional<Activation> activation;
  };
  [[nodiscard]] Result<Steering> steering_of(const Contributor& document);
  [[nodiscard]] Result<std::optional<Activation>> activation_of(const Contributor& document);
  [[nodiscard]] Result<void> bind(Contributor& document);
  [[nodiscard]] Result<bool> is_active(Contributor& contributor);
  [[nodiscard]] Result<bool> holds(const Activation& activation, const std::string& file) const;

  // Values over all documents (lookup.cpp). `reader` is the document that reads, active to itself.
  [[nodiscard]] ResolveText resolver(const Contributor* reader);
  [[nodiscard]] Result<std::string> resolve_text(const std::string& text,
                                                 const Contributor* reader);
  [[nodiscard]] Result<std::optional<std::string>> look_up(std::string_view key,
                                                           const Contributor* reader);
  // The value with the highest precedence. A text must not stand in an inactive document as well.
  [[nodiscard]] Result<std::optional<std::string>> bound_text(std::string_view canonical);
  [[nodiscard]] Result<std::optional<ControlList>> bound_list(std::string_view canonical);

  // The profiles in effect (effective_profiles.cpp).
  [[nodiscard]] Result<void> find_platform();
  [[nodiscard]] Result<void> find_profiles();
  [[nodiscard]] Result<std::vector<std::string>> included_profiles();
  struct Group {
    std::string profile;
    std::vector<std::string> members;
  };
  [[nodiscard]] Result<std::vector<Group>> profile_groups(bool validate);
  [[nodiscard]] Result<bool> validates_profiles();

  [[nodiscard]] std::vector<Contributor*> in_order();

  const source::FileTree& tree_;
  catalog::Documents& documents_;
  const LoadRequest request_;
  const ResourceFinder finder_;
  // Asked for no profile or "default" first: what files say about profiles does not count.
  const bool profiles_fixed_;
  std::unique_ptr<Contributor> request_values_;
  std::unique_ptr<Contributor> root_;  // of kind locations
  std::unordered_set<std::string> loaded_paths_;
  std::size_t loaded_documents_ = 0;
  std::vector<const Contributor*> binding_;  // documents being bound, to see a circle
  Stage stage_ = Stage::nothing;
  std::string platform_;               // canonical, from Stage::platform on
  std::vector<std::string> profiles_;  // in effect, from Stage::profiles on
};

}  // namespace cairn::resolve

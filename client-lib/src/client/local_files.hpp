// LocalFiles: the configuration files beside a program, each read and parsed once, and which of
// their documents apply.
//
// Thread-safety: for one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "client/assemble.hpp"
#include "format/document.hpp"

namespace cairn::client {

// One document that applies.
struct LocalDocument {
  PropertySource source;
  bool of_profile = false;  // it applies because of a profile
};

class LocalFiles {
 public:
  // `places`: files and directories as LayerOptions has them; `names`: of the files in directories.
  LocalFiles(std::vector<std::string> places, std::vector<std::string> names);

  // The documents that apply, the least important first: those of plain files, then those of the
  // files of each profile. Without `profiles` (they are not known yet) only documents that depend
  // on none. `known` is what placeholders of their conditions see.
  // Errors: as Layers::read.
  [[nodiscard]] Result<std::vector<LocalDocument>> documents(
      const SourceInputs& known, const std::vector<std::string>* profiles);

 private:
  using Parsed = std::shared_ptr<const format::ParsedFile>;

  [[nodiscard]] Result<void> add_place(const std::string& place, const std::string& profile,
                                       std::vector<LocalDocument>& documents);
  // Null when there is no such file.
  [[nodiscard]] Result<Parsed> parsed(const std::string& path);
  [[nodiscard]] Result<bool> add_file(const std::string& path, bool of_profile,
                                      std::vector<LocalDocument>& documents);

  std::vector<std::string> places_;
  std::vector<std::string> names_;
  std::map<std::string, Parsed> parsed_;
  const SourceInputs* known_ = nullptr;                 // during documents()
  const std::vector<std::string>* profiles_ = nullptr;  // the same
};

}  // namespace cairn::client

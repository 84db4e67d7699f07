// Relaxed names: one setting, many spellings. "search-paths", "searchPaths" and "search_paths" are
// the same element of a name, and SPRING_CLOUD_CONFIG_SERVER_GIT_SEARCHPATHS is the same name as an
// environment variable. The rules are those of Spring Boot's ConfigurationPropertyName.
//
// A name is elements with dots between them; "[0]" and "[a.b]" are index elements, taken as they
// are, and so is an element with anything but ASCII letters, digits, "-" and "_" in it.
//
// Thread-safety: values and pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::values {

struct NameElement {
  std::string text;    // as written; of an index, what stands between the brackets
  bool index = false;  // written in brackets
};

class RelaxedName {
 public:
  // Never fails: empty elements ("a..b") are left out, as Spring does.
  [[nodiscard]] static RelaxedName parse(std::string_view written);

  // Equal for all spellings of a name: "spring.cloud.config.server.git.searchpaths[0]".
  [[nodiscard]] const std::string& canonical() const { return canonical_; }
  [[nodiscard]] const std::vector<NameElement>& elements() const { return elements_; }

  // Whether the first elements are those of `prefix`; true for equal names as well.
  [[nodiscard]] bool starts_with(const RelaxedName& prefix) const;

  // The elements from `first` on, as the key of a map: joined by dots, without brackets, and
  // without the characters that Spring drops (anything but letters, digits, "_" and "-" outside
  // brackets).
  [[nodiscard]] std::string map_key(std::size_t first) const;
  // The same for one element.
  [[nodiscard]] std::string map_key_at(std::size_t index) const;

 private:
  std::string canonical_;
  std::vector<NameElement> elements_;
};

// RelaxedName::parse(written).canonical()
[[nodiscard]] std::string canonical_name(std::string_view written);

// The environment variables that hold a name (in kebab-case): "git.search-paths[0]" is
// GIT_SEARCHPATHS_0, and in the older form GIT_SEARCH_PATHS_0. One or two, the first preferred.
[[nodiscard]] std::vector<std::string> variables_of_name(std::string_view name);

// The name that a variable stands for, read the other way: SERVER_PORT is "server.port" and A_0_B
// is "a[0].b". Where dashes were dropped or a word has two parts this is a guess.
[[nodiscard]] std::string name_of_variable(std::string_view variable);

}  // namespace cairn::values

// The recorded suites: see the header.
#include "unit/format/recordings.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "format/java_text.hpp"

namespace cairn::format::test {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Kind> kind_of(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  if (extension == ".yml" || extension == ".yaml") {
    return Kind::yaml;
  }
  if (extension == ".properties") {
    return Kind::properties;
  }
  return extension == ".xml" ? std::optional(Kind::xml) : std::nullopt;
}

// The JSON library cannot hold integers of any size: long ones become texts.
std::string with_long_integers_as_texts(const std::string& json) {
  std::string out;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::size_t end =
        in_text ? i : std::min(json.find_first_not_of("-0123456789.eE+", i), json.size());
    if (end > i + 18) {
      const std::string number = json.substr(i, end - i);
      const bool is_integer = number.find_first_of(".eE") == std::string::npos;
      out += is_integer ? '"' + number + '"' : number;
      i = end - 1;
      continue;
    }
    out += json[i];
    if (json[i] == '\\' && in_text) {
      out += json[++i];
    } else if (json[i] == '"') {
      in_text = !in_text;
    }
  }
  return out;
}

// The files of a suite by path. One that has several contents in the suite is left out: which of
// them a request saw is not decided here.
class SuiteFiles {
 public:
  explicit SuiteFiles(const Json& suite) {
    for (const char* part : {"repos", "worktrees"}) {
      add_repositories(suite.value(part, Json::object()));
    }
    add_files(suite.value("files", Json::object()));
    for (const Json& item : suite.at("cases")) {
      add_repositories(item.value("then", Json::object()));
    }
  }

  [[nodiscard]] const std::map<std::string, std::set<std::string>>& all() const { return files_; }

  [[nodiscard]] std::optional<std::string> only(const std::string& path) const {
    const auto found = files_.find(path);
    return found != files_.end() && found->second.size() == 1
               ? std::optional(*found->second.begin())
               : std::nullopt;
  }

 private:
  void add_repositories(const Json& repositories) {
    for (const auto& [name, steps] : repositories.items()) {
      for (const Json& step : steps) {
        add_files(step.value("files", Json::object()));
        add_files(step.value("edit", Json::object()));
      }
    }
  }

  void add_files(const Json& files) {
    for (const auto& [path, content] : files.items()) {
      if (content.is_string()) {
        files_[path].insert(content.get<std::string>());
      } else if (content.is_object()) {
        files_[path].insert(base64_bytes(content.at("base64").get<std::string>()).value());
      }
    }
  }

  std::map<std::string, std::set<std::string>> files_;
};

// "shop" of "/shop/default"; "" for other requests.
std::string application_of(const Json& item) {
  const std::string path = item.value("request", Json::object()).value("path", "");
  const std::string end = "/default";
  if (path.size() <= end.size() + 1 || path.front() != '/' ||
      path.compare(path.size() - end.size(), end.size(), end) != 0) {
    return "";
  }
  const std::string name = path.substr(1, path.size() - end.size() - 1);
  return name.find('/') == std::string::npos ? name : "";
}

// The file of "<uri>/shop.yml", unless the source is a part of a file or was changed on its way.
std::optional<RecordedSource> recorded_source(const std::string& suite, const SuiteFiles& files,
                                              const Json& source) {
  const std::string name = source.at("name").get<std::string>();
  const std::string path = name.substr(name.rfind('/') + 1);
  const auto kind = kind_of(path);
  const auto bytes = files.only(path);
  if (!kind || !bytes || bytes->find("{cipher}") != std::string::npos) {
    return std::nullopt;
  }
  return RecordedSource{{suite + "/" + path, *kind, *bytes}, source.at("source")};
}

void add_case(const std::string& suite, const SuiteFiles& files, const Json& item,
              Recordings& recordings) {
  const Json expected = item.value("expect", Json::object());
  const Json answer = expected.value("json", Json::object());
  if (answer.is_object() && answer.contains("propertySources")) {
    for (const Json& source : answer.at("propertySources")) {
      if (auto recorded = recorded_source(suite, files, source)) {
        recordings.sources.push_back(*std::move(recorded));
      }
    }
    return;
  }
  const std::string application = application_of(item);
  for (const char* extension : {".yml", ".properties", ".xml"}) {
    const auto bytes = files.only(application + extension);
    if (!application.empty() && bytes && expected.value("status", 200) != 200) {
      recordings.refused.push_back(
          {suite + "/" + application + extension, *kind_of(application + extension), *bytes});
    }
  }
}

Recordings read_recordings() {
  Recordings recordings;
  std::set<std::string> seen;
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(CAIRN_SUITES)) {
    paths.insert(entry.path());
  }
  for (const auto& path : paths) {
    const std::string suite_name = path.stem().string();
    std::ifstream stream(path, std::ios::binary);
    const std::string json((std::istreambuf_iterator<char>(stream)),
                           std::istreambuf_iterator<char>());
    const Json suite = Json::parse(with_long_integers_as_texts(json));
    const SuiteFiles files(suite);
    for (const auto& [file, contents] : files.all()) {
      const auto kind = kind_of(file);
      for (const std::string& bytes : contents) {
        if (kind && seen.insert(bytes).second) {
          recordings.files.push_back({suite_name + "/" + file, *kind, bytes});
        }
      }
    }
    // Suites 10 to 13 are about which files count, 40 to 49 about what is in them.
    const bool is_about_files = suite_name < "14" || (suite_name > "40" && suite_name < "50");
    for (const Json& item : suite.at("cases")) {
      if (is_about_files) {
        add_case(suite_name, files, item, recordings);
      }
    }
  }
  return recordings;
}

}  // namespace

const Recordings& recordings() {
  static const Recordings all = read_recordings();
  return all;
}

}  // namespace cairn::format::test

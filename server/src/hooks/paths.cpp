// Bodies of notifications.
#include "hooks/paths.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace cairn::hooks {
namespace {

using Json = nlohmann::json;
using Paths = std::vector<std::optional<std::string>>;

constexpr int depth_max = 1000;
constexpr std::size_t addresses_max = 32;

Paths everybody() {
  return {std::string("application.yml")};
}

Failure no_texts(std::string_view where) {
  return fail(ErrorCode::invalid_argument,
              "\"" + std::string(where) + "\" holds something else than texts");
}

// The member; null when there is none.
const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool has_list(const Json& object, const char* name) {
  const Json* list = member(object, name);
  return list != nullptr && list->is_array();
}

Result<void> add_texts(const Json& list, std::string_view where, Paths& paths) {
  if (!list.is_array()) {
    return no_texts(where);
  }
  for (const Json& one : list) {
    if (!one.is_string() && !one.is_null()) {
      return no_texts(where);
    }
    paths.push_back(one.is_null() ? std::nullopt : std::optional(one.get<std::string>()));
  }
  return {};
}

// The files of all commits, each once.
Result<Paths> paths_of_commits(const Json& commits) {
  Paths paths;
  for (const Json& commit : commits) {
    if (!commit.is_object()) {
      return no_texts("commits");
    }
    for (const char* name : {"added", "removed", "modified"}) {
      const Json* list = member(commit, name);
      if (list == nullptr) {
        continue;
      }
      Paths some;
      if (auto added = add_texts(*list, name, some); !added) {
        return fail(std::move(added).error());
      }
      for (auto& path : some) {
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
          paths.push_back(std::move(path));
        }
      }
    }
  }
  return paths;
}

Result<Paths> paths_of_bitbucket(const Json& body, const Notification& notification) {
  const std::string_view event = notification.field("X-Event-Key");
  if (event == "pr:merged") {
    return everybody();
  }
  if (event == "repo:refs_changed") {
    return has_list(body, "changes") ? everybody() : Paths();
  }
  const Json* push = member(body, "push");
  return push != nullptr && push->is_object() && has_list(*push, "changes") ? everybody() : Paths();
}

Result<Paths> paths_of(Provider provider, const Json& body, const Notification& notification) {
  if (!belongs_to(provider, notification)) {
    return Paths();
  }
  if (provider == Provider::bitbucket) {
    return paths_of_bitbucket(body, notification);
  }
  if (!has_list(body, "commits")) {
    return Paths();
  }
  // Gitea was not always telling which files.
  return provider == Provider::gitea ? everybody() : paths_of_commits(body["commits"]);
}

Result<Paths> paths_of_member(const Json& body) {
  Paths paths;
  if (const Json* path = member(body, "path"); path == nullptr) {
    return paths;
  } else if (path->is_string()) {
    paths.emplace_back(path->get<std::string>());
  } else if (path->is_array()) {
    if (auto added = add_texts(*path, "path", paths); !added) {
      return fail(std::move(added).error());
    }
  }
  return paths;
}

bool is_address(const std::string& text) {
  return text.find("://") != std::string::npos ||
         (text.find('@') != std::string::npos && text.find(':') != std::string::npos);
}

// Hosts write the addresses of a repository under many names: all texts that look like one count.
void add_addresses(const Json& where, int depth, std::vector<std::string>& addresses) {
  if (addresses.size() == addresses_max) {
    return;
  }
  if (where.is_string()) {
    if (const auto& text = where.get_ref<const std::string&>(); is_address(text)) {
      addresses.push_back(text);
    }
  } else if (where.is_structured() && depth > 0) {
    for (const Json& one : where) {
      add_addresses(one, depth - 1, addresses);
    }
  }
}

Result<Json> parse_object(const std::string& text) {
  bool too_deep = false;
  const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > depth_max;
    return !too_deep;
  };
  const Json body = Json::parse(text, shallow, false);  // discarded, not thrown
  if (too_deep || !body.is_object()) {
    return fail(ErrorCode::invalid_argument, "the body is no JSON object");
  }
  return body;
}

// The values of `path`; false for a bad escape.
bool add_form_paths(std::string_view form, std::vector<std::string>& paths) {
  for (const std::string_view pair : base::split(form, '&')) {
    const std::size_t equals = pair.find('=');
    const auto name = base::form_decode(pair.substr(0, equals));
    const auto value = base::form_decode(
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!name || !value) {
      return false;
    }
    if (*name == "path") {
      paths.push_back(*value);
    }
  }
  return true;
}

}  // namespace

Result<Changes> changes_of_json(const Notification& notification,
                                const std::vector<Provider>& asked) {
  const auto body = parse_object(notification.body);
  if (!body) {
    return fail(body.error());
  }
  Changes changes;
  for (const char* name : {"repository", "project"}) {
    constexpr int address_depth = 4;  // "repository.links.clone[0].href"
    if (const Json* where = member(*body, name); where != nullptr) {
      add_addresses(*where, address_depth, changes.addresses);
    }
  }
  Result<Paths> paths;
  const auto ask = [&](Provider provider) {
    if (paths && paths->empty() && std::find(asked.begin(), asked.end(), provider) != asked.end()) {
      paths = paths_of(provider, *body, notification);
    }
  };
  ask(Provider::github);
  if (paths && paths->empty()) {
    paths = paths_of_member(*body);
  }
  for (const Provider provider : all_providers) {
    if (provider != Provider::github) {
      ask(provider);
    }
  }
  if (!paths) {
    return fail(std::move(paths).error());
  }
  changes.paths = *std::move(paths);
  return changes;
}

Result<Changes> changes_of_form(const Notification& notification) {
  std::vector<std::string> paths;
  if (!add_form_paths(notification.query, paths) || !add_form_paths(notification.body, paths)) {
    return fail(ErrorCode::invalid_argument, "a bad escape in a form");
  }
  if (paths.empty()) {
    return fail(ErrorCode::invalid_argument, "a form without a path");
  }
  Changes changes;
  if (paths.size() > 1) {
    changes.paths.assign(paths.begin(), paths.end());
  } else if (!paths.front().empty()) {
    for (const std::string_view one : base::split(paths.front(), ',')) {
      changes.paths.emplace_back(std::string(base::trim(one)));
    }
  }
  return changes;
}

}  // namespace cairn::hooks

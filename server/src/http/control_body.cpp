// Written by hand, as all that is answered.
#include "http/control_body.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "render/json_text.hpp"

namespace cairn::http {
namespace {

// Text in quotes, or null for none.
void append_text(std::string& out, std::string_view name, std::string_view text) {
  out += '"';
  out += name;
  out += "\":";
  text.empty() ? void(out += "null") : render::append_json_string(out, text);
}

void append_applications(std::string& out, const resolve::Affected& affected) {
  out += "\"applications\":";
  if (affected.all) {
    out += "\"*\"";
    return;
  }
  out += '[';
  std::size_t told = 0;
  for (const std::string& application : affected.applications) {
    if (told == applications_told_max) {
      break;
    }
    out += told++ == 0 ? "" : ",";
    render::append_json_string(out, application);
  }
  out += ']';
  out += affected.applications.size() > told ? ",\"truncated\":true" : "";
}

void append_repository(std::string& out, const service::RepositoryLook& repository) {
  out += '{';
  append_text(out, "id", repository.id);
  out += ',';
  append_text(out, "error", base::without_user_info(repository.error));
  out += ",\"moved\":" + std::to_string(repository.moved) + ",\"labels\":[";
  for (std::size_t i = 0; i < repository.changes.size(); ++i) {
    const service::LabelChange& change = repository.changes[i];
    out += i == 0 ? "{" : ",{";
    append_text(out, "label", change.label);
    out += ',';
    append_text(out, "before", change.before);
    out += ',';
    append_text(out, "after", change.after);
    out += ',';
    append_applications(out, change.affected);
    out += '}';
  }
  out += ']';
  out += repository.moved > repository.changes.size() ? ",\"truncated\":true}" : "}";
}

}  // namespace

std::string refresh_body(const service::Look& look) {
  std::vector<service::RepositoryLook> repositories = look.repositories;
  std::sort(repositories.begin(), repositories.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::string out = "{\"looked\":" + std::string(look.looked ? "true" : "false") +
                    ",\"moved\":" + std::to_string(look.moved_labels) +
                    ",\"failed\":" + std::to_string(look.failed) + ",\"repositories\":[";
  for (std::size_t i = 0; i < repositories.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_repository(out, repositories[i]);
  }
  return out + "]}";
}

}  // namespace cairn::http

// Written by hand, as all that is answered.
#include "http/control_body.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "render/json_text.hpp"
#include "service/unix_time.hpp"

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
    out += change.pinned ? ",\"pinned\":true}" : "}";
  }
  out += ']';
  out += repository.moved > repository.changes.size() ? ",\"truncated\":true}" : "}";
}

void append_time(std::string& out, std::string_view name, std::int64_t unix_seconds) {
  out += '"';
  out += name;
  out += "\":" + (unix_seconds == 0 ? "null" : std::to_string(unix_seconds));
}

// With the brace behind it.
void append_pin(std::string& out, const service::PinnedLabel& pin) {
  append_text(out, "repository", pin.repository);
  out += ',';
  append_text(out, "label", pin.pin.label);
  out += ',';
  append_text(out, "commit", pin.pin.commit);
  out += ',';
  append_text(out, "reason", pin.pin.reason);
  out += ',';
  append_time(out, "since", pin.pin.since);
  out += ',';
  append_time(out, "until", pin.pin.until);
  out += ',';
  append_text(out, "without", pin.without);
  out += '}';
}

std::string_view name_of(source::Kind kind) {
  switch (kind) {
    case source::Kind::directory:
      return "directory";
    case source::Kind::work_tree:
      return "work-tree";
    case source::Kind::git:
      break;
  }
  return "git";
}

void append_facts(std::string& out, const service::RepositoryStatus& repository) {
  append_text(out, "kind", name_of(repository.kind));
  out += ',';
  append_text(out, "address", base::without_user_info(repository.uri));
  out += std::string(",\"served\":") + (repository.served ? "true" : "false") +
         ",\"looking\":" + (repository.looking ? "true" : "false") +
         ",\"resting\":" + (repository.resting ? "true," : "false,");
  append_time(out, "lastLook", repository.last_look_unix);
  out += ',';
  append_time(out, "lastSuccess", repository.last_success_unix);
  const std::int64_t age = service::unix_now() - repository.last_success_unix;
  out +=
      ",\"age\":" +
      (repository.last_success_unix == 0 ? "null" : std::to_string(std::max<std::int64_t>(0, age)));
  out += ',';
  append_time(out, "nextLook", repository.next_look_unix);
  out += ',';
  append_text(out, "error", base::without_user_info(repository.last_error));
  out += ',';
  append_text(out, "originError", base::without_user_info(repository.origin_error));
  out += ",\"rejected\":[";
  for (std::size_t i = 0; i < repository.rejected.size(); ++i) {
    out += i == 0 ? "" : ",";
    render::append_json_string(out, repository.rejected[i]);
  }
  out += "],\"pins\":[";
  for (std::size_t i = 0; i < repository.pins.size(); ++i) {
    out += i == 0 ? "{" : ",{";
    append_pin(out, repository.pins[i]);
  }
  out += ']';
}

// In front of it a comma, behind it a mark where labels are missing.
void append_labels(std::string& out, const service::RepositoryStatus& repository) {
  out += ",\"labels\":[";
  for (std::size_t i = 0; i < repository.labels.size(); ++i) {
    const source::ShownLabel& label = repository.labels[i];
    const auto pin = std::find_if(repository.pins.begin(), repository.pins.end(),
                                  [&](const service::PinnedLabel& each) {
                                    return !label.ref.empty() && each.ref == label.ref;
                                  });
    const bool pinned = pin != repository.pins.end();
    out += i == 0 ? "{" : ",{";
    append_text(out, "label", label.label);
    out += ',';
    append_text(out, "commit", pinned ? pin->pin.commit : label.id);
    out += label.deleted_upstream ? ",\"deleted\":true" : "";
    out += pinned ? ",\"pinned\":true}" : "}";
  }
  out += ']';
  out += repository.more_labels ? ",\"truncated\":true" : "";
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

std::string changed_keys_body(const service::Look& look) {
  const auto moved = [](const service::RepositoryLook& repository) {
    return repository.moved > repository.changes.size() ||
           std::any_of(repository.changes.begin(), repository.changes.end(),
                       [](const service::LabelChange& change) { return !change.pinned; });
  };
  const bool any = std::any_of(look.repositories.begin(), look.repositories.end(), moved);
  return any ? R"(["config.client.version"])" : "[]";
}

std::string pin_body(const service::PinnedLabel& pin) {
  std::string out = "{";
  append_pin(out, pin);
  return out;
}

std::string pins_body(const std::vector<service::RepositoryStatus>& repositories) {
  std::string out = "{\"pins\":[";
  for (const service::RepositoryStatus& repository : repositories) {
    for (const service::PinnedLabel& pin : repository.pins) {
      out += out.back() == '[' ? "{" : ",{";
      append_pin(out, pin);
    }
  }
  return out + "]}";
}

std::string sources_body(const std::vector<service::RepositoryStatus>& repositories) {
  std::string out = "{\"sources\":[";
  for (const service::RepositoryStatus& repository : repositories) {
    out += out.back() == '[' ? "{" : ",{";
    append_text(out, "id", repository.id);
    out += ',';
    append_facts(out, repository);
    append_labels(out, repository);
    out += '}';
  }
  return out + "]}";
}

std::string health_details(const std::vector<service::RepositoryStatus>& repositories) {
  std::string out = "{";
  for (const service::RepositoryStatus& repository : repositories) {
    out += out.size() == 1 ? "" : ",";
    render::append_json_string(out, repository.id);
    out += ":{";
    append_facts(out, repository);
    out += '}';
  }
  return out + '}';
}

}  // namespace cairn::http

// See explain.hpp.
#include "cli/explain.hpp"

#include <nlohmann/json.hpp>

#include "cli/effective.hpp"
#include "cli/json_of.hpp"
#include "values/value_text.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of_how(Obtained how) {
  switch (how) {
    case Obtained::server:
      return "server";
    case Obtained::cache:
      return "cache";
    case Obtained::override_file:
      return "override file";
    case Obtained::not_asked:
    case Obtained::nothing:
      break;
  }
  return "nothing";
}

// The value as a reader gets it; as it is written where it cannot be resolved.
Value resolved(const Config& config, const Entry& entry) {
  if (!std::holds_alternative<std::string>(entry.value)) {
    return entry.value;
  }
  auto text = config.get<std::string>(entry.key);
  return text ? Value(*std::move(text)) : entry.value;
}

std::string head_text(const Question& question, const Asked& asked) {
  const RemoteState& remote = asked.config.remote();
  std::string head = "# " + question.application + ", " + question.profiles;
  head += question.label.empty() ? "" : ", " + question.label;
  head += ": commit " + remote.version.value_or("not told") + ", from ";
  head +=
      remote.how == Obtained::server ? asked.server : "the " + std::string(name_of_how(remote.how));
  head += ", since " + time_text(remote.since) + "\n";
  if (!asked.rejected.empty()) {
    head += "# held back: " + shown(asked.rejected) + "\n";
  }
  return head;
}

// File, line and column; the source's name where it says more than the file, or which document of
// the file it is.
std::string place_text(const Entry& entry) {
  const std::string source = source_text(entry.origin.source);
  const std::string place = entry.origin.place.text();
  const std::size_t document = source.rfind(" (document #");
  if (document != std::string::npos) {
    return place + source.substr(document);
  }
  return source.find(entry.origin.place.file) != std::string::npos ? place
                                                                   : place + " (" + source + ")";
}

Json json_of_entry(const Entry& entry) {
  Json object;
  object["value"] = json_of<Json>(entry.value);
  object["source"] = source_text(entry.origin.source);
  put_place(object, entry.origin.place);
  return object;
}

}  // namespace

std::string explain_text(const Question& question, const Asked& asked, const std::string& key) {
  std::string out = head_text(question, asked);
  for (const Effective& effective : explained(asked.config)) {
    const Entry& entry = effective.entry;
    if (!lies_below(entry.key, key)) {
      continue;
    }
    const Value value = resolved(asked.config, entry);
    if (!effective.replaced_by.empty()) {
      out += shown(entry.key) + " does not count: a more important source has this list\n";
    } else {
      out += shown(entry.key) + " = " + shown_value(value) + "\n";
    }
    out += "    from   " + shown(place_text(entry)) + "\n";
    if (value != entry.value) {
      out += "    as     " + shown_value(entry.value) + "\n";
    }
    for (const Entry& hidden : effective.hidden) {
      out += "    hides  " + shown(place_text(hidden)) + ": " + shown_value(hidden.value) + "\n";
    }
  }
  return out;
}

std::string explain_json(const Question& question, const Asked& asked, const std::string& key,
                         bool whole) {
  const RemoteState& remote = asked.config.remote();
  Json out;
  out["application"] = question.application;
  out["profiles"] = question.profiles;
  out["label"] = remote.label ? Json(*remote.label) : Json();
  out["version"] = remote.version ? Json(*remote.version) : Json();
  out["from"] = name_of_how(remote.how);
  out["since"] = time_text(remote.since);
  if (!asked.server.empty()) {
    out["server"] = asked.server;
  }
  if (asked.stale) {
    out["stale"] = asked.stale->reason;
  }
  if (!asked.rejected.empty()) {
    out["rejected"] = asked.rejected;
  }
  out["properties"] = Json::array();
  for (const Effective& effective : explained(asked.config)) {
    const Entry& entry = effective.entry;
    if (!lies_below(entry.key, key) || (!whole && !effective.replaced_by.empty())) {
      continue;
    }
    Json property = {{"key", entry.key}};
    property.update(json_of_entry(entry));
    const Value value = resolved(asked.config, entry);
    if (value != entry.value) {
      property["value"] = json_of<Json>(value);
      property["written"] = json_of<Json>(entry.value);
    }
    if (!effective.replaced_by.empty()) {
      property["replacedBy"] = source_text(effective.replaced_by);
    }
    if (whole) {
      property["hides"] = Json::array();
      for (const Entry& hidden : effective.hidden) {
        property["hides"].push_back(json_of_entry(hidden));
      }
    }
    out["properties"].push_back(std::move(property));
  }
  return json_text(out);
}

}  // namespace cairn::cli

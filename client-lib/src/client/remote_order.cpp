// See remote_order.hpp; the orders are those of cairn/layers.hpp.
#include "client/remote_order.hpp"

#include <algorithm>
#include <functional>

namespace cairn::client {
namespace {

bool is_word_sign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void add_documents(SourceInputs& sources, const LocalParts& parts,
                   const std::function<bool(const LocalDocument&)>& wanted) {
  for (auto document = parts.documents.rbegin(); document != parts.documents.rend(); ++document) {
    if (wanted(*document)) {
      sources.push_back({document->source, SourceKind::file});
    }
  }
}

void add_remote(SourceInputs& sources, const Environment& remote,
                const std::function<bool(const PropertySource&)>& wanted) {
  for (const PropertySource& source : remote.sources) {
    if (wanted(source)) {
      sources.push_back({source, SourceKind::file});
      sources.back().source.name.insert(0, "configserver:");
    }
  }
}

}  // namespace

bool is_of_profile(const std::string& name, const std::vector<std::string>& profiles) {
  return std::any_of(profiles.begin(), profiles.end(), [&](const std::string& profile) {
    for (std::size_t at = name.find(profile); !profile.empty() && at != std::string::npos;
         at = name.find(profile, at + 1)) {
      const std::size_t end = at + profile.size();
      const bool begins = at > 0 && (name[at - 1] == '-' || name[at - 1] == ',');
      if (begins && (end == name.size() || !is_word_sign(name[end]))) {
        return true;
      }
    }
    return false;
  });
}

SourceInputs local_sources(const LocalParts& parts) {
  SourceInputs sources = {parts.arguments, parts.variables};
  add_documents(sources, parts, [](const LocalDocument&) { return true; });
  sources.push_back(parts.defaults);
  return sources;
}

SourceInputs sources_with(const LocalParts& parts, const Environment& remote, RemoteOrder order,
                          const std::vector<std::string>& profiles) {
  SourceInputs sources = {parts.arguments, parts.variables};
  const auto every_document = [](const LocalDocument&) { return true; };
  const auto document_of_profile = [](const LocalDocument& one) { return one.of_profile; };
  const auto every_source = [](const PropertySource&) { return true; };
  const auto source_of_profile = [&](const PropertySource& source) {
    return source.name == "overrides" || is_of_profile(source.name, profiles);
  };
  if (order == RemoteOrder::above_files) {
    add_remote(sources, remote, every_source);
    add_documents(sources, parts, every_document);
  } else {
    add_remote(sources, remote, source_of_profile);
    add_documents(sources, parts, document_of_profile);
    add_remote(sources, remote, std::not_fn(source_of_profile));
    add_documents(sources, parts, std::not_fn(document_of_profile));
  }
  sources.push_back(parts.defaults);
  return sources;
}

}  // namespace cairn::client

// The route table. Segments are matched whole and case-sensitively; an empty one matches nothing
// but the rest of a file's path.
#include "http/route.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace cairn::http {
namespace {

using service::Format;
using Segments = std::vector<Segment>;

struct Extension {
  std::string_view text;
  Format format;
};

constexpr std::array<Extension, 4> flat_extensions{{{".properties", Format::flat_properties},
                                                    {".json", Format::flat_json},
                                                    {".yml", Format::flat_yaml},
                                                    {".yaml", Format::flat_yaml}}};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;  // letters beyond ASCII
}

// Whether a flat file's extension stands somewhere in the text as a word of its own: then it is no
// list of profiles without a label ("dev.yml", "dev.yml.bak"; not "dev.ymlx", ".json").
bool has_flat_extension_inside(std::string_view text) {
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos;
       dot = text.find('.', dot + 1)) {
    if (dot == 0 || !is_word(text[dot - 1])) {
      continue;
    }
    for (const Extension& extension : flat_extensions) {
      const std::size_t end = dot + extension.text.size();
      if (text.substr(dot, extension.text.size()) == extension.text &&
          (end == text.size() || !is_word(text[end]))) {
        return true;
      }
    }
  }
  return false;
}

// "{name}-{profiles}.ext": the name takes everything up to the last hyphen.
bool match_flat(std::string_view text, Route& route) {
  for (const Extension& extension : flat_extensions) {
    if (text.size() < extension.text.size() ||
        text.substr(text.size() - extension.text.size()) != extension.text) {
      continue;
    }
    const std::string_view stem = text.substr(0, text.size() - extension.text.size());
    const std::size_t hyphen = stem.rfind('-');
    if (hyphen == std::string_view::npos) {
      return false;
    }
    route.place = Place::flat;
    route.flat = extension.format;
    route.name = stem.substr(0, hyphen);
    route.profiles = stem.substr(hyphen + 1);
    return true;
  }
  return false;
}

std::string join(const Segments& segments, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < segments.size(); ++i) {
    if (i > from) {
      out += '/';
    }
    out += segments[i].text;
  }
  return out;
}

// How many of the leading segments are those of "/a/b"; nullopt when they are others.
std::optional<std::size_t> below(const Segments& segments, std::string_view base) {
  std::size_t matched = 0;
  while (!base.empty()) {
    const std::size_t slash = base.find('/');
    const std::string_view part = base.substr(0, slash);
    base.remove_prefix(slash == std::string_view::npos ? base.size() : slash + 1);
    if (part.empty()) {
      continue;
    }
    if (matched == segments.size() || segments[matched].text != part) {
      return std::nullopt;
    }
    ++matched;
  }
  return matched;
}

bool is_exposed(const HealthOptions& options, std::string_view endpoint) {
  return std::any_of(options.exposed.begin(), options.exposed.end(),
                     [&](const std::string& one) { return one == endpoint || one == "*"; });
}

// Under their names of today and those of Bus 2.x.
void bus_route(const Segments& segments, std::size_t at, const HealthOptions& options,
               Route& route) {
  const std::string_view word = segments[at].text;
  if ((word == "busrefresh" || word == "bus-refresh") && is_exposed(options, "busrefresh")) {
    route.place = Place::bus_refresh;
  } else if ((word == "busenv" || word == "bus-env") && is_exposed(options, "busenv")) {
    route.place = Place::bus_environment;
  }
  for (std::size_t i = at + 1; i < segments.size(); ++i) {
    route.rest += (route.rest.empty() ? "" : ":") + std::string(segments[i].text);
  }
}

Route actuator_route(const Segments& segments, std::size_t at, const HealthOptions& options,
                     bool bus) {
  Route route;
  if (at == segments.size()) {
    route.place = Place::actuator_index;
  } else if (segments[at].text == "health" && is_exposed(options, "health")) {
    route.place = Place::health;
    route.rest = join(segments, at + 1);
    while (!route.rest.empty() && route.rest.back() == '/') {
      route.rest.pop_back();
    }
  } else if (segments[at].text == "info" && at + 1 == segments.size() &&
             is_exposed(options, "info")) {
    route.place = Place::info;
  } else if (segments[at].text == "prometheus" && at + 1 == segments.size() &&
             is_exposed(options, "prometheus")) {
    route.place = Place::prometheus;
  } else if (segments[at].text == "metrics" && is_exposed(options, "metrics")) {
    route.place = Place::metrics;
    route.rest = join(segments, at + 1);
  } else if (segments[at].text == "env" && is_exposed(options, "env")) {
    route.place = Place::env;
    route.rest = join(segments, at + 1);
  } else if (segments[at].text == "refresh" && at + 1 == segments.size() &&
             is_exposed(options, "refresh")) {
    route.place = Place::actuator_refresh;
  } else if (bus) {
    bus_route(segments, at, options, route);
  }
  return route;
}

Route own_route(const Segments& segments) {
  Route route;
  if (segments.size() == 3 && segments[1].text == "v1") {
    if (segments[2].text == "refresh") {
      route.place = Place::refresh;
    } else if (segments[2].text == "status") {
      route.place = Place::status;
    } else if (segments[2].text == "sources") {
      route.place = Place::sources;
    } else if (segments[2].text == "pin") {
      route.place = Place::pin;
    }
  }
  return route;
}

Place cipher_place(std::string_view word, const Options& options) {
  if (word == "encrypt") {
    return Place::encrypt;
  }
  if (word == "decrypt" && options.ciphers == CipherEndpoints::all) {
    return Place::decrypt;
  }
  return word == "key" ? Place::public_key : Place::nowhere;
}

// The paths of /encrypt, /decrypt and /key, which win over those of configuration.
std::optional<Route> cipher_route(const Segments& segments, std::size_t at, const Options& options,
                                  bool posting) {
  const std::size_t count = segments.size() - at;
  if (options.ciphers == CipherEndpoints::off || count == 0 || count > 3) {
    return std::nullopt;
  }
  Route route;
  route.place = cipher_place(segments[at].text, options);
  if (route.place == Place::nowhere || count == 1) {
    return route.place == Place::nowhere ? std::nullopt : std::optional(route);
  }
  if (count == 2) {
    const bool status = route.place == Place::encrypt && segments[at + 1].text == "status";
    route.place = Place::encrypt_status;
    return status ? std::optional(route) : std::nullopt;
  }
  route.name = segments[at + 1].text;
  route.profiles = segments[at + 2].text;
  const bool wanted = posting || route.place == Place::public_key;
  return wanted && !route.name.empty() && !route.profiles.empty() ? std::optional(route)
                                                                  : std::nullopt;
}

// Two segments: a flat file of a label, or an environment.
Route pair_route(const Segments& segments, std::size_t at) {
  Route route;
  const Segment& first = segments[at];
  const Segment& second = segments[at + 1];
  if (first.text.empty() || second.text.empty()) {
    return route;
  }
  if (match_flat(second.text, route)) {
    route.label = first.text;
    return route;
  }
  if (!has_flat_extension_inside(second.text)) {
    route.place = Place::environment;
    route.name = first.text;
    route.profiles = second.text;
  }
  return route;
}

// Three segments or more: an environment with a label, or a file.
Route label_route(const Segments& segments, std::size_t at, bool use_default_label, bool files) {
  Route route;
  const std::size_t count = segments.size() - at;
  if (segments[at].text.empty() || segments[at + 1].text.empty() || segments[at + 2].text.empty()) {
    return route;
  }
  route.name = segments[at].text;
  route.profiles = segments[at + 1].text;
  if (count == 3 && use_default_label && files) {
    route.place = Place::file;
    route.path = segments[at + 2].text;
    return route;
  }
  route.label = segments[at + 2].text;
  if (count == 3) {
    route.place = Place::environment;
  } else if (files) {
    route.place = Place::file;
    route.path = join(segments, at + 3);
  }
  return route;
}

// An encoded slash may stand in a label only, where clients send it for the branch "a/b".
bool has_misplaced_slash(const Segments& segments, const Route& route) {
  return std::any_of(segments.begin(), segments.end(), [&](const Segment& segment) {
    return segment.encoded_slash && !(route.label && route.label->data() == segment.text.data());
  });
}

// "/monitor" wins for a POST, and where nothing else is.
void prefer_monitor(const Segments& segments, const Options& options, bool posting, Route& route) {
  const auto matched =
      options.monitor_path.empty() ? std::nullopt : below(segments, options.monitor_path);
  if (matched != segments.size()) {
    return;
  }
  if (posting || route.place == Place::nowhere) {
    route = Route();
    route.place = Place::monitor;
  } else {
    route.also_posts = true;
  }
}

}  // namespace

observe::PathKind kind_of(const Route& route) {
  using observe::PathKind;
  switch (route.place) {
    case Place::environment:
      return route.label ? PathKind::environment_at_label : PathKind::environment;
    case Place::flat:
      return route.label ? PathKind::flat_at_label : PathKind::flat;
    case Place::file:
      return PathKind::file;
    case Place::health:
      return PathKind::health;
    case Place::actuator_index:
    case Place::info:
    case Place::prometheus:
    case Place::metrics:
    case Place::env:
    case Place::actuator_refresh:
    case Place::bus_refresh:
    case Place::bus_environment:
      return PathKind::actuator;
    case Place::refresh:
    case Place::status:
    case Place::sources:
    case Place::pin:
      return PathKind::own;
    case Place::encrypt:
    case Place::decrypt:
    case Place::encrypt_status:
    case Place::public_key:
      return PathKind::cipher;
    case Place::monitor:
      return PathKind::monitor;
    case Place::nowhere:
    case Place::bad_request:
      break;
  }
  return PathKind::unknown;
}

bool takes_text(Place place) {
  return place == Place::encrypt || place == Place::decrypt;
}

Route find_route(const Target& target, bool use_default_label, const Options& options,
                 bool posting) {
  const Segments& segments = target.segments();
  Route route;
  if (const auto at = below(segments, options.health.base_path); at && *at > 0) {
    route = actuator_route(segments, *at, options.health, options.bus);
  } else if (segments.size() > 1 && segments.front().text == "-") {
    route = own_route(segments);
  } else if (const auto prefix = below(segments, options.prefix)) {
    const std::size_t count = segments.size() - *prefix;
    if (auto cipher = cipher_route(segments, *prefix, options, posting)) {
      route = *std::move(cipher);
    } else if (count == 1) {
      if (!segments[*prefix].text.empty()) {
        match_flat(segments[*prefix].text, route);
      }
    } else if (count == 2) {
      route = pair_route(segments, *prefix);
    } else if (count >= 3) {
      route = label_route(segments, *prefix, use_default_label, options.files);
      route.also_posts = cipher_route(segments, *prefix, options, true).has_value();
    }
  }
  prefer_monitor(segments, options, posting, route);
  if (has_misplaced_slash(segments, route)) {
    route = Route();
    route.place = Place::bad_request;
  }
  return route;
}

bool takes_body(Place place) {
  return takes_text(place) || place == Place::pin || place == Place::bus_environment;
}

}  // namespace cairn::http

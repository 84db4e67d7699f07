// Two steps as in Spring: which handler matches best, then which type its answer has.
#include "http/negotiate.hpp"

#include <array>
#include <utility>

#include "http/media_type.hpp"

namespace cairn::http {
namespace {

using service::Format;

constexpr std::string_view json = "application/json";
constexpr std::string_view v2_json = "application/vnd.spring-cloud.config-server.v2+json";
constexpr std::string_view octet_stream = "application/octet-stream";
constexpr std::string_view actuator_v3 = "application/vnd.spring-boot.actuator.v3+json";
constexpr std::string_view actuator_v2 = "application/vnd.spring-boot.actuator.v2+json";

bool accepts_anything(const AcceptFields& accept) {
  return accept.empty() ||
         (accept.size() == 1 && (accept.front().empty() || accept.front() == "*/*"));
}

bool any_compatible(const std::vector<MediaType>& accepted, const MediaType& offered) {
  for (const MediaType& type : accepted) {
    if (compatible(type, offered)) {
      return true;
    }
  }
  return false;
}

// Whether the first of two handlers suits the accepted types at least as well as the second: the
// first accepted type that names, or else includes, only one of them decides.
bool prefers_first(const std::vector<MediaType>& accepted, const MediaType& first,
                   const MediaType& second) {
  for (const MediaType& type : accepted) {
    if (same_type(type, first) != same_type(type, second)) {
      return same_type(type, first);
    }
    if (includes(type, first) != includes(type, second)) {
      return includes(type, first);
    }
    if (includes(type, first)) {
      return true;
    }
  }
  return true;
}

// JSON is written as UTF-8; a charset of which it is no subset or superset cannot be promised.
std::optional<std::string> json_content_type(const std::optional<MediaType>& chosen) {
  if (!chosen) {
    return std::nullopt;
  }
  const std::string charset = chosen->charset();
  if (!charset.empty()) {
    const auto encoding = encoding_of(charset);
    if (encoding != Encoding::utf8 && encoding != Encoding::us_ascii) {
      return std::nullopt;
    }
  }
  return chosen->text();
}

bool is_json(const MediaType& type) {
  return compatible(type, media_type(json)) || compatible(type, media_type("application/*+json"));
}

Representation text_representation(const std::vector<MediaType>& accepted) {
  Representation made{Format::text, {}, Encoding::utf8};
  const auto chosen =
      choose(accepted, {media_type("text/plain"), media_type(json), media_type("application/yaml"),
                        media_type("application/*+json"), media_type("*/*")});
  if (!chosen) {
    return made;
  }
  made.content_type = chosen->text();
  const std::string charset = chosen->charset();
  if (!charset.empty()) {
    made.encoding = encoding_of(charset).value_or(Encoding::utf8);
  } else if (!is_json(*chosen)) {
    made.content_type += ";charset=UTF-8";
  }
  return made;
}

}  // namespace

std::optional<Representation> negotiate_environment(const AcceptFields& accept) {
  Representation made{Format::environment_v1, std::string(json), Encoding::utf8};
  if (accepts_anything(accept) || (accept.size() == 1 && accept.front() == json)) {
    return made;
  }
  const auto accepted = parse_accept(accept);
  if (!accepted) {
    return std::nullopt;
  }
  const MediaType v1 = media_type(json);
  const MediaType v2 = media_type(v2_json);
  const bool v1_matches = any_compatible(*accepted, v1);
  const bool v2_matches = any_compatible(*accepted, v2);
  if (!v1_matches && !v2_matches) {
    return std::nullopt;
  }
  const bool first = v1_matches && (!v2_matches || prefers_first(*accepted, v1, v2));
  auto content_type = json_content_type(choose(*accepted, {first ? v1 : v2}));
  if (!content_type) {
    return std::nullopt;
  }
  made.format = first ? Format::environment_v1 : Format::environment_v2;
  made.content_type = *std::move(content_type);
  return made;
}

Representation negotiate_file(const AcceptFields& accept) {
  if (accepts_anything(accept)) {
    return {Format::text, "text/plain;charset=UTF-8", Encoding::utf8};
  }
  const auto accepted = parse_accept(accept);
  if (!accepted) {
    return {Format::text, {}, Encoding::utf8};
  }
  const MediaType bytes = media_type(octet_stream);
  if (any_compatible(*accepted, bytes) && !prefers_first(*accepted, media_type("*/*"), bytes)) {
    const auto chosen = choose(*accepted, {bytes});
    return {Format::binary, chosen ? chosen->text() : std::string(), Encoding::utf8};
  }
  return text_representation(*accepted);
}

std::optional<Representation> negotiate_text(const AcceptFields& accept) {
  if (accepts_anything(accept)) {
    return Representation{Format::text, "text/plain;charset=UTF-8", Encoding::utf8};
  }
  const auto accepted = parse_accept(accept);
  if (!accepted) {
    return std::nullopt;
  }
  Representation made = text_representation(*accepted);
  return made.content_type.empty() ? std::nullopt : std::optional(std::move(made));
}

std::optional<std::string> negotiate_actuator(const AcceptFields& accept) {
  if (accepts_anything(accept)) {
    return std::string(actuator_v3);
  }
  const auto accepted = parse_accept(accept);
  if (!accepted) {
    return std::nullopt;
  }
  return json_content_type(
      choose(*accepted, {media_type(actuator_v3), media_type(actuator_v2), media_type(json)}));
}

std::optional<std::string> negotiate_error(const AcceptFields& accept) {
  if (accepts_anything(accept)) {
    return std::string(json);
  }
  const auto accepted = parse_accept(accept);
  if (!accepted) {
    return std::nullopt;
  }
  return json_content_type(choose(*accepted, {media_type(json), media_type("application/*+json")}));
}

}  // namespace cairn::http

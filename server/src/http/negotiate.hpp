// Negotiation: from Accept to the representation that is sent, by the rules of Spring MVC.
//
// Thread-safety: pure functions. Cost: no Accept field, or "*/*", costs no parse.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/text_encoding.hpp"
#include "service/answer.hpp"

namespace cairn::http {

// The values of all Accept fields of a request, in order.
using AcceptFields = std::vector<std::string_view>;

struct Representation {
  service::Format format = service::Format::environment_v1;
  std::string content_type;  // of files: empty when the file could be sent in no way that is wanted
  Encoding encoding = Encoding::utf8;
};

// Of an environment: v1, or v2 with origins; nullopt is 406.
[[nodiscard]] std::optional<Representation> negotiate_environment(const AcceptFields& accept);

// Of a file: as text or as bytes. Never fails: a missing file is 404 whatever is accepted, so the
// 406 of an empty content type is for after the read.
[[nodiscard]] Representation negotiate_file(const AcceptFields& accept);

// Of a text that is no file; nullopt is 406.
[[nodiscard]] std::optional<Representation> negotiate_text(const AcceptFields& accept);

// Of an actuator endpoint: one of its three JSON types; nullopt is 406.
[[nodiscard]] std::optional<std::string> negotiate_actuator(const AcceptFields& accept);

// Of an error body: a JSON type; nullopt is an empty body.
[[nodiscard]] std::optional<std::string> negotiate_error(const AcceptFields& accept);

}  // namespace cairn::http

// ReadPlan: a request for configuration or a file, understood: its representation, the key under
// which a finished answer is kept, and what the service must be asked when there is none.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/result.hpp"
#include "http/gate.hpp"
#include "http/negotiate.hpp"
#include "http/options.hpp"
#include "http/route.hpp"
#include "http/target.hpp"
#include "service/answer.hpp"

namespace cairn::http {

struct ReadPlan {
  Representation representation;
  bool file = false;          // a file route: If-Modified-Since counts
  bool never_a_file = false;  // the file with the empty path: 404 once the names are valid
  bool resolve_placeholders = true;
  std::string charset = "UTF-8";  // how a text file's bytes are decoded
};

// Plans the read of a route whose place is environment, flat or file.
// Refuses with a status: 400 for a parameter that is none, 406 for an Accept that rules out every
// representation.
struct PlanOrStatus {
  ReadPlan plan;
  int status = 200;
};
[[nodiscard]] PlanOrStatus plan_read(const Request& request, const Route& route,
                                     const QueryParameters* parameters, const Options& options);

// Appends the key: equal keys have equal answers while the catalog is the same.
void append_key(std::string& key, const Request& request, const ReadPlan& plan);

// What the service is asked. Errors: invalid_argument for names, profiles, labels and paths that
// the reference refuses with 400.
[[nodiscard]] Result<service::ReadRequest> read_request(const Route& route, const ReadPlan& plan,
                                                        bool validate_profiles);

// "true", "on", "yes", "1" and their opposites in any case, blanks around them allowed; nullopt for
// other words.
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

// The charset that an Accept-Charset field asks for: its first name, "UTF-8" for a star or for what
// is no name.
[[nodiscard]] std::string wanted_charset(std::string_view field);

}  // namespace cairn::http

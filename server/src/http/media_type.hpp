// MediaType: an element of an Accept field, and the relations between media types by which Spring
// chooses a representation. The rules, quirks included, are those of Spring's MediaType, since
// clients are used to them: a quality of 0 excludes nothing, "*" is "*/*".
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::http {

struct MediaType {
  std::string type;                                             // lower case
  std::string subtype;                                          // lower case
  std::vector<std::pair<std::string, std::string>> parameters;  // without q; values as written
  double quality = 1.0;
  bool has_quality = false;

  [[nodiscard]] bool wildcard_type() const { return type == "*"; }
  [[nodiscard]] bool wildcard_subtype() const;  // "*" and "*+json"
  [[nodiscard]] bool concrete() const { return !wildcard_type() && !wildcard_subtype(); }
  // The value of `charset`, without quotes; "" for none.
  [[nodiscard]] std::string charset() const;
  // As a Content-Type: the charset last, no quality.
  [[nodiscard]] std::string text() const;
};

// A type without parameters, "application/json".
[[nodiscard]] MediaType media_type(std::string_view text);

// What the Accept fields of a request say, the most wanted first; everything for no field or only
// empty ones. nullopt when one element is not well formed, names an unknown charset, or when there
// are more than 50: such a client can be answered nothing.
[[nodiscard]] std::optional<std::vector<MediaType>> parse_accept(
    const std::vector<std::string_view>& fields);

// Whether every type that `b` stands for is one that `a` stands for.
[[nodiscard]] bool includes(const MediaType& a, const MediaType& b);
// Whether one of them is the other or a wildcard for it.
[[nodiscard]] bool compatible(const MediaType& a, const MediaType& b);
// Whether `a` is wanted more than `b`, or equally and says more.
[[nodiscard]] bool more_specific(const MediaType& a, const MediaType& b);
[[nodiscard]] bool same_type(const MediaType& a, const MediaType& b);

// Sorts by more_specific, equal ones in their order.
void sort_by_specificity(std::vector<MediaType>& types);

// The media type to answer with: the first concrete one among what both sides know. nullopt: none.
[[nodiscard]] std::optional<MediaType> choose(const std::vector<MediaType>& accepted,
                                              const std::vector<MediaType>& producible);

// Whether a Content-Type is application/json, with whatever parameters.
[[nodiscard]] bool is_json_type(std::optional<std::string_view> content_type);

}  // namespace cairn::http

// What a text becomes that was sent as a form, or may have been: the reference accepts "curl -d",
// which says that a form is coming and sends a bare word.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::service {

// A form as the servlet container hands it on: taken apart, decoded, and written again, so that a
// bare word gains a "=". nullopt for a bad escape, or a pair without a name.
[[nodiscard]] std::optional<std::string> form_as_sent_on(std::string_view body);

// Texts that end with "=": what was meant with them. nullopt for a bad escape.
[[nodiscard]] std::optional<std::string> plain_of_form(std::string_view text);
[[nodiscard]] std::optional<std::string> cipher_text_of_form(std::string_view text);

}  // namespace cairn::service

// Address: bus ids ("orders:8080:4f1c..."), destinations ("orders:**"), and whether one is meant by
// the other, as Spring Cloud Bus has it.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::bus {

// "application[:profiles]:index:instance".
[[nodiscard]] std::string default_id(std::string_view application, std::string_view profiles,
                                     std::string_view index, std::string_view instance);

// What stands in front of the first ":" of an id.
[[nodiscard]] std::string_view application_of(std::string_view id);

// The destination that somebody means who writes `text`: nothing is everybody, and who names no
// instance means all: "orders" is "orders:**", "orders:8080" is "orders:8080:**".
[[nodiscard]] std::string destination_of(const std::optional<std::string>& text);

// The destination of an application by its name in the repository; "*" is everybody, and so is a
// name with characters that mean something in a destination.
[[nodiscard]] std::string destination_of_application(std::string_view name);

// Whether `pattern` means the id: segments between ":" as Spring's AntPathMatcher compares them
// ("?" is one character, "*" any of one segment, "**" any segments, "{x}" as "*"). Of an id whose
// second segment lists profiles with commas each is tried alone as well.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view id);

// The same for somebody who has several names: the id, and the id with each of `other_names` in
// place of its first segment. A blank pattern means everybody.
[[nodiscard]] bool is_meant(std::string_view pattern, std::string_view id,
                            const std::vector<std::string>& other_names);

}  // namespace cairn::bus

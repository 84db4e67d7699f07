// Convert and EnumNames: how a program teaches typed reads a type of its own.
//
// What typed reads know by themselves, with T what get<T> is asked for:
//
//   T                               written as
//   bool                            true, on, yes, 1; false, off, no, 0 (any case)
//   signed, unsigned integers       80, -1, +7, 0x1F, #1F; out of T's range is an error
//   float, double                   1.5, 1e3, NaN, Infinity; out of range is an error
//   std::string                     anything
//   std::chrono durations           500ms, 30s, 5m, 1h, 2d, us, ns, PT5M; a bare number is
//                                   milliseconds, as in Spring; what T cannot hold is an error
//   cairn::DataSize                 8192, 64KB, 8MB
//   enumerations with EnumNames     a name; case and signs do not count: "read-only" = READ_ONLY
//   types with Convert              what its function accepts
//   cairn::Value                    anything, with the type that its file gave it
//   std::vector<T>                  a[0], a[1], ... or one text with commas
//   std::map<std::string, T>        names below
//   std::optional<T>                T, or nothing
//   structs with Bind               names below: see cairn/binding.hpp
//
// The rules are those of Spring's conversion, and so is this one: an empty text (which is what a
// YAML null is) is no value at all, unless T is a text, a list or a map. Two are stricter, because
// silence would surprise: 1.5 is no integer, and 1500ms are no whole seconds.
//
// Thread-safety: specialisations are called from any thread that reads.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "cairn/result.hpp"

namespace cairn {

// Specialise it for a type that is written as one text:
//
//   template <>
//   struct cairn::Convert<Address> {
//     static cairn::Result<Address> from(std::string_view text);
//   };
//
// The message of an error says what is wrong with the text; key and place are put in front. The
// type must be default constructible. An exception that `from` throws reaches who reads.
template <typename T>
struct Convert;

// Specialise it for an enumeration:
//
//   template <>
//   struct cairn::EnumNames<Mode> {
//     static constexpr auto names = cairn::enum_names<Mode>({{"read-only", Mode::read_only},
//                                                            {"read-write", Mode::read_write}});
//   };
template <typename E>
struct EnumNames;

template <typename E, std::size_t count>
struct EnumTable {
  std::pair<std::string_view, E> rows[count];
};

template <typename E, std::size_t count>
[[nodiscard]] constexpr EnumTable<E, count> enum_names(
    const std::pair<std::string_view, E> (&rows)[count]) {
  EnumTable<E, count> table{};
  for (std::size_t i = 0; i < count; ++i) {
    table.rows[i].first = rows[i].first;
    table.rows[i].second = rows[i].second;
  }
  return table;
}

}  // namespace cairn

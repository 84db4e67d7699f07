// Reader<T>: how a T is read from a place, for every T that typed reads know.
// Not for programs: cairn/convert.hpp says what can be read, and how to add a type.
//
// Thread-safety: functions without state.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "cairn/convert.hpp"
#include "cairn/data_size.hpp"
#include "cairn/detail/reading.hpp"
#include "cairn/environment.hpp"
#include "cairn/result.hpp"

namespace cairn::detail {

// read(place, out, reading): whether there is a value, which then is in `out`. What is wrong is
// added to `reading`; `out` may then hold a part.
template <typename T>
struct Reader {
  static_assert(sizeof(T) == 0, "Cairn cannot read this type: see cairn/convert.hpp");
};

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <typename T>
inline constexpr bool is_list = false;
template <typename T, typename A>
inline constexpr bool is_list<std::vector<T, A>> = true;

template <typename T>
inline constexpr bool is_duration = false;
template <typename Rep, typename Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

template <typename T>
inline constexpr bool is_letter =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
    std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;

template <typename T>
concept Integer = std::is_integral_v<T> && !std::is_same_v<T, bool> && !is_letter<T>;

template <typename T>
concept Named = std::is_enum_v<T> && requires {
  EnumNames<T>::names.rows;
};

template <typename T>
concept Converted = requires(std::string_view text) {
  { Convert<T>::from(text) } -> std::same_as<Result<T>>;
};

// Text keeps what is empty; for all others an empty text is no value.
template <typename T>
concept Text = std::is_same_v<T, std::string> || std::is_same_v<T, Value> || Converted<T>;

template <typename T>
concept Single = Text<T> || Integer<T> || std::is_same_v<T, bool> || std::floating_point<T> ||
    is_duration<T> || std::is_same_v<T, DataSize> || Named<T>;

template <typename T>
[[nodiscard]] Result<T> to_duration(const Value& value) {
  auto exact = to_nanoseconds(value);
  if (!exact) {
    return fail(std::move(exact).error());
  }
  if constexpr (std::chrono::treat_as_floating_point_v<typename T::rep>) {
    return std::chrono::duration_cast<T>(*exact);
  } else {
    // Wide enough for a hundred years in every unit down to the nanosecond.
    using Wide = std::chrono::duration<std::int64_t, typename T::period>;
    const auto wide = std::chrono::duration_cast<Wide>(*exact);
    if (std::chrono::duration_cast<std::chrono::nanoseconds>(wide) != *exact) {
      return fail(no_such_duration(value, "is no whole number of the unit that is read"));
    }
    if (!std::in_range<typename T::rep>(wide.count())) {
      return fail(no_such_duration(value, "is too long for the type that is read"));
    }
    return T(static_cast<typename T::rep>(wide.count()));
  }
}

template <typename T>
[[nodiscard]] Result<T> to_enum(const Value& value) {
  std::vector<std::string_view> names;
  for (const auto& row : EnumNames<T>::names.rows) {
    names.push_back(row.first);
  }
  auto index = to_name(value, names);
  if (!index) {
    return fail(std::move(index).error());
  }
  return EnumNames<T>::names.rows[*index].second;
}

template <typename T, typename From>
[[nodiscard]] Result<T> narrowed(Result<From> wide) {
  if (!wide) {
    return fail(std::move(wide).error());
  }
  return static_cast<T>(*wide);
}

template <Single T>
[[nodiscard]] Result<T> converted(const Value& value) {
  if constexpr (Converted<T>) {
    return Convert<T>::from(to_text(value));
  } else if constexpr (std::is_same_v<T, Value>) {
    return value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return to_text(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    return to_bool(value);
  } else if constexpr (std::is_same_v<T, DataSize>) {
    return to_data_size(value);
  } else if constexpr (std::floating_point<T>) {
    constexpr auto max = std::numeric_limits<T>::max();
    return narrowed<T>(to_double(value, sizeof(T) < sizeof(double)
                                            ? static_cast<double>(max)
                                            : std::numeric_limits<double>::max()));
  } else if constexpr (is_duration<T>) {
    return to_duration<T>(value);
  } else if constexpr (Named<T>) {
    return to_enum<T>(value);
  } else if constexpr (std::is_signed_v<T>) {
    using Limits = std::numeric_limits<T>;
    return narrowed<T>(to_signed(value, Limits::min(), Limits::max()));
  } else {
    return narrowed<T>(to_unsigned(value, std::numeric_limits<T>::max()));
  }
}

// One value, found at `place`.
template <Single T>
bool take(const Place& place, const Scalar& scalar, T& out, Reading& reading) {
  auto value = converted<T>(scalar.value);
  if (!value) {
    reading.add(place.problem(scalar, value.error()));
    return false;
  }
  out = *std::move(value);
  return true;
}

template <Single T>
struct Reader<T> {
  static bool read(const Place& place, T& out, Reading& reading) {
    reading.use(place);
    auto scalar = place.scalar();
    if (!scalar) {
      reading.add(std::move(scalar).error());
      return false;
    }
    if (!*scalar || (!Text<T> && (*scalar)->is_empty_text())) {
      return false;
    }
    return take(place, **scalar, out, reading);
  }
};

// Adds an error if one value stands where names below are expected.
inline bool check_no_single(const Place& place, Reading& reading) {
  auto scalar = place.scalar();
  if (!scalar) {
    reading.add(std::move(scalar).error());
    return false;
  }
  if (*scalar && !(*scalar)->is_empty_text() && !place.has_below()) {
    reading.add(place.problem(**scalar, Error{ErrorCode::invalid_argument,
                                              "names below it are expected, and there is one value",
                                              {}}));
    return false;
  }
  return true;
}

template <typename T>
struct Reader<std::optional<T>> {
  static bool read(const Place& place, std::optional<T>& out, Reading& reading) {
    reading.use(place);
    if constexpr (!Single<T> && !is_list<T>) {
      if (!check_no_single(place, reading) || !place.has_below()) {
        return false;
      }
    }
    T inner = out ? *out : T{};
    if (!Reader<T>::read(place, inner, reading)) {
      return false;
    }
    out = std::move(inner);
    return true;
  }
};

template <typename T, typename Allocator>
struct Reader<std::vector<T, Allocator>> {
  using List = std::vector<T, Allocator>;

  static bool read(const Place& place, List& out, Reading& reading) {
    reading.use(place);
    auto list = place.list();
    if (!list) {
      reading.add(std::move(list).error());
      return false;
    }
    if (!*list) {
      return false;
    }
    List items;
    const bool whole = (*list)->whole.has_value();
    const bool ok = whole ? read_whole(place, *(*list)->whole, items, reading)
                          : read_items((*list)->items, items, reading);
    reading.use_replaced(place, (*list)->source);
    if (ok) {
      out = std::move(items);
    }
    return ok;
  }

 private:
  static bool read_items(const std::vector<Place>& places, List& items, Reading& reading) {
    bool ok = true;
    for (const Place& place : places) {
      T item{};
      const std::size_t before = reading.problems();
      const bool found = Reader<T>::read(place, item, reading);
      if (!found && !is_optional<T> && reading.problems() == before) {
        reading.add(place.nothing());
      }
      ok = ok && reading.problems() == before;
      items.push_back(std::move(item));
    }
    return ok;
  }

  static bool read_whole(const Place& place, const Scalar& whole, List& items, Reading& reading) {
    if (whole.is_empty_text()) {
      return true;
    }
    if constexpr (Single<T>) {
      if (!std::holds_alternative<std::string>(whole.value)) {
        T item{};
        const bool ok = take(place, whole, item, reading);
        items.push_back(std::move(item));
        return ok;
      }
      for (std::string& part : to_parts(std::get<std::string>(whole.value))) {
        T item{};
        if (!take(place, Scalar{std::move(part), whole.source, whole.origin}, item, reading)) {
          return false;
        }
        items.push_back(std::move(item));
      }
      return true;
    } else {
      reading.add(place.problem(
          whole, Error{ErrorCode::invalid_argument, "a list with [0], [1], ... is expected", {}}));
      return false;
    }
  }
};

template <typename T, typename Compare, typename Allocator>
struct Reader<std::map<std::string, T, Compare, Allocator>> {
  using Map = std::map<std::string, T, Compare, Allocator>;

  static bool read(const Place& place, Map& out, Reading& reading) {
    constexpr MapKeys keys = Single<T>    ? MapKeys::whole
                             : is_list<T> ? MapKeys::no_index
                                          : MapKeys::first;
    reading.use(place);
    const std::size_t before = reading.problems();
    if (!check_no_single(place, reading)) {
      return false;
    }
    Map map;
    for (const Member& member : place.members(keys)) {
      T item{};
      if (Reader<T>::read(member.place, item, reading)) {
        map.insert_or_assign(member.key, std::move(item));
      }
      reading.use(member.place);
    }
    if (reading.problems() != before) {
      return false;
    }
    auto scalar = place.scalar();
    if (map.empty() && !(scalar && *scalar)) {
      return false;
    }
    out = std::move(map);
    return true;
  }
};

}  // namespace cairn::detail

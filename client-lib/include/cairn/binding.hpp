// Binding: a struct of the program filled from the names below a prefix.
//
//   struct Pool {
//     std::string url;
//     std::size_t max_size = 10;
//     std::optional<std::chrono::seconds> timeout;
//     std::vector<Host> hosts;               // a struct that is bound as well
//     std::map<std::string, int> weights;
//   };
//
//   template <>
//   struct cairn::Bind<Pool> {
//     static constexpr auto fields = cairn::fields(cairn::required("url", &Pool::url),
//                                                  cairn::field("max-size", &Pool::max_size),
//                                                  cairn::field("timeout", &Pool::timeout),
//                                                  cairn::field("hosts", &Pool::hosts),
//                                                  cairn::field("weights", &Pool::weights));
//   };
//
//   cairn::Result<Pool> pool = cairn::bind<Pool>(config, "shop.pool");
//
// A field's name is relaxed, as every name is; write it in kebab-case. A member keeps its initial
// value when its name is absent or has an empty text; a list or a map that is there replaces the
// initial one as a whole. A list comes from one source, the most important one that has any of it;
// maps and structs are put together from all. Types of members are those of cairn/convert.hpp.
//
// Errors: of one bind all are told together, each with key, file, line and column: Error::text()
// has one on each line. Code and place are the first one's.
//   not_found           a required field is absent
//   invalid_argument    a value cannot be what the member is; with `strict`, an unknown name
//
// Thread-safety: functions without state.
#pragma once

#include <string_view>
#include <tuple>
#include <utility>

#include "cairn/config.hpp"

namespace cairn {

// Specialise it with a constant `fields` for a struct of your own.
template <typename T>
struct Bind;

template <typename T, typename M>
struct Field {
  std::string_view name;
  M T::*member;
  bool required;
};

// A member that keeps its initial value when its name is absent.
template <typename T, typename M>
[[nodiscard]] constexpr Field<T, M> field(std::string_view name, M T::*member) {
  return {name, member, false};
}

// A member whose name has to be there. In a std::optional struct only if the struct is.
template <typename T, typename M>
[[nodiscard]] constexpr Field<T, M> required(std::string_view name, M T::*member) {
  return {name, member, true};
}

template <typename... F>
[[nodiscard]] constexpr std::tuple<F...> fields(F... field) {
  return {field...};
}

struct BindOptions {
  // Names below the prefix that no field has are errors, each with the nearest name that one has.
  // Variables of the process environment are not, since they may be meant for others.
  bool strict = false;
};

template <typename T>
concept Bindable = requires {
  Bind<T>::fields;
};

namespace detail {

template <typename T, typename M>
void read_field(const Place& place, const Field<T, M>& field, T& out, Reading& reading) {
  const Place there = place.child(field.name);
  const std::size_t before = reading.problems();
  const bool found = Reader<M>::read(there, out.*(field.member), reading);
  if (!found && field.required && reading.problems() == before) {
    reading.add(there.nothing());
  }
}

template <Bindable T>
struct Reader<T> {
  static bool read(const Place& place, T& out, Reading& reading) {
    reading.use(place);
    if (!check_no_single(place, reading)) {
      return false;
    }
    std::apply([&](const auto&... field) { (read_field(place, field, out, reading), ...); },
               Bind<T>::fields);
    return place.has_below();
  }
};

// Reads the names below `prefix` into `out`. After an error a part of it is changed.
template <Bindable T>
[[nodiscard]] Result<void> fill(const Config& config, std::string_view prefix, T& out,
                                BindOptions options) {
  const Place place = Access::place(config, prefix);
  Reading reading(options.strict);
  Reader<T>::read(place, out, reading);
  reading.check_unknown(place);
  if (reading.failed()) {
    return fail(reading.error());
  }
  return {};
}

}  // namespace detail

// Fills a T from the names below `prefix`; "" for all names of the config. If there are none, it
// has its initial values, unless a field is required.
template <Bindable T>
[[nodiscard]] Result<T> bind(const Config& config, std::string_view prefix,
                             BindOptions options = {}) {
  T out{};
  if (auto filled = detail::fill(config, prefix, out, options); !filled) {
    return fail(std::move(filled).error());
  }
  return out;
}

// The same over the values that `out` has. It is changed as a whole, or, on an error, not at all.
template <Bindable T>
[[nodiscard]] Result<void> bind_into(const Config& config, std::string_view prefix, T& out,
                                     BindOptions options = {}) {
  T next = out;
  if (auto filled = detail::fill(config, prefix, next, options); !filled) {
    return fail(std::move(filled).error());
  }
  out = std::move(next);
  return {};
}

}  // namespace cairn

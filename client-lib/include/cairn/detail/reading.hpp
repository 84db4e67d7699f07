// What typed reads are made of: a Place to read from and a Reading that collects what went wrong.
// Not for programs: this may change with every version.
//
// Thread-safety: a Place may be read by several threads; a Reading is for one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/api.hpp"
#include "cairn/data_size.hpp"
#include "cairn/environment.hpp"
#include "cairn/result.hpp"

namespace cairn::detail {

class Snapshot;
struct Member;
struct ListAt;

// A value with its placeholders resolved.
struct Scalar {
  Value value;
  std::string source;
  Origin origin;

  [[nodiscard]] bool is_empty_text() const {
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr && text->empty();
  }
};

// How much of a longer name is the key of a map.
enum class MapKeys {
  whole,     // values are single: "a.b" of "map.a.b"
  no_index,  // values are lists: "a" of "map.a[0]"
  first,     // values have names of their own: "a" of "map.a.b"
};

// A name in a snapshot, or in one source of it.
class CAIRN_API Place {
 public:
  Place(std::shared_ptr<const Snapshot> snapshot, std::string name,
        std::optional<std::size_t> source = std::nullopt);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Place child(std::string_view key) const;

  // The value of the name. Errors: invalid_argument for a placeholder that cannot be resolved.
  [[nodiscard]] Result<std::optional<Scalar>> scalar() const;
  // What the most important source that has either holds: one text, or indexed elements.
  // Errors: as scalar; invalid_argument for indexes that do not follow each other from 0 on.
  [[nodiscard]] Result<std::optional<ListAt>> list() const;
  [[nodiscard]] std::vector<Member> members(MapKeys keys) const;
  // Whether names begin with this one.
  [[nodiscard]] bool has_below() const;

  // The error of a value that is here: key and place are added.
  [[nodiscard]] Error problem(const Scalar& scalar, const Error& error) const;
  // The error of a value that is not here.
  [[nodiscard]] Error nothing() const;

 private:
  friend class Reading;

  std::shared_ptr<const Snapshot> snapshot_;
  std::string name_;
  std::optional<std::size_t> source_;  // only this one
};

struct Member {
  std::string key;
  Place place;
};

struct ListAt {
  std::size_t source = 0;
  std::optional<Scalar> whole;  // one text, or one value
  std::vector<Place> items;     // if there is no `whole`
};

// What one call to read found wrong, and, where unknown names are errors, which names it knows.
class CAIRN_API Reading {
 public:
  explicit Reading(bool strict = false) : strict_(strict) {}

  void add(Error error) { problems_.push_back(std::move(error)); }
  [[nodiscard]] bool failed() const { return !problems_.empty(); }
  [[nodiscard]] std::size_t problems() const { return problems_.size(); }
  // All of them as one: the first one's code and place, the others each on a line of its own.
  [[nodiscard]] Error error() const;

  // The name was looked at.
  void use(const Place& place);
  // So were the elements of a list that another source than the list's holds.
  void use_replaced(const Place& place, std::size_t source);
  // Adds an error for each name below that nobody looked at. Only if strict.
  void check_unknown(const Place& place);

 private:
  bool strict_;
  std::vector<Error> problems_;
  std::set<std::string, std::less<>> used_;  // canonical
  std::vector<std::string> known_;           // as the program writes them
};

// One value as a type. Errors: invalid_argument; the message does not name the key.
[[nodiscard]] CAIRN_API Result<std::int64_t> to_signed(const Value& value, std::int64_t min,
                                                       std::int64_t max);
[[nodiscard]] CAIRN_API Result<std::uint64_t> to_unsigned(const Value& value, std::uint64_t max);
[[nodiscard]] CAIRN_API Result<double> to_double(const Value& value, double max);
[[nodiscard]] CAIRN_API Result<bool> to_bool(const Value& value);
[[nodiscard]] CAIRN_API Result<std::chrono::nanoseconds> to_nanoseconds(const Value& value);
[[nodiscard]] CAIRN_API Result<DataSize> to_data_size(const Value& value);
[[nodiscard]] CAIRN_API std::string to_text(const Value& value);
// The index of the name that a value is; names are compared by their letters and digits.
[[nodiscard]] CAIRN_API Result<std::size_t> to_name(const Value& value,
                                                    const std::vector<std::string_view>& names);
// The parts of a text with commas, blanks around them dropped; none of an empty text.
[[nodiscard]] CAIRN_API std::vector<std::string> to_parts(std::string_view text);
// "'abc' is no duration in ..." for a duration that its type cannot hold.
[[nodiscard]] CAIRN_API Error no_such_duration(const Value& value, std::string_view why);

}  // namespace cairn::detail

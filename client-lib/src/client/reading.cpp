// Reading: problems as one error, and the search for names that nobody knows.
#include "cairn/detail/reading.hpp"

#include <algorithm>

#include "client/snapshot.hpp"
#include "values/edit_distance.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::detail {
namespace {

constexpr std::size_t lines_max = 100;       // of one error's text
constexpr std::size_t name_bytes_max = 200;  // the search for the nearest name is quadratic
constexpr std::size_t slips_max = 3;         // beyond these it is another word

// The known name that a name was probably meant to be; "" if there is none.
std::string nearest(std::string_view canonical, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_slips = slips_max + 1;
  if (canonical.size() > name_bytes_max) {
    return best;
  }
  for (const std::string& name : known) {
    const std::size_t slips = values::edit_distance(canonical, values::canonical_name(name));
    if (slips < best_slips) {
      best_slips = slips;
      best = name;
    }
  }
  return best;
}

}  // namespace

Error Reading::error() const {
  Error all = problems_.front();
  for (std::size_t i = 1; i < std::min(problems_.size(), lines_max); ++i) {
    all.message += '\n' + problems_[i].text();
  }
  if (problems_.size() > lines_max) {
    all.message += "\nand " + std::to_string(problems_.size() - lines_max) + " more";
  }
  return all;
}

void Reading::use(const Place& place) {
  if (strict_ && used_.insert(values::canonical_name(place.name())).second) {
    known_.push_back(place.name());
  }
}

void Reading::use_replaced(const Place& place, std::size_t source) {
  if (!strict_) {
    return;
  }
  const std::size_t depth = values::RelaxedName::parse(place.name_).elements().size();
  for (const Snapshot::Row& row : place.snapshot_->below(place.name_, false, place.source_)) {
    if (row.source != source && row.name->elements()[depth].index) {
      used_.insert(row.name->canonical());
    }
  }
}

void Reading::check_unknown(const Place& place) {
  if (!strict_) {
    return;
  }
  for (const Snapshot::Row& row : place.snapshot_->below(place.name_, false, place.source_)) {
    const std::string& canonical = row.name->canonical();
    if (used_.count(canonical) != 0) {
      continue;
    }
    std::string message = "unknown name '" + std::string(row.written) + "'";
    const std::string meant = nearest(canonical, known_);
    if (!meant.empty()) {
      message += ": did you mean '" + meant + "'?";
    }
    add(Error{ErrorCode::invalid_argument, std::move(message),
              place.snapshot_->sources()[row.source]->origin(*row.property)});
  }
}

}  // namespace cairn::detail

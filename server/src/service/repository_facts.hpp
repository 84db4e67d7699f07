// RepositoryFacts: one repository as operators see it.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/file_tree.hpp"
#include "source/source.hpp"

namespace cairn::service {

// A pin, and what its label would lead to without it.
struct PinnedLabel {
  std::string repository;  // by its id in the catalog
  std::string ref;         // the full name of the label
  source::Pin pin;
  std::string without;  // a commit id; "" when the label is gone
};

struct RepositoryFacts {
  std::string id;
  source::Kind kind = source::Kind::git;
  std::string uri;
  bool served = false;                     // there is a state to serve
  std::int64_t last_look_unix = 0;         // when the last look began; 0: never
  std::int64_t last_success_unix = 0;      // 0: never
  std::int64_t next_look_unix = 0;         // of the timer; 0: none
  bool looking = false;                    // a look is under way
  bool resting = false;                    // nobody reads it, so it is polled less
  std::string last_error;                  // "" when the last look at the remote succeeded
  std::string origin_error;                // what else was not reached, of a work tree: its origin
  std::vector<source::ShownLabel> labels;  // without pins, in the order of their full names
  bool more_labels = false;                // than are in the list
  std::vector<PinnedLabel> pins;
  std::vector<source::Refused> refused;  // commits of which nothing is served
};

// What the ref leads to in a snapshot without pins; "" for nothing, and for what cannot be read.
[[nodiscard]] std::string id_without_pin(const source::Snapshot& snapshot, const std::string& ref);

}  // namespace cairn::service

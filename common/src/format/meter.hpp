// Meter: counts what a file expands to and says when one of the limits of its Budget is passed.
//
// Thread-safety: for one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "format/document.hpp"

namespace cairn::format {

class Meter {
 public:
  explicit Meter(const Budget& budget) : budget_(budget) {}

  [[nodiscard]] const Budget& budget() const { return budget_; }

  // Counts `count` more nodes (properties, list items, merged keys).
  // Errors: failed_precondition at `at` beyond nodes_max.
  [[nodiscard]] Result<void> add_nodes(std::size_t count, Position at);

  // Counts the bytes of a key or a value that was built.
  // Errors: failed_precondition at `at` beyond expanded_bytes_max.
  [[nodiscard]] Result<void> add_bytes(std::size_t count, Position at);

 private:
  Budget budget_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

// The error of content that cannot be used: failed_precondition at a place of the file.
[[nodiscard]] Failure unusable(std::string message, Position at);

// A name of the file as a message shows it: in quotes, and shortened when it is long.
[[nodiscard]] std::string quoted(std::string_view name);

// Errors: failed_precondition when a file of that size is beyond file_bytes_max.
[[nodiscard]] Result<void> check_file_size(std::size_t bytes, const Budget& budget);

// Errors: failed_precondition when that many documents are beyond documents_max.
[[nodiscard]] Result<void> check_document_count(std::size_t documents, const Budget& budget);

}  // namespace cairn::format

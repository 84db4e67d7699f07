// Meter: see the header.
#include "format/meter.hpp"

#include <utility>

#include "base/text.hpp"

namespace cairn::format {

Failure unusable(std::string message, Position at) {
  return fail(ErrorCode::failed_precondition, std::move(message), Origin{"", at});
}

std::string quoted(std::string_view name) {
  constexpr std::size_t bytes_max = 100;
  return "'" + base::shortened(name, bytes_max) + "'";
}

Result<void> Meter::add_nodes(std::size_t count, Position at) {
  if (count > budget_.nodes_max - nodes_) {
    return unusable("the file expands to more than " + std::to_string(budget_.nodes_max) +
                        " nodes (limit nodes_max)",
                    at);
  }
  nodes_ += count;
  return {};
}

Result<void> Meter::add_bytes(std::size_t count, Position at) {
  if (count > budget_.expanded_bytes_max - bytes_) {
    return unusable("the file expands to more than " + std::to_string(budget_.expanded_bytes_max) +
                        " bytes (limit expanded_bytes_max)",
                    at);
  }
  bytes_ += count;
  return {};
}

Result<void> check_file_size(std::size_t bytes, const Budget& budget) {
  if (bytes > budget.file_bytes_max) {
    return unusable("the file has more than " + std::to_string(budget.file_bytes_max) +
                        " bytes (limit file_bytes_max)",
                    {});
  }
  return {};
}

Result<void> check_document_count(std::size_t documents, const Budget& budget) {
  if (documents > budget.documents_max) {
    return unusable("the file has more than " + std::to_string(budget.documents_max) +
                        " documents (limit documents_max)",
                    {});
  }
  return {};
}

}  // namespace cairn::format

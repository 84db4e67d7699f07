// Documents: the cache of parsed files, the longest unused dropped first.
#include "catalog/documents.hpp"

#include <utility>

namespace cairn::catalog {
namespace {

// What an entry costs beside its documents: the key twice, the list and the map.
constexpr std::size_t entry_overhead_bytes = 256;

std::string key_of(format::Kind kind, std::string_view content_id) {
  std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
  return key.append(content_id);
}

bool is_about_the_content(const Error& error) {
  return error.code == ErrorCode::failed_precondition;
}

}  // namespace

std::optional<format::Kind> kind_of(std::string_view path_or_extension) {
  const std::size_t dot = path_or_extension.rfind('.');
  const std::string_view extension =
      dot == std::string_view::npos ? path_or_extension : path_or_extension.substr(dot + 1);
  if (extension == "yml" || extension == "yaml") {
    return format::Kind::yaml;
  }
  if (extension == "properties") {
    return format::Kind::properties;
  }
  if (extension == "xml") {
    return format::Kind::xml;
  }
  return std::nullopt;
}

Documents::Parsed Documents::get(const source::FileTree& tree, std::string_view path,
                                 std::string_view kind_hint) {
  const auto kind = kind_of(kind_hint.empty() ? path : kind_hint);
  if (!kind) {
    return fail(ErrorCode::internal, "no known kind of file", {std::string(path), {}});
  }
  auto file = tree.find(path);
  if (!file) {
    return fail(std::move(file).error(), "looking for '" + std::string(path) + "'");
  }
  if (!*file) {
    return Parsed(nullptr);
  }
  const std::string key = key_of(*kind, (*file)->content_id);
  Parsed parsed = find(key);
  if (parsed && *parsed == nullptr) {
    parsed = read(tree, **file, *kind);
    if (parsed || is_about_the_content(parsed.error())) {
      keep(key, parsed);
    }
  }
  if (!parsed) {
    return fail_in_file(std::move(parsed).error(), path);
  }
  return parsed;
}

Documents::Parsed Documents::read(const source::FileTree& tree, const source::File& file,
                                  format::Kind kind) const {
  auto bytes = tree.read(file, options_.budget.file_bytes_max);
  if (!bytes) {
    return fail(std::move(bytes).error());
  }
  return format::parse(kind, **bytes, options_.budget);
}

Documents::Parsed Documents::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) {
    return Parsed(nullptr);
  }
  order_.splice(order_.begin(), order_, entry->second.used);
  return entry->second.parsed;
}

void Documents::keep(const std::string& key, const Parsed& parsed) {
  const std::size_t bytes =
      entry_overhead_bytes + 2 * key.size() + (parsed ? (*parsed)->size_bytes : 0);
  const std::lock_guard lock(mutex_);
  if (bytes > options_.bytes_max || entries_.count(key) != 0) {
    return;
  }
  while (bytes_ + bytes > options_.bytes_max) {
    const auto oldest = entries_.find(order_.back());
    bytes_ -= oldest->second.bytes;
    entries_.erase(oldest);
    order_.pop_back();
  }
  order_.push_front(key);
  entries_.emplace(key, Entry{parsed, bytes, order_.begin()});
  bytes_ += bytes;
}

}  // namespace cairn::catalog

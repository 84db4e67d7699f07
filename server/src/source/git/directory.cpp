// Reads tree objects: "<mode> <name>\0<20 bytes>", again and again.
#include "source/git/directory.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cairn::source::git {
namespace {

constexpr unsigned type_mask = 0170000;
constexpr unsigned type_directory = 0040000;
constexpr unsigned type_link = 0120000;
constexpr unsigned type_submodule = 0160000;

bool may_be_served(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         !base::equals_ignoring_case(name, ".git");
}

// The octal mode in front of a name; 0 when it is none.
unsigned parse_mode(std::string_view digits) {
  if (digits.empty() || digits.size() > 7) {
    return 0;
  }
  unsigned mode = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '7') {
      return 0;
    }
    mode = mode * 8 + static_cast<unsigned>(digit - '0');
  }
  return mode;
}

EntryKind kind_of_mode(unsigned mode) {
  switch (mode & type_mask) {
    case type_directory:
      return EntryKind::directory;
    case type_link:
      return EntryKind::link;
    default:
      return EntryKind::file;
  }
}

std::shared_ptr<const Listing> make_listing(const std::vector<Entry>& entries) {
  std::size_t files = 0;
  for (const Entry& entry : entries) {
    if (entry.kind == EntryKind::link) {
      return nullptr;
    }
    files += entry.kind == EntryKind::file ? 1U : 0U;
  }
  auto listing = std::make_shared<Listing>();
  listing->files.reserve(files);
  listing->directories.reserve(entries.size() - files);
  for (const Entry& entry : entries) {
    (entry.kind == EntryKind::file ? listing->files : listing->directories).push_back(entry.name);
  }
  return listing;
}

}  // namespace

Result<std::shared_ptr<const Directory>> Directory::parse(std::string_view tree) {
  auto directory = std::make_shared<Directory>();
  auto& entries = directory->entries_;
  while (!tree.empty()) {
    const std::size_t blank = tree.find(' ');
    const std::size_t end = tree.find('\0', blank == std::string_view::npos ? 0 : blank);
    const unsigned mode = blank == std::string_view::npos ? 0 : parse_mode(tree.substr(0, blank));
    if (mode == 0 || end == std::string_view::npos ||
        tree.size() - end - 1 < sizeof(ObjectId::bytes)) {
      return fail(ErrorCode::failed_precondition, "a tree object is malformed");
    }
    const std::string_view name = tree.substr(blank + 1, end - blank - 1);
    tree.remove_prefix(end + 1);
    if (!may_be_served(name)) {
      directory->flaw_ = "an entry is named '" + std::string(name.substr(0, 100)) + '\'';
    } else if ((mode & type_mask) != type_submodule) {
      entries.push_back(
          Entry{std::string(name),
                ObjectId::from_raw(reinterpret_cast<const unsigned char*>(tree.data())),
                kind_of_mode(mode)});
    }
    tree.remove_prefix(sizeof(ObjectId::bytes));
  }
  // Git sorts directories as if their names ended in a slash; mostly that is the same.
  const auto by_name = [](const Entry& a, const Entry& b) { return a.name < b.name; };
  if (!std::is_sorted(entries.begin(), entries.end(), by_name)) {
    std::stable_sort(entries.begin(), entries.end(), by_name);
  }
  const auto same_name = [](const Entry& a, const Entry& b) { return a.name == b.name; };
  const auto twin = std::adjacent_find(entries.begin(), entries.end(), same_name);
  if (twin != entries.end()) {
    directory->flaw_ = "two entries are named '" + twin->name.substr(0, 100) + '\'';
    entries.erase(std::unique(twin, entries.end(), same_name), entries.end());
  }
  entries.shrink_to_fit();  // There are as many of these as there are files.
  directory->listing_ = make_listing(entries);
  directory->bytes_ = sizeof(Directory);
  for (const Entry& entry : entries) {
    directory->bytes_ += sizeof(Entry) + sizeof(std::string) + 2 * entry.name.size();
  }
  return directory;
}

const Entry* Directory::find(std::string_view name) const {
  const auto found = std::lower_bound(
      entries_.begin(), entries_.end(), name,
      [](const Entry& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != entries_.end() && found->name == name ? &*found : nullptr;
}

}  // namespace cairn::source::git

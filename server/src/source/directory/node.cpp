// Digests and listings of nodes.
#include "source/directory/node.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace cairn::source::directory {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;

std::int64_t to_ns(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * ns_per_second + time.tv_nsec;
}

std::string digest_of(const std::vector<Entry>& entries) {
  base::Sha256 digest;
  for (const Entry& entry : entries) {
    digest.add_field(entry.name);
    if (const auto* file = entry.file()) {
      digest.add("f");
      digest.add_field((*file)->content_id);
    } else if (const auto* directory = entry.directory()) {
      digest.add("d");
      digest.add_field((*directory)->content_id());
    } else {
      digest.add("l");
      digest.add_field(entry.link()->target);
    }
  }
  return digest.hex();
}

}  // namespace

Stamp Stamp::of(const struct stat& info) {
  return Stamp{info.st_dev, info.st_ino, info.st_size, to_ns(info.st_mtim), to_ns(info.st_ctim)};
}

DirectoryNode::DirectoryNode(const Stamp& stamp, std::vector<Entry> entries)
    : stamp_(stamp), entries_(std::move(entries)), content_id_(digest_of(entries_)) {}

const Entry* DirectoryNode::find(std::string_view name) const {
  const auto found = std::lower_bound(
      entries_.begin(), entries_.end(), name,
      [](const Entry& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != entries_.end() && found->name == name ? &*found : nullptr;
}

std::shared_ptr<const Listing> DirectoryNode::listing() const {
  std::call_once(listed_, [this] {
    auto listing = std::make_shared<Listing>();
    for (const Entry& entry : entries_) {
      if (entry.link() != nullptr) {
        return;
      }
      (entry.file() != nullptr ? listing->files : listing->directories).push_back(entry.name);
    }
    listing_ = std::move(listing);
  });
  return listing_;
}

}  // namespace cairn::source::directory

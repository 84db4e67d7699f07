// Nodes as records and back.
#include "source/directory/kept_tree.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "source/directory/file_reader.hpp"

namespace cairn::source::directory {
namespace {

using Json = nlohmann::json;

std::string bytes_of(const Json& record) {
  std::string bytes;
  Json::to_cbor(record, bytes);
  return bytes;
}

Failure no_record(const std::string& digest) {
  return fail(ErrorCode::internal, "the kept record " + digest + " is none of a directory");
}

// An array, as all records are.
Result<Json> read_record(const KeptObjects& objects, const std::string& digest) {
  const auto bytes = objects.read(digest, kept_bytes_max);
  if (!bytes) {
    return fail(bytes.error());
  }
  Json record = Json::from_cbor(**bytes, /*strict=*/true, /*allow_exceptions=*/false);
  return record.is_array() ? Result<Json>(std::move(record)) : no_record(digest);
}

const std::string* text_at(const Json& entry, std::size_t at) {
  return at < entry.size() ? entry[at].get_ptr<const std::string*>() : nullptr;
}

std::int64_t number_at(const Json& entry, std::size_t at) {
  return at < entry.size() && entry[at].is_number_integer() ? entry[at].get<std::int64_t>() : 0;
}

// One entry of a directory's record, checked.
struct RecordEntry {
  enum class Kind { file, unread, directory, link };
  Kind kind = Kind::file;
  std::string name;
  std::string target;  // a content id, a digest or the target of a link
  std::int64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  std::string unread;

  static std::optional<RecordEntry> parse(const Json& json) {
    const std::string* kind = json.is_array() ? text_at(json, 0) : nullptr;
    const std::string* name = json.is_array() ? text_at(json, 1) : nullptr;
    const std::string* target = json.is_array() ? text_at(json, 2) : nullptr;
    if (kind == nullptr || name == nullptr || target == nullptr || kind->size() != 1) {
      return std::nullopt;
    }
    RecordEntry entry;
    entry.name = *name;
    entry.target = *target;
    entry.size_bytes = number_at(json, 3);
    entry.modified_ns = number_at(json, 4);
    if (const std::string* why = text_at(json, 5)) {
      entry.unread = *why;
    }
    switch (kind->front()) {
      case 'f':
        entry.kind = Kind::file;
        return entry;
      case 'u':
        entry.kind = Kind::unread;
        return entry;
      case 'd':
        entry.kind = Kind::directory;
        return entry;
      case 'l':
        entry.kind = Kind::link;
        return entry;
      default:
        return std::nullopt;
    }
  }
};

// One root of a state's record, checked.
struct RecordRoot {
  std::string path;
  std::string real_path;
  std::string record;  // "" if there was no such directory

  static std::optional<RecordRoot> parse(const Json& json) {
    const std::string* path = json.is_array() ? text_at(json, 0) : nullptr;
    const std::string* real_path = json.is_array() ? text_at(json, 1) : nullptr;
    const std::string* record = json.is_array() ? text_at(json, 2) : nullptr;
    if (path == nullptr || real_path == nullptr || record == nullptr || path->empty()) {
      return std::nullopt;
    }
    return RecordRoot{*path, *real_path, *record};
  }
};

template <typename Part>
Result<std::vector<Part>> parts_of(const KeptObjects& objects, const std::string& digest) {
  const auto record = read_record(objects, digest);
  if (!record) {
    return fail(record.error());
  }
  std::vector<Part> parts;
  parts.reserve(record->size());
  for (const Json& json : *record) {
    auto part = Part::parse(json);
    if (!part) {
      return no_record(digest);
    }
    parts.push_back(*std::move(part));
  }
  return parts;
}

Result<std::vector<RecordEntry>> entries_of(const KeptObjects& objects, const std::string& digest,
                                            std::size_t depth, std::size_t depth_max) {
  if (depth > depth_max) {
    return no_record(digest);
  }
  return parts_of<RecordEntry>(objects, digest);
}

}  // namespace

Result<std::string> KeptTreeWriter::put(const std::shared_ptr<const State>& state) {
  fresh_.clear();
  Json record = Json::array();
  for (const Root& root : state->roots) {
    std::string digest;
    if (root.node != nullptr) {
      auto put = put_directory(root, *root.node, "");
      if (!put) {
        return put;
      }
      digest = *std::move(put);
    }
    record.push_back(Json::array({root.path, root.real_path, std::move(digest)}));
  }
  const std::string bytes = bytes_of(record);
  std::string digest = base::sha256_hex(bytes);
  if (auto put = objects_.put(digest, bytes); !put) {
    return fail(std::move(put).error());
  }
  written_ = std::move(fresh_);
  last_ = state;
  return digest;
}

Result<std::string> KeptTreeWriter::put_directory(const Root& root, const DirectoryNode& node,
                                                  const std::string& path) {
  if (const auto known = written_.find(&node); known != written_.end()) {
    // What is below it stays written as well.
    fresh_.insert(*known);
    for (const Entry& entry : node.entries()) {
      if (const auto* directory = entry.directory()) {
        if (auto put = put_directory(root, **directory, path + entry.name + '/'); !put) {
          return put;
        }
      }
    }
    return known->second;
  }
  Json record = Json::array();
  for (const Entry& entry : node.entries()) {
    if (const auto* file = entry.file()) {
      const FileNode& of = **file;
      if (auto put = put_content(root, of, path + entry.name); !put) {
        return fail(std::move(put).error());
      }
      Json one = Json::array({of.unread.empty() ? "f" : "u", entry.name, of.content_id,
                              of.stamp.size_bytes, of.stamp.modified_ns});
      if (!of.unread.empty()) {
        one.push_back(of.unread);
      }
      record.push_back(std::move(one));
    } else if (const auto* directory = entry.directory()) {
      auto put = put_directory(root, **directory, path + entry.name + '/');
      if (!put) {
        return put;
      }
      record.push_back(Json::array({"d", entry.name, *std::move(put)}));
    } else {
      record.push_back(Json::array({"l", entry.name, entry.link()->target}));
    }
  }
  const std::string bytes = bytes_of(record);
  std::string digest = base::sha256_hex(bytes);
  if (auto put = objects_.put(digest, bytes); !put) {
    return fail(std::move(put).error());
  }
  fresh_.emplace(&node, digest);
  return digest;
}

Result<void> KeptTreeWriter::put_content(const Root& root, const FileNode& file,
                                         const std::string& path) {
  if (!file.unread.empty() || objects_.knows(file.content_id)) {
    return {};
  }
  if (file.bytes != nullptr) {
    return objects_.put(file.content_id, *file.bytes);
  }
  const std::string shown = root.path + '/' + path;
  auto outcome = read_regular_file(root.opened->number(), path, file.stamp, file_bytes_max_);
  if (!outcome) {
    return fail(std::move(outcome).error(), "reading '" + shown + "'");
  }
  const auto* content = std::get_if<ReadFile>(&*outcome);
  if (content == nullptr || base::sha256_hex(content->bytes) != file.content_id) {
    return fail(ErrorCode::unavailable, "'" + shown + "' was changed a moment ago");
  }
  return objects_.put(file.content_id, content->bytes);
}

Result<std::shared_ptr<const State>> KeptTreeReader::load(const std::string& record) const {
  auto roots = parts_of<RecordRoot>(*objects_, record);
  if (!roots) {
    return fail(std::move(roots).error());
  }
  auto state = std::make_shared<State>();
  for (RecordRoot& found : *roots) {
    Root root;
    root.path = std::move(found.path);
    root.real_path = std::move(found.real_path);
    if (!found.record.empty()) {
      auto node = directory(found.record, 1);
      if (!node) {
        return fail(std::move(node).error());
      }
      root.node = *std::move(node);
      root.kept = objects_;
    }
    state->roots.push_back(std::move(root));
  }
  state->content_id = content_id_of(state->roots);
  return std::shared_ptr<const State>(std::move(state));
}

Result<std::shared_ptr<const DirectoryNode>> KeptTreeReader::directory(const std::string& record,
                                                                       std::size_t depth) const {
  auto parts = entries_of(*objects_, record, depth, depth_max_);
  if (!parts) {
    return fail(std::move(parts).error());
  }
  std::vector<Entry> entries;
  entries.reserve(parts->size());
  for (RecordEntry& part : *parts) {
    Entry entry{std::move(part.name), {}};
    if (part.kind == RecordEntry::Kind::link) {
      entry.node = LinkNode{std::move(part.target)};
    } else if (part.kind == RecordEntry::Kind::directory) {
      auto node = directory(part.target, depth + 1);
      if (!node) {
        return node;
      }
      entry.node = *std::move(node);
    } else {
      Stamp stamp;
      stamp.size_bytes = part.size_bytes;
      stamp.modified_ns = part.modified_ns;
      entry.node = std::make_shared<const FileNode>(
          FileNode{stamp, std::move(part.target), nullptr, std::move(part.unread)});
    }
    entries.push_back(std::move(entry));
  }
  return std::make_shared<const DirectoryNode>(Stamp(), std::move(entries));
}

// What was found so far, and what need not be.
struct KeptTreeReader::Listing {
  const KeptContents& known;
  KeptContents found = {};

  // Whether this record is to be looked at.
  bool enter(const std::string& record) {
    return known.records.count(record) == 0 && found.records.insert(record).second;
  }
  void add(const RecordEntry& file) {
    if (known.files.count(file.target) == 0 && found.files.insert(file.target).second) {
      found.bytes += static_cast<std::uint64_t>(file.size_bytes);
    }
  }
};

Result<KeptContents> KeptTreeReader::list(const std::string& record,
                                          const KeptContents& known) const {
  Listing listing{known};
  if (!listing.enter(record)) {
    return std::move(listing.found);
  }
  const auto roots = parts_of<RecordRoot>(*objects_, record);
  if (!roots) {
    return fail(roots.error());
  }
  for (const RecordRoot& root : *roots) {
    if (root.record.empty()) {
      continue;
    }
    if (auto listed = list_directory(root.record, listing, 1); !listed) {
      return fail(std::move(listed).error());
    }
  }
  return std::move(listing.found);
}

Result<void> KeptTreeReader::list_directory(const std::string& record, Listing& listing,
                                            std::size_t depth) const {
  if (!listing.enter(record)) {
    return {};
  }
  const auto parts = entries_of(*objects_, record, depth, depth_max_);
  if (!parts) {
    return fail(parts.error());
  }
  for (const RecordEntry& part : *parts) {
    if (part.kind == RecordEntry::Kind::file) {
      listing.add(part);
    } else if (part.kind == RecordEntry::Kind::directory) {
      if (auto listed = list_directory(part.target, listing, depth + 1); !listed) {
        return listed;
      }
    }
  }
  return {};
}

}  // namespace cairn::source::directory

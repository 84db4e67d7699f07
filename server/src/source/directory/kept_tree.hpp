// Kept trees: what directories held, written to and read from KeptObjects. There is a record for
// each directory, named by its digest, with the digests of what is in it: a directory that did not
// change is not written again.
//
// A record is CBOR: [[kind, name, ...], ...] with ["f", name, content id, size, modified ns],
// ["u", name, content id, size, modified ns, why it is not served], ["d", name, digest] or
// ["l", name, target]. That of a state is [[path, real path, digest or ""], ...], one for each
// root.
//
// Thread-safety: KeptTreeReader from any thread; KeptTreeWriter from one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "cairn/result.hpp"
#include "source/directory/kept_objects.hpp"
#include "source/directory/scanner.hpp"

namespace cairn::source::directory {

class KeptTreeWriter {
 public:
  KeptTreeWriter(KeptObjects& objects, std::size_t file_bytes_max)
      : objects_(objects), file_bytes_max_(file_bytes_max) {}

  // Puts what is not there yet, and gives the digest of the state's record. Contents that are not
  // in memory are read. Errors: unavailable when one changed meanwhile; internal.
  [[nodiscard]] Result<std::string> put(const std::shared_ptr<const State>& state);
  // Nothing is taken to be there because an earlier state had it.
  void forget() { written_.clear(); }

 private:
  using Written = std::unordered_map<const DirectoryNode*, std::string>;

  [[nodiscard]] Result<std::string> put_directory(const Root& root, const DirectoryNode& node,
                                                  const std::string& path);
  [[nodiscard]] Result<void> put_content(const Root& root, const FileNode& file,
                                         const std::string& path);

  KeptObjects& objects_;
  const std::size_t file_bytes_max_;
  std::shared_ptr<const State> last_;  // keeps the nodes of written_
  Written written_;                    // the digests of what last_ is made of
  Written fresh_;                      // while a state is put
};

// The objects of states.
struct KeptContents {
  std::unordered_set<std::string> records;
  std::unordered_set<std::string> files;
  std::uint64_t bytes = 0;  // of the files

  void merge(KeptContents&& other) {
    records.merge(other.records);
    files.merge(other.files);
    bytes += other.bytes;
  }
};

class KeptTreeReader {
 public:
  KeptTreeReader(std::shared_ptr<const KeptObjects> objects, std::size_t depth_max)
      : objects_(std::move(objects)), depth_max_(depth_max) {}

  // The state with this record; its contents are read when they are asked for. Errors: internal
  // when a record is lost or damaged.
  [[nodiscard]] Result<std::shared_ptr<const State>> load(const std::string& record) const;

  // What a state is made of, without what is in `known`, which is not looked at again. Errors: as
  // load.
  [[nodiscard]] Result<KeptContents> list(const std::string& record,
                                          const KeptContents& known) const;

 private:
  struct Listing;

  [[nodiscard]] Result<std::shared_ptr<const DirectoryNode>> directory(const std::string& record,
                                                                       std::size_t depth) const;
  [[nodiscard]] Result<void> list_directory(const std::string& record, Listing& listing,
                                            std::size_t depth) const;

  const std::shared_ptr<const KeptObjects> objects_;
  const std::size_t depth_max_;
};

}  // namespace cairn::source::directory

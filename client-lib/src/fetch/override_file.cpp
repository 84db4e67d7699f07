// Checking, reading and flattening the operator's file.
#include "fetch/override_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "fetch/decode.hpp"
#include "format/document.hpp"
#include "format/property_list.hpp"

namespace cairn::fetch {
namespace {

Failure refused(const std::string& path, const std::string& because) {
  return fail(ErrorCode::permission_denied, "the override file '" + path + "' " + because);
}

Failure system_failure(const std::string& path, int reason) {
  return fail(ErrorCode::internal, "reading the override file '" + path +
                                       "': " + std::generic_category().message(reason));
}

// Links are followed: containers mount files through them. What counts is the file at the end.
Result<void> check_owner(int file, const std::string& path) {
  struct stat info {};
  if (::fstat(file, &info) != 0) {
    return system_failure(path, errno);
  }
  if (!S_ISREG(info.st_mode)) {
    return refused(path, "is no file");
  }
  if (info.st_uid != ::geteuid() && info.st_uid != 0) {
    return refused(path, "belongs to another user");
  }
  return (info.st_mode & 022U) == 0 ? Result<void>() : refused(path, "is writable for others");
}

Result<std::string> read_all(int file, const std::string& path, std::size_t bytes_max) {
  std::string content;
  std::array<char, 32 * 1024> block{};
  for (;;) {
    const ssize_t got = ::read(file, block.data(), block.size());
    if (got < 0 && errno != EINTR) {
      return system_failure(path, errno);
    }
    if (got == 0) {
      return content;
    }
    const auto count = static_cast<std::size_t>(got < 0 ? 0 : got);
    if (count > bytes_max - content.size()) {
      return fail(ErrorCode::resource_exhausted, "the override file '" + path +
                                                     "' is larger than " +
                                                     std::to_string(bytes_max) + " bytes");
    }
    content.append(block.data(), count);
  }
}

// "a.b[0]", as YAML is flattened; empty lists and objects are the empty text. The depth is the
// parser's.
void flatten(const JsonNode& node, const std::string& key, format::PropertyList& out) {
  if (node.kind == JsonKind::object && !node.members.empty()) {
    for (const auto& [name, member] : node.members) {
      std::string path = key;
      path += key.empty() || name.starts_with('[') ? "" : ".";
      path += name;
      flatten(member, path, out);
    }
  } else if (node.kind == JsonKind::array && !node.items.empty()) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      flatten(node.items[i], key + '[' + std::to_string(i) + ']', out);
    }
  } else if (node.kind == JsonKind::object || node.kind == JsonKind::array) {
    out.put(key, std::string(), {});
  } else {
    out.put(key, value_of(node), {});
  }
}

PropertySource source_of(std::shared_ptr<const Properties> properties, const std::string& path) {
  PropertySource source;
  source.name = "override:" + path;
  source.file = path;
  source.properties = std::move(properties);
  return source;
}

Result<Environment> parse_json_override(std::string_view bytes, const std::string& path) {
  auto root = parse_json(bytes);
  if (!root || root->kind != JsonKind::object) {
    Error error{ErrorCode::failed_precondition,
                root ? "the override file is no JSON object" : root.error().message,
                {}};
    return fail_in_file(std::move(error), path);
  }
  format::PropertyList list;
  if (!root->members.empty()) {
    flatten(*root, "", list);
  }
  Environment environment;
  environment.sources.push_back(source_of(std::make_shared<const Properties>(list.take()), path));
  return environment;
}

}  // namespace

Result<Environment> parse_override(std::string_view bytes, const std::string& path) {
  const std::string name = base::to_lower(path);
  if (name.ends_with(".json")) {
    return parse_json_override(bytes, path);
  }
  const auto kind = name.ends_with(".properties") ? format::Kind::properties : format::Kind::yaml;
  auto parsed = format::parse(kind, bytes);
  if (!parsed) {
    return fail_in_file(std::move(parsed).error(), path);
  }
  Environment environment;
  for (const auto& document : (*parsed)->documents) {
    environment.sources.insert(environment.sources.begin(), source_of(document, path));
  }
  return environment;
}

Result<std::optional<Environment>> read_override(const OverrideOptions& options) {
  if (options.file.empty()) {
    return std::optional<Environment>();
  }
  const base::Descriptor file(
      ::open(options.file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.open()) {
    return errno == ENOENT ? Result<std::optional<Environment>>(std::optional<Environment>())
                           : system_failure(options.file, errno);
  }
  if (auto checked = check_owner(file.number(), options.file); !checked) {
    return fail(std::move(checked).error());
  }
  auto bytes = read_all(file.number(), options.file, options.file_bytes_max);
  if (!bytes) {
    return fail(std::move(bytes).error());
  }
  auto environment = parse_override(*bytes, options.file);
  if (!environment) {
    return fail(std::move(environment).error());
  }
  return std::optional<Environment>(*std::move(environment));
}

}  // namespace cairn::fetch

// Sealing, opening, and which of the two files counts.
#include "source/kept_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/digest.hpp"
#include "base/files.hpp"

namespace cairn::source {
namespace {

using Json = nlohmann::json;

Failure unusable(const KeptKind& kind, const std::string& why) {
  return fail(ErrorCode::failed_precondition, kind.what + ' ' + why);
}

std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// The text of one file; nullopt if there is none.
Result<std::optional<std::string>> read_own(const std::string& path, const KeptKind& kind) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) {
      return unusable(kind, "is no regular file");
    }
    // What is read from here is believed.
    if (info.st_uid != ::geteuid() || (info.st_mode & 0022U) != 0) {
      return unusable(kind, "can be written to by other users");
    }
  }
  auto text = base::read_file(path, kind.bytes_max);
  if (text) {
    return std::optional(*std::move(text));
  }
  if (text.error().code == ErrorCode::not_found) {
    return std::optional<std::string>();
  }
  return text.error().code == ErrorCode::resource_exhausted ? unusable(kind, "is too large")
                                                            : fail(std::move(text).error());
}

// One of the two files, and whether what it says was taken.
class KeptFile {
 public:
  KeptFile(std::string path, const KeptKind& kind, const TakeKept& take) : path_(std::move(path)) {
    const auto text = read_own(path_, kind);
    if (!text) {
      error_ = text.error();
    } else if (*text) {
      const auto done = take(**text);
      taken_ = done.has_value();
      error_ = done ? std::optional<Error>() : done.error();
    }
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool taken() const { return taken_; }
  // Null if it was taken or is not there.
  [[nodiscard]] const Error* error() const { return error_ ? &*error_ : nullptr; }
  [[nodiscard]] bool is_newer() const {
    return error_ && error_->code == ErrorCode::invalid_argument;
  }
  // It is there and cannot be read: that says nothing of what is in it.
  [[nodiscard]] bool failed() const {
    return error_ && !is_newer() && error_->code != ErrorCode::failed_precondition;
  }

 private:
  std::string path_;
  bool taken_ = false;
  std::optional<Error> error_;
};

std::string newer_text(const KeptFile& file, const KeptKind& kind) {
  return "'" + file.path() + "': " + file.error()->message +
         ": a newer cairn-server wrote it. Start that one, or move the file and its copy away: " +
         kind.loss;
}

void move_aside(const KeptFile& file, std::string& set_aside) {
  set_aside += (set_aside.empty() ? "" : "; its copy: ") + file.error()->message;
  const std::string aside = file.path() + ".set-aside-" + std::to_string(std::time(nullptr));
  if (std::rename(file.path().c_str(), aside.c_str()) != 0) {
    set_aside += " (and stays: it cannot be renamed)";  // The next save replaces it.
  }
}

}  // namespace

std::string seal(const KeptKind& kind, std::string_view address, std::string_view text) {
  Json content = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  std::string digest = base::sha256_hex(text_of(content, -1));
  return text_of({{"format", kind.format_now},
                  {"address", std::string(address)},
                  {"digest", std::move(digest)},
                  {kind.key, std::move(content)}},
                 1) +
         '\n';
}

Result<std::string> unseal(const KeptKind& kind, std::string_view text, std::string_view address) {
  const Json file = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!file.is_object()) {
    return unusable(kind, "is damaged");
  }
  const auto format = file.find("format");
  if (format == file.end() || !format->is_number_integer()) {
    return unusable(kind, "has no format number");
  }
  if (const auto number = format->get<std::int64_t>(); number > kind.format_now) {
    return fail(ErrorCode::invalid_argument, kind.what + " has format " + std::to_string(number) +
                                                 ", this server reads up to " +
                                                 std::to_string(kind.format_now));
  } else if (number < kind.format_oldest) {
    return unusable(kind, "has format " + std::to_string(number) + ", this server reads from " +
                              std::to_string(kind.format_oldest));
  }
  const auto written_for = file.find("address");
  const Json expected = Json::parse(text_of(Json(std::string(address)), -1), nullptr, false);
  if (written_for == file.end() || *written_for != expected) {
    return unusable(kind, "belongs to another repository");
  }
  const auto content = file.find(kind.key);
  if (content == file.end()) {
    return unusable(kind, "has no " + kind.key);
  }
  const auto digest = file.find("digest");
  std::string sealed = text_of(*content, -1);
  if (digest == file.end() ? kind.digest_needed : *digest != base::sha256_hex(sealed)) {
    return unusable(kind, "is damaged: its digest is another");
  }
  return sealed;
}

Result<void> save_kept(const std::string& path, std::string_view text) {
  auto written = base::replace_file(path, text);
  return written ? base::replace_file(path + ".copy", text) : written;
}

Result<bool> load_kept(const std::string& path, const KeptKind& kind, const TakeKept& take) {
  const KeptFile file(path, kind, take);
  if (file.taken()) {
    return true;
  }
  const KeptFile copy(path + ".copy", kind, take);
  if (copy.taken()) {
    return true;
  }
  for (const KeptFile* each : {&file, &copy}) {
    if (each->error() != nullptr) {
      const ErrorCode code = each->failed() ? ErrorCode::internal : ErrorCode::failed_precondition;
      return fail(code, "'" + each->path() + "': " + each->error()->message);
    }
  }
  return false;
}

Result<bool> load_kept_or_set_aside(const std::string& path, const KeptKind& kind,
                                    const TakeKept& take, std::string& set_aside) {
  const KeptFile file(path, kind, take);
  if (file.taken()) {
    return true;
  }
  const KeptFile copy(path + ".copy", kind, take);
  // Nothing is moved before it is known what both say.
  for (const KeptFile* each : {&file, &copy}) {
    if (each->is_newer() && !copy.taken()) {
      return fail(ErrorCode::failed_precondition, newer_text(*each, kind));
    }
    if (each->failed()) {
      return fail(*each->error());
    }
  }
  for (const KeptFile* each : {&file, &copy}) {
    if (each->error() != nullptr) {
      move_aside(*each, set_aside);
    }
  }
  if (copy.taken() && set_aside.empty()) {
    set_aside = kind.what + " is missing; its copy is used";
  }
  return copy.taken();
}

}  // namespace cairn::source

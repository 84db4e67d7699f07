// The only file here that includes the JSON library.
#include "source/git/state_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/digest.hpp"
#include "base/files.hpp"

namespace cairn::source::git {
namespace {

using Json = nlohmann::json;

// What is written, and the oldest that is read: a release reads what the release before it wrote.
constexpr int format_now = 1;
constexpr int format_oldest = 1;

Failure unusable(const std::string& why) {
  return fail(ErrorCode::failed_precondition, "the state file " + why);
}

// Takes the id under this key if there is one; false when it is no id.
bool take_id(const Json& object, const char* key, std::optional<ObjectId>& id) {
  const auto found = object.find(key);
  if (found == object.end()) {
    return true;
  }
  const auto* text = found->get_ptr<const std::string*>();
  id = text != nullptr ? ObjectId::parse(*text) : std::nullopt;
  return id.has_value();
}

// Takes [entries, bytes] if they are there; false when they are no such numbers.
bool take_tree_size(const Json& object, std::optional<TreeSize>& size) {
  const auto found = object.find("tree");
  if (found == object.end()) {
    return true;
  }
  if (!found->is_array() || found->size() != 2 || !(*found)[0].is_number_unsigned() ||
      !(*found)[1].is_number_unsigned()) {
    return false;
  }
  size = TreeSize{(*found)[0].get<std::uint64_t>(), (*found)[1].get<std::uint64_t>()};
  return true;
}

std::optional<LabelState> take_label(const Json& object) {
  LabelState state;
  std::optional<ObjectId> advertised;
  if (!object.is_object() || !take_id(object, "advertised", advertised) || !advertised ||
      !take_id(object, "commit", state.commit) ||
      !take_id(object, "first", state.first_published) ||
      !take_id(object, "before_rewrite", state.before_rewrite)) {
    return std::nullopt;
  }
  state.advertised = *advertised;
  const auto deleted = object.find("deleted");
  state.deleted = deleted != object.end() && deleted->is_boolean() && deleted->get<bool>();
  if (!take_tree_size(object, state.tree_size) || !take_id(object, "refused", state.refused)) {
    return std::nullopt;
  }
  const auto why = object.find("refused_why");
  if (state.refused && why != object.end() && why->is_string()) {
    state.refused_why = why->get<std::string>();
  }
  const auto changed_at = object.find("changed_at");
  if (changed_at != object.end() && changed_at->is_number_integer()) {
    state.changed_at = changed_at->get<std::int64_t>();
  }
  return state;
}

std::string digest_of(const Json& labels) {
  return base::sha256_hex(labels.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// What can be used of one of the two files; nullopt if there is none.
Result<std::optional<Labels>> load_one(const std::string& path, std::string_view address) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) {
      return unusable("is no regular file");
    }
    // What is read from here is believed.
    if (info.st_uid != ::geteuid() || (info.st_mode & 0022U) != 0) {
      return unusable("can be written to by other users");
    }
  }
  const auto text = base::read_file(path);
  if (!text && text.error().code == ErrorCode::not_found) {
    return std::optional<Labels>();
  }
  if (!text) {
    return text.error().code == ErrorCode::resource_exhausted ? unusable("is too large")
                                                              : fail(text.error());
  }
  auto labels = read_state(*text, address);
  if (!labels) {
    return fail(std::move(labels).error());
  }
  return std::optional(*std::move(labels));
}

// One of the two files, and what it says.
struct StateFile {
  StateFile(std::string where, std::string_view address)
      : path(std::move(where)), labels(load_one(path, address)) {}

  [[nodiscard]] bool usable() const { return labels && labels->has_value(); }
  [[nodiscard]] bool is_newer() const {
    return !labels && labels.error().code == ErrorCode::invalid_argument;
  }

  // It is there and cannot be read: that says nothing of what is in it.
  [[nodiscard]] bool failed() const {
    return !labels && !is_newer() && labels.error().code != ErrorCode::failed_precondition;
  }

  std::string path;
  Result<std::optional<Labels>> labels;  // none when there is no such file
};

std::string newer_text(const StateFile& file) {
  return "'" + file.path + "': " + file.labels.error().message +
         ": a newer cairn-server wrote it. Start that one, or move the file and its copy away: "
         "deleted branches and holds are forgotten then, and everything is fetched again";
}

void move_aside(const StateFile& file, std::string& set_aside) {
  set_aside += (set_aside.empty() ? "" : "; its copy: ") + file.labels.error().message;
  const std::string aside = file.path + ".set-aside-" + std::to_string(std::time(nullptr));
  if (std::rename(file.path.c_str(), aside.c_str()) != 0) {
    set_aside += " (and stays: it cannot be renamed)";  // The next save replaces it.
  }
}

}  // namespace

std::string write_state(const Labels& labels, std::string_view address) {
  Json written = Json::object();
  for (const auto& [ref, state] : labels) {
    Json label = {{"advertised", state.advertised.hex()}};
    if (state.commit) {
      label["commit"] = state.commit->hex();
    }
    if (state.first_published) {
      label["first"] = state.first_published->hex();
    }
    if (state.before_rewrite) {
      label["before_rewrite"] = state.before_rewrite->hex();
    }
    if (state.tree_size) {
      label["tree"] = {state.tree_size->entries, state.tree_size->bytes};
    }
    if (state.refused) {
      label["refused"] = state.refused->hex();
      label["refused_why"] = state.refused_why;
    }
    if (state.deleted) {
      label["deleted"] = true;
    }
    if (state.changed_at != 0) {
      label["changed_at"] = state.changed_at;
    }
    written[ref] = std::move(label);
  }
  const std::string digest = digest_of(written);
  const Json state = {{"format", format_now},
                      {"address", std::string(address)},
                      {"digest", digest},
                      {"labels", std::move(written)}};
  // An address may be no UTF-8; it is only compared, and the same way when it is read.
  return state.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<Labels> read_state(std::string_view text, std::string_view address) {
  const Json state = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!state.is_object()) {
    return unusable("is damaged");
  }
  const auto format = state.find("format");
  if (format == state.end() || !format->is_number_integer()) {
    return unusable("has no format number");
  }
  if (const auto number = format->get<std::int64_t>(); number > format_now) {
    return fail(ErrorCode::invalid_argument, "the state file has format " + std::to_string(number) +
                                                 ", this server reads up to " +
                                                 std::to_string(format_now));
  } else if (number < format_oldest) {
    return unusable("has format " + std::to_string(number) + ", this server reads from " +
                    std::to_string(format_oldest));
  }
  const auto written_for = state.find("address");
  const Json expected =
      Json::parse(Json(std::string(address)).dump(-1, ' ', false, Json::error_handler_t::replace),
                  nullptr, false);
  if (written_for == state.end() || *written_for != expected) {
    return unusable("belongs to another repository");
  }
  const auto written = state.find("labels");
  if (written == state.end() || !written->is_object()) {
    return unusable("has no labels");
  }
  const auto digest = state.find("digest");
  if (digest != state.end() && *digest != digest_of(*written)) {
    return unusable("is damaged: its digest is another");
  }
  Labels labels;
  for (const auto& [ref, object] : written->items()) {
    auto label = take_label(object);
    if (!label) {
      return unusable("has a damaged label '" + ref + "'");
    }
    labels.emplace(ref, *label);
  }
  return labels;
}

Result<void> save_state(const std::string& path, const Labels& labels, std::string_view address) {
  const std::string text = write_state(labels, address);
  auto written = base::replace_file(path, text);
  return written ? base::replace_file(path + ".copy", text) : written;
}

Result<Labels> load_state(const std::string& path, std::string_view address,
                          std::string& set_aside) {
  StateFile file(path, address);
  if (file.usable()) {
    return **std::move(file.labels);
  }
  StateFile copy(path + ".copy", address);
  // Nothing is moved before it is known what both say.
  for (const StateFile* each : {&file, &copy}) {
    if (each->is_newer() && !copy.usable()) {
      return fail(ErrorCode::failed_precondition, newer_text(*each));
    }
    if (each->failed()) {
      return fail(each->labels.error());
    }
  }
  for (const StateFile* each : {&file, &copy}) {
    if (!each->labels) {
      move_aside(*each, set_aside);
    }
  }
  if (!copy.usable()) {
    return Labels();
  }
  if (set_aside.empty()) {
    set_aside = "the state file is missing; its copy is used";
  }
  return **std::move(copy.labels);
}

}  // namespace cairn::source::git

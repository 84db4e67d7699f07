// Labels as JSON.
#include "source/git/state_file.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "source/kept_file.hpp"

namespace cairn::source::git {
namespace {

using Json = nlohmann::json;

KeptKind kind() {
  return {"the state file",
          "labels",
          1,
          1,
          /*digest_needed=*/false,
          64U * 1024 * 1024,
          "deleted branches and holds are forgotten then, and everything is fetched again"};
}

Failure unusable(const std::string& why) {
  return fail(ErrorCode::failed_precondition, kind().what + ' ' + why);
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
  return seal(kind(), address, written.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<Labels> read_state(std::string_view text, std::string_view address) {
  const auto content = unseal(kind(), text, address);
  if (!content) {
    return fail(content.error());
  }
  const Json written = Json::parse(*content, nullptr, /*allow_exceptions=*/false);
  if (!written.is_object()) {
    return unusable("has no labels");
  }
  Labels labels;
  for (const auto& [ref, object] : written.items()) {
    auto label = take_label(object);
    if (!label) {
      return unusable("has a damaged label '" + ref + "'");
    }
    labels.emplace(ref, *label);
  }
  return labels;
}

Result<void> save_state(const std::string& path, const Labels& labels, std::string_view address) {
  return save_kept(path, write_state(labels, address));
}

Result<Labels> load_state(const std::string& path, std::string_view address,
                          std::string& set_aside) {
  Labels labels;
  const auto take = [&](std::string_view text) -> Result<void> {
    auto read = read_state(text, address);
    if (!read) {
      return fail(std::move(read).error());
    }
    labels = *std::move(read);
    return {};
  };
  const auto loaded = load_kept_or_set_aside(path, kind(), take, set_aside);
  if (!loaded) {
    return fail(loaded.error());
  }
  return labels;
}

}  // namespace cairn::source::git

// The list of states, and when it is written.
#include "source/directory/kept_states.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "source/kept_file.hpp"

namespace cairn::source::directory {
namespace {

using Json = nlohmann::json;

KeptKind kind() {
  return {"the state of directories",
          "states",
          1,
          1,
          /*digest_needed=*/true,
          16U * 1024 * 1024,
          "what was served last and holds are forgotten then"};
}

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  const auto* text = found == object.end() ? nullptr : found->get_ptr<const std::string*>();
  return text == nullptr ? std::string() : *text;
}

Result<KeptList> read_list(std::string_view text, std::string_view address) {
  const auto content = unseal(kind(), text, address);
  if (!content) {
    return fail(content.error());
  }
  const Json states = Json::parse(*content, nullptr, /*allow_exceptions=*/false);
  KeptList list;
  for (const Json& one : states) {
    KeptState state;
    if (one.is_object()) {
      state.id = text_in(one, "id");
      state.record = text_in(one, "record");
      const auto at = one.find("at");
      state.at = at != one.end() && at->is_number_integer() ? at->get<std::int64_t>() : 0;
    }
    if (state.id.empty() || state.record.empty()) {
      return fail(ErrorCode::failed_precondition, kind().what + " has a damaged state");
    }
    list.push_back(std::move(state));
  }
  return list;
}

std::string write_list_text(const KeptList& list, std::string_view address) {
  Json states = Json::array();
  for (const KeptState& state : list) {
    states.push_back({{"id", state.id}, {"record", state.record}, {"at", state.at}});
  }
  return seal(kind(), address, states.dump());
}

}  // namespace

KeptStates::KeptStates(Options options)
    : options_(std::move(options)),
      state_file_(options_.directory + "/state"),
      objects_(std::make_shared<KeptObjects>(options_.directory + "/objects")),
      reader_(std::make_shared<const KeptTreeReader>(objects_, options_.depth_max)),
      writer_(*objects_, options_.file_bytes_max),
      list_(std::make_shared<const KeptList>()) {}

Result<std::unique_ptr<KeptStates>> KeptStates::open(Options options) {
  std::unique_ptr<KeptStates> kept(new KeptStates(std::move(options)));
  if (auto loaded = kept->load(); !loaded) {
    return fail(std::move(loaded).error());
  }
  return kept;
}

Result<void> KeptStates::load() {
  if (auto prepared = objects_->prepare(); !prepared) {
    return prepared;
  }
  struct stat written {};
  if (::stat(state_file_.c_str(), &written) == 0) {
    last_success_ = written.st_mtime;
  }
  KeptList list;
  const auto take = [&](std::string_view text) -> Result<void> {
    auto read = read_list(text, options_.address);
    if (!read) {
      return fail(std::move(read).error());
    }
    list = *std::move(read);
    return {};
  };
  std::string set_aside;
  const auto loaded = load_kept_or_set_aside(state_file_, kind(), take, set_aside);
  if (!loaded) {
    return fail(loaded.error());
  }
  if (!set_aside.empty()) {
    complete_ = false;
    log_.warn("state set aside", {{"file", state_file_}, {"reason", set_aside}});
  }
  list.resize(std::min(list.size(), options_.earlier_max + 1));  // The limit may be another now.
  list_ = std::make_shared<const KeptList>(std::move(list));
  return {};
}

std::shared_ptr<const State> KeptStates::take_last() {
  if (list_->empty()) {
    return nullptr;
  }
  const KeptState& last = list_->front();
  auto state = reader_->load(last.record);
  const auto contents = reader_->list(last.record, {});
  if (state && contents && (*state)->content_id == last.id) {
    for (const auto* names : {&contents->records, &contents->files}) {
      for (const std::string& name : *names) {
        objects_->know(name);  // Until mend() looks.
      }
    }
    return *std::move(state);
  }
  log_.error("what was served last cannot be read; the directories are needed",
             {{"kept in", options_.directory},
              {"reason", state ? "it is another state" : state.error().text()}});
  list_ = std::make_shared<const KeptList>(list_->begin() + 1, list_->end());
  complete_ = false;
  return nullptr;
}

Result<void> KeptStates::write_list(KeptList list) {
  if (auto written = save_kept(state_file_, write_list_text(list, options_.address)); !written) {
    // One of the two may be the new one: the next save writes both.
    complete_ = false;
    return written;
  }
  complete_ = true;
  list_ = std::make_shared<const KeptList>(std::move(list));
  return {};
}

Result<void> KeptStates::save(const std::shared_ptr<const State>& state, std::int64_t now) {
  auto record = writer_.put(state);
  auto synced = record ? objects_->sync() : Result<void>();
  if (!record || !synced) {
    objects_->undo();
    writer_.forget();
    return record ? synced : fail(std::move(record).error());
  }
  bytes_since_sweep_ += objects_->take_bytes_put();
  const bool same = !list_->empty() && list_->front().id == state->content_id;
  KeptState newest{state->content_id, *record, same ? list_->front().at : now};
  if (!same || !complete_ || !(newest == list_->front())) {
    KeptList list{std::move(newest)};
    for (const KeptState& earlier : *list_) {
      if (earlier.id != state->content_id && list.size() <= options_.earlier_max) {
        list.push_back(earlier);
      }
    }
    if (auto written = write_list(std::move(list)); !written) {
      return written;
    }
  }
  saved_ = state;
  return {};
}

void KeptStates::note_success() const {
  if (::utimensat(AT_FDCWD, state_file_.c_str(), nullptr, 0) != 0) {
    log_.debug("time of the state file not set", {{"file", state_file_}});
  }
}

void KeptStates::tidy() {
  if (saved_ == nullptr || !complete_) {
    return;
  }
  const bool first = !std::exchange(checked_, true);
  if (first) {
    mend();
  }
  if (first || bytes_since_sweep_ > options_.earlier_bytes_max / 16) {
    bytes_since_sweep_ = 0;
    sweep();
  }
}

// What was there before was not written again: it may have rotted since.
void KeptStates::mend() {
  const auto contents = reader_->list(list_->front().record, {});
  bool sound = contents.has_value();
  if (!sound) {
    objects_->doubt_all();
  } else {
    for (const std::string& file : contents->files) {
      if (!objects_->read(file, kept_bytes_max)) {
        objects_->doubt(file);
        sound = false;
      }
    }
  }
  if (sound) {
    return;
  }
  log_.warn("what is kept of directories was damaged; it is written anew",
            {{"kept in", options_.directory}});
  writer_.forget();
  if (auto saved = save(saved_, list_->front().at); !saved) {
    checked_ = false;
    log_.error("what is kept of directories stays damaged",
               {{"kept in", options_.directory}, {"error", saved.error().text()}});
  }
}

// The states that can be read and are not too much, and what they are made of.
Result<KeptList> KeptStates::list_worth_keeping(KeptContents& wanted) const {
  auto last = reader_->list(list_->front().record, {});
  if (!last) {
    return fail(std::move(last).error());
  }
  wanted = *std::move(last);
  KeptList list{list_->front()};
  std::uint64_t bytes_left = options_.earlier_bytes_max;
  for (std::size_t i = 1; i < list_->size(); ++i) {
    auto more = reader_->list((*list_)[i].record, wanted);
    if (!more) {
      log_.warn("an earlier state cannot be read and is forgotten",
                {{"state", (*list_)[i].id}, {"error", more.error().text()}});
      continue;
    }
    if (more->bytes > bytes_left) {
      break;  // And so are all that are older.
    }
    bytes_left -= more->bytes;
    wanted.merge(*std::move(more));
    list.push_back((*list_)[i]);
  }
  return list;
}

void KeptStates::sweep() {
  KeptContents wanted;
  auto list = list_worth_keeping(wanted);
  if (!list) {
    log_.error("what is kept of directories cannot be read", {{"error", list.error().text()}});
    return;
  }
  if (list->size() < list_->size()) {
    if (auto written = write_list(*std::move(list)); !written) {
      log_.warn("earlier states stay", {{"error", written.error().text()}});
      return;
    }
  }
  std::unordered_set<std::string> names = std::move(wanted.records);
  names.merge(wanted.files);
  const std::size_t removed = objects_->remove_others(names);
  log_.debug("swept what no state needs",
             {{"kept in", options_.directory}, {"removed", std::to_string(removed)}});
}

}  // namespace cairn::source::directory

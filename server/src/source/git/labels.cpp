// Names of labels, and the refs they stand for.
#include "source/git/labels.hpp"

#include "base/text.hpp"

namespace cairn::source::git {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_legal_character(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte > 0x20 && byte != 0x7f &&
         std::string_view("~^:?*[\\").find(character) == std::string_view::npos;
}

// A longer form and what it is short for.
struct Form {
  std::string_view written;
  std::string_view meant;
};
constexpr Form forms[] = {
    {"refs/heads/", branch_prefix},
    {"refs/tags/", tag_prefix},
    {"refs/remotes/origin/", branch_prefix},
    {"heads/", branch_prefix},
    {"tags/", tag_prefix},
    {"remotes/origin/", branch_prefix},
    {"origin/", branch_prefix},
};

const Labels::value_type* find_ref(const Labels& labels, std::string_view prefix,
                                   std::string_view name) {
  const auto found = labels.find(std::string(prefix) + std::string(name));
  return found != labels.end() && (found->second.commit || found->second.refused) ? &*found
                                                                                  : nullptr;
}

}  // namespace

bool is_legal_label(std::string_view name) {
  if (name.empty() || name.front() == '-' || name.back() == '.' ||
      name.find("..") != std::string_view::npos || name.find("@{") != std::string_view::npos ||
      !base::is_utf8(name)) {
    return false;
  }
  for (const char character : name) {
    if (!is_legal_character(character)) {
      return false;
    }
  }
  for (const std::string_view part : base::split(name, '/')) {
    if (part.empty() || part.front() == '.' || ends_with(part, ".lock")) {
      return false;
    }
  }
  return true;
}

const LabelState* find_label(const Labels& labels, std::string_view label) {
  const Labels::value_type* found = find_named(labels, label);
  return found == nullptr ? nullptr : &found->second;
}

const Labels::value_type* find_named(const Labels& labels, std::string_view label) {
  const Labels::value_type* branch = find_ref(labels, branch_prefix, label);
  const Labels::value_type* tag = find_ref(labels, tag_prefix, label);
  // A branch goes before a tag of its name, unless the branch is gone from the remote.
  if (branch != nullptr && (tag == nullptr || !branch->second.deleted)) {
    return branch;
  }
  if (tag != nullptr) {
    return tag;
  }
  for (const Form& form : forms) {
    if (starts_with(label, form.written)) {
      if (const Labels::value_type* found =
              find_ref(labels, form.meant, label.substr(form.written.size()))) {
        return found;
      }
    }
  }
  return nullptr;
}

std::optional<std::string> id_digits(std::string_view label) {
  const auto is_id = [](std::string_view text) {
    return text.size() >= 2 && text.size() <= ObjectId::hex_digits && is_hex(text);
  };
  if (!is_legal_label(label)) {
    return std::nullopt;
  }
  if (!is_id(label)) {
    // As the reference does: after the first "-g", and four digits at least.
    const std::size_t mark = label.find("-g");
    if (mark == std::string_view::npos || label.size() < mark + 6 ||
        !is_id(label.substr(mark + 2))) {
      return std::nullopt;
    }
    label.remove_prefix(mark + 2);
  }
  return base::to_lower(label);
}

std::string label_of(const Labels& labels, std::string_view ref) {
  const bool branch = starts_with(ref, branch_prefix);
  const std::string_view name = ref.substr(branch ? branch_prefix.size() : tag_prefix.size());
  const bool hidden = !branch && find_ref(labels, branch_prefix, name) != nullptr;
  return std::string(hidden ? ref : name);
}

}  // namespace cairn::source::git

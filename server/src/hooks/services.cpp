// Names of files become names of services.
#include "hooks/services.hpp"

#include <algorithm>
#include <deque>

namespace cairn::hooks {
namespace {

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t slash = text.find('/');
    parts.push_back(text.substr(0, slash));
    if (slash == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(slash + 1);
  }
}

// The parts that are left when "." and ".." have taken theirs away.
std::deque<std::string_view> without_dots(const std::vector<std::string_view>& parts) {
  std::deque<std::string_view> left;
  std::size_t up = 0;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (*part == "..") {
      ++up;
    } else if (*part != ".") {
      if (up > 0) {
        --up;
      } else {
        left.push_front(*part);
      }
    }
  }
  left.insert(left.begin(), up, "..");
  return left;
}

void add_once(std::string name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    names.push_back(std::move(name));
  }
}

}  // namespace

std::string clean_path(std::string_view path) {
  std::string slashes(path);
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  std::string_view rest = slashes;
  std::string prefix;
  // "C:" and "file:" stay in front.
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    prefix = rest.substr(0, colon + 1);
    if (prefix.find('/') == std::string::npos) {
      rest.remove_prefix(colon + 1);
    } else {
      prefix.clear();
    }
  }
  if (!rest.empty() && rest.front() == '/') {
    prefix += '/';
    rest.remove_prefix(1);
  }
  const auto parts = split(rest);
  std::deque<std::string_view> left = without_dots(parts);
  if (left.size() == parts.size()) {
    return slashes;
  }
  if (left.size() == 1 && left.front().empty() && (prefix.empty() || prefix.back() != '/')) {
    left.push_front(".");
  }
  std::string cleaned = prefix;
  for (std::size_t i = 0; i < left.size(); ++i) {
    cleaned += i == 0 ? "" : "/";
    cleaned += left[i];
  }
  return cleaned;
}

void add_services(std::string_view path, std::size_t dashes_max,
                  std::vector<std::string>& services) {
  const std::string cleaned = clean_path(path);
  std::string name = cleaned.substr(cleaned.rfind('/') + 1);
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) {
    name.resize(dot);
  }
  for (std::size_t taken = 0; taken < dashes_max; ++taken) {
    add_once(name == "application" ? "*" : name, services);
    const std::size_t dash = name.rfind('-');
    if (dash == std::string::npos) {
      return;
    }
    name.resize(dash);
  }
}

}  // namespace cairn::hooks

// nlohmann's event parser under a builder with limits; the one file that includes it.
//
// Its own trees would not do: the ordered one looks for each key in a list, and both read numbers
// into types that cannot hold all of them.
#include "fetch/json_tree.hpp"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <utility>

namespace cairn::fetch {
namespace {

// Its parser refuses a number that its floating type cannot hold; the reference sends integers of a
// thousand digits. A long double holds all up to 4,932.
using Json = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t,
                                  std::uint64_t, long double>;

class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return leaf(JsonKind::null, ""); }
  bool boolean(bool value) override { return leaf(JsonKind::boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override {
    return leaf(JsonKind::integer, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return leaf(JsonKind::integer, std::to_string(value));
  }
  // Also for integers of more than 64 bits; `text` is what was written.
  bool number_float(number_float_t /*value*/, const string_t& text) override {
    const bool whole = text.find_first_of(".eE") == std::string::npos;
    return leaf(whole ? JsonKind::integer : JsonKind::decimal, text);
  }
  bool string(string_t& text) override { return leaf(JsonKind::string, std::move(text)); }
  bool binary(binary_t& /*bytes*/) override { return refuse("binary"); }

  bool start_object(std::size_t /*count*/) override { return open(JsonKind::object); }
  bool start_array(std::size_t /*count*/) override { return open(JsonKind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (!open_.back().names.insert(name).second) {
      return refuse("the key '" + name.substr(0, 100) + "' is given twice");
    }
    open_.back().node.members.push_back({std::move(name), JsonNode()});
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& /*problem*/) override {
    return refuse("byte " + std::to_string(position) + " is not JSON");
  }

  [[nodiscard]] Result<JsonNode> finish(bool parsed) && {
    if (!parsed || problem_) {
      return fail(ErrorCode::failed_precondition, problem_.value_or("not JSON"));
    }
    return std::move(root_);
  }

 private:
  struct Open {
    JsonNode node;
    std::unordered_set<std::string> names;
  };

  bool refuse(std::string why) {
    problem_ = std::move(why);
    return false;
  }

  bool leaf(JsonKind kind, std::string text) {
    JsonNode node;
    node.kind = kind;
    node.text = std::move(text);
    return add(std::move(node));
  }

  bool add(JsonNode node) {
    if (++nodes_ > limits_.nodes_max) {
      return refuse("more than " + std::to_string(limits_.nodes_max) + " values");
    }
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (JsonNode& parent = open_.back().node; parent.kind == JsonKind::array) {
      parent.items.push_back(std::move(node));
    } else {
      parent.members.back().node = std::move(node);
    }
    return true;
  }

  bool open(JsonKind kind) {
    if (open_.size() == limits_.depth_max) {
      return refuse("nested deeper than " + std::to_string(limits_.depth_max));
    }
    open_.emplace_back();
    open_.back().node.kind = kind;
    return true;
  }

  bool close() {
    JsonNode node = std::move(open_.back().node);
    open_.pop_back();
    return add(std::move(node));
  }

  const JsonLimits limits_;
  std::vector<Open> open_;
  JsonNode root_;
  std::size_t nodes_ = 0;
  std::optional<std::string> problem_;
};

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

void append(std::string& out, const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      out += "null";
      break;
    case JsonKind::boolean:
    case JsonKind::integer:
    case JsonKind::decimal:
      out += node.text;
      break;
    case JsonKind::string:
      out += quoted(node.text);
      break;
    case JsonKind::array:
      out += '[';
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        out += i == 0 ? "" : ",";
        append(out, node.items[i]);
      }
      out += ']';
      break;
    case JsonKind::object:
      out += '{';
      for (std::size_t i = 0; i < node.members.size(); ++i) {
        out += i == 0 ? "" : ",";
        out += quoted(node.members[i].name) + ':';
        append(out, node.members[i].node);
      }
      out += '}';
      break;
  }
}

}  // namespace

const JsonNode* JsonNode::member(std::string_view name) const {
  for (const auto& [key, node] : members) {
    if (key == name) {
      return &node;
    }
  }
  return nullptr;
}

Result<JsonNode> parse_json(std::string_view text, const JsonLimits& limits) {
  try {
    Builder builder(limits);
    const bool parsed = Json::sax_parse(text.begin(), text.end(), &builder);
    return std::move(builder).finish(parsed);
  } catch (const std::exception& problem) {
    return fail(ErrorCode::failed_precondition, std::string("not JSON: ") + problem.what());
  }
}

std::string compact_json(const JsonNode& node) {
  std::string out;
  append(out, node);
  return out;
}

}  // namespace cairn::fetch

// The tree is built from nlohmann's events, since its own values would round integers and reorder.
#include "support/json_tree.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace cairn::testing {
namespace {

class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return add({}); }
  bool boolean(bool truth) override { return add({Value(truth), {}}); }
  bool number_integer(std::int64_t number) override { return add({Value(number), {}}); }
  bool number_unsigned(std::uint64_t number) override {
    const bool fits =
        number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return fits ? number_integer(static_cast<std::int64_t>(number))
                : add({Value(BigInteger{std::to_string(number)}), {}});
  }
  bool number_float(double number, const std::string& text) override {
    const bool is_integer = text.find_first_not_of("-0123456789") == std::string::npos;
    return add({is_integer ? Value(BigInteger{text}) : Value(number), {}});
  }
  bool string(std::string& text) override { return add({Value(std::move(text)), {}}); }
  bool binary(nlohmann::json::binary_t& /*bytes*/) override { return false; }

  bool start_object(std::size_t /*size*/) override {
    open_.push_back({{ReferenceTree::Map(), {}}, {}});
    return true;
  }
  bool key(std::string& key) override {
    const auto& map = std::get<ReferenceTree::Map>(open_.back().tree.content);
    open_.back().key = std::move(key);
    return std::none_of(map.begin(), map.end(),
                        [this](const auto& member) { return member.key == open_.back().key; });
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override {
    open_.push_back({{ReferenceTree::List(), {}}, {}});
    return true;
  }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::json::exception& /*problem*/) override {
    return false;
  }

  std::optional<ReferenceTree> root;

 private:
  struct Open {
    ReferenceTree tree;
    std::string key;  // of the member that comes next
  };

  bool add(ReferenceTree tree) {
    if (open_.empty()) {
      root = std::move(tree);
    } else if (auto* list = std::get_if<ReferenceTree::List>(&open_.back().tree.content)) {
      list->push_back(std::move(tree));
    } else {
      std::get<ReferenceTree::Map>(open_.back().tree.content)
          .push_back({std::move(open_.back().key), std::move(tree)});
    }
    return true;
  }

  bool close() {
    ReferenceTree tree = std::move(open_.back().tree);
    open_.pop_back();
    return add(std::move(tree));
  }

  std::vector<Open> open_;
};

}  // namespace

std::optional<ReferenceTree> json_tree(std::string_view text) {
  Builder builder;
  const bool is_json = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return is_json ? std::move(builder.root) : std::nullopt;
}

}  // namespace cairn::testing

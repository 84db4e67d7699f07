// Every form of a URL, every principal, rules by chance: the server against a small model of the
// rules that shares no code with it. The model knows what was meant when the URL was made.
#include <algorithm>
#include <random>

#include "unit/http/permission_house.hpp"

using namespace cairn;
using namespace cairn::http;

namespace {

using Texts = std::vector<std::string>;

// A pattern is a text, a text with a star at its end, or a star.
bool fits(const std::string& pattern, const std::string& text) {
  return !pattern.empty() && pattern.back() == '*'
             ? text.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0
             : pattern == text;
}

bool some_fit(const Texts& patterns, const std::string& text) {
  for (const std::string& pattern : patterns) {
    if (fits(pattern, text)) {
      return true;
    }
  }
  return false;
}

struct File {
  std::string path;
  // Whose configuration it may be; "" stands for what was asked for.
  std::vector<std::pair<std::string, std::string>> owners;
};

const std::vector<File> files{
    {"banner.txt", {}},
    {"dir/nginx.conf", {}},
    {"shop.yml", {{"shop", ""}}},
    {"dir/cart.json", {{"cart", ""}}},
    {"cart-prod.properties", {{"cart-prod", ""}, {"cart", "prod"}}},
    {"application.yaml", {{"", ""}}},
    {"application-prod.yml", {{"application-prod", ""}, {"", "prod"}}},
    {"shop-admin-dev.yml", {{"shop-admin-dev", ""}, {"shop", "admin-dev"}, {"shop-admin", "dev"}}},
    {"logback.xml", {{"logback", ""}}}};

struct Question {
  Texts applications, profiles, labels;  // no labels: none is named
  const File* file = nullptr;
};

struct Model {
  std::vector<auth::AccessRule> rules;

  static bool is_for(const auth::AccessRule& rule, const std::string& name,
                     const std::string& role) {
    return some_fit(rule.principals, name) ||
           std::count(rule.roles.begin(), rule.roles.end(), role) > 0;
  }

  static bool covers(const auth::AccessRule& rule, const std::string& application,
                     const std::string& profile, const std::string& label) {
    return std::count(rule.rights.begin(), rule.rights.end(), auth::Right::read) > 0 &&
           some_fit(rule.applications, application) && some_fit(rule.profiles, profile) &&
           some_fit(rule.labels, label);
  }

  [[nodiscard]] bool one(const std::string& name, const std::string& role,
                         const std::string& application, const std::string& profile,
                         const std::string& label, const File* file) const {
    for (const auto& rule : rules) {
      if (!is_for(rule, name, role) || !covers(rule, application, profile, label)) {
        continue;
      }
      if (file == nullptr || (rule.files.empty() && file->owners.empty()) ||
          some_fit(rule.files, file->path)) {
        return true;
      }
      for (const auto& [owner, in] : file->owners) {
        if (rule.files.empty() && one(name, role, owner.empty() ? application : owner,
                                      in.empty() ? profile : in, label, nullptr)) {
          return true;
        }
      }
    }
    return false;
  }

  [[nodiscard]] bool reads(const std::string& name, const std::string& role,
                           const Question& question) const {
    for (const auto& application : question.applications) {
      for (const auto& profile : question.profiles) {
        for (const auto& label : question.labels.empty() ? Texts{"(default)"} : question.labels) {
          if (!one(name, role, application, profile, label, question.file)) {
            return false;
          }
        }
      }
    }
    return true;
  }
};

class Dice {
 public:
  std::size_t below(std::size_t count) { return engine_() % count; }
  const std::string& any(const Texts& texts) { return texts[below(texts.size())]; }
  Texts some(const Texts& texts, std::size_t at_least, std::size_t at_most) {
    Texts made;
    for (std::size_t left = at_least + below(at_most - at_least + 1); left > 0; --left) {
      made.push_back(any(texts));
    }
    return made;
  }

 private:
  std::mt19937 engine_{20261129};
};

const Texts names{"ann", "team-a", "team-b", "ops", "stranger"};
const Texts roles{"", "reader", "reader", "admin", ""};
const Texts applications{"shop", "cart", "shop-admin", "application", "logback", "cart-prod"};
const Texts profiles{"dev", "prod", "default"};
const Texts labels{"main", "release/1", "feature"};

auth::AccessRule random_rule(Dice& dice) {
  static const Texts who{"ann", "team-*", "team-b", "ops", "*", "an"};
  static const Texts what{"shop",        "cart",    "shop*", "*",
                          "application", "logback", "sho",   "cart-prod"};
  static const Texts when{"dev", "prod", "*", "d*", "admin-dev"};
  static const Texts where{"main", "release/*", "(default)", "*", "release/1"};
  static const Texts which{"*", "banner*", "dir/*", "logback.xml", "cart-prod.properties"};
  auth::AccessRule rule;
  rule.principals = dice.some(who, 0, 2);
  rule.roles = dice.some({"reader", "admin", "other"}, 0, 1);
  rule.applications = dice.some(what, 1, 3);
  rule.profiles = dice.some(when, 1, 2);
  rule.labels = dice.some(where, 1, 3);
  rule.files = dice.below(3) == 0 ? dice.some(which, 1, 2) : Texts();
  rule.rights = {dice.below(8) == 0 ? auth::Right::status : auth::Right::read};
  return rule;
}

std::string list(const Texts& texts) {
  std::string text;
  for (const std::string& one : texts) {
    text += (text.empty() ? "" : ",") + one;
  }
  return text;
}

std::string label_in_url(Dice& dice, const Texts& from) {
  std::string text;
  for (const char c : list(from)) {
    text += c != '/' ? std::string(1, c) : dice.below(2) == 0 ? "(_)" : "%2F";
  }
  return text;
}

// A request line that asks this, in one of its forms.
std::string line_of(Dice& dice, const Question& question) {
  const std::string name = list(question.applications);
  const std::string profile = list(question.profiles);
  const std::string method = dice.below(8) == 0 ? "HEAD /" : "GET /";
  const std::string label = question.labels.empty() ? "" : label_in_url(dice, question.labels);
  if (question.file != nullptr) {
    std::string path = question.file->path;
    if (!label.empty()) {
      return method + name + "/" + profile + "/" + label + "/" + path;
    }
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/')) {
      path.replace(slash, 1, "(_)");
    }
    return method + name + "/" + profile + "/" + path + "?useDefaultLabel";
  }
  static const Texts extensions{".yml", ".yaml", ".properties", ".json"};
  if (dice.below(2) == 0) {
    return method + (label.empty() ? "" : label + "/") + name + "-" + profile +
           dice.any(extensions);
  }
  return method + name + "/" + profile + (label.empty() ? "" : "/" + label);
}

Question random_question(Dice& dice) {
  Question question;
  question.applications = dice.some(applications, 1, dice.below(4) == 0 ? 3 : 1);
  question.profiles = dice.some(profiles, 1, dice.below(4) == 0 ? 2 : 1);
  question.labels = dice.some(labels, 0, dice.below(4) == 0 ? 2 : 1);
  question.file = dice.below(3) == 0 ? &files[dice.below(files.size())] : nullptr;
  return question;
}

}  // namespace

TEST_SUITE("rights against a model") {
  TEST_CASE("100,000 requests by chance are granted as the model says") {
    constexpr int rounds = 1'000;
    constexpr int requests = 100;
    Dice dice;
    Texts known;
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
      known.push_back(names[i] + (roles[i].empty() ? "" : ":" + roles[i]));
    }
    GuardedHouse house(known_by_certificate(known));
    int granted = 0;
    int mismatches = 0;
    for (int round = 0; round < rounds; ++round) {
      Model model;
      for (std::size_t left = 1 + dice.below(5); left > 0; --left) {
        model.rules.push_back(random_rule(dice));
      }
      house.authenticator.replace_rules(model.rules);  // the answers that are kept stay
      for (int i = 0; i < requests; ++i) {
        const Question question = random_question(dice);
        const std::size_t who = dice.below(names.size());
        const std::string line = line_of(dice, question);
        const bool stranger = who + 1 == names.size();
        const bool may = !stranger && model.reads(names[who], roles[who], question);
        const int wanted = stranger ? 401 : may ? 200 : 403;
        const std::string accept = dice.below(4) == 0 && question.file != nullptr
                                       ? "Accept: application/octet-stream\r\n"
                                       : "";
        const int got = house.status(line, names[who], accept);
        granted += may ? 1 : 0;
        if (got != wanted && ++mismatches <= 5) {
          MESSAGE(names[who] << ": " << line << " gave " << got << " and not " << wanted);
        }
      }
    }
    CHECK(mismatches == 0);
    CHECK(granted > rounds * requests / 20);
    CHECK(granted < rounds * requests * 19 / 20);
  }
}

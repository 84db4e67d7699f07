// See same_questions.hpp.
#include "cli/same_questions.hpp"

#include <cstdint>

#include "base/text.hpp"
#include "cli/questioning.hpp"
#include "fetch/request_path.hpp"

namespace cairn::cli {
namespace {

constexpr const char* v2_type = "application/vnd.spring-cloud.config-server.v2+json";

// A slash inside a segment is "(_)".
std::string with_slashes(const std::string& text) {
  return path_segment(base::replace_all(text, "/", "(_)"));
}

std::string flat_path(const Question& question, const std::string& extension) {
  const std::string label = question.label.empty() ? "" : "/" + with_slashes(question.label);
  return label + "/" + path_segment(question.application + "-" + question.profiles) + extension;
}

std::string file_path(const Question& question, const std::string& file) {
  const std::string start =
      "/" + path_segment(question.application) + "/" + path_segment(question.profiles) + "/";
  if (question.label.empty()) {
    return start + with_slashes(file) + "?useDefaultLabel";
  }
  std::string path = start + with_slashes(question.label);
  for (const std::string_view part : base::split(file, '/')) {
    path += "/" + path_segment(part);
  }
  return path;
}

}  // namespace

Result<Question> parse_question(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  Question question;
  question.application = text.substr(0, first);
  if (first != std::string_view::npos) {
    question.profiles =
        text.substr(first + 1, second == std::string_view::npos ? second : second - first - 1);
  }
  if (second != std::string_view::npos) {
    question.label = text.substr(second + 1);
  }
  const bool label_missing = second != std::string_view::npos && question.label.empty();
  if (question.application.empty() || question.profiles.empty() || label_missing) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(text) + "' is no APP/PROFILE and no APP/PROFILE/LABEL");
  }
  return question;
}

Result<std::vector<Question>> parse_questions(std::string_view text, const std::string& file) {
  std::vector<Question> questions;
  std::uint32_t number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    const std::string_view words = base::trim(line);
    if (words.empty() || words.front() == '#') {
      continue;
    }
    auto question = parse_question(words);
    if (!question) {
      Error error = std::move(question).error();
      error.origin = {file, {number, 1}};
      return fail(std::move(error));
    }
    questions.push_back(*std::move(question));
  }
  return questions;
}

std::vector<SameRequest> requests_of(const Question& question, bool v2,
                                     const std::vector<std::string>& files) {
  const std::string environment =
      fetch::environment_path("", question.application, question.profiles, question.label);
  std::vector<SameRequest> requests = {{"environment", environment, "application/json", true}};
  if (v2) {
    requests.push_back({"environment v2", environment, v2_type, true});
  }
  for (const char* extension : {".yml", ".properties", ".json"}) {
    requests.push_back({extension, flat_path(question, extension), "", false});
  }
  for (const std::string& file : files) {
    requests.push_back({"file " + file, file_path(question, file), "", false});
  }
  return requests;
}

}  // namespace cairn::cli

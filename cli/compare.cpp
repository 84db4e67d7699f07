// cairn compare: asks two servers the same questions and shows what differs.
#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/difference.hpp"
#include "cli/json_of.hpp"
#include "cli/questioning.hpp"
#include "cli/same_questions.hpp"
#include "cli/verbs.hpp"
#include "fetch/decode.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;

struct CompareOptions {
  Connection connection;
  Output output;
  std::vector<std::string> words;  // addresses and questions
  std::string from;
  std::vector<std::string> files;
  bool v2 = false;
  bool strict = false;
};

// What came of one request to both.
struct Verdict {
  Question question;
  SameRequest request;
  std::vector<Difference> differences;
  bool equal = true;
};

bool is_address(const std::string& word) {
  return word.starts_with("http://") || word.starts_with("https://");
}

std::vector<Difference> compare(const SameRequest& request, const fetch::HttpAnswer& a,
                                const fetch::HttpAnswer& b) {
  if (a.status != b.status) {
    return {{"status", "", std::to_string(a.status), std::to_string(b.status), false}};
  }
  std::vector<Difference> found;
  if (a.status != 200) {
    return found;  // a time and an id are in every error's body
  }
  if (!base::equals_ignoring_case(a.content_type, b.content_type)) {
    found.push_back({"media type", "", a.content_type, b.content_type, false});
  }
  const auto in_a = fetch::decode_environment(a.body);
  const auto in_b = fetch::decode_environment(b.body);
  // An answer that is none is compared as the text it is.
  const std::vector<Difference> more =
      request.environment && in_a && in_b ? differences(*in_a, *in_b) : differences(a.body, b.body);
  found.insert(found.end(), more.begin(), more.end());
  return found;
}

std::string text_of(const Verdict& verdict) {
  const Question& question = verdict.question;
  std::string out = question.application + "/" + question.profiles +
                    (question.label.empty() ? "" : "/" + question.label) + " " +
                    verdict.request.what + ": " + (verdict.equal ? "equal" : "different") + "\n";
  for (const Difference& difference : verdict.differences) {
    out += "    " + difference.what + (difference.where.empty() ? "" : " " + difference.where) +
           (difference.note ? " (note)" : "") + "\n";
    out += "        A: " + difference.a + "\n        B: " + difference.b + "\n";
  }
  std::string lines;
  for (const std::string_view line : base::split(out, '\n')) {
    lines += line.empty() ? "" : shown(line) + "\n";
  }
  return lines;
}

Json json_of_verdict(const Verdict& verdict) {
  Json object = {{"application", verdict.question.application},
                 {"profiles", verdict.question.profiles},
                 {"label", verdict.question.label.empty() ? Json() : Json(verdict.question.label)},
                 {"what", verdict.request.what},
                 {"path", verdict.request.path},
                 {"equal", verdict.equal}};
  object["differences"] = Json::array();
  for (const Difference& difference : verdict.differences) {
    object["differences"].push_back({{"what", difference.what},
                                     {"where", difference.where},
                                     {"a", difference.a},
                                     {"b", difference.b},
                                     {"note", difference.note}});
  }
  return object;
}

Result<std::vector<Question>> questions_of(const CompareOptions& options,
                                           const std::vector<std::string>& words) {
  std::vector<Question> questions;
  if (!options.from.empty()) {
    auto text = options.from == "-"
                    ? Result<std::string>(std::string(std::istreambuf_iterator<char>(std::cin), {}))
                    : base::read_file(options.from);
    if (!text) {
      return fail(ErrorCode::internal, "--from: " + text.error().text());
    }
    auto listed = parse_questions(*text, options.from);
    if (!listed) {
      return listed;
    }
    questions = *std::move(listed);
  }
  for (const std::string& word : words) {
    auto question = parse_question(word);
    if (!question) {
      return fail(std::move(question).error());
    }
    questions.push_back(*std::move(question));
  }
  if (questions.empty()) {
    return fail(ErrorCode::invalid_argument, "nothing to ask: name APP/PROFILE, or --from FILE");
  }
  return questions;
}

Result<Verdict> ask_both(const Questioning& a, const Questioning& b, const Question& question,
                         const SameRequest& request, bool strict) {
  const auto of_a = a.get(request.path, request.accept);
  if (!of_a) {
    return fail(error_of(of_a.error(), a.server()));
  }
  const auto of_b = b.get(request.path, request.accept);
  if (!of_b) {
    return fail(error_of(of_b.error(), b.server()));
  }
  // Two servers that both refuse to answer tell nothing about their answers.
  for (const auto* answer : {&*of_a, &*of_b}) {
    if (answer->status == 401 || answer->status == 403) {
      return fail(ErrorCode::permission_denied,
                  (answer == &*of_a ? a : b).server().text() + ": access is denied");
    }
  }
  Verdict verdict{question, request, compare(request, *of_a, *of_b), true};
  for (const Difference& difference : verdict.differences) {
    verdict.equal = verdict.equal && difference.note && !strict;
  }
  return verdict;
}

// Addresses first, A and B, and what is left for questions.
Result<std::vector<std::string>> take_addresses(CompareOptions& options) {
  std::vector<std::string> addresses;
  std::vector<std::string> rest;
  for (std::string& word : options.words) {
    if (auto checked = is_address(word) ? check_no_password(word) : Result<void>(); !checked) {
      return fail(std::move(checked).error());
    }
    (is_address(word) ? addresses : rest).push_back(std::move(word));
  }
  options.words = std::move(rest);
  if (addresses.empty() || addresses.size() > 2) {
    return fail(ErrorCode::invalid_argument,
                "name one or two servers: URL_A URL_B, or URL_B alone");
  }
  options.connection.servers.insert(options.connection.servers.begin(), addresses.begin(),
                                    addresses.end() - 1);
  if (options.connection.servers.size() > 1) {
    return fail(ErrorCode::invalid_argument, "three servers: --server is A, if only B is named");
  }
  return addresses;
}

Exit compare_servers(CompareOptions options) {
  const auto addresses = take_addresses(options);
  if (!addresses) {
    return refuse(addresses.error());
  }
  const auto questions = questions_of(options, options.words);
  if (!questions) {
    return refuse(questions.error());
  }
  const auto fetch_options = fetch_options_of(options.connection);
  if (!fetch_options) {
    return refuse(fetch_options.error());
  }
  const auto a = Questioning::make(*fetch_options, fetch_options->uris.front());
  const auto b = Questioning::make(*fetch_options, addresses->back());
  if (!a || !b) {
    return refuse(a ? b.error() : a.error());
  }
  note(options.output, "A is " + a->server().text() + ", B is " + b->server().text());
  bool equal = true;
  Json all = Json::array();
  for (const Question& question : *questions) {
    for (const SameRequest& request : requests_of(question, options.v2, options.files)) {
      const auto verdict = ask_both(*a, *b, question, request, options.strict);
      if (!verdict) {
        return refuse(verdict.error());
      }
      equal = equal && verdict->equal;
      if (options.output.json) {
        all.push_back(json_of_verdict(*verdict));
      } else if (!write_out(text_of(*verdict))) {
        return Exit::system;
      }
    }
  }
  const Exit code = equal ? Exit::ok : Exit::no;
  if (!options.output.json) {
    return code;
  }
  return finish(json_text(Json{{"a", a->server().text()},
                               {"b", b->server().text()},
                               {"equal", equal},
                               {"answers", all}}),
                code);
}

}  // namespace

void add_compare(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<CompareOptions>();
  CLI::App* verb =
      app.add_subcommand("compare", "Ask two servers the same questions and show what differs");
  verb->add_option("WORDS", options->words,
                   "[URL_A] URL_B and APP/PROFILE[/LABEL]...; A is --server if only B is named")
      ->type_name("");
  add_text(*verb, "--from", options->from, "FILE",
           "Read the questions from a file, one a line; - is standard input");
  add_texts(*verb, "--file", options->files, "PATH",
            "Ask for this plain file as well, with its placeholders filled in");
  verb->add_flag("--v2", options->v2, "Ask for the environment with origins as well");
  verb->add_flag("--strict", options->strict, "Notes count as differences");
  add_output(*verb, options->output);
  add_connection(*verb, options->connection);
  verb->footer(
      "Of each question the environment, .yml, .properties and .json are asked for. Exit code 0: "
      "all is equal; 1: something differs. Notes do not count: the version (commit), the state, "
      "origins, and where a server keeps its files. Bodies of errors are not compared.\n\n"
      "Examples:\n"
      "  cairn compare http://spring:8888 http://cairn:8888 shop/dev shop/prod/v1.0\n"
      "  cairn compare http://spring:8888 http://cairn:8888 --from questions --v2\n"
      "  cairn compare --server http://spring:8888 http://cairn:8888 shop/dev --file nginx.conf");
  verb->callback(
      [options, &chosen] { chosen.run = [options] { return compare_servers(*options); }; });
}

}  // namespace cairn::cli

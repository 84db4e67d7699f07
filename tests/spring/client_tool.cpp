// A program of the tests: puts questions to servers through the client library and tells what it
// read. A question is one line of JSON, and so is what it says of it:
//
//   {"uris": [...], "application": "shop", ...}     -> {"config": {...}} or {"error": {...}}
//   {"verb": "follow", "uris": [...], ...}          begins to follow; what was followed before ends
//   {"verb": "look"}, {"verb": "refresh"}           what came of that; see followed.hpp
//
// "whole": true adds {"environment": {...}}: the answer as it was decoded, with the values that a
// Config hides behind more important ones.
#include <iostream>
#include <string>

#include "spring/followed.hpp"
#include "spring/question.hpp"
#include "spring/said.hpp"

using namespace cairn::testing;

namespace {

Json do_as_told(const nlohmann::json& question, Followed& followed) {
  const std::string verb = question.value("verb", "load");
  if (verb == "follow") {
    return followed.start(question);
  }
  if (verb == "look") {
    return followed.look();
  }
  return verb == "refresh" ? followed.refresh() : answer_to(question);
}

}  // namespace

int main() {
  Followed followed;
  std::string line;
  while (std::getline(std::cin, line)) {
    try {
      std::cout << do_as_told(nlohmann::json::parse(line), followed).dump() << std::endl;
    } catch (const std::exception& problem) {
      std::cerr << "client_tool: " << problem.what() << "\n";
      return 1;
    }
  }
}

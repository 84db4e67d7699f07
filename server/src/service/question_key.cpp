// The parts of a question, apart by a character that none of them holds.
#include "service/question_key.hpp"

namespace cairn::service {

std::string question_key(const ReadRequest& request) {
  std::string key =
      std::to_string(static_cast<int>(request.format)) + (request.resolve_placeholders ? "r" : "-");
  for (const std::string& part :
       {request.query.application(), request.query.profiles(),
        request.query.label() ? "=" + request.query.label()->text() : std::string(), request.path,
        request.charset}) {
    key += '\n' + part;
  }
  return key;
}

}  // namespace cairn::service

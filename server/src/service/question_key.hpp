// The key of a question: equal keys get equal answers from one catalog.
//
// Thread-safety: a pure function.
#pragma once

#include <string>

#include "service/answer.hpp"

namespace cairn::service {

[[nodiscard]] std::string question_key(const ReadRequest& request);

}  // namespace cairn::service

// AnswerBuilder: from a catalog and a read request to a finished answer: resolve, render, tag.
//
// Thread-safety: immutable after construction; make() may run on several threads at once.
#pragma once

#include <memory>

#include "catalog/catalog.hpp"
#include "resolve/resolve.hpp"
#include "service/answer.hpp"

namespace cairn::service {

struct AnswerOptions {
  resolve::Options resolve;
  resolve::FileOptions files;
  bool accept_empty = true;    // false: an environment without sources is 404
  bool strip_document = true;  // flat YAML of a root list or scalar
};

class AnswerBuilder {
 public:
  explicit AnswerBuilder(AnswerOptions options) : options_(std::move(options)) {}

  // Never fails: what goes wrong is an answer with its status and words for the log.
  // A walk that had to stop gives 503.
  [[nodiscard]] Answer make(resolve::Walk& walk, const ReadRequest& request) const;

  [[nodiscard]] const AnswerOptions& options() const { return options_; }

 private:
  [[nodiscard]] Answer environment(resolve::Walk& walk, const ReadRequest& request) const;
  [[nodiscard]] Answer file(resolve::Walk& walk, const ReadRequest& request) const;

  const AnswerOptions options_;
};

// The status of a failed read, but for what cannot be loaded at "main" where there is no "master":
// see AnswerBuilder.
[[nodiscard]] int status_of(ErrorCode code);

// "<commit>; <file>:<line>:<column> <reason>", for Cairn-Rejected and the log.
[[nodiscard]] std::string rejected_text(const resolve::Hold& hold);

}  // namespace cairn::service

// AnswerBuilder: from a catalog and a read request to a finished answer: resolve, render, tag.
//
// Thread-safety: immutable after construction; make() may run on several threads at once.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "crypto/decryptor.hpp"
#include "format/document.hpp"
#include "resolve/decrypt.hpp"
#include "resolve/resolve.hpp"
#include "service/answer.hpp"

namespace cairn::service {

// What is done with encrypted values ("{cipher}...").
struct DecryptionOptions {
  std::shared_ptr<crypto::Decryptor> decryptor;  // null: they are served as they are
  bool prefix_invalid = true;                    // see resolve::DecryptOptions
  bool plain_text = false;                       // in text files as well (cairn.encrypt.plain-text)
  format::Budget budget;                         // of such a text file
  // Hidden memory in use from which on answers with decrypted values are not kept any more.
  std::size_t hidden_bytes_max = std::size_t{256} * 1024 * 1024;
};

struct AnswerOptions {
  resolve::Options resolve;
  resolve::FileOptions files;
  bool accept_empty = true;    // false: an environment without sources is 404
  bool strip_document = true;  // flat YAML of a root list or scalar
  DecryptionOptions decryption;
};

class AnswerBuilder {
 public:
  explicit AnswerBuilder(AnswerOptions options) : options_(std::move(options)) {}

  using Effort = crypto::Decryptor::Effort;

  // Never fails: what goes wrong is an answer with its status and words for the log.
  // A walk that had to stop gives 503. With Effort::remembered an answer may say that it needs
  // decryption, which takes longer.
  [[nodiscard]] Answer make(resolve::Walk& walk, const ReadRequest& request,
                            Effort effort = Effort::any) const;

  [[nodiscard]] const AnswerOptions& options() const { return options_; }

 private:
  [[nodiscard]] Answer environment(resolve::Walk& walk, const ReadRequest& request,
                                   Effort effort) const;
  [[nodiscard]] Answer file(resolve::Walk& walk, const ReadRequest& request, Effort effort) const;
  [[nodiscard]] resolve::Decrypted decrypt(Environment& environment,
                                           const std::vector<std::string>& applications,
                                           Effort effort) const;
  [[nodiscard]] std::optional<Answer> text_of_file(const resolve::FoundFile& found,
                                                   const ReadRequest& request, Effort effort,
                                                   Answer& answer) const;
  void hide(Answer& answer) const;

  const AnswerOptions options_;
};

// The status of a failed read, but for what cannot be loaded at "main" where there is no "master":
// see AnswerBuilder.
[[nodiscard]] int status_of(ErrorCode code);

// "<commit>; <file>:<line>:<column> <reason>", for Cairn-Rejected and the log.
[[nodiscard]] std::string rejected_text(const resolve::Hold& hold);

}  // namespace cairn::service

// Resolving, rendering and tagging of one read.
#include "service/answer_builder.hpp"

#include <utility>

#include "base/digest.hpp"
#include "base/hidden_memory.hpp"
#include "base/joined.hpp"
#include "base/log.hpp"
#include "render/render.hpp"
#include "resolve/decrypt_text.hpp"
#include "resolve/labels.hpp"
#include "service/charset.hpp"

namespace cairn::service {
namespace {

constexpr std::size_t tag_digits = 32;

const base::Log& logger() {
  static const base::Log log("service");
  return log;
}

Answer decryption_needed() {
  Answer answer;
  answer.status = 503;
  answer.error = "values are encrypted that nobody opened so far";
  answer.keep = false;
  answer.needs_decryption = true;
  return answer;
}

// Whether the reference would say that there is no such label, whatever the failure.
bool has_no_master(const catalog::Catalog& catalog, const resolve::Query& query) {
  const auto& back_ends = catalog.layout->back_ends;
  const auto* git =
      back_ends.size() == 1 ? std::get_if<catalog::GitBackEnd>(&back_ends.front()) : nullptr;
  const catalog::Repository* repository = git == nullptr ? nullptr : catalog.find(git->fallback.id);
  return repository != nullptr && resolve::labels_of(query.label()).size() == 1 &&
         resolve::has_no_master(*repository, query.label());
}

Answer failure(const Error& error, bool of_file) {
  Answer answer;
  answer.status = status_of(error.code);
  answer.error = error.text();
  answer.no_body = of_file && answer.status == 404;
  answer.unusable = error.code == ErrorCode::failed_precondition;
  // What a broken disk or an exhausted limit answers must not be remembered.
  answer.keep = error.code != ErrorCode::internal && error.code != ErrorCode::resource_exhausted &&
                error.code != ErrorCode::unavailable;
  return answer;
}

// What cannot be loaded is the reference's 500, and its 404 once it looked for "master" in vain.
Answer load_failure(const catalog::Catalog& catalog, const resolve::Query& query,
                    const Error& error, bool of_file) {
  Answer answer = failure(error, of_file);
  if (error.code == ErrorCode::failed_precondition && has_no_master(catalog, query)) {
    answer.status = 404;
    answer.no_body = of_file;
  }
  if (error.code == ErrorCode::invalid_argument && of_file) {
    // Not the request is wrong but the settings: the reference fails as well.
    answer.status = 500;
  }
  return answer;
}

std::string strong_etag(std::string_view kind, std::string_view body) {
  base::Sha256 digest;
  digest.add_field(kind);
  digest.add(body);
  return '"' + digest.hex().substr(0, tag_digits) + '"';
}

void mark(Answer& answer, const std::optional<resolve::Hold>& hold,
          std::optional<std::int64_t> label_deleted) {
  if (hold) {
    answer.rejected = rejected_text(*hold);
    answer.held_in = hold->repository;
    answer.stale_reason = "held";
    answer.stale_since = hold->since;
  } else if (label_deleted) {
    answer.stale_reason = "label-deleted";
    answer.stale_since = *label_deleted;
  }
}

std::string pinned_text(const source::Pin* pin) {
  if (pin == nullptr) {
    return {};
  }
  return pin->commit + (pin->until == 0 ? "" : "; until=" + std::to_string(pin->until)) +
         (pin->reason.empty() ? "" : "; reason=" + pin->reason);
}

struct Rendered {
  std::string body;
  std::string etag;
};

Result<Rendered> render_as(const Environment& environment, const ReadRequest& request,
                           const AnswerOptions& options, const std::vector<std::string>& basedirs) {
  const render::FlatOptions flat{request.resolve_placeholders, options.strip_document};
  Result<std::string> body;
  std::string_view kind;
  switch (request.format) {
    case Format::flat_properties:
      body = render::flat_properties(environment, flat);
      kind = "properties";
      break;
    case Format::flat_json:
      body = render::flat_json(environment, flat);
      kind = "json";
      break;
    case Format::flat_yaml:
      body = render::flat_yaml(environment, flat);
      kind = "yaml";
      break;
    default: {
      const bool origins = request.format == Format::environment_v2;
      return Rendered{render::environment_json(environment, origins),
                      "W/\"" + render::environment_digest(environment, origins, basedirs) + '"'};
    }
  }
  if (!body) {
    return fail(std::move(body).error());
  }
  std::string etag = strong_etag(kind, *body);
  return Rendered{*std::move(body), std::move(etag)};
}

}  // namespace

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::permission_denied:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::resource_exhausted:
      return 429;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::failed_precondition:
    case ErrorCode::internal:
      break;
  }
  return 500;
}

std::string rejected_text(const resolve::Hold& hold) {
  const std::string place = hold.reason.origin.text();
  return hold.rejected + "; " + (place.empty() ? "" : place + " ") + hold.reason.message;
}

Answer AnswerBuilder::make(resolve::Walk& walk, const ReadRequest& request, Effort effort) const {
  Answer answer =
      is_file(request.format) ? file(walk, request, effort) : environment(walk, request, effort);
  answer.generation = walk.catalog().generation;
  for (const catalog::RepositoryRef& ref : walk.used()) {
    const catalog::Repository* repository = walk.catalog().find(ref.id);
    if (repository != nullptr && repository->contact != nullptr) {
      answer.contacts.push_back(repository->contact);
    }
  }
  return answer;
}

// Opens what is encrypted; what cannot be is told once.
resolve::Decrypted AnswerBuilder::decrypt(Environment& environment,
                                          const std::vector<std::string>& applications,
                                          Effort effort) const {
  if (options_.decryption.decryptor == nullptr) {
    return {};
  }
  const std::size_t overrides = options_.resolve.overrides.empty() ? 0 : 1;
  auto decrypted =
      resolve::decrypt(environment, applications, overrides, *options_.decryption.decryptor,
                       {options_.decryption.prefix_invalid, effort});
  if (decrypted.newly_invalid > 0) {
    logger().warn("encrypted values cannot be opened",
                  {{"values", std::to_string(decrypted.newly_invalid)},
                   {"one of them", decrypted.invalid_place}});
  }
  for (const auto& told : decrypted.told) {
    logger().warn("an encrypted value cannot be opened",
                  {{"place", told.place}, {"reason", told.reason}});
  }
  if (decrypted.untold > 0) {
    logger().warn("more encrypted values cannot be opened",
                  {{"values", std::to_string(decrypted.untold)}});
  }
  return decrypted;
}

// The body holds secrets: it moves to hidden memory, and its tag says nothing about them.
void AnswerBuilder::hide(Answer& answer) const {
  const std::size_t quote = answer.etag.find('"');
  if (quote != std::string::npos) {
    const std::string blinded = options_.decryption.decryptor->blinded(answer.etag);
    answer.etag = answer.etag.substr(0, quote) + '"' + blinded.substr(0, tag_digits) + '"';
  }
  answer.secret_body = base::Secret(std::exchange(answer.body, {}));
  answer.cache = base::hidden_bytes_in_use() <= options_.decryption.hidden_bytes_max;
}

Answer AnswerBuilder::environment(resolve::Walk& walk, const ReadRequest& request,
                                  Effort effort) const {
  auto resolution = resolve::resolve(walk, request.query, options_.resolve);
  if (!resolution) {
    Answer answer = load_failure(walk.catalog(), request.query, resolution.error(), false);
    // An unknown application is no error, so "not found" is about the label or the repository.
    answer.damaged = resolution.error().code == ErrorCode::internal;
    answer.unknown_label = answer.damaged || resolution.error().code == ErrorCode::not_found;
    return answer;
  }
  if (!options_.accept_empty && resolution->environment.sources.empty()) {
    return failure({ErrorCode::not_found, "no property sources, and accept-empty is false", {}},
                   false);
  }
  const auto decrypted = decrypt(resolution->environment, resolution->applications, effort);
  if (decrypted.not_remembered > 0) {
    return decryption_needed();
  }
  auto rendered = render_as(resolution->environment, request, options_, resolution->basedirs);
  if (!rendered) {
    return failure(rendered.error(), false);
  }
  Answer answer;
  answer.body = std::move(rendered->body);
  answer.etag = std::move(rendered->etag);
  if (decrypted.opened > 0) {
    hide(answer);
  }
  answer.revision = base::joined(resolution->revisions, ",");
  answer.own_file = resolution->own_file;
  mark(answer, resolution->hold, resolution->label_deleted);
  answer.pinned = pinned_text(resolution->pin.get());
  return answer;
}

// Fills in the text of a file; an answer when something stands against it.
std::optional<Answer> AnswerBuilder::text_of_file(const resolve::FoundFile& found,
                                                  const ReadRequest& request, Effort effort,
                                                  Answer& answer) const {
  answer.body = decode_text(*found.bytes, request.charset);
  std::size_t opened = 0;
  if (request.resolve_placeholders && answer.body.find("${") != std::string::npos) {
    Environment environment = found.environment;
    const auto decrypted = decrypt(environment, found.applications, effort);
    if (decrypted.not_remembered > 0) {
      return decryption_needed();
    }
    auto resolved = render::text_with_placeholders(answer.body, environment);
    if (!resolved) {
      return failure(resolved.error(), true);
    }
    answer.body = *std::move(resolved);
    opened += decrypted.opened;
  }
  if (options_.decryption.decryptor != nullptr && options_.decryption.plain_text) {
    auto text =
        resolve::decrypt_text(std::move(answer.body), found.path, *options_.decryption.decryptor,
                              effort, options_.decryption.budget);
    if (!text) {
      return failure(text.error(), true);
    }
    if (text->not_remembered > 0) {
      return decryption_needed();
    }
    answer.body = std::move(text->text);
    opened += text->opened;
  }
  answer.etag = strong_etag("text", answer.body);
  if (opened > 0) {
    hide(answer);
  }
  return std::nullopt;
}

Answer AnswerBuilder::file(resolve::Walk& walk, const ReadRequest& request, Effort effort) const {
  auto found =
      resolve::find_file(walk, request.query, request.path, options_.resolve, options_.files);
  if (!found) {
    Answer answer = load_failure(walk.catalog(), request.query, found.error(), true);
    answer.damaged = found.error().code == ErrorCode::internal;
    answer.unknown_label = answer.damaged;
    if (found.error().code == ErrorCode::not_found) {
      const auto resolution = resolve::resolve(walk, request.query, options_.resolve);
      answer.unknown_label = !resolution && resolution.error().code == ErrorCode::not_found;
    }
    return answer;
  }
  Answer answer;
  if (request.format == Format::binary) {
    answer.body = *found->bytes;
    answer.etag = strong_etag("binary", answer.body);
  } else if (auto other = text_of_file(*found, request, effort, answer)) {
    return *std::move(other);
  }
  answer.revision = found->revision.id;
  answer.last_modified = found->last_change;
  answer.own_file = true;
  mark(answer, found->hold, found->label_deleted);
  answer.pinned = pinned_text(found->pin.get());
  return answer;
}

}  // namespace cairn::service

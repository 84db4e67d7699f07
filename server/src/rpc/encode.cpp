// See encode.hpp.
#include "rpc/encode.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cairn/v1/config.pb.h"
#include "rpc/environment_reader.hpp"

namespace cairn::rpc {
namespace {

// What is no UTF-8 would make the message unreadable for everybody: names in a repository are
// bytes.
std::string shown(std::string text) {
  if (!base::is_utf8(text)) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; },
        '?');
  }
  return text;
}

void set_facts(v1::Facts& facts, const service::Answer& answer) {
  facts.set_etag(answer.etag);
  facts.set_revision(answer.revision);
  facts.set_rejected(shown(answer.rejected));
  facts.set_pinned(shown(answer.pinned));
}

template <typename Response>
std::string not_modified(const service::Answer& answer) {
  Response response;
  set_facts(*response.mutable_facts(), answer);
  response.set_not_modified(true);
  return response.SerializeAsString();
}

template <typename Response>
std::string stale(std::int64_t since, std::string_view reason) {
  Response response;
  response.mutable_stale()->set_since(since);
  response.mutable_stale()->set_reason(std::string(reason));
  return response.SerializeAsString();
}

v1::Source::Kind kind_of(source::Kind kind) {
  switch (kind) {
    case source::Kind::git:
      return v1::Source::KIND_GIT;
    case source::Kind::directory:
      return v1::Source::KIND_DIRECTORY;
    case source::Kind::work_tree:
      return v1::Source::KIND_WORK_TREE;
  }
  return v1::Source::KIND_UNSPECIFIED;
}

}  // namespace

std::optional<std::string> encode_answer(const service::Answer& answer, bool file) {
  if (file) {
    v1::GetFileResponse response;
    set_facts(*response.mutable_facts(), answer);
    response.set_content(std::string(answer.text()));
    response.set_last_modified(answer.last_modified);
    return response.SerializeAsString();
  }
  v1::GetResponse response;
  set_facts(*response.mutable_facts(), answer);
  if (!read_environment(answer.text(), *response.mutable_environment())) {
    return std::nullopt;
  }
  return response.SerializeAsString();
}

std::string encode_not_modified(const service::Answer& answer, bool file) {
  return file ? not_modified<v1::GetFileResponse>(answer) : not_modified<v1::GetResponse>(answer);
}

std::string encode_stale(std::int64_t since, std::string_view reason, bool file) {
  return file ? stale<v1::GetFileResponse>(since, reason) : stale<v1::GetResponse>(since, reason);
}

// Tag and length, as protocol buffers have them; the tag is that of a field with a length.
std::string watch_envelope(std::size_t message_bytes, bool file) {
  const int field =
      file ? v1::WatchResponse::kFileFieldNumber : v1::WatchResponse::kEnvironmentFieldNumber;
  std::string bytes(1, static_cast<char>((field << 3) | 2));
  for (; message_bytes >= 0x80; message_bytes >>= 7) {
    bytes += static_cast<char>((message_bytes & 0x7F) | 0x80);
  }
  return bytes += static_cast<char>(message_bytes);
}

std::string encode_failure(const Verdict& verdict) {
  v1::WatchResponse response;
  response.mutable_failure()->set_code(static_cast<int>(verdict.code));
  response.mutable_failure()->set_message(verdict.message);
  return response.SerializeAsString();
}

std::string encode_sources(const std::vector<service::RepositoryStatus>& sources) {
  v1::ListSourcesResponse response;
  for (const service::RepositoryStatus& from : sources) {
    v1::Source& to = *response.add_sources();
    to.set_id(from.id);
    to.set_kind(kind_of(from.kind));
    to.set_uri(shown(from.uri));
    to.set_served(from.served);
    to.set_last_look(from.last_look_unix);
    to.set_last_success(from.last_success_unix);
    to.set_last_error(shown(from.last_error));
    for (const source::ShownLabel& label : from.labels) {
      v1::Label& made = *to.add_labels();
      made.set_name(shown(label.label));
      made.set_revision(label.id);
    }
    to.set_more_labels(from.more_labels);
    for (const std::string& rejected : from.rejected) {
      to.add_rejected(shown(rejected));
    }
  }
  return response.SerializeAsString();
}

}  // namespace cairn::rpc

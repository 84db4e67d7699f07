// What is known of the present catalog, and what has to be asked.
#include "rpc/answers.hpp"

#include <utility>

#include "rpc/encode.hpp"
#include "service/question_key.hpp"

namespace cairn::rpc {

void Answers::find(const std::shared_ptr<Answers>& self, service::ReadRequest request,
                   Callback done) {
  service::ReadRequest asked = request;
  if (self->service_.answers_may_be_kept()) {
    auto known = self->known(service::question_key(request));
    asked.ends_rest = known != nullptr && known->answer->take_place();
    if (known && !asked.ends_rest) {
      done(std::move(known));
      return;
    }
  }
  self->service_.read(std::move(asked),
                      [self, request = std::move(request), done = std::move(done)](
                          const std::shared_ptr<const service::Answer>& answer) {
                        done(self->encode(request, answer));
                      });
}

std::shared_ptr<const Encoded> Answers::encode(
    const service::ReadRequest& request, const std::shared_ptr<const service::Answer>& answer) {
  auto made = std::make_shared<Encoded>();
  made->answer = answer;
  made->file = service::is_file(request.format);
  if (answer->status >= 500 || answer->unusable) {
    log_.warn("read failed", {{"application", request.query.application()},
                              {"profiles", request.query.profiles()},
                              {"file", request.path},
                              {"status", std::to_string(answer->status)},
                              {"error", answer->error}});
  }
  if (answer->status != 200) {
    return made;
  }
  auto message = encode_answer(*answer, made->file);
  if (!message) {
    log_.error("an environment cannot be encoded", {{"application", request.query.application()}});
    auto failed = std::make_shared<service::Answer>();
    failed->status = 500;
    made->answer = std::move(failed);
    return made;
  }
  if (!answer->secret_body.empty()) {
    made->secret_message = base::Secret(*std::move(message));
    return made;
  }
  made->message = *std::move(message);
  if (answer->keep && answer->cache && service_.answers_may_be_kept()) {
    offer(service::question_key(request), made);
  }
  return made;
}

std::shared_ptr<const Encoded> Answers::known(const std::string& key) const {
  const std::uint64_t now = service_.generation();
  const std::lock_guard lock(mutex_);
  const auto found = generation_ == now ? kept_.find(key) : kept_.end();
  return found == kept_.end() ? nullptr : found->second;
}

// Keeps it if there is room, beside others of the same catalog.
void Answers::offer(const std::string& key, const std::shared_ptr<const Encoded>& made) {
  const std::uint64_t now = service_.generation();
  if (made->answer->generation != now) {
    return;
  }
  std::unordered_map<std::string, std::shared_ptr<const Encoded>> old;  // ends without the lock
  const std::lock_guard lock(mutex_);
  if (generation_ != now) {
    old.swap(kept_);
    kept_bytes_ = 0;
    generation_ = now;
  }
  const std::size_t bytes = made->message.size() + made->answer->body.size() + key.size();
  if (bytes <= bytes_max_ - kept_bytes_ && kept_.emplace(key, made).second) {
    kept_bytes_ += bytes;
  }
}

std::size_t Answers::kept_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_bytes_;
}

}  // namespace cairn::rpc

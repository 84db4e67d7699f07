// See ask.hpp.
#include "cli/ask.hpp"

#include <memory>
#include <utility>

#include "client/remote.hpp"
#include "fetch/http_transport.hpp"

namespace cairn::cli {
namespace {

// Carries requests to the real transport, and remembers what the last good answer said about
// itself: the rooms above keep its values only.
class Witness : public fetch::Transport {
 public:
  explicit Witness(std::shared_ptr<fetch::Transport> real) : real_(std::move(real)) {}

  fetch::Exchange get(const fetch::HttpRequest& request, const std::stop_token& stop) override {
    fetch::Exchange exchange = real_->get(request, stop);
    if (exchange && exchange->status == 200) {
      seen_.server = request.server.text();
      seen_.stale = fetch::parse_stale(exchange->stale);
      seen_.rejected = exchange->rejected;
    }
    return exchange;
  }

  [[nodiscard]] const Asked& seen() const { return seen_; }

 private:
  std::shared_ptr<fetch::Transport> real_;
  Asked seen_;
};

}  // namespace

Result<Asked> ask(const LoadOptions& options) {
  const auto layers = Layers::read(options.layers);
  if (!layers) {
    return fail(layers.error());
  }
  auto real = fetch::make_http_transport(options.server.tls, options.server.proxy, true);
  if (!real) {
    return fail(std::move(real).error());
  }
  const auto witness = std::make_shared<Witness>(*std::move(real));
  fetch::Surroundings surroundings;
  surroundings.transport = witness;
  const auto remote = client::Remote::make(options, *layers, surroundings);
  if (!remote) {
    return fail(remote.error());
  }
  const auto got = remote->answer();
  if (!got) {
    return fail(got.error());
  }
  const RemoteAnswer& answer = got->answer;
  Asked asked;
  if (answer.how == Obtained::server) {
    asked = witness->seen();
  }
  asked.config = layers->with(answer);
  return asked;
}

void tell(const Output& output, const RemoteState& remote) {
  for (const Error& trouble : remote.troubles) {
    note(output, trouble.text());
  }
  if (remote.how == Obtained::cache) {
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now() - remote.since);
    note(output, "no server answers: these are the values of " + time_text(remote.since) + ", " +
                     span_text(std::max(age, std::chrono::seconds(0))) + " ago, from the cache");
  }
}

void tell(const Output& output, const Asked& asked) {
  tell(output, asked.config.remote());
  if (!asked.rejected.empty()) {
    note(output, "the server holds a commit back: " + shown(asked.rejected));
  }
  if (asked.stale && asked.stale->reason != "held") {
    note(output,
         "the server says that its answer may be out of date: " + shown(asked.stale->reason) +
             (asked.stale->since ? ", since " + time_text(*asked.stale->since) : ""));
  }
}

}  // namespace cairn::cli

// Dispatcher: from a request to its response: routes, permission, known answers, and the service
// for everything else. It knows no sockets; each network thread has one.
//
// Thread-safety: for one thread. What comes back from the service is posted to that thread first.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/authenticator.hpp"
#include "auth/entrance.hpp"
#include "base/log.hpp"
#include "hooks/monitor.hpp"
#include "http/answer_cache.hpp"
#include "http/audit.hpp"
#include "http/gate.hpp"
#include "http/options.hpp"
#include "http/permission.hpp"
#include "http/read_plan.hpp"
#include "http/response.hpp"
#include "http/route.hpp"
#include "http/target.hpp"
#include "http/trace_parent.hpp"
#include "http/watch_groups.hpp"
#include "service/config_service.hpp"
#include "service/encryption.hpp"

namespace cairn::http {

// A client that waits for a change.
struct Watch {
  std::chrono::milliseconds time{};  // then it gets Dispatcher::unchanged()
  std::unique_ptr<WatchSeat> seat;
};

// A client that is told all changes.
struct Stream {
  Response begin;                    // with the first chunks; closes when the stream ends
  std::chrono::milliseconds life{};  // then it ends
  std::unique_ptr<WatchSeat> seat;
};

// Who waits for a response that is not there at once. All is called on the network thread.
class Receiver {
 public:
  virtual ~Receiver() = default;
  // The response may take as long as the watch lasts. The receiver ends it by destroying the seat,
  // at the latest with the response.
  virtual void park(Watch watch) = 0;
  // In place of receive(). The receiver ends the stream by destroying the seat, also within
  // push().
  virtual void open_stream(Stream stream) = 0;
  // One more chunk of the stream.
  virtual void push(const std::shared_ptr<const std::string>& chunk) = 0;
  // Called once.
  virtual void receive(Response response) = 0;
  // Who waits or has a stream lost the right to: it gets this response, or its stream ends.
  virtual void forbid(Response response) = 0;
  // For the log: whose request it is, as far as that is known.
  [[nodiscard]] virtual std::string_view address() const { return {}; }
  [[nodiscard]] virtual TraceParent trace() const { return {}; }
};

class Dispatcher : public std::enable_shared_from_this<Dispatcher> {
 public:
  // Runs a job on the network thread; may be called from any thread, also after the server's end.
  using Post = std::function<void(std::function<void()>)>;

  // What is passed by reference must outlive the dispatcher.
  Dispatcher(const Options& options, service::ConfigService& service,
             const auth::Authenticator& authenticator, Post post,
             service::Encryption* encryption = nullptr, hooks::Monitor* monitor = nullptr,
             const observe::RequestMeters* meters = nullptr);

  // Whether the body of this request is to be gathered: it holds a text for a cipher or a pin, of
  // somebody who may send one, or tells of a push.
  [[nodiscard]] bool wants_body(const Request& request);

  // The response, when it can be made on the spot; otherwise `receiver` gets it later, if it is
  // still there then. `id` names the request in the log. `proven`: what another thread found out
  // about the credentials of this request.
  [[nodiscard]] std::optional<Response> answer(const Request& request, std::string_view id,
                                               const std::shared_ptr<Receiver>& receiver,
                                               const auth::Outcome* proven = nullptr);

  // A response when credentials or rules changed, and who waits there may not do so any more.
  [[nodiscard]] std::optional<Response> check_again(const WatchSeat& seat);

  // The response to who has waited in vain: what it has is still good.
  [[nodiscard]] Response unchanged(const WatchSeat& seat) const;

  // Up to a tenth less, by chance: clients that began together shall not all come back together,
  // and nothing lasts longer than it should.
  [[nodiscard]] std::chrono::milliseconds shortened(std::chrono::milliseconds time);

  [[nodiscard]] service::WatchCounters& watch_counters() const { return watchers_.counters(); }
  // What the last request that was answered, or taken, is counted as.
  [[nodiscard]] observe::PathKind last_kind() const { return last_kind_; }

  // The response to a request that the gate refused; it ends the connection.
  [[nodiscard]] static Response refuse(const Refusal& refusal);

 private:
  using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

  enum class Wish { answer, another_answer, stream };
  // What is still needed of a request when its answer comes later.
  struct Pending {
    std::string path;
    std::string id;
    std::string address;
    TraceParent trace;
    std::optional<std::string> error_type;  // media type of an error body; none: no body
    bool head_only = false;
    std::vector<std::string> if_none_match;
    std::string if_modified_since;
    std::string key;
    ReadPlan plan;
    Wish wish = Wish::answer;
    std::optional<service::ReadRequest> watched;  // with another wish than the answer
    std::chrono::milliseconds wait{};
    std::string last_event_id;
    auth::PrincipalRef who;  // with the next one: whose rights counted
    std::uint64_t who_generation = 0;
    std::weak_ptr<Receiver> receiver;

    [[nodiscard]] Asker asker() const {
      return {id, address, who ? who->name : std::string(), trace};
    }
  };
  // How a client wants its errors.
  struct ErrorForm {
    std::string_view path;
    std::optional<std::string> type;
    std::string message = {};  // "" for none
  };

  [[nodiscard]] std::optional<Response> route_request(const Request& request, std::string_view id,
                                                      const std::shared_ptr<Receiver>& receiver,
                                                      const auth::Outcome* proven);
  [[nodiscard]] std::optional<std::optional<Response>> check_login(
      const Request& request, const Route& route, std::string_view id,
      const std::shared_ptr<Receiver>& receiver, const auth::Outcome* proven);
  void verify(const Request& request, std::string_view id,
              const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] Need need_at(const Route& route) const;
  [[nodiscard]] bool will_refuse(const Request& request, const Route& route);
  [[nodiscard]] bool health_depends_on_who() const;
  [[nodiscard]] bool may_read(const auth::Principal& who, const service::ReadRequest& question);
  [[nodiscard]] std::optional<Response> check_again(const Pending& pending);
  [[nodiscard]] std::optional<Response> check_again(const auth::Principal& who,
                                                    const service::ReadRequest* question,
                                                    const Asker& asker, const ErrorForm& form);
  [[nodiscard]] Response refuse_login(const auth::Outcome& outcome, const ErrorForm& form) const;
  [[nodiscard]] static Response forbid(const Asker& asker, std::string_view right,
                                       const ErrorForm& form);
  [[nodiscard]] std::optional<Response> check_method(const Request& request,
                                                     const Route& route) const;
  [[nodiscard]] std::optional<Response> read(const Request& request, const Route& route,
                                             const QueryParameters* parameters, std::string_view id,
                                             const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] std::optional<Response> read_as(Wish wish, const Request& request,
                                                const Route& route,
                                                const QueryParameters* parameters,
                                                std::string_view id,
                                                const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] std::optional<Response> ask_health(const Request& request, const Route& route,
                                                   std::string_view id,
                                                   const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] std::optional<Response> ask_refresh(const Request& request,
                                                    const QueryParameters* parameters,
                                                    std::string_view id,
                                                    const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] std::optional<Response> ask_cipher(const Request& request, const Route& route,
                                                   std::string_view id,
                                                   const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] Response cipher_response(const Pending& pending, const service::CipherReply& reply,
                                         const Representation& representation) const;
  [[nodiscard]] std::optional<Response> ask_monitor(const Request& request, std::string_view id,
                                                    const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] Response monitor_response(const Pending& pending,
                                          const hooks::Verdict& verdict) const;
  [[nodiscard]] std::optional<Response> ask_actuator_refresh(
      const Request& request, std::string_view id, const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] Response ask_bus(const Request& request, const Route& route);
  [[nodiscard]] std::optional<Response> ask_status(const Request& request, const Route& route,
                                                   std::string_view id,
                                                   const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] std::optional<Response> ask_pins(const Request& request,
                                                 const QueryParameters* parameters,
                                                 std::string_view id,
                                                 const std::shared_ptr<Receiver>& receiver);
  [[nodiscard]] Response wrong(const Request& request, int status, std::string message) const;
  // Calls back on the network thread with what it is called with.
  // `note` writes the line of the audit, whoever still waits.
  template <typename T>
  [[nodiscard]] std::function<void(Result<T>)> teller(
      std::shared_ptr<Pending> pending, std::function<std::string(const T&)> body,
      std::function<void(const Result<T>&)> note = nullptr) const;
  void tell(const Pending& pending, Result<std::string> outcome) const;
  [[nodiscard]] Response describe(const Request& request, const Route& route) const;

  [[nodiscard]] Pending pending(const Request& request, std::string_view id,
                                const std::shared_ptr<Receiver>& receiver) const;
  [[nodiscard]] service::ConfigService::Callback when_answered(std::shared_ptr<Pending> pending);
  void finish_read(const std::shared_ptr<Pending>& pending,
                   const std::shared_ptr<const service::Answer>& answer);
  [[nodiscard]] std::optional<Response> settle(const std::shared_ptr<Pending>& pending,
                                               const std::shared_ptr<const KnownAnswer>& known);

  // Watching: see dispatcher_watch.cpp.
  [[nodiscard]] std::unique_ptr<WatchSeat> seat(Pending& pending, const KnownAnswer& known);
  [[nodiscard]] std::shared_ptr<WatchGroup> group(const std::shared_ptr<const WatchTopic>& topic,
                                                  WatchSeen seen,
                                                  const std::shared_ptr<const service::Answer>& of);
  void open_stream(Pending& pending, const KnownAnswer& known);
  void group_changed(const std::shared_ptr<WatchGroup>& group, const service::Change& change);
  [[nodiscard]] WatchNews news_of(const WatchTopic& topic, const service::Change& change);
  void wake_some();
  void wake(WatchSeat& seat);
  void wake_waiter(WatchSeat& seat, const WatchNews& news);
  static void leave_told(WatchSeat& seat);
  [[nodiscard]] std::shared_ptr<WatchGroup> next_group(const WatchGroup& group);

  // Who failed to read what, and how it wants to be told.
  struct Failed {
    std::string_view path;
    std::string_view id;
    const std::optional<std::string>& error_type;
    TraceParent trace = {};
  };
  [[nodiscard]] Response failed_read(const Failed& failed, const service::Answer& answer) const;
  void deliver(const Pending& pending, Response response) const;

  [[nodiscard]] KnownAnswer known_answer(const std::shared_ptr<const service::Answer>& answer,
                                         const Representation& representation,
                                         std::string_view path) const;
  [[nodiscard]] Response give(const std::shared_ptr<const KnownAnswer>& known,
                              const std::vector<std::string_view>& if_none_match,
                              std::string_view if_modified_since, bool file) const;
  void add_staleness(std::string& fields, const service::Answer& answer) const;
  [[nodiscard]] Response figures() const;
  void write_figures(observe::FigureSink& out) const;
  [[nodiscard]] Response metrics(const Request& request, const Route& route,
                                 const QueryParameters* parameters) const;
  [[nodiscard]] Response env(const Request& request, const Route& route);
  [[nodiscard]] ErrorForm error_form(const Request& request) const;
  [[nodiscard]] static Response error(int status, const ErrorForm& form, const Fields& fields = {});

  const Options& options_;
  service::ConfigService& service_;
  const auth::Authenticator& authenticator_;
  const Post post_;
  service::Encryption* const encryption_;       // null: no places for ciphers
  hooks::Monitor* const monitor_;               // null: nobody tells of pushes
  const observe::RequestMeters* const meters_;  // null: nothing is counted
  auth::Entrance entrance_;
  auth::PrincipalRef who_;  // of the request at hand; null where nobody asked
  AnswerCache cache_;
  WatchGroups watchers_;
  std::deque<std::shared_ptr<WatchGroup>> woken_;  // those of which somebody is not told yet
  observe::PathKind last_kind_ = observe::PathKind::unknown;
  Target target_;    // of the request at hand; kept for its memory
  std::string key_;  // likewise
  std::minstd_rand random_{std::random_device{}()};
  const base::Log log_{"http"};
};

}  // namespace cairn::http

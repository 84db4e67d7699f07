// Waiting for changes: who sits in which group, and how those who were woken are told, some at a
// time, so that other requests are answered in between.
#include <algorithm>
#include <utility>

#include "http/conditional.hpp"
#include "http/dispatcher.hpp"
#include "http/event_stream.hpp"
#include "http/preference.hpp"

namespace cairn::http {
namespace {

// When a stream ends, its client comes back after a time between these; all of them by chance,
// since they may all have ended together.
constexpr std::chrono::milliseconds retry_min{1'000};
constexpr std::chrono::milliseconds retry_max{5'000};

WatchSeen seen_of(const service::Answer& answer, const KnownAnswer* known) {
  if (known == nullptr) {
    return {std::to_string(answer.status), nullptr, nullptr};
  }
  auto facts = std::make_shared<service::Answer>();
  facts->etag = answer.etag;
  facts->stale_reason = answer.stale_reason;
  facts->stale_since = answer.stale_since;
  facts->contacts = answer.contacts;
  return {known->etag, std::move(facts), known->not_modified_head};
}

const std::shared_ptr<const std::string>& stream_head() {
  static const auto head = HeadWriter(200)
                               .add("Content-Type", "text/event-stream")
                               .add("Transfer-Encoding", "chunked")
                               .add("Cache-Control", "no-store")
                               .add("Vary", "Accept, Accept-Charset")
                               .add("X-Accel-Buffering", "no")  // nginx would keep events back
                               .add("X-Content-Type-Options", "nosniff")
                               .finish();
  return head;
}

}  // namespace

// Moves what the request asked for into its group, and the client into a seat of that.
std::unique_ptr<WatchSeat> Dispatcher::seat(Pending& pending, const KnownAnswer& known) {
  auto topic = std::make_shared<WatchTopic>(WatchTopic{
      std::move(pending.key), std::move(pending.path), std::move(pending.plan),
      *std::move(pending.watched),
      pending.wish == Wish::stream ? service::Tell::answer_and_keys : service::Tell::answer});
  return std::make_unique<WatchSeat>(
      watchers_, group(std::move(topic), seen_of(*known.answer, &known), known.answer),
      WatchClient{pending.receiver, std::move(pending.id), std::move(pending.error_type),
                  std::move(pending.if_none_match), pending.wait, std::move(pending.who),
                  pending.who_generation});
}

std::shared_ptr<WatchGroup> Dispatcher::group(const std::shared_ptr<const WatchTopic>& topic,
                                              WatchSeen seen,
                                              const std::shared_ptr<const service::Answer>& of) {
  return watchers_.group(topic, std::move(seen), [&](const std::shared_ptr<WatchGroup>& made) {
    return service_.watch(topic->question, of, topic->tell,
                          [post = post_, self = weak_from_this(),
                           woken = std::weak_ptr<WatchGroup>(made)](const service::Change& change) {
                            post([self, woken, change] {
                              const auto dispatcher = self.lock();
                              const auto group = woken.lock();
                              if (dispatcher && group) {
                                dispatcher->group_changed(group, change);
                              }
                            });
                          });
  });
}

Response Dispatcher::unchanged(const WatchSeat& seat) const {
  Response response;
  response.status = 304;
  response.head = seat.group().seen.not_modified_head;
  add_staleness(response.moving, *seat.group().seen.facts);
  add_preference(response.moving, seat.client().wait);
  return response;
}

// The first event is the present state, for who has another one or does not say what it has.
void Dispatcher::open_stream(Pending& pending, const KnownAnswer& known) {
  const auto receiver = pending.receiver.lock();
  if (!receiver) {
    return;
  }
  std::uniform_int_distribution<std::int64_t> retry(retry_min.count(), retry_max.count());
  std::string text = retry_text(std::chrono::milliseconds(retry(random_)));
  if (pending.last_event_id != known.etag) {
    text += change_event(known.etag, known.answer->revision, nullptr);
  }
  auto body = std::make_shared<const std::string>(chunk(text));
  Response begin;
  begin.head = stream_head();
  begin.body = *body;
  begin.owner = std::move(body);
  begin.close = true;
  add_staleness(begin.moving, *known.answer);
  auto place = seat(pending, known);
  receiver->open_stream({std::move(begin), shortened(options_.stream_life), std::move(place)});
}

void Dispatcher::group_changed(const std::shared_ptr<WatchGroup>& group,
                               const service::Change& change) {
  if (group->news) {
    return;
  }
  watchers_.retire(*group, std::make_shared<const WatchNews>(news_of(*group->topic, change)));
  woken_.push_back(group);
  if (woken_.size() == 1) {
    wake_some();
  }
}

WatchNews Dispatcher::news_of(const WatchTopic& topic, const service::Change& change) {
  WatchNews news;
  news.answer = change.answer;
  if (change.answer->status == 200) {
    news.known = std::make_shared<const KnownAnswer>(
        known_answer(change.answer, topic.plan.representation, topic.path));
    if (service_.answers_may_be_kept()) {
      cache_.offer(topic.key, news.known, service_.generation(), std::chrono::steady_clock::now());
    }
  }
  if (topic.tell == service::Tell::answer_and_keys) {
    news.event = std::make_shared<const std::string>(chunk(
        news.known ? change_event(news.known->etag, change.answer->revision, change.keys.get())
                   : failure_event(change.answer->status)));
  }
  return news;
}

// Tells some of those who were woken; the rest has its turn after the requests that came meanwhile.
void Dispatcher::wake_some() {
  for (std::size_t told = 0; told < options_.woken_per_turn_max && !woken_.empty();) {
    // What is told may end other clients of the group, and the group with them.
    const std::shared_ptr<WatchGroup> group = woken_.front();
    if (group->seats.empty()) {
      woken_.pop_front();
      continue;
    }
    wake(*group->seats.front());
    ++told;
  }
  if (!woken_.empty()) {
    post_([self = weak_from_this()] {
      if (const auto dispatcher = self.lock()) {
        dispatcher->wake_some();
      }
    });
  }
}

void Dispatcher::wake(WatchSeat& seat) {
  const std::shared_ptr<const WatchNews> news = seat.group().news;
  const auto receiver = seat.client().receiver.lock();
  if (auto refused = check_again(seat)) {
    leave_told(seat);
    if (receiver) {
      receiver->forbid(*std::move(refused));
    }
    return;
  }
  ++watchers_.counters().woken;
  if (!news->event) {
    wake_waiter(seat, *news);
    return;
  }
  seat.move_to(next_group(seat.group()));
  if (receiver) {
    receiver->push(news->event);
  }
}

// Gives the answer to who waited for it, unless that is one that it has as well.
void Dispatcher::wake_waiter(WatchSeat& seat, const WatchNews& news) {
  const WatchClient& client = seat.client();
  const std::shared_ptr<const WatchTopic> topic = seat.group().topic;
  Response response = news.known
                          ? give(news.known, views_of(client.if_none_match), {}, topic->plan.file)
                          : failed_read({topic->path, client.id, client.error_type}, *news.answer);
  if (response.status == 304) {
    ++watchers_.counters().useless;
    seat.move_to(next_group(seat.group()));
    return;
  }
  if (news.known) {
    add_preference(response.moving, client.wait);
  }
  leave_told(seat);
  if (const auto receiver = client.receiver.lock()) {
    receiver->receive(std::move(response));
  }
}

// Moves who was told into a group of nobody else, which waits for nothing any more.
void Dispatcher::leave_told(WatchSeat& seat) {
  auto told = std::make_shared<WatchGroup>();
  told->topic = seat.group().topic;
  told->news = seat.group().news;
  seat.move_to(std::move(told));
}

// The group of who has heard the news of this one.
std::shared_ptr<WatchGroup> Dispatcher::next_group(const WatchGroup& group) {
  const WatchNews& news = *group.news;
  return this->group(group.topic, seen_of(*news.answer, news.known.get()), news.answer);
}

std::chrono::milliseconds Dispatcher::shortened(std::chrono::milliseconds time) {
  std::uniform_int_distribution<std::int64_t> jitter(0, time.count() / 10);
  return time - std::chrono::milliseconds(jitter(random_));
}

}  // namespace cairn::http

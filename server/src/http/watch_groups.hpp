// WatchGroups: the clients of one network thread that wait for a change. Those who would get the
// same answer and have seen the same one are a group: it asks the service once, and is woken once.
//
// Thread-safety: for one thread. Ownership: a group lives as long as somebody sits in it, or until
// those who do were told; whoever holds a client owns its seat, and no seat outlives the groups.
// Cost: of a client that waits, its seat and a list node.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "auth/entrance.hpp"
#include "http/answer_cache.hpp"
#include "http/read_plan.hpp"
#include "http/response.hpp"
#include "service/config_service.hpp"

namespace cairn::http {

class Receiver;
class WatchSeat;

// What is watched; the same for all groups that follow each other.
struct WatchTopic {
  std::string key;  // of the answer, as in AnswerCache
  std::string path;
  ReadPlan plan;
  service::ReadRequest question;
  service::Tell tell = service::Tell::answer;  // streams are told the keys
};

// What a group is woken with, made once for all of it.
struct WatchNews {
  std::shared_ptr<const service::Answer> answer;
  std::shared_ptr<const KnownAnswer> known;  // null for a failure
  std::shared_ptr<const std::string> event;  // for streams: a chunk
};

// What the clients of a group have seen, without its body.
struct WatchSeen {
  std::string tag;                                       // what tells it from other answers
  std::shared_ptr<const service::Answer> facts;          // null for a failure, as the next one
  std::shared_ptr<const std::string> not_modified_head;  // for who has waited in vain
};

struct WatchGroup {
  std::shared_ptr<const WatchTopic> topic;
  WatchSeen seen;
  std::unique_ptr<service::WatchTicket> ticket;  // until it is woken
  std::shared_ptr<const WatchNews> news;         // null until it is woken
  std::list<WatchSeat*> seats;
};

// One client that waits, and how it wants to be answered.
struct WatchClient {
  std::weak_ptr<Receiver> receiver;
  std::string id;
  std::optional<std::string> error_type;
  std::vector<std::string> if_none_match;
  std::chrono::milliseconds wait{};  // that it asked for; streams have none
  auth::PrincipalRef who;            // with the next one: whose rights counted
  std::uint64_t who_generation = 0;
};

class WatchGroups {
 public:
  // Asks the service to tell when the answer of a new group is another one.
  using Subscribe =
      std::function<std::unique_ptr<service::WatchTicket>(const std::shared_ptr<WatchGroup>&)>;

  explicit WatchGroups(service::WatchCounters& counters) : counters_(counters) {}
  WatchGroups(const WatchGroups&) = delete;
  WatchGroups& operator=(const WatchGroups&) = delete;

  // The group that has seen that answer of that topic.
  [[nodiscard]] std::shared_ptr<WatchGroup> group(const std::shared_ptr<const WatchTopic>& topic,
                                                  WatchSeen seen, const Subscribe& subscribe);
  // Nobody comes to this group any more: it has news.
  void retire(WatchGroup& group, std::shared_ptr<const WatchNews> news);

  [[nodiscard]] std::size_t size() const { return groups_.size(); }
  [[nodiscard]] service::WatchCounters& counters() const { return counters_; }

 private:
  friend class WatchSeat;
  static std::string key_of(const WatchTopic& topic, std::string_view tag);
  void leave(WatchGroup& group, std::list<WatchSeat*>::iterator place);

  service::WatchCounters& counters_;
  std::unordered_map<std::string, std::shared_ptr<WatchGroup>> groups_;
};

// A client's place in a group; destroying it leaves.
class WatchSeat {
 public:
  WatchSeat(WatchGroups& groups, std::shared_ptr<WatchGroup> group, WatchClient client);
  ~WatchSeat();
  WatchSeat(const WatchSeat&) = delete;
  WatchSeat& operator=(const WatchSeat&) = delete;

  void move_to(std::shared_ptr<WatchGroup> group);

  [[nodiscard]] const WatchGroup& group() const { return *group_; }
  [[nodiscard]] const WatchClient& client() const { return client_; }

 private:
  WatchGroups& groups_;
  std::shared_ptr<WatchGroup> group_;
  const WatchClient client_;
  std::list<WatchSeat*>::iterator place_;
};

}  // namespace cairn::http

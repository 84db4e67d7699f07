// Coming, moving and leaving.
#include "http/watch_groups.hpp"

#include <utility>

namespace cairn::http {
namespace {

std::atomic<std::uint64_t>& gauge(service::WatchCounters& counters, const WatchTopic& topic) {
  return topic.tell == service::Tell::answer ? counters.waiting : counters.streams;
}

}  // namespace

std::string WatchGroups::key_of(const WatchTopic& topic, std::string_view tag) {
  std::string key = topic.tell == service::Tell::answer ? "w" : "s";
  return key.append(topic.key).append(1, '\0').append(tag);
}

std::shared_ptr<WatchGroup> WatchGroups::group(const std::shared_ptr<const WatchTopic>& topic,
                                               WatchSeen seen, const Subscribe& subscribe) {
  std::shared_ptr<WatchGroup>& place = groups_[key_of(*topic, seen.tag)];
  if (!place) {
    place = std::make_shared<WatchGroup>();
    place->topic = topic;
    place->seen = std::move(seen);
    place->ticket = subscribe(place);
  }
  return place;
}

void WatchGroups::retire(WatchGroup& group, std::shared_ptr<const WatchNews> news) {
  group.news = std::move(news);
  group.ticket.reset();
  groups_.erase(key_of(*group.topic, group.seen.tag));
}

void WatchGroups::leave(WatchGroup& group, std::list<WatchSeat*>::iterator place) {
  group.seats.erase(place);
  if (group.seats.empty() && !group.news) {
    groups_.erase(key_of(*group.topic, group.seen.tag));
  }
}

WatchSeat::WatchSeat(WatchGroups& groups, std::shared_ptr<WatchGroup> group, WatchClient client)
    : groups_(groups),
      group_(std::move(group)),
      client_(std::move(client)),
      place_(group_->seats.insert(group_->seats.end(), this)) {
  ++gauge(groups_.counters(), *group_->topic);
}

WatchSeat::~WatchSeat() {
  --gauge(groups_.counters(), *group_->topic);
  groups_.leave(*group_, place_);
}

void WatchSeat::move_to(std::shared_ptr<WatchGroup> group) {
  const auto place = group->seats.insert(group->seats.end(), this);
  groups_.leave(*group_, place_);
  group_ = std::move(group);
  place_ = place;
}

}  // namespace cairn::http

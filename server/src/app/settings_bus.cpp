// See settings_bus.hpp.
#include "app/settings_bus.hpp"

#include "app/settings_bus_brokers.hpp"
#include "base/joined.hpp"
#include "bus/address.hpp"
#include "bus/uuid.hpp"

namespace cairn::app {
namespace {

enum class Chosen { none, rabbit, kafka };

std::string first_of(SettingsReader& reader, std::initializer_list<const char*> names,
                     std::string fallback) {
  for (const char* name : names) {
    if (std::string text = reader.text(name); !text.empty()) {
      return text;
    }
  }
  return fallback;
}

std::string read_id(SettingsReader& reader, std::uint16_t port) {
  if (std::string id = reader.text("spring.cloud.bus.id"); !id.empty()) {
    return id;
  }
  return bus::default_id(
      first_of(reader, {"vcap.application.name", "spring.application.name"}, "application"),
      base::joined(reader.list("spring.profiles.active"), ","),
      first_of(reader, {"vcap.application.instance-index", "spring.application.index"},
               std::to_string(port)),
      first_of(reader, {"vcap.application.instance-id"}, bus::random_hex()));
}

bus::Targets targets_of(const std::string& choice) {
  if (choice == "guessed") {
    return bus::Targets::guessed;
  }
  return choice == "both" ? bus::Targets::both : bus::Targets::changed;
}

bus::Options read_options(SettingsReader& reader, std::uint16_t port) {
  bus::Options options;
  options.id = read_id(reader, port);
  options.other_names = reader.list("spring.cloud.config.name");
  options.ack = reader.flag("spring.cloud.bus.ack.enabled");
  const std::string to = reader.text("spring.cloud.bus.ack.destination-service");
  options.ack_destination =
      bus::destination_of(to.empty() ? std::nullopt : std::optional<std::string>(to));
  options.trace = reader.flag("spring.cloud.bus.trace.enabled");
  options.refresh = reader.flag("spring.cloud.bus.refresh.enabled");
  options.targets = targets_of(reader.choice("cairn.bus.targets"));
  options.waiting_max = reader.count("cairn.bus.max-waiting");
  options.settle_time = reader.duration("cairn.bus.settle-time");
  return options;
}

// Which broker is meant: what somebody chose, or the one that there are settings of.
Chosen read_choice(const SettingsTree& tree, SettingsReader& reader) {
  if (!reader.flag("spring.cloud.bus.enabled")) {
    return Chosen::none;
  }
  const std::string choice = reader.choice("cairn.bus.broker");
  if (choice != "auto") {
    return choice == "rabbit" ? Chosen::rabbit : choice == "kafka" ? Chosen::kafka : Chosen::none;
  }
  const bool rabbit = !tree.below("spring.rabbitmq").empty();
  const bool kafka = !tree.below("spring.kafka").empty() ||
                     reader.is_set("spring.cloud.stream.kafka.binder.brokers");
  if (rabbit && kafka) {
    reader.error("cairn.bus.broker",
                 "there are settings of spring.rabbitmq and of spring.kafka: say which is meant");
  }
  if (kafka) {
    return Chosen::kafka;
  }
  return rabbit || reader.is_set("spring.cloud.bus.enabled") ? Chosen::rabbit : Chosen::none;
}

}  // namespace

std::optional<BusSettings> read_bus(const SettingsTree& tree, SettingsReader& reader,
                                    std::uint16_t port) {
  const Chosen chosen = read_choice(tree, reader);
  if (chosen == Chosen::none) {
    return std::nullopt;
  }
  BusSettings made;
  made.options = read_options(reader, port);
  made.required = reader.flag("cairn.bus.required");
  if (chosen == Chosen::rabbit) {
    made.broker = read_rabbit(reader);
  } else {
    made.broker = read_kafka(reader);
  }
  return made;
}

}  // namespace cairn::app

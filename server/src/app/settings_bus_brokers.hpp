// What the settings say of each broker that the bus can use.
//
// Thread-safety: for one thread.
#pragma once

#include <string>

#include "app/settings_reader.hpp"
#include "bus/options.hpp"

namespace cairn::app {

[[nodiscard]] bus::RabbitOptions read_rabbit(SettingsReader& reader);
[[nodiscard]] bus::KafkaOptions read_kafka(SettingsReader& reader);

// A file as Spring names it: "file:" in front is dropped, "classpath:" is an error.
[[nodiscard]] std::string file_of(SettingsReader& reader, const char* name);

}  // namespace cairn::app

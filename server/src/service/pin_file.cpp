// As source/git/state_file, for what an operator decided.
#include "service/pin_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <system_error>

#include "source/kept_file.hpp"

namespace cairn::service {
namespace {

using Json = nlohmann::json;

source::KeptKind kind() {
  return {"the file with pins",     "pins", 1, 1, /*digest_needed=*/true, 1024U * 1024,
          "pins are forgotten then"};
}

Failure unusable(const std::string& why) {
  return fail(ErrorCode::failed_precondition, kind().what + ' ' + why);
}

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  const auto* text = found == object.end() ? nullptr : found->get_ptr<const std::string*>();
  return text == nullptr ? std::string() : *text;
}

std::int64_t number_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::shared_ptr<const source::Pin> pin_in(const Json& object) {
  if (!object.is_object()) {
    return nullptr;
  }
  source::Pin pin{text_in(object, "label"), text_in(object, "commit"), text_in(object, "reason"),
                  number_in(object, "since"), number_in(object, "until")};
  return pin.commit.empty() ? nullptr : std::make_shared<const source::Pin>(std::move(pin));
}

Result<void> remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return fail(ErrorCode::internal,
                "removing '" + path + "': " + std::generic_category().message(errno));
  }
  return {};
}

}  // namespace

std::string write_pins(const source::Pins& pins, std::string_view address) {
  Json written = Json::object();
  for (const auto& [ref, pin] : pins) {
    Json one = {{"label", pin->label},
                {"commit", pin->commit},
                {"reason", pin->reason},
                {"since", pin->since}};
    if (pin->until != 0) {
      one["until"] = pin->until;
    }
    written[ref] = std::move(one);
  }
  return source::seal(kind(), address,
                      written.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<source::Pins> read_pins(std::string_view text, std::string_view address) {
  const auto content = source::unseal(kind(), text, address);
  if (!content) {
    return fail(ErrorCode::failed_precondition, content.error().message);
  }
  const Json written = Json::parse(*content, nullptr, /*allow_exceptions=*/false);
  if (!written.is_object()) {
    return unusable("is damaged");
  }
  source::Pins pins;
  for (const auto& [ref, object] : written.items()) {
    auto pin = pin_in(object);
    if (pin == nullptr) {
      return unusable("has a damaged pin '" + ref + "'");
    }
    pins.emplace(ref, std::move(pin));
  }
  return pins;
}

Result<void> save_pins(const std::string& path, const source::Pins& pins,
                       std::string_view address) {
  auto saved = source::save_kept(path, write_pins(pins, address));
  if (!saved || !pins.empty()) {
    return saved;
  }
  // The copy first: what is left by a crash in between says that there are none.
  saved = remove(path + ".copy");
  return saved ? remove(path) : saved;
}

Result<source::Pins> load_pins(const std::string& path, std::string_view address) {
  source::Pins pins;
  const auto take = [&](std::string_view text) -> Result<void> {
    auto read = read_pins(text, address);
    if (!read) {
      return fail(std::move(read).error());
    }
    pins = *std::move(read);
    return {};
  };
  const auto loaded = source::load_kept(path, kind(), take);
  if (!loaded) {
    return fail(loaded.error());
  }
  return pins;
}

}  // namespace cairn::service

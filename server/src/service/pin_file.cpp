// As source/git/state_file, for what an operator decided.
#include "service/pin_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "base/digest.hpp"
#include "base/files.hpp"

namespace cairn::service {
namespace {

using Json = nlohmann::json;

constexpr int format_now = 1;
constexpr std::size_t file_bytes_max = 1024 * 1024;

Failure unusable(const std::string& why) {
  return fail(ErrorCode::failed_precondition, "the file with pins " + why);
}

std::string text_of(const Json& json, int indent) {
  // An address may be no UTF-8; it is only compared, and the same way when it is read.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
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

// nullopt if there is no such file.
Result<std::optional<source::Pins>> load_one(const std::string& path, std::string_view address) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0 &&
      (!S_ISREG(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 0022U) != 0)) {
    return unusable("'" + path + "' is no regular file of this user alone");
  }
  const auto text = base::read_file(path, file_bytes_max);
  if (!text && text.error().code == ErrorCode::not_found) {
    return std::optional<source::Pins>();
  }
  if (!text) {
    return text.error().code == ErrorCode::resource_exhausted
               ? unusable("'" + path + "' is too large")
               : fail(text.error());
  }
  auto pins = read_pins(*text, address);
  return pins ? Result<std::optional<source::Pins>>(*std::move(pins))
              : fail(std::move(pins).error(), "'" + path + "'");
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
  const std::string digest = base::sha256_hex(text_of(written, -1));
  return text_of({{"format", format_now},
                  {"address", std::string(address)},
                  {"digest", digest},
                  {"pins", std::move(written)}},
                 1) +
         '\n';
}

Result<source::Pins> read_pins(std::string_view text, std::string_view address) {
  const Json file = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!file.is_object() || number_in(file, "format") == 0) {
    return unusable("is damaged");
  }
  if (number_in(file, "format") != format_now) {
    return unusable("has a format that this server does not read");
  }
  const Json expected = Json::parse(text_of(Json(std::string(address)), -1), nullptr, false);
  if (file.find("address") == file.end() || file["address"] != expected) {
    return unusable("belongs to another repository");
  }
  const auto written = file.find("pins");
  if (written == file.end() || !written->is_object() ||
      text_in(file, "digest") != base::sha256_hex(text_of(*written, -1))) {
    return unusable("is damaged: its digest is another");
  }
  source::Pins pins;
  for (const auto& [ref, object] : written->items()) {
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
  const std::string text = write_pins(pins, address);
  auto saved = base::replace_file(path, text);
  if (saved) {
    saved = base::replace_file(path + ".copy", text);
  }
  if (!saved || !pins.empty()) {
    return saved;
  }
  // The copy first: what is left by a crash in between says that there are none.
  saved = remove(path + ".copy");
  return saved ? remove(path) : saved;
}

Result<source::Pins> load_pins(const std::string& path, std::string_view address) {
  std::optional<Error> trouble;
  for (const std::string& file : {path, path + ".copy"}) {
    auto pins = load_one(file, address);
    if (pins && *pins) {
      return **std::move(pins);
    }
    if (!pins) {
      trouble = std::move(pins).error();
    }
  }
  return trouble ? Result<source::Pins>(fail(*std::move(trouble))) : source::Pins();
}

}  // namespace cairn::service

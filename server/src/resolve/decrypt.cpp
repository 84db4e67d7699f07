// See decrypt.hpp.
#include "resolve/decrypt.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/hidden_memory.hpp"

namespace cairn::resolve {
namespace {

using crypto::Decryptor;

constexpr std::string_view marker = "{cipher}";

// The cipher text of a value; nullopt for another value.
std::optional<std::string_view> encrypted(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->compare(0, marker.size(), marker) != 0) {
    return std::nullopt;
  }
  return std::string_view(*text).substr(marker.size());
}

bool has_encrypted(const Properties& properties) {
  return std::any_of(properties.begin(), properties.end(), [](const Property& property) {
    return encrypted(property.value).has_value();
  });
}

std::shared_ptr<const Properties> wiped_at_end(Properties properties) {
  return {new Properties(std::move(properties)), [](Properties* ending) {
            for (Property& property : *ending) {
              if (auto* text = std::get_if<std::string>(&property.value)) {
                base::wipe(*text);
              }
            }
            delete ending;
          }};
}

// Opens the properties of one source.
class SourceDecryption {
 public:
  SourceDecryption(const std::string& file, std::string_view application, Decryptor& decryptor,
                   const DecryptOptions& options, Decrypted& counts)
      : file_(file),
        application_(application),
        decryptor_(decryptor),
        options_(options),
        counts_(counts) {}

  Properties run(const Properties& properties) {
    for (const Property& property : properties) {
      if (!encrypted(property.value)) {
        kept_.push_back(property);
      }
    }
    const std::size_t plain = kept_.size();
    for (const Property& property : properties) {
      if (const auto value = encrypted(property.value)) {
        put(opened(property, *value), plain);
      }
    }
    return std::move(kept_);
  }

 private:
  Property opened(const Property& property, std::string_view value) {
    const Decryptor::Opened result =
        decryptor_.open(value, {application_, property.key}, options_.effort);
    if (result.state == Decryptor::State::opened) {
      ++counts_.opened;
      return {property.key, std::string(result.text.reveal()), {}};
    }
    if (result.state == Decryptor::State::not_remembered) {
      ++counts_.not_remembered;
      return property;
    }
    ++counts_.invalid;
    if (result.first_time) {
      tell(property, result.reason);
    }
    if (options_.prefix_invalid) {
      return {"invalid." + property.key, std::string("<n/a>"), {}};
    }
    return {property.key, std::string(value), {}};
  }

  void tell(const Property& property, const std::string& reason) {
    std::string place = Origin{file_, property.at}.text() + ' ' + property.key;
    if (reason.empty()) {
      ++counts_.newly_invalid;
      counts_.invalid_place = std::move(place);
    } else if (counts_.told.size() < Decrypted::told_max) {
      counts_.told.push_back({std::move(place), reason});
    } else {
      ++counts_.untold;
    }
  }

  // At the end, or in the place of a plain value that has this key already ("invalid.x").
  void put(Property property, std::size_t plain) {
    const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(plain);
    const auto known =
        options_.prefix_invalid && property.key.compare(0, 8, "invalid.") == 0
            ? std::find_if(kept_.begin(), end,
                           [&](const Property& one) { return one.key == property.key; })
            : end;
    if (known != end) {
      *known = std::move(property);
    } else {
      kept_.push_back(std::move(property));
    }
  }

  const std::string& file_;
  const std::string_view application_;
  Decryptor& decryptor_;
  const DecryptOptions& options_;
  Decrypted& counts_;
  Properties kept_;
};

}  // namespace

Decrypted decrypt(Environment& environment, const std::vector<std::string>& applications,
                  std::size_t sources_left, Decryptor& decryptor, const DecryptOptions& options) {
  Decrypted counts;
  for (std::size_t i = sources_left; i < environment.sources.size(); ++i) {
    PropertySource& source = environment.sources[i];
    if (has_encrypted(*source.properties)) {
      const std::string_view application =
          i < applications.size() ? std::string_view(applications[i]) : std::string_view();
      source.properties =
          wiped_at_end(SourceDecryption(source.file, application, decryptor, options, counts)
                           .run(*source.properties));
    }
  }
  return counts;
}

}  // namespace cairn::resolve

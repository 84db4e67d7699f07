// The stored form: fields one after another. Numbers are big-endian; a text is its length in 4
// bytes and its bytes; a list is its count in 4 bytes and its items; an optional is 0 or 1 and the
// text.
#include "cache/remembered.hpp"

#include <bit>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/digest.hpp"

namespace cairn::cache {
namespace {

class Writer {
 public:
  void number(std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out_ += static_cast<char>((value >> shift) & 0xFFU);
    }
  }
  void text(std::string_view value) {
    number(value.size(), 4);
    out_ += value;
  }
  void optional(const std::optional<std::string>& value) {
    number(value ? 1 : 0, 1);
    if (value) {
      text(*value);
    }
  }
  // The index of the alternative, then its content.
  void value(const Value& value) {
    number(value.index(), 1);
    std::visit([this](const auto& held) { content(held); }, value);
  }
  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  void content(const std::string& held) { text(held); }
  void content(bool held) { number(held ? 1 : 0, 1); }
  void content(std::int64_t held) { number(static_cast<std::uint64_t>(held), 8); }
  void content(const BigInteger& held) { text(held.digits); }
  void content(double held) { number(std::bit_cast<std::uint64_t>(held), 8); }
  void content(const Binary& held) { text(held.bytes); }

  std::string out_;
};

// Reads until something is wrong; from then on everything is empty and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (const char c : take(bytes)) {
      value = (value << 8U) | static_cast<unsigned char>(c);
    }
    return value;
  }
  bool flag() {
    const std::uint64_t value = number(1);
    ok_ = ok_ && value <= 1;
    return ok_ && value == 1;
  }
  std::uint32_t number32() { return static_cast<std::uint32_t>(number(4)); }
  std::string text() { return std::string(take(number32())); }
  std::optional<std::string> optional() {
    return flag() ? std::optional<std::string>(text()) : std::nullopt;
  }
  Value value() {
    switch (number(1)) {
      case 0:
        return text();
      case 1:
        return flag();
      case 2:
        return static_cast<std::int64_t>(number(8));
      case 3:
        return BigInteger{text()};
      case 4:
        return std::bit_cast<double>(number(8));
      case 5:
        return Binary{text()};
      default:
        ok_ = false;
        return std::string();
    }
  }

 private:
  std::string_view take(std::size_t size) {
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool ok_ = true;
};

static_assert(std::is_same_v<std::variant_alternative_t<5, Value>, Binary> &&
              std::variant_size_v<Value> == 6);

void write_source(Writer& writer, const PropertySource& source) {
  writer.text(source.name);
  writer.text(source.file);
  writer.text(source.described_origin);
  writer.number(source.properties->size(), 4);
  for (const Property& property : *source.properties) {
    writer.text(property.key);
    writer.value(property.value);
    writer.number(property.at.line, 4);
    writer.number(property.at.column, 4);
  }
}

PropertySource read_source(Reader& reader) {
  PropertySource source;
  source.name = reader.text();
  source.file = reader.text();
  source.described_origin = reader.text();
  Properties properties;
  // Nothing is reserved: the count is only a promise.
  for (std::uint32_t left = reader.number32(); left > 0 && reader.ok(); --left) {
    Property property;
    property.key = reader.text();
    property.value = reader.value();
    property.at.line = reader.number32();
    property.at.column = reader.number32();
    properties.push_back(std::move(property));
  }
  source.properties = std::make_shared<const Properties>(std::move(properties));
  return source;
}

}  // namespace

std::string Scope::digest() const {
  base::Sha256 digest;
  digest.add_field("cairn cache scope");
  digest.add_field(std::to_string(uris.size()));
  for (const std::string& uri : uris) {
    digest.add_field(uri);
  }
  for (const std::string* part : {&application, &profiles, &label, &user}) {
    digest.add_field(*part);
  }
  return digest.hex();
}

std::string encode(const Remembered& remembered) {
  Writer writer;
  const auto age = remembered.fetched_at.time_since_epoch();
  writer.number(
      static_cast<std::uint64_t>(std::chrono::floor<std::chrono::milliseconds>(age).count()), 8);
  for (const std::string* text :
       {&remembered.etag, &remembered.uri, &remembered.label, &remembered.revision,
        &remembered.environment.name, &remembered.environment.profiles}) {
    writer.text(*text);
  }
  for (const auto* optional : {&remembered.environment.label, &remembered.environment.version,
                               &remembered.environment.state}) {
    writer.optional(*optional);
  }
  writer.number(remembered.environment.sources.size(), 4);
  for (const PropertySource& source : remembered.environment.sources) {
    write_source(writer, source);
  }
  return std::move(writer).take();
}

Found<Remembered> decode(std::string_view bytes) {
  Reader reader(bytes);
  Remembered remembered;
  const auto time = static_cast<std::int64_t>(reader.number(8));
  // A clock counts finer than milliseconds: only what fits is a time.
  constexpr std::int64_t time_max = std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::system_clock::duration::max())
                                        .count();
  const bool time_fits = time <= time_max && time >= -time_max;
  if (time_fits) {
    remembered.fetched_at = std::chrono::system_clock::time_point(std::chrono::milliseconds(time));
  }
  for (std::string* text :
       {&remembered.etag, &remembered.uri, &remembered.label, &remembered.revision,
        &remembered.environment.name, &remembered.environment.profiles}) {
    *text = reader.text();
  }
  for (auto* optional : {&remembered.environment.label, &remembered.environment.version,
                         &remembered.environment.state}) {
    *optional = reader.optional();
  }
  for (std::uint32_t left = reader.number32(); left > 0 && reader.ok(); --left) {
    remembered.environment.sources.push_back(read_source(reader));
  }
  if (!reader.ok() || !reader.at_end() || !time_fits) {
    return miss(Reason::damaged, "its content is not what was written");
  }
  return remembered;
}

}  // namespace cairn::cache

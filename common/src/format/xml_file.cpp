// Java's XML properties, read with expat. The rules are those of the JDK's own small handler,
// which is laxer than the document type it demands: text between entries is ignored, and an entry
// ends at the next end tag, whatever that closes.
#include "format/xml_file.hpp"

#include <expat.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "format/java_map_order.hpp"
#include "format/meter.hpp"
#include "format/property_list.hpp"

namespace cairn::format {
namespace {

constexpr std::string_view document_type_id = "http://java.sun.com/dtd/properties.dtd";

// The encoding that a byte order mark tells, which counts more than what the file declares; nullptr
// without a mark.
const char* marked_encoding(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") {
    return "UTF-8";
  }
  return bytes.substr(0, 2) == "\xFE\xFF" || bytes.substr(0, 2) == "\xFF\xFE" ? "UTF-16" : nullptr;
}

class XmlReader {
 public:
  XmlReader(const Budget& budget, const char* encoding)
      : meter_(budget), parser_(XML_ParserCreate(encoding)) {
    XML_SetUserData(parser_.get(), this);
    XML_SetXmlDeclHandler(parser_.get(), on_declaration);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_document_type);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
  }

  [[nodiscard]] Result<Properties> read(std::string_view bytes) {
    const auto status = XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), 1);
    if (error_) {
      return fail(*std::move(error_));
    }
    if (status != XML_STATUS_OK) {
      return unusable(XML_ErrorString(XML_GetErrorCode(parser_.get())), position());
    }
    return in_java_order(entries_.take());
  }

 private:
  static XmlReader& self(void* data) { return *static_cast<XmlReader*>(data); }

  static void on_declaration(void* data, const XML_Char* version, const XML_Char*, int) {
    if (version != nullptr && std::string_view(version) != "1.0") {
      self(data).refuse("XML of version " + quoted(version) + " is not known");
    }
  }

  static void on_document_type(void* data, const XML_Char* name, const XML_Char* system_id,
                               const XML_Char*, int has_internal_subset) {
    if (has_internal_subset != 0) {
      self(data).refuse("the document type must not declare anything of its own");
      return;
    }
    self(data).has_document_type_ = std::string_view(name) == "properties" &&
                                    system_id != nullptr &&
                                    std::string_view(system_id) == document_type_id;
  }

  static void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    self(data).start(name, attributes);
  }

  static void on_end(void* data, const XML_Char*) { self(data).end(); }

  static void on_text(void* data, const XML_Char* text, int length) {
    XmlReader& reader = self(data);
    if (reader.in_entry_) {
      reader.value_.append(text, static_cast<std::size_t>(length));
    }
  }

  void start(std::string_view name, const XML_Char** attributes) {
    if (!has_document_type_) {
      refuse("no document type of java.util.Properties: <!DOCTYPE properties SYSTEM \"" +
             std::string(document_type_id) + "\">");
    } else if (!has_root_) {
      has_root_ = name == "properties";
      if (!has_root_) {
        refuse("the outermost element is " + quoted(name) + ", not 'properties'");
      }
    } else if (name == "entry") {
      start_entry(attributes);
    } else if (name != "comment") {
      refuse("element " + quoted(name) + " does not belong into a properties document");
    } else if (std::exchange(has_comment_, true)) {
      refuse("a second 'comment' element");
    }
  }

  void start_entry(const XML_Char** attributes) {
    for (std::size_t i = 0; attributes[i] != nullptr; i += 2) {
      if (std::string_view(attributes[i]) == "key") {
        key_ = attributes[i + 1];
        in_entry_ = true;
        return;
      }
    }
    refuse("an 'entry' element without the attribute 'key'");
  }

  void end() {
    if (!std::exchange(in_entry_, false)) {
      return;
    }
    auto counted = meter_.add_nodes(1, position());
    if (counted) {
      counted = meter_.add_bytes(key_.size() + value_.size(), position());
    }
    if (!counted) {
      stop(std::move(counted).error());
      return;
    }
    entries_.put(key_, std::exchange(value_, {}), {});
  }

  void refuse(std::string message) { stop(unusable(std::move(message), position()).value()); }

  void stop(Error error) {
    if (!error_) {
      error_ = std::move(error);
      XML_StopParser(parser_.get(), XML_FALSE);
    }
  }

  [[nodiscard]] Position position() const {
    return {static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser_.get())),
            static_cast<std::uint32_t>(XML_GetCurrentColumnNumber(parser_.get()) + 1)};
  }

  static Properties in_java_order(Properties entries) {
    std::vector<std::string> keys;
    keys.reserve(entries.size());
    for (const Property& entry : entries) {
      keys.push_back(entry.key);
    }
    Properties ordered;
    ordered.reserve(entries.size());
    for (const std::size_t index : java_map_order(keys)) {
      ordered.push_back(std::move(entries[index]));
    }
    return ordered;
  }

  struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };

  Meter meter_;
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser_;
  std::optional<Error> error_;
  PropertyList entries_;
  std::string key_;
  std::string value_;
  bool has_document_type_ = false;
  bool has_root_ = false;
  bool has_comment_ = false;
  bool in_entry_ = false;
};

}  // namespace

Result<std::vector<Properties>> parse_xml(std::string_view bytes, const Budget& budget) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return unusable("the file has more bytes than an XML file may have", {});
  }
  auto properties = XmlReader(budget, marked_encoding(bytes)).read(bytes);
  if (!properties) {
    return fail(std::move(properties).error());
  }
  std::vector<Properties> documents;
  documents.push_back(*std::move(properties));
  return documents;
}

}  // namespace cairn::format

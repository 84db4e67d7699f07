// Hostile properties and XML files, and the ordinary files that all are measured against.
#include <string>

#include "hostile/hostile_files.hpp"

namespace cairn::format::test {
namespace {

constexpr std::size_t file_max = Budget{}.file_bytes_max;
const std::string head = "<!DOCTYPE properties SYSTEM \"http://java.sun.com/dtd/properties.dtd\">";

std::string laughs() {
  std::string text = "<!DOCTYPE properties [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 30; ++i) {
    text += "<!ENTITY a" + std::to_string(i) + " \"" +
            repeated("&a" + std::to_string(i - 1) + ";", 10) + "\">";
  }
  return text + "]><properties><entry key=\"k\">&a29;</entry></properties>";
}

}  // namespace

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) {
    text += part;
  }
  return text;
}

std::vector<HostileFile> hostile_properties_files() {
  std::vector<HostileFile> files;
  const auto add = [&files](std::string name, std::string bytes, std::string error) {
    files.push_back({std::move(name), Kind::properties, std::move(bytes), std::move(error)});
  };
  add("10 MB of backslashes", repeated("\\", 10'000'000), "the file has more than 1048576 bytes");
  add("backslashes", repeated("\\", file_max), "");
  add("continuations", repeated("\\\n", file_max / 2), "");
  add("continued value", "k=" + repeated("x\\\n", file_max / 3 - 2), "");
  add("unicode escapes", "k=" + repeated("\\u0041", file_max / 6 - 2), "");
  add("long key", repeated("k", file_max), "");
  add("long value", "k=" + repeated("v", file_max - 2), "");
  add("wide characters", "k=" + repeated("\xE9", file_max - 2), "");
  add("a list of commas", "k[]=" + repeated(",", file_max - 4),
      "1:100005: the file expands to more than 100000 nodes");
  add("list with a long key", repeated("k", 100'000) + "[]=" + repeated("a,", 1'000),
      "1:100170: the file expands to more than 8388608 bytes");
  add("keys", repeated("a\n", file_max / 2),
      "100002:0: the file expands to more than 100000 nodes");
  add("empty lines", repeated("\n", file_max), "");
  add("comments", repeated("#\n", file_max / 2), "");
  add("documents", repeated("#---\na\n", file_max / 7), "the file has more than 1000 documents");
  add("separators", repeated("=", file_max), "");
  add("NUL", std::string(file_max, '\0'), "");
  std::string keys;
  for (std::size_t i = 0; i < 1'000'000 && keys.size() < file_max - 20; ++i) {
    keys += "k" + std::to_string(i) + "\n";
  }
  add("10^6 keys", keys, "100002:0: the file expands to more than 100000 nodes");
  return files;
}

std::vector<HostileFile> hostile_xml_files() {
  std::vector<HostileFile> files;
  const auto add = [&files](std::string name, std::string bytes, std::string error) {
    files.push_back({std::move(name), Kind::xml, std::move(bytes), std::move(error)});
  };
  const std::string open = head + "<properties>";
  add("billion laughs", laughs(), "1:22: the document type must not declare anything of i");
  add("quadratic entity",
      "<!DOCTYPE properties [<!ENTITY a \"" + repeated("x", 100'000) +
          "\">]><properties><entry key=\"k\">" + repeated("&a;", 100'000) + "</entry></properties>",
      "1:22: the document type must not declare anything of i");
  add("external entity",
      "<!DOCTYPE properties [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><properties><entry "
      "key=\"k\">&a;</entry></properties>",
      "1:22: the document type must not declare anything of i");
  add("fetched document type",
      "<!DOCTYPE properties SYSTEM \"http://127.0.0.1:9/x.dtd\"><properties/>",
      "1:56: no document type of java.util.Properties: <!DOCT");
  add("depth", open + repeated("<entry key=\"k\">", file_max / 15 - 10),
      "1:1048507: no element found");
  add("depth, unclosed tags", open + repeated("<a>", file_max / 3 - 50),
      "1:82: element 'a' does not belong into a properties do");
  add("tag that is not closed", open + "<entry " + repeated("a", file_max - 200),
      "1:82: unclosed token");
  add("attributes", open + "<entry " + repeated("a='' ", file_max / 5 - 50) + "/>",
      "1:94: duplicate attribute");
  std::string attributes;
  for (std::size_t i = 0; attributes.size() < file_max - 200; ++i) {
    attributes += "a" + std::to_string(i) + "='' ";
  }
  add("many attributes", open + "<entry key='a' " + attributes + "/></properties>", "");
  add("long value",
      open + "<entry key='a'>" + repeated("x", file_max - 200) + "</entry></properties>", "");
  add("value of references",
      open + "<entry key='a'>" + repeated("&#65;", file_max / 5 - 50) + "</entry></properties>",
      "");
  add("entries", open + repeated("<entry key='a'/>", file_max / 16 - 20) + "</properties>", "");
  add("comment that is not closed", open + "<!--" + repeated("-", file_max - 200),
      "1:88: not well-formed (invalid token)");
  add("blanks", repeated(" ", file_max), "1:1048577: no element found");
  return files;
}

std::string ordinary_file(Kind kind, std::size_t bytes) {
  std::string text = kind == Kind::xml ? head + "<properties>\n" : "";
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    const std::string name = "service.pool.setting-" + std::to_string(i);
    const std::string value = "https://host.example.org:8080/path/" + std::to_string(i);
    if (kind == Kind::yaml) {
      text += (i % 50 == 0 ? "section" + std::to_string(i) + ":\n  " : "  ");
      text += name + ": " + value + "\n";
    } else if (kind == Kind::properties) {
      text += name + "=" + value + "\n";
    } else {
      text += "<entry key=\"" + name + "\">" + value + "</entry>\n";
    }
  }
  return text + (kind == Kind::xml ? "</properties>\n" : "");
}

}  // namespace cairn::format::test

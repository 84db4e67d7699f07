// A back end of directories: its locations, what is served of what is loaded, and names.
#include <doctest/doctest.h>

#include "unit/resolve/resolving.hpp"

using namespace cairn;
using namespace cairn::resolve;

namespace {

struct House {
  catalog::NativeBackEnd native;
  testing::MemorySnapshot snapshot;

  explicit House(Files files) {
    native.id = "native";
    // One state, whatever the label.
    snapshot.commit("master", std::move(files));
  }
  void at(const std::string& path) { native.search_locations.push_back({"file:" + path, path}); }

  [[nodiscard]] catalog::Catalog catalog() const {
    catalog::Catalog catalog;
    catalog.documents = std::make_shared<catalog::Documents>(catalog::Documents::Options{});
    auto layout = std::make_shared<catalog::Layout>();
    layout->back_ends.emplace_back(native);
    catalog.layout = layout;
    catalog.repositories["native"] = {std::make_shared<catalog::RepositorySettings>(),
                                      std::make_shared<const testing::MemorySnapshot>(snapshot)};
    return catalog;
  }
  [[nodiscard]] Result<Resolution> ask(const Query& asked) const {
    const auto present = catalog();
    Walk walk(present);
    return resolve::resolve(walk, asked, {});
  }
  [[nodiscard]] Names names(const Query& asked) const {
    const auto resolution = ask(asked);
    if (!resolution) {
      return {std::string(name_of(resolution.error().code))};
    }
    Names names;
    for (const PropertySource& source : resolution->environment.sources) {
      names.push_back(source.name);
    }
    return names;
  }
  [[nodiscard]] std::string text(const Query& asked, std::string_view path) const {
    const auto present = catalog();
    Walk walk(present);
    const auto file = find_file(walk, asked, path, {}, {});
    return file ? *file->bytes : std::string(name_of(file.error().code));
  }
};

}  // namespace

TEST_CASE("later locations win, and the folder of the label above all of them") {
  House house(Files{{"a/shop.yml", "x: 1\n"},
                    {"b/shop.yml", "x: 1\n"},
                    {"a/v1/shop.yml", "x: 1\n"},
                    {"a/v2/shop.yml", "x: 1\n"},
                    {"a/master/shop.yml", "x: 1\n"}});
  house.at("/a");
  house.at("/b/");
  CHECK(house.names(query("shop", "dev")) ==
        Names{"file:/a/master/shop.yml", "file:/b/shop.yml", "file:/a/shop.yml"});
  CHECK(
      house.names(query("shop", "dev", "v1,v2")) ==
      Names{"file:/a/v1/shop.yml", "file:/a/v2/shop.yml", "file:/b/shop.yml", "file:/a/shop.yml"});
  CHECK(house.names(query("shop", "dev", "none")) == Names{"file:/b/shop.yml", "file:/a/shop.yml"});
  house.native.add_label_locations = false;
  CHECK(house.names(query("shop", "dev")) == Names{"file:/b/shop.yml", "file:/a/shop.yml"});
}

TEST_CASE("placeholders are filled in for each profile and application, and a star is any folder") {
  House house(Files{{"cfg/shop/shop.yml", "x: 1\n"},
                    {"cfg/cart/cart.yml", "x: 1\n"},
                    {"env/dev/shop.yml", "x: 1\n"},
                    {"zones/a/shop.yml", "x: 1\n"},
                    {"zones/b/shop.yml", "x: 1\n"}});
  house.at("/cfg/{application}");
  house.at("/env/{profile}");
  house.at("/zones/*/");
  house.at("/{other}");
  house.native.add_label_locations = false;
  CHECK(house.names(query("shop,cart", "dev")) ==
        Names{"file:/zones/b/shop.yml", "file:/zones/a/shop.yml", "file:/env/dev/shop.yml",
              "file:/cfg/cart/cart.yml", "file:/cfg/shop/shop.yml"});
}

TEST_CASE("what an import leads to is served only below a location") {
  House house(
      Files{{"common/shop.yml", "spring.config.import: [parts/db.yml, ../private/keys.yml]\n"},
            {"common/parts/db.yml", "x: 1\n"},
            {"private/keys.yml", "spring.config.import: ../common/other.yml\n"},
            {"common/other.yml", "x: 1\n"},
            {"common-secret/x.yml", "x: 1\n"},
            {"common/near.yml", "spring.config.import: ../common-secret/x.yml\n"}});
  house.at("/common");
  CHECK(house.names(query("shop", "dev")) ==
        Names{"file:/common/other.yml", "file:/common/parts/db.yml", "file:/common/shop.yml"});
  CHECK(house.names(query("near", "dev")) == Names{"file:/common/near.yml"});
}

TEST_CASE("names are those of the reference, brackets and written locations included") {
  House house(Files{{"a/shop.yml", "x: 1\n---\ny: 1\n"}, {"b[1]/shop.yml", "x: 1\n"}});
  house.native.search_locations = {{"optional:file:/z/../a", "/z/../a"}, {"/b[1]", "/b[1]"}};
  CHECK(house.names(query("shop", "dev")) ==
        Names{"file:/b[1]/shop.yml]",
              "Config resource 'file [/a/shop.yml]' via location 'optional:file:/z/../a/' "
              "(document #1)",
              "Config resource 'file [/a/shop.yml]' via location 'optional:file:/z/../a/' "
              "(document #0)"});
}

TEST_CASE("the version is the configured one, and there is no state") {
  House house(Files{{"a/shop.yml", "x: 1\n"}});
  house.at("/a");
  CHECK_FALSE(house.ask(query("shop", "dev"))->environment.version.has_value());
  house.native.version = "7";
  CHECK(house.ask(query("shop", "dev"))->environment.version == "7");
  CHECK_FALSE(house.ask(query("shop", "dev"))->environment.state.has_value());
  CHECK(house.ask(query("shop", "dev"))->revisions == Names{"c1"});
}

TEST_CASE("text is looked for in plain locations before the folder of the label") {
  House house(Files{{"a/x.txt", "plain"}, {"a/v1/x.txt", "v1"}, {"a/v1/y.txt", "own"}});
  house.at("/a");
  CHECK(house.text(query("shop", "dev", "v1"), "x.txt") == "plain");
  CHECK(house.text(query("shop", "dev", "v1"), "y.txt") == "own");
  CHECK(house.text(query("shop", "dev"), "y.txt") == "not_found");
}

TEST_CASE("a broken file is the error of its queries") {
  const House house = [] {
    House made(Files{{"a/shop.yml", "x: [1\n"}, {"a/cart.yml", "x: 1\n"}});
    made.at("/a");
    return made;
  }();
  CHECK(house.names(query("shop", "dev")) == Names{"failed_precondition"});
  CHECK(house.names(query("cart", "dev")) == Names{"file:/a/cart.yml"});
}

// What a server published of directories is their history.
TEST_CASE("a file that breaks is held at the newest published state, whole and in every form") {
  House house(Files{{"a/shop.yml", "x: 1\n"}, {"a/x.txt", "one"}});
  house.at("/a");
  house.snapshot.commit("master", {{"a/shop.yml", "x: 2\n"}, {"a/x.txt", "two"}});
  house.snapshot.commit("master", {{"a/shop.yml", "x: [3\n"}, {"a/x.txt", "three"}});
  house.snapshot.labels["master"].first_published = "c1";
  const auto held = house.ask(query("shop", "dev"));
  REQUIRE(held.has_value());
  REQUIRE(held->hold.has_value());
  CHECK(held->hold->rejected == "c3");
  CHECK(held->hold->repository == "native");
  CHECK(held->revisions == Names{"c2"});
  CHECK(house.text(query("shop", "dev"), "x.txt") == "two");
  CHECK(house.text(query("cart", "dev"), "x.txt") == "three");
}

TEST_CASE("states that were not published here do not count for a hold") {
  House house(Files{{"a/shop.yml", "x: 1\n"}});
  house.at("/a");
  house.snapshot.commit("master", {{"a/shop.yml", "x: [2\n"}});
  CHECK(house.names(query("shop", "dev")) == Names{"failed_precondition"});
}

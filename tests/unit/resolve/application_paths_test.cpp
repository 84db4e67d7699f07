// Whom a file is for, by its path.
#include "resolve/application_paths.hpp"

#include <doctest/doctest.h>

using cairn::resolve::Affected;
using cairn::resolve::ApplicationPaths;
namespace catalog = cairn::catalog;

namespace {

// "*", or the names, or "" for nobody.
std::string whom(const ApplicationPaths& paths, std::string_view path) {
  Affected affected;
  paths.attribute(path, affected);
  std::string text = affected.all ? "*" : "";
  for (const std::string& application : affected.applications) {
    text += (text.empty() ? "" : " ") + application;
  }
  return text;
}

struct Case {
  const char* path;
  const char* applications;
};

}  // namespace

TEST_SUITE("resolve::ApplicationPaths") {
  TEST_CASE("a file in the root is named after its application, and perhaps a profile") {
    const ApplicationPaths paths({""});
    for (const Case& each : {Case{"shop.yml", "shop"}, Case{"shop-dev.yml", "shop shop-dev"},
                             Case{"web-shop-eu.properties", "web web-shop web-shop-eu"},
                             Case{"cart.xml", "cart"}, Case{"a.b.yaml", "a.b"},
                             Case{"applications.yml", "applications"}, Case{"-x.yml", "-x"}}) {
      CAPTURE(each.path);
      CHECK(whom(paths, each.path) == each.applications);
    }
  }

  TEST_CASE("what is shared or tells nothing of an application is for all") {
    const ApplicationPaths paths({""});
    for (const char* path :
         {"application.yml", "application-dev.yml", "application.properties", "README.md",
          "banner.txt", ".yml", "lib/shop.yml", "shop.json", "shop"}) {
      CAPTURE(path);
      CHECK(whom(paths, path) == "*");
    }
  }

  TEST_CASE("a directory of search paths is a location like the root") {
    const ApplicationPaths paths({"", "config", "teams/*", "deep/**"});
    CHECK(whom(paths, "config/shop.yml") == "shop");
    CHECK(whom(paths, "config/application.yml") == "*");
    CHECK(whom(paths, "config/sub/shop.yml") == "*");
    CHECK(whom(paths, "teams/a/shop.yml") == "shop");
    CHECK(whom(paths, "teams/a/b/shop.yml") == "*");
    CHECK(whom(paths, "deep/a/b/shop.yml") == "shop");
    CHECK(whom(paths, "other/shop.yml") == "*");
  }

  TEST_CASE("what lies in or below the directory of an application is its own") {
    const ApplicationPaths paths({"", "{application}"});
    for (const Case& each :
         {Case{"shop/application.yml", "shop"}, Case{"shop/shop-dev.yml", "shop"},
          Case{"shop/nginx.conf", "shop"}, Case{"shop/tls/ca.pem", "shop"},
          Case{"cart.yml", "cart"}, Case{"notes.txt", "*"}}) {
      CAPTURE(each.path);
      CHECK(whom(paths, each.path) == each.applications);
    }
  }

  TEST_CASE("an application may stand beside other words and placeholders") {
    CHECK(whom(ApplicationPaths({"apps/{application}/{profile}"}), "apps/shop/dev/a.yml") ==
          "shop");
    CHECK(whom(ApplicationPaths({"apps/{application}/{profile}"}), "apps/shop/a.yml") == "*");
    CHECK(whom(ApplicationPaths({"svc-{application}"}), "svc-shop/x.yml") == "shop");
    CHECK(whom(ApplicationPaths({"{application}-{profile}"}), "web-shop-eu/x.yml") ==
          "web web-shop");
    CHECK(whom(ApplicationPaths({"{application}/{application}"}), "shop/shop/x.yml") == "shop");
    CHECK(whom(ApplicationPaths({"{application}/{application}"}), "shop/cart/x.yml") == "*");
    CHECK(whom(ApplicationPaths({"{label}/{application}"}), "release/1.2/shop/x.yml") ==
          "1.2 shop");
    CHECK(whom(ApplicationPaths({"/config/"}), "config/shop.yml") == "shop");
    CHECK(whom(ApplicationPaths({"../config"}), "config/shop.yml") == "*");
  }

  TEST_CASE("a pattern that matches in too many ways tells nothing, in bounded time") {
    const std::string many = "{application}*{profile}*{profile}*{profile}*{profile}*x";
    const std::string directory(250, 'a');
    CHECK(whom(ApplicationPaths({many}), directory + "/shop.yml") == "*");
  }

  TEST_CASE("a repository's own search paths come with its root") {
    catalog::RepositorySettings settings;
    settings.search_paths = {"{application}"};
    const auto paths = ApplicationPaths::of({}, "git", settings);
    CHECK(whom(paths, "shop/x.yml") == "shop");
    CHECK(whom(paths, "cart.yml") == "cart");
  }

  TEST_CASE("directories have their locations, and folders of labels in them") {
    catalog::Layout layout;
    catalog::NativeBackEnd native;
    native.id = "native";
    native.search_locations = {{"file:/srv/config", "/srv/config"},
                               {"file:/srv/apps/{application}", "/srv/apps/{application}"}};
    layout.back_ends.emplace_back(native);
    const auto paths = ApplicationPaths::of(layout, "native", {});
    CHECK(whom(paths, "srv/config/shop.yml") == "shop");
    CHECK(whom(paths, "srv/config/main/shop.yml") == "shop");
    CHECK(whom(paths, "srv/apps/shop/application.yml") == "shop");
    CHECK(whom(paths, "shop.yml") == "*");
  }
}

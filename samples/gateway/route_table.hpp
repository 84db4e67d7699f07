// RouteTable: all routes of one state of the configuration, checked as a whole.
//
// A table that has a mistake does not come to be: whoever can get one may use all of it.
//
// Thread-safety: immutable; share it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/result.hpp"
#include "listener.hpp"
#include "settings.hpp"
#include "upstream.hpp"

namespace gateway {

using HeaderNames = std::set<std::string, httplib::detail::ci>;

struct Route {
  std::string name;
  std::string pattern;         // as an operator sees it: "/api/users/**"
  std::string prefix;          // "/api/users"; "" for "/**"
  std::string stripped;        // what a path loses: "/api/users", "/api", "/users" or ""
  std::string front;           // what of zuul.prefix stays in front of what is left
  std::size_t cut = 0;         // how much goes for both
  bool exact = false;          // only this path
  std::string to;              // the service's name, or the address
  std::vector<Host> hosts;     // at least one
  std::size_t others_max = 0;  // how many more hosts are tried
  bool retryable = false;
  std::set<int> retryable_statuses;
  std::chrono::milliseconds connect_timeout{0};
  std::chrono::milliseconds answer_timeout{0};
  HeaderNames sensitive_headers;
  FilterSettings filters;
};

class RouteTable {
 public:
  // Errors: every mistake, one a line, with its file, line and column.
  [[nodiscard]] static cairn::Result<std::shared_ptr<const RouteTable>> read(
      const cairn::Config& config);

  // The route of the path itself, else the one with the longest prefix; null if there is none.
  [[nodiscard]] const Route* find(std::string_view path) const;

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
  [[nodiscard]] const ZuulSettings& zuul() const { return zuul_; }
  [[nodiscard]] const GatewaySettings& gateway() const { return gateway_; }
  [[nodiscard]] const std::string& version() const { return version_; }  // the commit

 private:
  ZuulSettings zuul_;
  GatewaySettings gateway_;
  std::string version_;
  std::vector<Route> routes_;  // in the order of their names
  std::map<std::string, std::size_t, std::less<>> exact_;
  std::map<std::string, std::size_t, std::less<>> prefixes_;
};

}  // namespace gateway

// JSON for operators, written by hand: a flat object is no reason for a library.
#include "admin.hpp"

#include <ctime>
#include <iomanip>
#include <sstream>
#include <string>

namespace gateway {
namespace {

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out << '\\' << c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      out << "\\u" << std::hex << std::setw(4) << std::setfill('0') << static_cast<int>(c);
    } else {
      out << c;
    }
  }
  out << '"';
  return out.str();
}

std::string time_text(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::ostringstream out;
  out << '"' << std::put_time(&parts, "%FT%TZ") << '"';
  return out.str();
}

std::string refusal_json(const std::optional<RefusedTable>& refused) {
  return !refused ? "null"
                  : "{\"version\":" + quoted(refused->version) +
                        ",\"since\":" + time_text(refused->since) +
                        ",\"why\":" + quoted(refused->why) + "}";
}

std::string state_json(const cairn::LiveConfig& live, const LiveRoutes& routes,
                       const Proxy& proxy) {
  const RoutesState state = routes.state();
  const cairn::LiveState following = live.state();
  const ProxyCounters& counters = proxy.counters();
  std::ostringstream out;
  out << "{\"version\":" << quoted(state.table->version())
      << ",\"routes\":" << state.table->routes().size() << ",\"tablesApplied\":" << state.applied
      << ",\"tablesRefused\":" << state.refused
      << ",\"refused\":" << refusal_json(state.present_refusal)
      << ",\"following\":" << quoted(std::string(name_of(following.following))) << ",\"trouble\":"
      << (following.trouble ? quoted(following.trouble->text()) : std::string("null"))
      << ",\"requests\":" << counters.requests << ",\"requestsRefused\":" << counters.refused
      << ",\"requestsFailed\":" << counters.failed << ",\"retries\":" << counters.retries << "}";
  return out.str();
}

}  // namespace

std::string routes_json(const RouteTable& table) {
  std::string out = "{";
  for (const Route& route : table.routes()) {
    out += (out.size() > 1 ? "," : "") + quoted(route.pattern) + ":" + quoted(route.to);
  }
  return out + "}";
}

void add_admin_pages(httplib::Server& server, const cairn::LiveConfig& live,
                     const LiveRoutes& routes, const Proxy& proxy) {
  using httplib::Request;
  using httplib::Response;
  server.Get("/actuator/health", [](const Request& /*request*/, Response& response) {
    response.set_content(R"({"status":"UP"})", "application/json");
  });
  server.Get("/actuator/routes", [&](const Request& /*request*/, Response& response) {
    response.set_content(routes_json(*routes.current()), "application/json");
  });
  server.Get("/actuator/gateway", [&](const Request& /*request*/, Response& response) {
    response.set_content(state_json(live, routes, proxy), "application/json");
  });
}

}  // namespace gateway

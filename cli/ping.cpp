// cairn ping: is there a server, which one, is it well, and how fast does it answer?
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/questioning.hpp"
#include "cli/verbs.hpp"
#include "fetch/decode.hpp"
#include "fetch/tls_facts.hpp"
#include "fetch/uri.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;
using Millis = std::chrono::duration<double, std::milli>;

struct PingOptions {
  Connection connection;
  Output output;
  std::string url;
  int count = 5;
};

// What is known of one server.
struct Findings {
  std::string health;     // "UP", "DOWN", ...; "" when it is not told
  std::string readiness;  // the same
  int status = 0;         // of the question for an environment
  std::string kind;
  std::string version;  // commit of that environment
  std::vector<Millis> times;
  std::optional<fetch::TlsFacts> tls;
};

// The "status" of a health document.
std::string status_in(const fetch::HttpAnswer& answer) {
  const auto tree = fetch::parse_json(answer.body);
  const fetch::JsonNode* status = tree ? tree->member("status") : nullptr;
  return status != nullptr && status->kind == fetch::JsonKind::string ? status->text : "";
}

// The health documents are below a context path, but not below the prefix of a configuration
// server.
Result<std::string> health_at(const Questioning& questioning, const std::string& path) {
  for (const bool at_root : {false, true}) {
    const auto answer = questioning.get(path, "", at_root);
    if (!answer) {
      return fail(error_of(answer.error(), questioning.server()));
    }
    std::string status = status_in(*answer);
    if (!status.empty() || questioning.server().path.empty()) {
      return status;
    }
  }
  return std::string();
}

// Asks for a configuration that every server has, `count` times.
Result<void> ask_for_environment(const Questioning& questioning, int count, Findings& findings) {
  for (int i = 0; i < count; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const auto answer = questioning.get("/application/default", "application/json");
    if (!answer) {
      return fail(error_of(answer.error(), questioning.server()));
    }
    findings.times.emplace_back(std::chrono::steady_clock::now() - start);
    findings.status = answer->status;
    const auto environment = answer->status == 200 ? fetch::decode_environment(answer->body)
                                                   : fail(ErrorCode::not_found, "no environment");
    if (!answer->revision.empty()) {
      findings.kind = "Cairn";
    } else if (environment) {
      findings.kind = "Spring Cloud Config, or one that answers like it";
    }
    findings.version = environment ? environment->version.value_or("") : "";
  }
  return {};
}

// Cairn answers here for operators; Spring takes it for a question that it cannot answer.
bool has_cairn_status(const Questioning& questioning) {
  const auto answer = questioning.get("/-/v1/status", "", true);
  const auto tree = answer && answer->status == 200 ? fetch::parse_json(answer->body)
                                                    : fail(ErrorCode::not_found, "no status");
  return tree && tree->member("repositories") != nullptr && tree->member("generation") != nullptr;
}

Result<Findings> look(const Questioning& questioning, const FetchOptions& options, int count) {
  Findings findings;
  auto health = health_at(questioning, "/actuator/health");
  if (!health) {
    return fail(std::move(health).error());
  }
  findings.health = *std::move(health);
  auto readiness = health_at(questioning, "/actuator/health/readiness");
  if (!readiness) {
    return fail(std::move(readiness).error());
  }
  findings.readiness = *std::move(readiness);
  if (auto asked = ask_for_environment(questioning, count, findings); !asked) {
    return fail(std::move(asked).error());
  }
  if (findings.kind.empty() && has_cairn_status(questioning)) {
    findings.kind = "Cairn";
  }
  if (questioning.server().tls) {
    auto tls = fetch::tls_facts(questioning.server(), options);
    if (!tls) {
      return fail(error_of(tls.error(), questioning.server()));
    }
    findings.tls = *std::move(tls);
  }
  std::sort(findings.times.begin(), findings.times.end());
  return findings;
}

Exit verdict(const Findings& findings) {
  if (findings.status == 401 || findings.status == 403) {
    return Exit::denied;
  }
  const auto up = [](const std::string& status) { return status.empty() || status == "UP"; };
  const bool known = !findings.kind.empty() || !findings.health.empty();
  return known && up(findings.health) && up(findings.readiness) && findings.status < 500 ? Exit::ok
                                                                                         : Exit::no;
}

std::string or_not_told(const std::string& text) {
  return text.empty() ? "not told" : shown(text);
}

std::string millis_text(Millis time) {
  const auto tenths = std::lround(time.count() * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

std::string text_of(const fetch::Uri& server, const Findings& findings) {
  std::string out = "server       " + server.text() + "\n";
  out += "kind         " + (findings.kind.empty() ? "unknown" : findings.kind) + "\n";
  out += "health       " + or_not_told(findings.health) + "\n";
  out += "readiness    " + or_not_told(findings.readiness) + "\n";
  out += "environment  status " + std::to_string(findings.status) +
         (findings.version.empty() ? "" : ", commit " + shown(findings.version)) + "\n";
  out += "time         min " + millis_text(findings.times.front()) + ", median " +
         millis_text(findings.times[findings.times.size() / 2]) + ", max " +
         millis_text(findings.times.back()) + " of " + std::to_string(findings.times.size()) + "\n";
  if (findings.tls) {
    out += "tls          " + findings.tls->version + ", " + findings.tls->cipher + "\n";
    out += "certificate  " + shown(findings.tls->subject) + ", until " +
           time_text(findings.tls->valid_until) + "\n";
  }
  return out;
}

std::string json_of_findings(const fetch::Uri& server, const Findings& findings, Exit code) {
  Json out = {{"server", server.text()},         {"ok", code == Exit::ok},
              {"kind", findings.kind},           {"health", findings.health},
              {"readiness", findings.readiness}, {"status", findings.status},
              {"version", findings.version}};
  out["milliseconds"] = {{"min", findings.times.front().count()},
                         {"median", findings.times[findings.times.size() / 2].count()},
                         {"max", findings.times.back().count()}};
  if (findings.tls) {
    out["tls"] = {{"version", findings.tls->version},
                  {"cipher", findings.tls->cipher},
                  {"subject", findings.tls->subject},
                  {"issuer", findings.tls->issuer},
                  {"validUntil", time_text(findings.tls->valid_until)}};
  }
  return json_text(out);
}

Exit ping(PingOptions options) {
  if (!options.url.empty()) {
    options.connection.servers = {options.url};
  }
  const auto fetch_options = fetch_options_of(options.connection);
  if (!fetch_options) {
    return refuse(fetch_options.error());
  }
  Exit worst = Exit::ok;
  for (const std::string& server : fetch_options->uris) {
    const auto questioning = Questioning::make(*fetch_options, server);
    if (!questioning) {
      return refuse(questioning.error());
    }
    const auto findings = look(*questioning, *fetch_options, options.count);
    if (!findings) {
      worst = refuse(findings.error());
      if (options.output.json && !write_out(json_text(Json{{"server", questioning->server().text()},
                                                           {"ok", false},
                                                           {"error", findings.error().text()}}))) {
        return Exit::system;
      }
      continue;
    }
    const Exit code = verdict(*findings);
    worst = worst == Exit::ok ? code : worst;
    const bool written =
        write_out(options.output.json ? json_of_findings(questioning->server(), *findings, code)
                                      : text_of(questioning->server(), *findings));
    if (!written) {
      return Exit::system;
    }
  }
  return worst;
}

}  // namespace

void add_ping(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<PingOptions>();
  CLI::App* verb =
      app.add_subcommand("ping", "Say whether a server is there, what it is, and how it does");
  add_text(*verb, "URL", options->url, "", "The server; else --server, CAIRN_SERVER");
  verb->add_option("-n,--count", options->count, "How many times to ask for a configuration (5)")
      ->type_name("N")
      ->check(CLI::Range(1, 1000));
  add_output(*verb, options->output);
  add_connection(*verb, options->connection);
  verb->footer(
      "Exit code 0: it answers, is up and ready; 1: it is not; 3: nobody answers; 4: it answers, "
      "but not to this user.\n\n"
      "Examples:\n"
      "  cairn ping\n"
      "  cairn ping https://config.example.org --ca-file ca.pem\n"
      "  cairn ping --json | jq .milliseconds.median");
  verb->callback([options, &chosen] { chosen.run = [options] { return ping(*options); }; });
}

}  // namespace cairn::cli

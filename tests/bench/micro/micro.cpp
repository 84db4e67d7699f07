// The steps of an answer, each alone: parse, resolve, render, lookup.
//
//   bench_micro [--check]
//
// Each row has the time of one call, and that as a multiple of the SHA-256 of the bytes that it
// reads or makes: the one figure that can be compared with another machine's. --check makes the
// exit status 1 when a multiple is beyond its limit, which is about twice what it was when it was
// set.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "format/document.hpp"
#include "http/answer_cache.hpp"
#include "http/request_head.hpp"
#include "micro/measure.hpp"
#include "render/render.hpp"
#include "resolve/resolve.hpp"
#include "support/memory_tree.hpp"
#include "support/one_repository.hpp"

namespace {

using namespace cairn;

constexpr int applications = 1'000;
constexpr const char* request_text =
    "GET /app-0007/prod HTTP/1.1\r\nHost: localhost:8888\r\nAccept: application/json\r\n"
    "Accept-Encoding: gzip\r\nUser-Agent: Java/17.0.12\r\nContent-Type: application/json\r\n"
    "X-Config-Token: s.0123456789abcdef\r\nConnection: keep-alive\r\n\r\n";

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "bench_micro: " << why << '\n';
  std::exit(2);
}

std::string yaml(int keys) {
  std::string text = "server:\n  port: 8080\nshop:\n";
  for (int i = 0; i < keys; ++i) {
    text += "  key-" + std::to_string(i) + ":\n    name: value " + std::to_string(i) +
            "\n    enabled: true\n    limit: " + std::to_string(i * 7) + "\n";
  }
  return text;
}

std::string properties(int keys) {
  std::string text;
  for (int i = 0; i < keys; ++i) {
    text += "shop.group" + std::to_string(i / 10) + ".key-" + std::to_string(i) + "=value " +
            std::to_string(i) + "\n";
  }
  return text;
}

class Table {
 public:
  explicit Table(bool check) : check_(check) {
    std::printf("%-52s %12s %12s %14s\n", "one call", "median, ns", "least, ns", "by SHA-256");
  }

  // `bytes` are what the work reads or makes.
  template <typename Work>
  void row(const char* name, std::string_view bytes, double times_max, const Work& work) {
    const auto time = bench::time_of(work);
    const auto yard = bench::time_of([&] { bench::keep(base::sha256_hex(bytes)); });
    const double times = time.median / yard.median;
    const bool met = times <= times_max;
    std::printf("%-52s %12.0f %12.0f %14.2f%s\n", name, time.median, time.least, times,
                met ? "" : "  MISSED");
    missed_ = missed_ || !met;
  }

  [[nodiscard]] int status() const { return check_ && missed_ ? EXIT_FAILURE : EXIT_SUCCESS; }

 private:
  const bool check_;
  bool missed_ = false;
};

void parse_rows(Table& table) {
  const auto row = [&table](const char* name, format::Kind kind, const std::string& text,
                            double limit) {
    if (!format::parse(kind, text)) {
      give_up(std::string("cannot parse for '") + name + "'");
    }
    table.row(name, text, limit, [&] { bench::keep(format::parse(kind, text)); });
  };
  row("parse: YAML of 1.5 KB", format::Kind::yaml, yaml(20), 200);
  row("parse: YAML of 20 KB", format::Kind::yaml, yaml(280), 300);
  row("parse: .properties of 20 KB", format::Kind::properties, properties(620), 35);
}

catalog::Catalog catalog_of_many() {
  testing::Files files{{"application.yml", yaml(10)}, {"application-prod.yml", yaml(5)}};
  for (int i = 0; i < applications; ++i) {
    char name[16];
    std::snprintf(name, sizeof name, "app-%04d", i);
    files[std::string(name) + ".yml"] = yaml(8);
    files[std::string(name) + "-prod.yml"] = yaml(3);
  }
  auto snapshot = std::make_shared<testing::MemorySnapshot>();
  snapshot->commit("main", std::move(files));
  auto settings = std::make_shared<catalog::RepositorySettings>();
  settings->uri = "https://git.example/config.git";
  settings->shown_basedir = "/base";
  testing::Repositories repositories;
  repositories.push_back({std::move(settings), std::move(snapshot)});
  return testing::catalog_of(1, std::move(repositories),
                             std::make_shared<catalog::Documents>(catalog::Documents::Options{}));
}

Environment resolved(const catalog::Catalog& catalog, const resolve::Query& query) {
  resolve::Walk walk(catalog);
  auto resolution = resolve::resolve(walk, query, {});
  if (!resolution) {
    give_up(resolution.error().text());
  }
  return std::move(resolution->environment);
}

void answer_rows(Table& table) {
  const catalog::Catalog catalog = catalog_of_many();
  const auto query = resolve::Query::parse("app-0007", "prod", std::nullopt);
  const Environment environment = resolved(catalog, *query);
  const std::string json = render::environment_json(environment, false);
  std::printf("the answer has %zu sources and %zu bytes\n", environment.sources.size(),
              json.size());

  table.row("resolve: 4 files that were parsed before", json, 25,
            [&] { bench::keep(resolved(catalog, *query)); });
  table.row("render: JSON", json, 4,
            [&] { bench::keep(render::environment_json(environment, false)); });
  table.row("render: JSON with origins", json, 7,
            [&] { bench::keep(render::environment_json(environment, true)); });
  table.row("render: flat YAML", json, 20,
            [&] { bench::keep(render::flat_yaml(environment, {})); });
  table.row("render: the digest behind the ETag", json, 10,
            [&] { bench::keep(render::environment_digest(environment, false, {"/base"})); });
}

void lookup_rows(Table& table) {
  http::AnswerCache cache(64U * 1024 * 1024, 10'000);
  std::vector<std::string> keys;
  for (int i = 0; i < applications; ++i) {
    keys.push_back("GET /app-" + std::to_string(i) + "/prod");
    auto answer = std::make_shared<service::Answer>();
    answer->own_file = true;
    answer->generation = 1;
    auto known = std::make_shared<http::KnownAnswer>();
    known->answer = std::move(answer);
    known->head = known->not_modified_head = std::make_shared<const std::string>("head");
    cache.offer(keys.back(), std::move(known), 1, std::chrono::steady_clock::now());
  }
  if (cache.size() != keys.size()) {
    give_up("the answers are not kept");
  }
  std::size_t next = 0;
  table.row("lookup: one of 1,000 kept answers, in turn", request_text, 2, [&] {
    next = next + 1 == keys.size() ? 0 : next + 1;
    bench::keep(cache.find(keys[next], 1));
  });
  http::RequestHead head;
  table.row("lookup: parse the head of its request", request_text, 2,
            [&] { bench::keep(http::parse_head(request_text, http::RequestLimits{}, head)); });
}

}  // namespace

int main(int argc, char** argv) {
  Table table(argc == 2 && std::string_view(argv[1]) == "--check");
  parse_rows(table);
  answer_rows(table);
  lookup_rows(table);
  return table.status();
}

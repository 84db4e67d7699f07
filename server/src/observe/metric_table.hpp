// MetricTable: figures by name, as Spring Boot's /actuator/metrics shows them. Names are those of
// Prometheus with dots, without unit and "_total": cairn_repository_looks_total is
// "cairn.repository.looks", http_server_requests_seconds "http.server.requests".
//
// Thread-safety: for one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "observe/exposition.hpp"

namespace cairn::observe {

class MetricTable final : public FigureSink {
 public:
  using Tags = std::vector<std::pair<std::string, std::string>>;

  void family(std::string_view name, std::string_view type, std::string_view help) override;
  void sample(std::string_view name, const Labels& labels, double value) override;

  // {"names":["cairn.watchers",...]}, in order.
  [[nodiscard]] std::string names_json() const;
  // One metric, summed over the samples that have all `tags`; nullopt when there are none.
  [[nodiscard]] std::optional<std::string> metric_json(std::string_view name,
                                                       const Tags& tags) const;

 private:
  struct Sample {
    std::string_view statistic;  // COUNT, TOTAL_TIME, VALUE
    Tags tags;
    double value = 0;
  };
  struct Metric {
    std::string help;
    std::string unit;  // "" for none
    std::string_view statistic;
    std::vector<Sample> samples;
  };

  std::map<std::string, Metric, std::less<>> metrics_;
  Metric* present_ = nullptr;  // the family that was begun last
};

}  // namespace cairn::observe

// The hostile files, each parsed in a process of its own: what comes of it and, with --measured,
// what it costs.
//
// Costs are compared side by side with the largest ordinary file of the kind, since milliseconds
// say little on a machine that does other things too. They are printed for whoever wants to know.
#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>
#include <vector>

#include "hostile/hostile_files.hpp"
#include "hostile/measured.hpp"

namespace cairn::format::test {
namespace {

constexpr double megabytes_max = 50;
// No file may take longer than so many times what the largest ordinary file takes.
constexpr double ratio_max = 15;
constexpr int tries_max = 3;

struct Costs {
  double milliseconds = 0;
  double megabytes = 0;
  double ratio = 0;
};

const char* name_of(Kind kind) {
  return kind == Kind::yaml ? "yaml" : kind == Kind::properties ? "properties" : "xml";
}

bool is_as_expected(const HostileFile& file, const Measured& seen) {
  if (!seen.has_ended) {
    std::printf("FAILED: %s: the parser did not end by itself\n", file.name.c_str());
    return false;
  }
  const bool is_equal = file.error.empty()
                            ? seen.outcome.empty()
                            : seen.outcome.compare(0, file.error.size(), file.error) == 0;
  if (!is_equal) {
    std::printf("FAILED: %s: expected \"%s\", got \"%s\"\n", file.name.c_str(), file.error.c_str(),
                seen.outcome.c_str());
  }
  return is_equal;
}

// The least of a few tries, each with an ordinary file parsed beside it.
Costs costs_of(const HostileFile& file, Measured seen, const std::string& ordinary) {
  Costs least;
  for (int i = 0; i < tries_max; ++i) {
    if (i > 0) {
      seen = measured(file.kind, file.bytes);
    }
    const Measured usual = measured(file.kind, ordinary);
    const Costs costs{seen.milliseconds, seen.megabytes, seen.milliseconds / usual.milliseconds};
    if (i == 0 || costs.ratio < least.ratio) {
      least = costs;
    }
    if (least.ratio <= ratio_max && least.megabytes <= megabytes_max) {
      break;
    }
  }
  return least;
}

bool is_cheap(const HostileFile& file, const Costs& costs) {
  std::printf("%-11s %-36s %9zu bytes %8.1f ms %6.1f MB %6.2f of ordinary\n", name_of(file.kind),
              file.name.c_str(), file.bytes.size(), costs.milliseconds, costs.megabytes,
              costs.ratio);
  if (costs.ratio <= ratio_max && costs.megabytes <= megabytes_max) {
    return true;
  }
  std::printf("FAILED: %s: at most %.0f times an ordinary file and %.0f MB are allowed\n",
              file.name.c_str(), ratio_max, megabytes_max);
  return false;
}

int run(bool with_costs) {
  std::vector<HostileFile> files = hostile_yaml_files();
  for (const auto& more : {hostile_properties_files(), hostile_xml_files()}) {
    files.insert(files.end(), more.begin(), more.end());
  }
  std::map<Kind, std::string> ordinary;
  for (const Kind kind : {Kind::yaml, Kind::properties, Kind::xml}) {
    ordinary[kind] = ordinary_file(kind, Budget{}.file_bytes_max - 200);
  }
  int failed = 0;
  Costs most;
  for (const HostileFile& file : files) {
    const Measured seen = measured(file.kind, file.bytes);
    failed += is_as_expected(file, seen) ? 0 : 1;
    if (with_costs) {
      const Costs costs = costs_of(file, seen, ordinary[file.kind]);
      failed += is_cheap(file, costs) ? 0 : 1;
      most = {std::max(most.milliseconds, costs.milliseconds),
              std::max(most.megabytes, costs.megabytes), std::max(most.ratio, costs.ratio)};
    }
  }
  if (with_costs) {
    std::printf("at most %.1f ms, %.1f MB and %.2f times an ordinary file\n", most.milliseconds,
                most.megabytes, most.ratio);
  }
  std::printf("%zu hostile files, %d failures\n", files.size(), failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace cairn::format::test

int main(int count, char** arguments) {
  const bool with_costs = count > 1 && std::string_view(arguments[1]) == "--measured";
  return cairn::format::test::run(with_costs);
}

// /proc/self.
#include "observe/process.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace cairn::observe {
namespace {

// The fields of /proc/self/stat behind the name, which may hold blanks: the first is the state.
struct Stat {
  double user_ticks = 0;
  double system_ticks = 0;
  double threads = 0;
  double start_ticks = 0;
  double virtual_bytes = 0;
  double resident_pages = 0;
};

std::optional<Stat> read_stat() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  if (!std::getline(file, line) || line.rfind(')') == std::string::npos) {
    return std::nullopt;
  }
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  const auto skip = [&](int count) {
    for (int i = 0; i < count; ++i) {
      fields >> skipped;
    }
  };
  Stat stat;
  skip(11);  // state to cmajflt
  fields >> stat.user_ticks >> stat.system_ticks;
  skip(4);  // cutime to nice
  fields >> stat.threads;
  skip(1);  // itrealvalue
  fields >> stat.start_ticks >> stat.virtual_bytes >> stat.resident_pages;
  return fields ? std::optional(stat) : std::nullopt;
}

// When the machine began, in Unix seconds.
std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    if (word == "btime") {
      double seconds = 0;
      return file >> seconds ? std::optional(seconds) : std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<double> open_descriptors() {
  DIR* directory = ::opendir("/proc/self/fd");
  if (directory == nullptr) {
    return std::nullopt;
  }
  double count = -1;  // the one that reads
  while (const dirent* entry = ::readdir(directory)) {
    count += entry->d_name[0] == '.' ? 0 : 1;
  }
  ::closedir(directory);
  return count;
}

void write(FigureSink& out, std::string_view name, std::string_view type, std::string_view help,
           std::optional<double> value) {
  if (value) {
    out.family(name, type, help);
    out.sample(name, {}, *value);
  }
}

}  // namespace

void write_process(FigureSink& out) {
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  if (const auto stat = read_stat()) {
    write(out, "process_cpu_seconds_total", "counter", "processor time, user and system",
          (stat->user_ticks + stat->system_ticks) / ticks);
    write(out, "process_resident_memory_bytes", "gauge", "resident memory",
          stat->resident_pages * page);
    write(out, "process_virtual_memory_bytes", "gauge", "virtual memory", stat->virtual_bytes);
    write(out, "process_threads", "gauge", "threads", stat->threads);
    if (const auto boot = boot_time()) {
      write(out, "process_start_time_seconds", "gauge", "start, in Unix seconds",
            *boot + stat->start_ticks / ticks);
    }
  }
  write(out, "process_open_fds", "gauge", "open descriptors", open_descriptors());
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    write(out, "process_max_fds", "gauge", "descriptors that may be open",
          static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace cairn::observe

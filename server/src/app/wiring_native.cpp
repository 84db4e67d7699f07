// Roots, and where their states are kept.
#include "app/wiring_native.hpp"

#include <chrono>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>
#include <variant>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "source/directory/directory_source.hpp"

namespace cairn::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours unused_max{30 * 24};
constexpr std::size_t digest_digits = 64;

const base::Log& logger() {
  static const base::Log log("app");
  return log;
}

// The directory that has to be looked at for a location: all in front of the first part that is not
// the same for every query.
std::string root_of(const std::string& location) {
  const std::size_t moving = location.find_first_of("{*");
  return moving == std::string::npos ? location : location.substr(0, location.rfind('/', moving));
}

// What is kept belongs to this back end with these roots: "native\n/srv/config\n/srv/shared".
std::string address_of(const NativeSettings& native) {
  std::string address = native.id;
  for (const catalog::NativeLocation& location : native.search_locations) {
    address += '\n' + source::directory::normal_path(root_of(location.path));
  }
  return address;
}

using Kept = std::unique_ptr<source::directory::KeptStates>;

Result<Kept> open_kept(const NativeSettings& native, const source::directory::ScanLimits& limits,
                       const NativeKeeping& keeping) {
  if (keeping.directory.empty()) {
    return Kept();
  }
  source::directory::KeptStates::Options options;
  options.address = address_of(native);
  options.directory = keeping.directory + '/' + base::sha256_hex(options.address);
  options.earlier_max = keeping.earlier_max;
  options.file_bytes_max = limits.file_bytes_max;
  options.depth_max = limits.depth_max;
  auto kept = source::directory::KeptStates::open(std::move(options));
  if (!kept && kept.error().code == ErrorCode::internal) {
    // The directories themselves are there to be served.
    logger().error("what was served last of directories cannot be read, and nothing is kept",
                   {{"back end", native.id}, {"reason", kept.error().text()}});
    return Kept();
  }
  return kept;
}

}  // namespace

NativeKeeping native_keeping(const Settings& settings, bool data_claimed) {
  return {data_claimed ? settings.data_dir + "/native" : std::string(), settings.hold_depth_max};
}

Result<service::ServedRepository> open_native(const NativeSettings& native,
                                              const source::directory::ScanLimits& limits,
                                              const NativeKeeping& keeping) {
  source::directory::DirectorySource::Options options;
  catalog::RepositorySettings settings;
  for (const catalog::NativeLocation& location : native.search_locations) {
    options.scanner.directories.push_back(root_of(location.path));
    settings.uri += (settings.uri.empty() ? "" : ",") + location.written;
  }
  options.scanner.limits = limits;
  auto kept = open_kept(native, limits, keeping);
  if (!kept) {
    return fail(std::move(kept).error(), "what is kept of '" + settings.uri + "'");
  }
  service::ServedRepository served;
  served.id = native.id;
  served.settings = std::make_shared<const catalog::RepositorySettings>(std::move(settings));
  served.source =
      std::make_unique<source::directory::DirectorySource>(std::move(options), *std::move(kept));
  served.poll_interval = native.scan_interval;
  return served;
}

void sweep_native(const std::vector<BackEndSettings>& back_ends, const NativeKeeping& keeping) {
  std::set<std::string> used;
  for (const BackEndSettings& back_end : back_ends) {
    if (const auto* native = std::get_if<NativeSettings>(&back_end)) {
      used.insert(base::sha256_hex(address_of(*native)));
    }
  }
  std::error_code failed;
  for (fs::directory_iterator each(keeping.directory, failed), end; !failed && each != end;
       each.increment(failed)) {
    const std::string name = each->path().filename();
    std::error_code missing;
    const auto seen = fs::last_write_time(each->path() / "state", missing);
    const bool unused = name.size() == digest_digits && used.count(name) == 0 && !missing &&
                        fs::file_time_type::clock::now() - seen > unused_max;
    if (unused) {
      std::error_code kept;
      fs::remove_all(each->path(), kept);
      logger().info("what was kept of a back end that is no more is deleted",
                    {{"path", each->path()}, {"left", kept.message()}});
    }
  }
}

}  // namespace cairn::app

// Git over the network: ls-remote and fetch with deadlines and credentials.
#include "source/git/remote.hpp"

#include <algorithm>

#include "base/base64.hpp"

namespace cairn::source::git {
namespace {

using std::chrono::milliseconds;

// A fetch that neither transfers nor counts anything is stuck; but the checks at its end are
// silent.
constexpr milliseconds silence_min{60'000};

// Without ".git" at its end, some servers answer with a redirection to the name that has it.
bool is_redirection(const Error& error) {
  return error.message.find("requested URL returned error: 30") != std::string::npos;
}

// Git asks for a name when it has none, and again when the one it had was refused.
Error explained(Error error) {
  if (error.message.find("terminal prompts disabled") != std::string::npos) {
    error.message = "the user name or password is missing or was refused";
  }
  return error;
}

}  // namespace

Remote::Remote(Options options, const GitProgram& program)
    : options_([&options] {
        const Address address = parse_address(options.uri);
        if (options.username.empty() && options.password.empty()) {
          options.username = address.username;
          options.password = address.password;
        }
        return std::move(options);
      }()),
      program_(program),
      address_(parse_address(options_.uri)),
      deadline_(options_.fetch_deadline) {}

GitCall Remote::call(const std::string& repository) const {
  const std::string seconds = std::to_string(options_.timeout.count());
  GitCall call;
  call.arguments = {"--git-dir=" + repository};
  std::string ssh = "ssh -o BatchMode=yes -o StrictHostKeyChecking=";
  ssh += options_.strict_host_key_checking ? "yes" : "no";
  if (options_.timeout.count() > 0) {
    ssh += " -o ConnectTimeout=" + seconds + " -o ServerAliveInterval=" + seconds +
           " -o ServerAliveCountMax=2";
    call.settings.emplace_back("http.lowSpeedLimit", "1");
    call.settings.emplace_back("http.lowSpeedTime", seconds);
  }
  call.environment = {"GIT_SSH_COMMAND=" + ssh, "GIT_SSH_VARIANT=ssh"};
  call.settings.emplace_back("http.followRedirects", "false");
  call.settings.emplace_back("http.sslVersion", "tlsv1.2");  // or newer
  if (options_.skip_ssl_validation) {
    call.settings.emplace_back("http.sslVerify", "false");
  }
  if (!address_.http_root.empty() && !options_.username.empty()) {
    // For this host only, should anything lead elsewhere.
    call.settings.emplace_back(
        "http." + address_.http_root + ".extraHeader",
        "Authorization: Basic " +
            base::encode_base64(options_.username + ':' + std::string(options_.password.reveal())));
  }
  return call;
}

Result<std::string> Remote::list(const std::string& repository, const std::stop_token& stop) {
  for (const bool again : {false, true}) {
    auto listing = call(repository);
    listing.arguments.insert(listing.arguments.end(),
                             {"ls-remote", "--heads", "--tags", "--", address_.text});
    listing.deadline = options_.timeout.count() > 0 ? 2 * milliseconds(options_.timeout)
                                                    : options_.fetch_deadline_first;
    auto listed = program_.run(std::move(listing), stop);
    const bool may_be_renamed = !again && !listed && is_redirection(listed.error()) &&
                                address_.text.size() > 4 &&
                                address_.text.substr(address_.text.size() - 4) != ".git";
    if (!may_be_renamed) {
      return listed ? std::move(listed)
                    : fail(explained(std::move(listed).error()), "listing '" + address_.text + "'");
    }
    while (address_.text.back() == '/') {
      address_.text.pop_back();
    }
    address_.text += ".git";
  }
  return fail(ErrorCode::internal, "listing '" + address_.text + "'");
}

Result<void> Remote::fetch(const std::string& repository, std::string refspecs, bool first,
                           const std::stop_token& stop) {
  auto fetching = call(repository);
  fetching.arguments.insert(
      fetching.arguments.end(),
      {"fetch", "--progress", "--no-tags", "--no-auto-gc", "--no-write-fetch-head",
       "--no-recurse-submodules", "--no-show-forced-updates", "--update-shallow", "--stdin", "--",
       address_.text});
  fetching.input = std::move(refspecs);
  fetching.deadline = first ? options_.fetch_deadline_first : deadline_;
  fetching.silence_max = std::max(silence_min, 2 * milliseconds(options_.timeout));
  const auto fetched = program_.run(std::move(fetching), stop);
  if (!fetched) {
    if (!first && !stop.stop_requested()) {
      deadline_ = std::min(2 * deadline_, std::max(deadline_, options_.fetch_deadline_first));
    }
    return fail(fetched.error(), "fetching from '" + address_.text + "'");
  }
  deadline_ = options_.fetch_deadline;
  return {};
}

}  // namespace cairn::source::git

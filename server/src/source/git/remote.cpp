// Git over the network: ls-remote and fetch with deadlines and credentials.
#include "source/git/remote.hpp"

#include <algorithm>
#include <ctime>

#include "source/git/remote_errors.hpp"
#include "source/git/retry_after.hpp"

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

}  // namespace

Remote::Remote(Options options, const GitProgram& program, std::string askpass)
    : options_([&options] {
        Address address = parse_address(options.uri);
        options.credentials.add_login(std::move(address.username), std::move(address.password));
        return std::move(options);
      }()),
      program_(program),
      askpass_(std::move(askpass)),
      address_(parse_address(options_.uri)),
      deadline_(options_.fetch_deadline) {}

Result<Credentials> Remote::credentials() const {
  auto credentials = read_credentials(options_.credentials);
  const Proxy* proxy = proxy_of(options_.http.proxies, address_);
  if (!credentials || proxy == nullptr) {
    return credentials;
  }
  auto password = read_secret(proxy->password, "the password of the proxy");
  if (!password) {
    return fail(std::move(password).error());
  }
  credentials->proxy_password = *std::move(password);
  return credentials;
}

Result<GitCall> Remote::call(const std::string& repository, const Credentials& credentials) const {
  GitCall call;
  call.arguments = {"--git-dir=" + repository};
  call.niceness = niceness_of_long_calls;
  call.environment = {"GIT_ALLOW_PROTOCOL=" +
                      (address_.protocol.empty() ? "none" : address_.protocol)};
  if (!address_.http_root.empty()) {
    add_http_access(call, options_.http, address_, credentials, options_.timeout);
  } else if (address_.protocol == "ssh") {
    if (auto added = add_ssh_access(call, options_.ssh, credentials, options_.timeout, askpass_);
        !added) {
      return fail(std::move(added).error());
    }
  }
  return call;
}

Result<std::string> Remote::run(GitCall call, const Credentials& credentials,
                                const std::stop_token& stop) {
  not_before_.reset();
  auto result = program_.run_to_end(std::move(call), stop);
  if (!result) {
    return fail(std::move(result).error());
  }
  if (result->exit_code != 0) {
    Error error = remote_error(*result, proxy_of(options_.http.proxies, address_));
    if (const auto pause = retry_after(result->notes, std::time(nullptr))) {
      not_before_ = std::chrono::steady_clock::now() + *pause;
      error.message +=
          " (it asks to be left alone for " + std::to_string(pause->count()) + " seconds)";
    }
    error.message = without_secrets(std::move(error.message), credentials);
    return fail(std::move(error));
  }
  return std::move(result->output);
}

Result<std::string> Remote::list_once(const std::string& repository, const std::stop_token& stop) {
  const auto now = credentials();
  if (!now) {
    return fail(now.error());
  }
  auto listing = call(repository, *now);
  if (!listing) {
    return fail(std::move(listing).error());
  }
  listing->arguments.insert(listing->arguments.end(),
                            {"ls-remote", "--heads", "--tags", "--", address_.text});
  listing->deadline = options_.timeout.count() > 0 ? 2 * milliseconds(options_.timeout)
                                                   : options_.fetch_deadline_first;
  return run(*std::move(listing), *now, stop);
}

Result<std::string> Remote::list(const std::string& repository, const std::stop_token& stop) {
  auto listed = list_once(repository, stop);
  if (!listed && is_redirection(listed.error()) && address_.text.size() > 4 &&
      address_.text.substr(address_.text.size() - 4) != ".git") {
    while (address_.text.back() == '/') {
      address_.text.pop_back();
    }
    address_.text += ".git";
    listed = list_once(repository, stop);
  }
  return listed ? std::move(listed)
                : fail(std::move(listed).error(), "listing '" + address_.text + "'");
}

Result<void> Remote::fetch_once(const std::string& repository, std::string refspecs,
                                milliseconds deadline, const std::stop_token& stop) {
  const auto now = credentials();
  if (!now) {
    return fail(now.error());
  }
  auto fetching = call(repository, *now);
  if (!fetching) {
    return fail(std::move(fetching).error());
  }
  fetching->arguments.insert(
      fetching->arguments.end(),
      {"fetch", "--progress", "--no-tags", "--no-auto-gc", "--no-write-fetch-head",
       "--no-recurse-submodules", "--no-show-forced-updates", "--update-shallow", "--stdin", "--",
       address_.text});
  fetching->input = std::move(refspecs);
  fetching->deadline = deadline;
  fetching->silence_max = std::max(silence_min, 2 * milliseconds(options_.timeout));
  if (auto fetched = run(*std::move(fetching), *now, stop); !fetched) {
    return fail(std::move(fetched).error());
  }
  return {};
}

Result<void> Remote::fetch(const std::string& repository, std::string refspecs, bool first,
                           const std::stop_token& stop) {
  auto fetched = fetch_once(repository, std::move(refspecs),
                            first ? options_.fetch_deadline_first : deadline_, stop);
  if (!fetched) {
    if (!first && !stop.stop_requested()) {
      deadline_ = std::min(2 * deadline_, std::max(deadline_, options_.fetch_deadline_first));
    }
    return fail(std::move(fetched).error(), "fetching from '" + address_.text + "'");
  }
  deadline_ = options_.fetch_deadline;
  return {};
}

}  // namespace cairn::source::git

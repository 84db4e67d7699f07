// Credentials: from files, from the environment, or from who sits at the terminal.
//
// Thread-safety: for the main thread.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"
#include "cli/options.hpp"

namespace cairn::cli {

// Sets name, password, token and the password of the key.
// Errors: invalid_argument for two kinds at once; internal for a file that cannot be read;
// unauthenticated for a name without a password and without a terminal to ask at.
[[nodiscard]] Result<void> add_credentials(const Connection& connection, FetchOptions& options);

// The first line of a file, without its end. Errors: as read_file, and failed_precondition when it
// is empty.
[[nodiscard]] Result<base::Secret> read_secret_file(const std::string& option,
                                                    const std::string& path);

// Asks at the terminal of this process; what is typed is not shown.
// Errors: unauthenticated without a terminal, or when the answer is Control-C.
[[nodiscard]] Result<base::Secret> ask_at_terminal(const std::string& prompt);

}  // namespace cairn::cli

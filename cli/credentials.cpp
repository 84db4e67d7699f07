// See credentials.hpp.
#include "cli/credentials.hpp"

#include <fcntl.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/descriptor.hpp"
#include "base/files.hpp"

namespace cairn::cli {
namespace {

constexpr std::size_t secret_bytes_max = 64U * 1024;

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

// A terminal that shows nothing and sends no signals while this lives, so that it never stays
// silent: Control-C arrives as a byte.
class SilentTerminal {
 public:
  explicit SilentTerminal(int terminal) : terminal_(terminal) {
    silent_ = ::tcgetattr(terminal_, &before_) == 0;
    if (silent_) {
      termios during = before_;
      during.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
      silent_ = ::tcsetattr(terminal_, TCSAFLUSH, &during) == 0;
    }
  }
  ~SilentTerminal() {
    if (silent_) {
      ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    }
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

  [[nodiscard]] bool silent() const { return silent_; }

 private:
  int terminal_;
  termios before_{};
  bool silent_ = false;
};

// False for Control-C and at the end of the terminal.
bool read_line(int terminal, std::string& line) {
  constexpr char interrupt = 3;
  constexpr char end_of_file = 4;
  constexpr char backspace = 8;
  constexpr char erase = 127;
  for (;;) {
    char c = 0;
    const ssize_t got = ::read(terminal, &c, 1);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0 || c == interrupt || (c == end_of_file && line.empty())) {
      return false;
    }
    if (c == '\n' || c == '\r') {
      return true;
    }
    if (c == backspace || c == erase) {
      if (!line.empty()) {
        line.pop_back();
      }
    } else if (line.size() < secret_bytes_max) {
      line += c;
    }
  }
}

void show(int terminal, const std::string& text) {
  if (::write(terminal, text.data(), text.size()) < 0) {
    return;  // a terminal that takes no prompt: what is typed is read all the same
  }
}

Result<base::Secret> password_of(const Connection& connection, const std::string& user) {
  if (!connection.password_file.empty()) {
    return read_secret_file("--password-file", connection.password_file);
  }
  if (std::string password = variable("CAIRN_PASSWORD"); !password.empty()) {
    return base::Secret(std::move(password));
  }
  if (user.empty()) {
    return base::Secret();
  }
  return ask_at_terminal("Password of " + user + ": ");
}

Result<base::Secret> token_of(const Connection& connection) {
  if (!connection.token_file.empty()) {
    return read_secret_file("--token-file", connection.token_file);
  }
  return base::Secret(variable("CAIRN_TOKEN"));
}

}  // namespace

Result<base::Secret> read_secret_file(const std::string& option, const std::string& path) {
  auto content = base::read_file(path, secret_bytes_max);
  if (!content) {
    return fail(ErrorCode::internal, option + ": " + content.error().text());
  }
  content->resize(std::min(content->find_first_of("\r\n"), content->size()));
  if (content->empty()) {
    return fail(ErrorCode::failed_precondition, option + ": '" + path + "' has no first line");
  }
  return base::Secret(*std::move(content));
}

Result<base::Secret> ask_at_terminal(const std::string& prompt) {
  const base::Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.open()) {
    return fail(ErrorCode::unauthenticated,
                "no password: give --password-file or CAIRN_PASSWORD; there is no terminal to ask "
                "at");
  }
  const SilentTerminal silent(terminal.number());
  if (!silent.silent()) {
    return fail(ErrorCode::unauthenticated, "the terminal would show the password");
  }
  show(terminal.number(), prompt);
  std::string line;
  const bool answered = read_line(terminal.number(), line);
  show(terminal.number(), "\n");
  if (!answered || line.empty()) {
    return fail(ErrorCode::unauthenticated, "no password was given");
  }
  return base::Secret(std::move(line));
}

Result<void> add_credentials(const Connection& connection, FetchOptions& options) {
  if (!connection.key_password_file.empty()) {
    auto password = read_secret_file("--key-password-file", connection.key_password_file);
    if (!password) {
      return fail(std::move(password).error());
    }
    options.tls.key_password = password->reveal();
  }
  const std::string user = connection.user.empty() ? variable("CAIRN_USER") : connection.user;
  const bool wants_password = !connection.user.empty() || !connection.password_file.empty();
  const bool wants_token = !connection.token_file.empty();
  if (wants_password && wants_token) {
    return fail(ErrorCode::invalid_argument, "either a user and a password or a token, not both");
  }
  if (!user.empty()) {
    options.username = user;
  }
  auto token = wants_password ? Result<base::Secret>(base::Secret()) : token_of(connection);
  if (!token) {
    return fail(std::move(token).error());
  }
  options.bearer_token = token->reveal();
  if (!token->empty()) {
    return {};
  }
  auto password = password_of(connection, user);
  if (!password) {
    return fail(std::move(password).error());
  }
  options.password = password->reveal();
  return {};
}

}  // namespace cairn::cli

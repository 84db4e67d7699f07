// cairn: configuration at the command line. What it can do is in the files named as its verbs.
#include <exception>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/output.hpp"

int main(int argc, char** argv) {
  try {
    return cairn::cli::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const std::exception& bug) {
    cairn::cli::problem(std::string("this should not have happened: ") + bug.what());
    return static_cast<int>(cairn::cli::Exit::system);
  }
}

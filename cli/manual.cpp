// See manual.hpp.
#include "cli/manual.hpp"

#include <string_view>

#include "base/text.hpp"
#include "cli/exit_code.hpp"

namespace cairn::cli {
namespace {

// A text that roff takes for nothing but itself.
std::string roff(std::string_view text) {
  std::string out = base::replace_all(std::string(text), "\\", "\\e");
  out = base::replace_all(std::move(out), "-", "\\-");
  const bool control = !out.empty() && (out.front() == '.' || out.front() == '\'');
  return control ? "\\&" + out : out;
}

std::string heading_of(const OptionShape& option) {
  std::string out;
  for (const std::string& name : option.names) {
    out += (out.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  }
  if (!option.choices.empty()) {
    std::string choices;
    for (const std::string& choice : option.choices) {
      choices += (choices.empty() ? "" : "|") + choice;
    }
    return out + " " + roff(choices);
  }
  return option.takes_value && !option.type.empty() ? out + " \\fI" + roff(option.type) + "\\fR"
                                                    : out;
}

std::string options_of(const VerbShape& verb) {
  std::string out;
  for (const OptionShape& option : verb.options) {
    out += ".TP\n" + heading_of(option) + "\n" + roff(option.description) +
           (option.repeatable ? "; may be given several times" : "") + ".\n";
  }
  return out;
}

std::string synopsis_of(const std::string& path, const VerbShape& verb) {
  std::string out = "\\fB" + roff(path) + "\\fR [\\fIOPTION\\fR...]";
  for (const OptionShape& positional : verb.positionals) {
    std::string name = "\\fI" + roff(positional.names.front()) + "\\fR";
    name += positional.repeatable ? "..." : "";
    out += positional.required ? " " + name : " [" + name + "]";
  }
  return out + (path == "cairn exec" ? " \\fB\\-\\-\\fR \\fICOMMAND\\fR..." : "");
}

// Paragraphs are filled; what is indented stays as it is.
std::string text_of(const std::string& text) {
  std::string out;
  bool literal = false;
  for (const std::string_view line : base::split(text, '\n')) {
    const bool indented = line.starts_with("  ");
    if (indented != literal) {
      out += indented ? ".sp\n.nf\n.RS 4\n" : ".RE\n.fi\n";
      literal = indented;
      if (!indented && !line.empty()) {
        out += ".PP\n";
      }
    }
    if (line.empty()) {
      continue;
    }
    out += indented ? roff(line.substr(2)) + "\n" : ".PP\n" + roff(line) + "\n";
  }
  out += literal ? ".RE\n.fi\n" : "";
  return base::replace_all(std::move(out), ".PP\n.PP\n", ".PP\n");
}

std::string verb_text(const std::string& path, const VerbShape& verb) {
  std::string out;
  if (verb.verbs.empty()) {
    out += ".SS " + roff(path.substr(path.find(' ') + 1)) + "\n";
    out += synopsis_of(path, verb) + "\n.PP\n" + roff(verb.description) + ".\n";
    for (const OptionShape& positional : verb.positionals) {
      out += ".TP\n\\fI" + roff(positional.names.front()) + "\\fR\n" +
             roff(positional.description) + ".\n";
    }
    out += options_of(verb);
    out += text_of(verb.footer);
  }
  for (const VerbShape& sub : verb.verbs) {
    out += verb_text(path + " " + sub.name, sub);
  }
  return out;
}

std::string surroundings_text() {
  struct Row {
    const char* name;
    const char* meaning;
  };
  constexpr Row variables[] = {
      {"CAIRN_SERVER", "Servers to ask, with commas between them."},
      {"CAIRN_USER", "Who asks, without --user."},
      {"CAIRN_PASSWORD", "The password of that user."},
      {"CAIRN_TOKEN", "A bearer token."},
      {"CAIRN_CACHE_DIR", "Where the local copies are."},
      {"XDG_STATE_HOME", "Else they are in cairn/client below this, else in ~/.local/state."},
  };
  std::string out = ".SH ENVIRONMENT\n";
  for (const Row& row : variables) {
    out += std::string(".TP\n\\fB") + row.name + "\\fR\n" + roff(row.meaning) + "\n";
  }
  return out;
}

}  // namespace

std::string manual_page(const VerbShape& program) {
  // The day of the version, not of the build: the page of a version is always the same.
  std::string out = ".TH CAIRN 1 2026-11-29 \"cairn " CAIRN_VERSION "\" \"User Commands\"\n";
  out += ".SH NAME\ncairn \\- reads configuration from a Cairn or Spring Cloud Config server\n";
  out += ".SH SYNOPSIS\n.nf\n";
  for (const VerbShape& verb : program.verbs) {
    out += verb.verbs.empty() ? synopsis_of("cairn " + verb.name, verb) + "\n" : "";
    for (const VerbShape& sub : verb.verbs) {
      out += synopsis_of("cairn " + verb.name + " " + sub.name, sub) + "\n";
    }
  }
  out += ".fi\n.SH DESCRIPTION\n";
  out +=
      "Data goes to standard output, everything else to standard error. Values are written as they "
      "are, also those that are confidential.\n";
  out += ".SH VERBS\n";
  for (const VerbShape& verb : program.verbs) {
    out += verb_text("cairn " + verb.name, verb);
  }
  out += ".SH EXIT STATUS\n";
  for (const ExitMeaning& row : exit_table()) {
    out += ".TP\n\\fB" + std::to_string(static_cast<int>(row.code)) + "\\fR\n" + roff(row.meaning) +
           "\n";
  }
  out +=
      ".PP\nexec ends as its command does: with its code, or 128 and the number of the signal.\n";
  return out + surroundings_text();
}

}  // namespace cairn::cli

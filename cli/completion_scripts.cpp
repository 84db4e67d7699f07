// See completion_scripts.hpp.
//
// bash and zsh get one table each: for every verb ("cache show" is one) its words, and for every
// option with a value what that may be.
#include "cli/completion_scripts.hpp"

#include <functional>
#include <vector>

#include "base/joined.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/variables.hpp"

namespace cairn::cli {
namespace {

using Visit = std::function<void(const std::string& path, const VerbShape& verb)>;

// "", "get", "cache", "cache show", ...
void walk(const VerbShape& verb, const std::string& path, const Visit& visit) {
  visit(path, verb);
  for (const VerbShape& sub : verb.verbs) {
    walk(sub, path.empty() ? sub.name : path + " " + sub.name, visit);
  }
}

// What can stand at a place without an option in front: verbs and known values.
std::vector<std::string> words_of(const VerbShape& verb) {
  std::vector<std::string> words;
  for (const VerbShape& sub : verb.verbs) {
    words.push_back(sub.name);
  }
  for (const OptionShape& positional : verb.positionals) {
    words.insert(words.end(), positional.choices.begin(), positional.choices.end());
  }
  return words;
}

std::vector<std::string> names_of(const VerbShape& verb) {
  std::vector<std::string> names;
  for (const OptionShape& option : verb.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

// "yml json", "@file", "@dir", or "@any" for a value that nobody can guess.
std::string values_of(const OptionShape& option) {
  if (!option.choices.empty()) {
    return base::joined(option.choices, " ");
  }
  if (option.type == "DIR") {
    return "@dir";
  }
  return option.type.find("FILE") != std::string::npos ||
                 option.type.find("OUT") != std::string::npos
             ? "@file"
             : "@any";
}

// Lines for a `case` over "VERB" or "VERB OPTION".
std::string bash_tables(const VerbShape& program) {
  std::string words = "  case $verb in\n";
  std::string values = "  case \"$verb $before\" in\n";
  walk(program, "", [&](const std::string& path, const VerbShape& verb) {
    words += "    " + shell_quoted(path) +
             ") words=" + shell_quoted(base::joined(words_of(verb), " ")) +
             " options=" + shell_quoted(base::joined(names_of(verb), " ")) + " ;;\n";
    for (const OptionShape& option : verb.options) {
      for (const std::string& name : option.names) {
        if (option.takes_value) {
          std::string place = path;
          place.append(" ").append(name);
          values += "    " + shell_quoted(place) + ") values=" + shell_quoted(values_of(option)) +
                    " ;;\n";
        }
      }
    }
  });
  return words + "  esac\n" + values + "  esac\n";
}

// The verbs that have verbs of their own: the next word belongs to their name.
std::string paths_of(const VerbShape& program) {
  std::string paths;
  walk(program, "", [&](const std::string& path, const VerbShape& /*verb*/) {
    if (!path.empty()) {
      paths += (paths.empty() ? "" : "|") + shell_quoted(path);
    }
  });
  return paths;
}

// A text inside the single quotes of zsh's _arguments, where ':' and brackets have a meaning.
std::string zsh_text(std::string text) {
  for (const char* special : {"\\", ":", "[", "]"}) {
    text = base::replace_all(std::move(text), special, std::string("\\") + special);
  }
  return base::replace_all(std::move(text), "'", "'\\''");
}

std::string zsh_action(const OptionShape& option) {
  if (!option.choices.empty()) {
    return "(" + base::joined(option.choices, " ") + ")";
  }
  const std::string values = values_of(option);
  if (values == "@dir") {
    return "_files -/";
  }
  return values == "@file" ? "_files" : " ";
}

std::string zsh_function(const std::string& name, const VerbShape& verb) {
  std::string out = name + "() {\n";
  if (!verb.verbs.empty()) {
    out += "  local curcontext=$curcontext state line\n  local -a verbs=(\n";
    for (const VerbShape& sub : verb.verbs) {
      out += "    '" + sub.name + ":" + zsh_text(sub.description) + "'\n";
    }
    out += "  )\n";
  }
  out += "  _arguments -C -s";
  for (const OptionShape& option : verb.options) {
    for (const std::string& each : option.names) {
      out += " \\\n    '" + std::string(option.repeatable ? "*" : "") + each + "[" +
             zsh_text(option.description) + "]";
      out += option.takes_value ? ":" + zsh_text(option.type.empty() ? "value" : option.type) +
                                      ":" + zsh_action(option) + "'"
                                : "'";
    }
  }
  if (!verb.verbs.empty()) {
    out += " \\\n    '1: :->verb' '*:: :->rest'\n  case $state in\n";
    out += "    verb) _describe verb verbs ;;\n    rest) case $words[1] in\n";
    for (const VerbShape& sub : verb.verbs) {
      out += "      " + sub.name + ") " + name + "_" + sub.name + " ;;\n";
    }
    return out + "    esac ;;\n  esac\n}\n\n";
  }
  for (const OptionShape& positional : verb.positionals) {
    out += " \\\n    '" + std::string(positional.repeatable ? "*" : "") + ":" +
           zsh_text(positional.names.front()) + ":" + zsh_action(positional) + "'";
  }
  return out + "\n}\n\n";
}

std::string fish_quoted(const std::string& text) {
  return "'" + base::replace_all(base::replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_option(const std::string& condition, const OptionShape& option) {
  std::string line = "complete -c cairn -n " + fish_quoted(condition);
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (option.takes_value) {
    const std::string values = values_of(option);
    line += values == "@file" || values == "@dir" ? " -r -F" : " -x";
    line += values.starts_with('@') ? "" : " -a " + fish_quoted(values);
  }
  return line + " -d " + fish_quoted(option.description) + "\n";
}

}  // namespace

std::string bash_completion(const VerbShape& program) {
  return "# bash completion of cairn, written by `cairn completion bash`.\n"
         "_cairn() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local verb= word words= options= values= i\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=${COMP_WORDS[i]}\n"
         "    if [[ $word == -- && $verb == exec ]]; then\n"
         "      COMPREPLY=($(compgen -c -f -- \"$current\"))\n"
         "      return\n"
         "    fi\n"
         "    case ${verb:+$verb }$word in\n"
         "      " +
         paths_of(program) +
         ") verb=${verb:+$verb }$word ;;\n"
         "    esac\n"
         "  done\n" +
         bash_tables(program) +
         "  case $values in\n"
         "    @file) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
         "    @dir) COMPREPLY=($(compgen -d -- \"$current\")) ;;\n"
         "    @any) COMPREPLY=() ;;\n"
         "    ?*) COMPREPLY=($(compgen -W \"$values\" -- \"$current\")) ;;\n"
         "    *)\n"
         "      [[ $current == -* ]] && words=$options\n"
         "      COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "      ;;\n"
         "  esac\n"
         "}\n"
         "complete -F _cairn cairn\n";
}

std::string zsh_completion(const VerbShape& program) {
  std::string out =
      "#compdef cairn\n# zsh completion of cairn, written by `cairn completion zsh`.\n\n";
  walk(program, "", [&](const std::string& path, const VerbShape& verb) {
    out += zsh_function("_cairn" + (path.empty() ? "" : "_" + base::replace_all(path, " ", "_")),
                        verb);
  });
  return out + "_cairn \"$@\"\n";
}

std::string fish_completion(const VerbShape& program) {
  std::string out =
      "# fish completion of cairn, written by `cairn completion fish`.\n"
      "complete -c cairn -f\n";
  walk(program, "", [&](const std::string& path, const VerbShape& verb) {
    std::string condition = path.empty() ? "__fish_use_subcommand" : "";
    for (const std::string_view part : base::split(path, ' ')) {
      if (!part.empty()) {
        condition += (condition.empty() ? "" : "; and ") +
                     std::string("__fish_seen_subcommand_from ") + std::string(part);
      }
    }
    for (const VerbShape& sub : verb.verbs) {
      out += "complete -c cairn -n " + fish_quoted(condition) + " -a " + sub.name + " -d " +
             fish_quoted(sub.description) + "\n";
    }
    for (const OptionShape& option : verb.options) {
      out += fish_option(condition, option);
    }
    for (const OptionShape& positional : verb.positionals) {
      if (!positional.choices.empty()) {
        out += "complete -c cairn -n " + fish_quoted(condition) + " -a " +
               fish_quoted(base::joined(positional.choices, " ")) + "\n";
      }
    }
  });
  return out;
}

}  // namespace cairn::cli

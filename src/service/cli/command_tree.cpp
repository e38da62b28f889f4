#include "meridian/service/cli/command_tree.hpp"

#include <functional>
#include <vector>

namespace meridian::cli {

namespace {

using Visit = std::function<void(const CLI::App& command, const std::string& path)>;

std::vector<const CLI::App*> commands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

// `path`: " ctl drain"; of the program itself empty.
void walk(const CLI::App& command, const std::string& path, const Visit& visit) {
  visit(command, path);
  for (const CLI::App* inner : commands_of(command))
    walk(*inner, path + " " + inner->get_name(), visit);
}

// In quotes, for a shell.
std::string quoted(const std::string& words) {
  return "\"" + words + "\"";
}

std::string words_of(const CLI::App& command) {
  std::string words;
  for (const CLI::App* inner : commands_of(command)) words += inner->get_name() + " ";
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  if (!words.empty()) words.pop_back();
  return words;
}

// A line of roff says nothing but its text.
std::string roff(const std::string& text) {
  std::string safe = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\')
      safe += "\\e";
    else if (c == '-')
      safe += "\\-";
    else
      safe += c == '\n' ? ' ' : c;
  }
  return safe;
}

std::string heading(const std::string& text) {
  return ".SS \"" + roff(text) + "\"\n";
}

std::string option_text(const CLI::Option& option) {
  return ".TP\n.B " + roff(option.get_name(false, true)) + "\n" + roff(option.get_description()) +
         "\n";
}

std::string command_text(const CLI::App& command, const std::string& path) {
  std::string text = heading("meridian" + path) + roff(command.get_description()) + "\n";
  for (const CLI::Option* option : command.get_options()) text += option_text(*option);
  return text;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  std::string known;
  std::string cases;
  walk(program, "", [&](const CLI::App& command, const std::string& path) {
    if (!path.empty()) known += (known.empty() ? "" : "|") + quoted(path);
    cases += "    " + quoted(path) + ") words=" + quoted(words_of(command)) + " ;;\n";
  });
  return "# Completion of meridian for bash: source it, or put it where bash-completion looks.\n"
         "_meridian() {\n"
         "  local path=\"\" words=\"\" word\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$path $word\" in\n"
         "    " +
         known +
         ") path=\"$path $word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path\" in\n" +
         cases +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
         "}\n"
         "complete -o default -F _meridian meridian\n";
}

std::string man_page(const CLI::App& program) {
  std::string text = ".TH MERIDIAN 1\n.SH NAME\nmeridian \\- " + roff(program.get_description()) +
                     "\n.SH SYNOPSIS\n.B meridian\n.I COMMAND\n.RI [ OPTION .. ]\n.SH COMMANDS\n";
  walk(program, "", [&text](const CLI::App& command, const std::string& path) {
    if (!path.empty()) text += command_text(command, path);
  });
  return text +
         ".SH EXIT STATUS\n.TP\n0\nsuccess\n.TP\n1\na negative answer, or a running edge refused\n"
         ".TP\n2\na bad config or wrong usage\n.TP\n3\nan address cannot be bound or reached\n";
}

}  // namespace meridian::cli

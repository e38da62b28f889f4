#include "app/ctl_commands.hpp"

#include <iostream>

#include "app/question_options.hpp"
#include "meridian/service/cli/ctl_inspect.hpp"

namespace meridian::app {

namespace {

using Function = int (*)(const cli::OperateOptions&, std::ostream&, std::ostream&);

struct Command {
  const char* name;
  const char* meaning;
  Function function;
  const char* words = nullptr;  // what follows the name
  bool changes = false;
  bool local = false;  // may be of one edge alone
};

constexpr Command kCommands[] = {
    {"status", "state, weight and health of every upstream", cli::ctl_status},
    {"weights", "show a service's weights, or change some of them", cli::ctl_weights,
     "SERVICE [REGION=N ..]", true},
    {"drain", "no new clients; pinned ones stay", cli::ctl_drain, "REGION|SERVICE/REGION", true,
     true},
    {"disable", "no clients at all", cli::ctl_disable, "REGION|SERVICE/REGION", true, true},
    {"enable", "takes clients again", cli::ctl_enable, "REGION|SERVICE/REGION", true, true},
    {"primary", "move the primary role", cli::ctl_primary, "SERVICE REGION", true},
    {"overrides", "everything that operators changed, or end one of it", cli::ctl_overrides,
     "[rm ID | conflicts | adopt ID]", true},
};

// They look, or do what needs no more than a reason.
constexpr Command kLooks[] = {
    {"events", "what happened, the newest last", cli::ctl_events},
    {"config", "what the config sets; or `diff`, `reload`, `validate FILE`", cli::ctl_config,
     "[diff|reload|validate FILE]", true},
    {"log-level", "the least important line that is logged, or set it", cli::ctl_log_level,
     "[debug|info|warning|error]", true},
    {"certificates", "certificates of listeners, and when they expire", cli::ctl_certificates},
};

class CtlCommands {
 public:
  CtlCommands(cli::WhatIfOptions& options, std::function<int()>& chosen)
      : options_(options), chosen_(chosen) {}

  template <class Run>
  CLI::App* add(CLI::App& to, const char* name, const char* meaning, Run run) {
    CLI::App* command = to.add_subcommand(name, meaning);
    command->add_option("--admin", options_.admin, "HOST:PORT of the edge's admin listener")
        ->capture_default_str();
    command->add_option("--token-file", options_.token_file, "or MERIDIAN_TOKEN_FILE")
        ->type_name("FILE");
    command->add_flag("--json", options_.json, "print the API's answer");
    command->callback([&options = options_, &chosen = chosen_, run] {
      chosen = [&options, run] { return run(options, std::cout, std::cerr); };
    });
    return command;
  }

  // `latency` and `geo suggest`: they look at services.
  template <class Run>
  void add_latency(CLI::App& to, const char* name, const char* meaning, Run run) {
    add(to, name, meaning, run)->add_option("--service", options_.service, "only this service");
  }

  CLI::App* add_look(CLI::App& to, const Command& look) {
    CLI::App* command = add(to, look.name, look.meaning, look.function);
    if (look.words != nullptr)
      command->add_option("words", options_.words, look.words)->type_name("");
    if (look.changes) command->add_option("--reason", options_.reason, "why, for the audit log");
    return command;
  }

  void add_operation(CLI::App& to, const Command& operation) {
    CLI::App* command = add_look(to, operation);
    if (!operation.changes) return;
    command->add_option("--for", options_.expires_in, "ends by itself after 90s, 30m, 1h ..");
    command->add_flag("--dry-run", options_.dry_run, "say what would happen, change nothing");
    command->add_option("--skip-rule", options_.skip_rules,
                        "safety rule that may be broken; for admins, repeatable");
    if (operation.local)
      command->add_flag("--local", options_.local, "on this edge alone, while the store is away");
  }

  void add_explain(CLI::App& to) {
    CLI::App* command = add(to, "explain", "where a request would go on the running edge, and why",
                            cli::ctl_explain);
    add_question_options(*command, options_.question);
  }

  void add_simulate(CLI::App& to) {
    CLI::App* command = add(to, "simulate", "what a change would do to clients of the running edge",
                            cli::ctl_simulate);
    add_change_options(*command, options_.change);
    command->add_option("--clients", options_.change.clients, "so many; none: as the edge says");
    command->add_option("--seed", options_.change.seed, "of their draw")->capture_default_str();
  }

 private:
  cli::WhatIfOptions& options_;
  std::function<int()>& chosen_;
};

}  // namespace

void add_ctl(CLI::App& program, cli::WhatIfOptions& options, std::function<int()>& chosen) {
  CLI::App* ctl = program.add_subcommand("ctl", "ask and operate a running edge");
  ctl->require_subcommand(1);
  CtlCommands commands(options, chosen);
  for (const Command& operation : kCommands) commands.add_operation(*ctl, operation);
  for (const Command& look : kLooks) commands.add_look(*ctl, look);
  commands.add_explain(*ctl);
  commands.add_simulate(*ctl);
  commands.add_latency(*ctl, "latency", "measured latencies to regions, and home regions",
                       cli::ctl_latency);
  CLI::App* geo = ctl->add_subcommand("geo", "geo rules");
  geo->require_subcommand(1);
  commands.add_latency(*geo, "suggest", "a geo step for the config, by measured latencies",
                       cli::ctl_geo_suggest);
  CLI::App* token = ctl->add_subcommand("token", "tokens for the admin API");
  token->require_subcommand(1);
  commands.add(*token, "new", "make a token", cli::ctl_token_new);
}

}  // namespace meridian::app

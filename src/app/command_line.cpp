#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "app/ctl_commands.hpp"
#include "app/question_options.hpp"
#include "app/run.hpp"
#include "app/version.hpp"
#include "meridian/service/cli/check.hpp"
#include "meridian/service/cli/command_tree.hpp"
#include "meridian/service/cli/exit_codes.hpp"
#include "meridian/service/cli/explain.hpp"
#include "meridian/service/cli/replay.hpp"
#include "meridian/service/cli/simulate.hpp"

namespace meridian::app {

namespace {

constexpr const char* kVersionText =
    "\nGeoIP data fetched by geoip/update: @ip-location-db/geo-whois-asn-country, CC BY 4.0 (data "
    "of "
    "the NRO), or as geoip/NOTICE says of the source you chose.";

void add_config_option(CLI::App& command, std::string& file) {
  command.add_option("-c,--config", file, "the config file")->required()->type_name("FILE");
}

void add_explain_options(CLI::App& command, cli::ExplainOptions& options) {
  add_config_option(command, options.config);
  add_question_options(command, options);
  command.add_option("--health", options.health,
                     "REGION=out, held, degraded, slow, or N% of its weight; repeatable");
  command.add_option("--wants", options.wants,
                     "REGION=N: requests/s that want it, for the step capacity; repeatable");
  command
      .add_option("--overrides", options.overrides,
                  "what operators changed: the file of store.state_file")
      ->type_name("FILE");
  command.add_flag("--json", options.json, "print JSON");
  command.add_option(
      "--batch", options.batch,
      "JSON lines {ip, host, path, method, headers, down, pin, tried, explore_window}, '-' for "
      "stdin");
}

void add_replay_options(CLI::App& command, cli::ReplayOptions& options) {
  command.add_option("--views", options.views, "the directory of log.views.path")
      ->required()
      ->type_name("DIR");
  command.add_option("--log", options.log, "an access log, '-' for stdin")
      ->required()
      ->type_name("FILE");
  command.add_flag("--json", options.json, "print JSON");
}

void add_simulate_options(CLI::App& command, cli::SimulateOptions& options) {
  add_config_option(command, options.config);
  command.add_option("--candidate", options.candidate, "the config after")->type_name("FILE");
  add_change_options(command, options);
  command.add_option("--log", options.log, "the traffic: an access log, '-' for stdin")
      ->type_name("FILE");
  command.add_option("--clients", options.clients, "or N clients, drawn where GeoIP knows some");
  command.add_option("--seed", options.seed, "of the draw")->capture_default_str();
  command.add_flag("--json", options.json, "print JSON");
}

struct Options {
  std::string config_file;
  std::string announce_file;
  cli::ExplainOptions explain;
  cli::ReplayOptions replay;
  cli::SimulateOptions simulate;
  cli::WhatIfOptions ctl;
  std::function<int()> chosen_ctl;  // empty: another command
};

int print(const std::string& text) {
  std::cout << text;
  return cli::kDone;
}

void add_commands(CLI::App& program, Options& options) {
  CLI::App* run_command = program.add_subcommand("run", "serve until SIGTERM");
  add_config_option(*run_command, options.config_file);
  run_command->add_option("--announce", options.announce_file,
                          "written once everything accepts: addresses and pid as JSON");
  add_config_option(*program.add_subcommand("check", "say everything wrong with a config"),
                    options.config_file);
  add_explain_options(*program.add_subcommand("explain", "say where a request would go, and why"),
                      options.explain);
  add_replay_options(*program.add_subcommand("replay", "make logged decisions again and compare"),
                     options.replay);
  add_simulate_options(
      *program.add_subcommand("simulate", "say what a change would do to the traffic"),
      options.simulate);
  add_ctl(program, options.ctl, options.chosen_ctl);
  program.add_subcommand("completion", "completion for bash: source <(meridian completion)");
  program.add_subcommand("man", "the manual page: meridian man | man -l -");
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App program{"Meridian, the global ingress in front of regional load balancers"};
  program.name("meridian");
  program.require_subcommand(1);
  program.failure_message([](const CLI::App* app, const CLI::Error& error) {
    const auto words = app->remaining();
    if (error.get_name() != "RequiredError" || words.empty())
      return CLI::FailureMessage::simple(app, error);
    return "there is no command '" + words.front() + "'\nRun with --help for more information.\n";
  });
  program.set_version_flag("--version", "meridian " + std::string(kVersion) + kVersionText);
  Options options;
  add_commands(program, options);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? cli::kDone : cli::kUsage;
  }
  if (options.chosen_ctl) return options.chosen_ctl();
  if (program.got_subcommand("completion")) return print(cli::bash_completion(program));
  if (program.got_subcommand("man")) return print(cli::man_page(program));
  if (program.got_subcommand("run")) return run(options.config_file, options.announce_file);
  if (program.got_subcommand("check")) return cli::check(options.config_file, std::cout, std::cerr);
  if (program.got_subcommand("replay")) return cli::replay(options.replay, std::cout, std::cerr);
  if (program.got_subcommand("simulate"))
    return cli::simulate(options.simulate, std::cout, std::cerr);
  return cli::explain(options.explain, std::cout, std::cerr);
}

}  // namespace meridian::app

#include "meridian/service/cli/command_tree.hpp"

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace meridian::cli {
namespace {

struct Program {
  CLI::App app{"routes clients"};
  std::string file;
  Program() {
    app.name("meridian");
    app.add_subcommand("run", "serve .so that")->add_option("-c,--config", file, "the file");
    CLI::App* ctl = app.add_subcommand("ctl", "operate");
    ctl->add_subcommand("drain", "no new clients")->add_option("--reason", file, "why - or not");
    ctl->add_subcommand("status", "how it is");
  }
};

// Runs the script by bash; it writes to a file.
void run_bash(const std::string& script) {
  std::string shell = "/bin/bash";
  std::string file = script;
  char* words[] = {shell.data(), file.data(), nullptr};
  pid_t pid = 0;
  ASSERT_EQ(::posix_spawn(&pid, shell.c_str(), nullptr, nullptr, words, environ), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
}

// What bash offers behind these words.
std::string offered(const std::string& words, int at) {
  const Program program;
  const std::string script = testing::TempDir() + "completion-" + std::to_string(::getpid());
  std::ofstream(script) << bash_completion(program.app) << "COMP_WORDS=(" << words
                        << ")\nCOMP_CWORD=" << at << "\n_meridian\necho \"${COMPREPLY[*]}\" >"
                        << script << ".out\n";
  run_bash(script);
  std::ifstream answer(script + ".out");
  std::string line;
  std::getline(answer, line);
  return line;
}

TEST(BashCompletion, OffersCommandsAndOptions) {
  EXPECT_EQ(offered("meridian ''", 1), "run ctl --help");
  EXPECT_EQ(offered("meridian ctl ''", 2), "drain status --help");
  EXPECT_EQ(offered("meridian ctl dr", 2), "drain");
  EXPECT_EQ(offered("meridian ctl drain eu --r", 4), "--reason");
  EXPECT_EQ(offered("meridian run --c", 2), "--config");
}

TEST(ManPage, HasEveryCommandAndOption) {
  const Program program;
  const std::string page = man_page(program.app);
  EXPECT_NE(page.find(".SS \"meridian ctl drain\"\nno new clients\n"), std::string::npos) << page;
  EXPECT_NE(page.find(".TP\n.B \\-\\-reason\nwhy \\- or not\n"), std::string::npos) << page;
  EXPECT_NE(page.find(".B \\-c,\\-\\-config"), std::string::npos) << page;
}

TEST(ManPage, TextCannotCommandTheFormatter) {
  CLI::App app{".so /etc/passwd"};
  app.add_subcommand("x", ".so /etc/passwd \\fB");
  const std::string page = man_page(app);
  EXPECT_EQ(page.find("\n.so"), std::string::npos);
  EXPECT_NE(page.find("\\&.so /etc/passwd \\efB"), std::string::npos) << page;
}

}  // namespace
}  // namespace meridian::cli

#include "meridian/service/cli/command_tree.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

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

// What bash offers behind these words.
std::string offered(const std::string& words, int at) {
  const Program program;
  const std::string script = testing::TempDir() + "completion-" + std::to_string(::getpid());
  std::ofstream(script) << bash_completion(program.app) << "COMP_WORDS=(" << words
                        << ")\nCOMP_CWORD=" << at
                        << "\n_meridian\necho \"${COMPREPLY[*]}\"\n";
  FILE* bash = ::popen(("bash " + script).c_str(), "r");
  char line[256] = "";
  if (std::fgets(line, sizeof line, bash) == nullptr) line[0] = '\0';
  EXPECT_EQ(::pclose(bash), 0);
  std::string text(line);
  if (!text.empty()) text.pop_back();
  return text;
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

#include <gtest/gtest.h>

#include "tests/tidy/rules.hpp"

namespace meridian::tidy {
namespace {

std::size_t calls_in(const std::string& path, const std::string& text) {
  return no_banned_calls({make_source(path, text)}).size();
}

TEST(TextRules, FindsCallsBannedEverywhere) {
  for (const char* text : {"std::this_thread::sleep_for(x);", "usleep(5);", "::sleep(1);",
                           "int a = rand();", "std::srand(1);", "system(x);", "std::system(x);",
                           "sprintf(a, b);", "atoi(x);", "using namespace std;"})
    for (const char* path : {"tests/unit/a_test.cpp", "src/io/net/a.cpp", "bench/origin/a.cpp"})
      EXPECT_EQ(calls_in(path, text), 1u) << text << " in " << path;
}

TEST(TextRules, FindsWhatCoreMayNotDo) {
  for (const char* text : {"auto t = std::chrono::steady_clock::now();", "system_clock::now();",
                           "std::thread t;", "std::random_device d;"}) {
    EXPECT_EQ(calls_in("src/core/health/a.cpp", text), 1u) << text;
    EXPECT_EQ(calls_in("include/meridian/core/health/a.hpp", text), 1u) << text;
    EXPECT_EQ(calls_in("src/app/a.cpp", text), 0u) << text;
  }
}

TEST(TextRules, FindsWhatLibrariesMayNotDo) {
  for (const char* text :
       {"std::cout << 1;", "std::fprintf(stderr, x);", "auto p = new Thing(1);", "delete p;",
        "delete[] p;", "auto p = new char[64];", "assert(x);", "std::regex r;"})
    EXPECT_EQ(calls_in("src/io/net/a.cpp", text), 1u) << text;
}

TEST(TextRules, LeavesLookalikesAlone) {
  for (const char* text :
       {"// std::this_thread::sleep_for(x)", "f(\"system(x)\");", "A(const A&) = delete;",
        "static_assert(true);", "file_system(x);", "a.system();", "#include <new>",
        "int renew = 1;", "co_await sleep(interval);", "void Loop::sleep(int a);",
        "events_(new epoll_event[kMax])", "void operator delete(void* p);", "Method::delete_(x);",
        "std::unique_ptr<Worker> worker(new Worker);", "buffer_(new char[64])", "operand(1);",
        "error_code e(errno, system_category());"})
    EXPECT_EQ(calls_in("src/io/net/a.cpp", text), 0u) << text;
}

TEST(TextRules, TheCommandLineMayPrint) {
  EXPECT_EQ(calls_in("src/service/cli/explain.cpp", "std::cout << 1;"), 0u);
  EXPECT_EQ(calls_in("src/core/base/check.cpp", "std::fprintf(stderr, x);"), 0u);
}

TEST(TextRules, FindsMarksOfUnfinishedWorkInAnyText) {
  const std::string mark = std::string("TO") + "DO";
  for (const char* path : {"src/io/net/a.cpp", "README.md", "scripts/a.sh", "src/CMakeLists.txt"})
    EXPECT_EQ(no_unfinished_work({make_source(path, "one\n// " + mark + ": two\n")}),
              (Findings{{path, 2, "marks unfinished work"}}));
  EXPECT_TRUE(no_unfinished_work({make_source("README.md", "MASTODON\n")}).empty());
}

}  // namespace
}  // namespace meridian::tidy

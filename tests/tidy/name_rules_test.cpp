#include <gtest/gtest.h>

#include "tests/tidy/rules.hpp"

namespace meridian::tidy {
namespace {

std::size_t names_in(const std::string& path, const std::string& text) {
  return names_say_what_they_are({make_source(path, text)}).size();
}

TEST(NameRules, FindsAnUnknownTopLevelEntry) {
  EXPECT_EQ(top_has_no_unknown_entry({"src", "notes.txt", "README.md"}).size(), 1u);
  EXPECT_TRUE(top_has_no_unknown_entry({"src", ".git", "build", "scripts"}).empty());
}

TEST(NameRules, FindsVagueFileAndFolderNames) {
  EXPECT_EQ(names_in("src/io/net/socket_manager.cpp", ""), 1u);
  EXPECT_EQ(names_in("src/core/utils/text.cpp", ""), 1u);
  EXPECT_EQ(names_in("src/io/net/socket.cpp", ""), 0u);
  EXPECT_EQ(names_in("src/io/net/metadata.cpp", ""), 0u);
}

TEST(NameRules, FindsVagueTypesAndFunctions) {
  EXPECT_EQ(names_in("src/io/net/a.cpp", "class ConnectionManager;"), 1u);
  EXPECT_EQ(names_in("src/io/net/a.cpp", "struct RegionInfo {};"), 1u);
  EXPECT_EQ(names_in("src/io/net/a.cpp", "enum class Handle { a };"), 1u);
  EXPECT_EQ(names_in("src/io/net/a.cpp", "void A::handle_request(int a) {}"), 1u);
  EXPECT_EQ(names_in("src/io/net/a.cpp", "int process(int a) { return a; }"), 1u);
}

TEST(NameRules, LeavesLongerWordsAlone) {
  EXPECT_EQ(names_in("src/io/net/a.cpp",
                     "class Handler;\nvoid processed(int a) {}\nvoid log_info(int a) {}"),
            0u);
}

}  // namespace
}  // namespace meridian::tidy

#include "io/tls/server_name.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace meridian::tls {
namespace {

// A well-formed extension around `name`.
std::vector<unsigned char> extension_of(const std::string& name) {
  const std::size_t list = name.size() + 3;
  std::vector<unsigned char> bytes{
      static_cast<unsigned char>(list >> 8), static_cast<unsigned char>(list), 0,
      static_cast<unsigned char>(name.size() >> 8), static_cast<unsigned char>(name.size())};
  bytes.insert(bytes.end(), name.begin(), name.end());
  return bytes;
}

std::string read(const std::vector<unsigned char>& extension) {
  // A copy without spare capacity, so that a read past the end is seen.
  const std::vector<unsigned char> exact(extension.begin(), extension.end());
  const auto name = read_server_name(exact);
  return name ? std::string(name->text()) : "none";
}

TEST(ReadServerName, GivesTheNameInLowerCaseWithoutFinalDot) {
  EXPECT_EQ(read(extension_of("WWW.Example")), "www.example");
  EXPECT_EQ(read(extension_of("www.example.")), "www.example");
  EXPECT_EQ(read(extension_of(std::string(255, 'a'))), std::string(255, 'a'));
}

TEST(ReadServerName, RefusesWhatIsNoHostName) {
  for (const auto& name :
       {std::string(), std::string("."), std::string("a b"), std::string("a/b"),
        std::string("a\0b", 3), std::string("\xc3\xa4"), std::string("*.a"), std::string(256, 'a')})
    EXPECT_EQ(read(extension_of(name)), "none") << name;
}

TEST(ReadServerName, RefusesLengthsThatDoNotFit) {
  const auto good = extension_of("a.example");
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_EQ(read({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}), "none");
  for (const std::size_t at : {0U, 1U, 2U, 3U, 4U}) {
    auto bad = good;
    ++bad[at];
    EXPECT_EQ(read(bad), "none") << at;
  }
  auto trailing = good;
  trailing.push_back(0);
  EXPECT_EQ(read(trailing), "none");
}

TEST(ReadServerName, TakesAnyBytes) {
  std::mt19937 random(3);
  for (int i = 0; i < 100'000; ++i) {
    auto bytes = extension_of("a.example");
    bytes.resize(random() % (bytes.size() + 1));
    for (auto flips = random() % 3; flips != 0 && !bytes.empty(); --flips)
      bytes[random() % bytes.size()] = static_cast<unsigned char>(random());
    const auto name = read_server_name(bytes);
    if (!name) continue;
    EXPECT_LE(name->text().size(), bytes.size());
    EXPECT_EQ(name->text().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._"),
              std::string_view::npos);
  }
}

}  // namespace
}  // namespace meridian::tls

// Files that are no sound database, through the public interface: an error or a database that
// answers, never a crash (the sanitizers watch).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "meridian/core/base/hash.hpp"
#include "tests/unit/io/mmdb/files.hpp"

namespace meridian::mmdb {
namespace {

using testing::HasSubstr;

std::string error_of(const std::string& bytes) {
  const auto database = Database::from_bytes(as_bytes(bytes), "db", Contents::countries);
  return database.has_error() ? database.error().context : "";
}

// Replaces the value of a number in the metadata, which is the last thing in the file.
std::string with_number(std::string bytes, const std::string& key, const std::string& value) {
  const std::size_t at = bytes.rfind(key) + key.size();
  std::size_t length = static_cast<unsigned char>(bytes[at]) % 32 + 1u;
  if (static_cast<unsigned char>(bytes[at]) < 32) ++length;  // an extended type
  return bytes.replace(at, length, value);
}

TEST(DamagedDatabase, EmptyAndForeignFilesAreErrors) {
  EXPECT_THAT(error_of(""), HasSubstr("db: is empty"));
  EXPECT_THAT(error_of("x"), HasSubstr("is no MaxMind DB file"));
  EXPECT_THAT(error_of(std::string(300'000, 'x')), HasSubstr("is no MaxMind DB file"));
  EXPECT_THAT(error_of("\x7f"
                       "ELF"),
              HasSubstr("is no MaxMind DB file"));
  EXPECT_THAT(error_of("\xab\xcd\xefMaxMind.com"), HasSubstr("damaged metadata"));
}

TEST(DamagedDatabase, EveryCutIsAnError) {
  const std::string whole = bytes_of(generated("flat"));
  ASSERT_EQ(error_of(whole), "");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(error_of(whole.substr(0, size)), "") << size;
}

TEST(DamagedDatabase, AnyByteMayBeWrong) {
  const std::string whole = bytes_of(generated("city"));
  std::mt19937_64 random(5);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 + random() % 255));
    const auto database = Database::from_bytes(as_bytes(bytes), "db", Contents::countries);
    if (database.has_error()) {
      ++refused;
      continue;
    }
    for (std::uint64_t i = 0; i < 8; ++i)
      database->lookup(IpAddress::v4(static_cast<std::uint32_t>(mix64(i))));
    database->lookup(ip("80.128.0.1"));
    database->lookup(ip("2a00:1450::1"));
  }
  EXPECT_GT(refused, whole.size() / 10);
}

TEST(DamagedDatabase, ATreeLargerThanTheFileIsAnErrorEvenWhereItsSizeOverflows) {
  const std::string whole = bytes_of(generated("v4"));
  EXPECT_THAT(error_of(with_number(whole, "node_count", "\xc2\xff\xff")), HasSubstr("db: "));
  // 6 bytes each: 0x2aaaaaab nodes are 2 bytes modulo 2^32.
  EXPECT_THAT(error_of(with_number(whole, "node_count", "\xc4\x2a\xaa\xaa\xab")),
              HasSubstr("db: "));
}

TEST(DamagedDatabase, ABuildTimeBeyondTheClockIsAnError) {
  const std::string whole = bytes_of(generated("v4"));
  const std::string far("\x08\x02\xff\xff\xff\xff\xff\xff\xff\xff", 10);
  EXPECT_THAT(error_of(with_number(whole, "build_epoch", far)), HasSubstr("build time"));
}

}  // namespace
}  // namespace meridian::mmdb

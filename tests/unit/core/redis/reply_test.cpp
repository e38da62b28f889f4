#include "meridian/core/redis/reply.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/redis/replies.hpp"

namespace meridian::redis {
namespace {

using namespace test;

std::optional<Reply> read(std::string_view bytes) {
  ReplyReader reader;
  reader.feed(bytes);
  return reader.next();
}

TEST(ReplyReader, ReadsEveryKindOfReply) {
  EXPECT_EQ(read("+OK\r\n"), status("OK"));
  EXPECT_EQ(read("-ERR no\r\n"), error("ERR no"));
  EXPECT_EQ(read(":-7\r\n"), number(-7));
  EXPECT_EQ(read("$3\r\na\r\n\r\n"), text("a\r\n"));
  EXPECT_EQ(read("$-1\r\n"), Reply{});
  EXPECT_EQ(read("*-1\r\n"), Reply{});
  EXPECT_EQ(read("*0\r\n"), list({}));
  EXPECT_EQ(read("*3\r\n:1\r\n*2\r\n+a\r\n$-1\r\n$1\r\nb\r\n"),
            list({number(1), list({status("a"), Reply{}}), text("b")}));
}

TEST(ReplyReader, TakesRepliesInPiecesOfAnySize) {
  const std::string bytes = "*2\r\n$5\r\nhello\r\n:12\r\n+next\r\n";
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    ReplyReader reader;
    std::vector<Reply> replies;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      reader.feed(std::string_view(bytes).substr(at, size));
      while (auto reply = reader.next()) replies.push_back(std::move(*reply));
    }
    ASSERT_EQ(replies.size(), 2U) << size;
    EXPECT_EQ(replies[0], list({text("hello"), number(12)}));
    EXPECT_EQ(replies[1], status("next"));
  }
}

TEST(ReplyReader, StaysFailedOnWhatIsNoReply) {
  ReplyReader reader;
  reader.feed("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.failure().empty());
  reader.feed("+OK\r\n");
  EXPECT_FALSE(reader.next());
}

TEST(ReplyReader, RefusesMorePartsThanItEverAskedFor) {
  ReplyReader reader;
  reader.feed("*2147483647\r\n");
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.failure(), "a reply of too many parts");
}

TEST(ReplyReader, CountsThePartsOfNestedRepliesTogether) {
  const std::string half = std::to_string(kReplyPartsMax / 2);
  ReplyReader reader;
  reader.feed("*2\r\n*" + half + "\r\n");
  for (std::size_t i = 0; i < kReplyPartsMax / 2; ++i) reader.feed(":1\r\n");
  reader.feed("*" + half + "\r\n");
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.failure(), "a reply of too many parts");
}

TEST(ReplyReader, RefusesAReplyThatDoesNotEnd) {
  ReplyReader reader;
  reader.feed("$" + std::to_string(kReplyBytesMax * 4) + "\r\n");
  const std::string piece(1 << 20, 'x');
  for (std::size_t sent = 0; sent <= kReplyBytesMax && reader.failure().empty();
       sent += piece.size()) {
    reader.feed(piece);
    EXPECT_FALSE(reader.next());
  }
  EXPECT_EQ(reader.failure(), "a reply that is too long");
}

}  // namespace
}  // namespace meridian::redis

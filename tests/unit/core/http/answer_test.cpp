// write_answer: the short responses of our own.
#include "meridian/core/http/rewrite.hpp"
#include "parsed.hpp"

namespace meridian::http {
namespace {

std::string write(const OwnAnswer& answer) {
  char area[1024];
  Output out(area, sizeof area);
  EXPECT_TRUE(write_answer(answer, out));
  return std::string(out.view());
}

TEST(OwnAnswerOf, IsACompleteMessage) {
  OwnAnswer answer;
  answer.status = 503;
  answer.body = "no region\n";
  answer.extra = "Retry-After: 5\r\n";
  answer.request_id = "id-1";
  answer.date = "D";
  answer.close = true;
  EXPECT_EQ(write(answer),
            "HTTP/1.1 503 Service Unavailable\r\nDate: D\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 10\r\n"
            "X-Request-Id: id-1\r\nRetry-After: 5\r\nConnection: close\r\n\r\nno region\n");
}

TEST(OwnAnswerOf, S1HeadAnd204HaveNoBody) {
  OwnAnswer answer;
  answer.status = 404;
  answer.body = "nothing";
  answer.head_only = true;
  const std::string to_head = write(answer);
  EXPECT_TRUE(to_head.ends_with("Content-Length: 7\r\n\r\n"));
  answer.status = 204;
  answer.head_only = false;
  EXPECT_EQ(write(answer), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(OwnAnswerOf, NeedsRoomForAll) {
  char area[16];
  Output out(area, sizeof area);
  EXPECT_FALSE(write_answer({}, out));
  EXPECT_EQ(out.view(), "");
}

TEST(ReasonPhrase, NamesEveryStatusWeAnswerWith) {
  for (const int status : {301, 308, 400, 403, 404, 405, 408, 413, 414, 417,
                           421, 429, 431, 500, 501, 502, 503, 504, 505, 508})
    EXPECT_NE(reason_phrase(static_cast<std::uint16_t>(status)), "Unknown") << status;
  EXPECT_EQ(reason_phrase(299), "Unknown");
}

}  // namespace
}  // namespace meridian::http

#include "reading.hpp"

#include <gtest/gtest.h>

namespace meridian::differential {
namespace {

// "GET /a+5 POST /b+0!": method, target, size of the body, and '!' where it is incomplete.
std::string shape(const std::vector<Request>& requests) {
  std::string out;
  for (const Request& request : requests)
    out += (out.empty() ? "" : " ") + request.method + " " + request.path() + "+" +
           std::to_string(request.body.size()) + (request.complete ? "" : "!");
  return out;
}

std::string strictly(const std::string& sent) {
  return shape(read_strictly(sent));
}

const std::string kNext = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kPost = "POST /p HTTP/1.1\r\nHost: a\r\n";

TEST(StrictReading, TakesWhatIsClear) {
  EXPECT_EQ(strictly(kNext + kNext), "GET /next+0 GET /next+0");
  EXPECT_EQ(strictly("\r\n" + kNext), "GET /next+0");
  EXPECT_EQ(strictly(kPost + "Content-Length: 005\r\n\r\nhello" + kNext), "POST /p+5 GET /next+0");
  EXPECT_EQ(strictly(kPost + "Transfer-Encoding: Chunked\r\n\r\n5;x\r\nhello\r\n0\r\nA: b\r\n\r\n" +
                     kNext),
            "POST /p+5 GET /next+0");
  EXPECT_EQ(strictly("GET http://b/x?y HTTP/1.1\r\nHost: a\r\n\r\n"), "GET /x?y+0");
  EXPECT_EQ(strictly("GET / HTTP/1.0\r\n\r\n"), "GET /+0");
}

TEST(StrictReading, StopsAtWhatIsNot) {
  for (const std::string head :
       {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "get / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /# HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n x: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
    EXPECT_EQ(strictly(head + kNext), "") << head;
  for (const char* lines :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: +5\r\n",
        "Content-Length: 5, 5\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 9223372036854775808\r\n", "Transfer-Encoding: gzip, chunked\r\n"})
    EXPECT_EQ(strictly(kPost + lines + "\r\n5\r\nhello\r\n0\r\n\r\n" + kNext), "") << lines;
}

TEST(StrictReading, KnowsWhereABodyBreaks) {
  EXPECT_EQ(strictly(kPost + "Content-Length: 9\r\n\r\nhello"), "POST /p+5!");
  for (const char* body : {"5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n : b\r\n\r\n",
                           "5\r\nhello\r\n", "5\r\nhello\r\n 0\r\n\r\n"})
    EXPECT_EQ(strictly(kPost + "Transfer-Encoding: chunked\r\n\r\n" + body + kNext), "POST /p+5!")
        << body;
}

TEST(StrictReading, NothingFollowsAClose) {
  EXPECT_EQ(strictly("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + kNext), "GET /+0");
}

TEST(LenientReading, TakesWhateverIsSent) {
  const auto leniently = [](const std::string& in) {
    const LenientStep step = read_leniently(in);
    return shape({step.request}) + " of " + std::to_string(step.consumed);
  };
  EXPECT_EQ(leniently("\r\n\nGET  /a  HTTP/1.1\nHost: a\n\nX"), "GET /a+0 of 30");
  EXPECT_EQ(leniently("POST /a HTTP/1.1\r\nContent-Length : 2\r\n\r\nabc"), "POST /a+2 of 42");
  EXPECT_EQ(leniently("POST /a HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: xchunked\r\n\r\n"
                      "1;y\na\r\n0\n\nZ"),
            "POST /a+1 of 78");
  EXPECT_EQ(leniently("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc"), "POST /a+3! of 0");
  EXPECT_EQ(leniently("GET /a HTTP/1.1\r\nHost"), "GET /a+0! of 0");
}

TEST(HasControlBytes, AlsoMeansLoneLineEndsAndFolds) {
  EXPECT_FALSE(has_control_bytes("A: b\tc\r\nB: \xff\r\n\r\n"));
  for (const char* head :
       {"A: b\x01\r\n", "A: b\rc\r\n", "A: b\nc\r\n", "A: b\r\n c\r\n", "A: b\x7f\r\n"})
    EXPECT_TRUE(has_control_bytes(head)) << head;
}

}  // namespace
}  // namespace meridian::differential

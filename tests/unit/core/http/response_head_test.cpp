// The response half of the head codec.
#include "parsed.hpp"

namespace meridian::http {
namespace {

TEST(ResponseHeadParse, TakesAnOrdinaryHeadApart) {
  const ParsedResponse parsed("HTTP/1.1 404 Not Found\r\nServer: x\r\nSet-Cookie: a=b\r\n\r\nbody");
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(parsed.result.bytes, parsed.bytes.size() - 4);
  EXPECT_EQ(parsed.head.status, 404);
  EXPECT_EQ(parsed.head.reason, "Not Found");
  EXPECT_EQ(parsed.head.minor_version, 1);
  EXPECT_EQ(parsed.head.fields.size(), 2u);
}

TEST(ResponseHeadParse, AcceptsAnEmptyReasonWithOrWithoutItsSpace) {
  for (const char* text :
       {"HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 \r\n\r\n", "HTTP/1.0 200 \r\n\r\n"}) {
    const ParsedResponse parsed(text);
    EXPECT_EQ(parsed.result.state, HeadState::complete) << text;
    EXPECT_EQ(parsed.head.reason, "");
  }
}

TEST(ResponseHeadParse, AcceptsAStatusThatIsBetweenTheTwoEnds) {
  for (const int status : {600, 999}) {
    const ParsedResponse parsed("HTTP/1.1 " + std::to_string(status) + " Odd\r\n\r\n");
    EXPECT_EQ(parsed.result.state, HeadState::complete) << status;
    EXPECT_EQ(parsed.head.status, status);
  }
}

struct ResponseRefusal {
  const char* id;
  std::string text;
  Violation violation;
};

TEST(ResponseHeadParse, RefusesWith502) {
  const ResponseRefusal table[] = {
      {"line", "HTTP/2 200 OK\r\n\r\n", Violation::status_line},
      {"line", "HTTP/1.1  200 OK\r\n\r\n", Violation::status_line},
      {"line", "HTTP/1.1 20 OK\r\n\r\n", Violation::status_line},
      {"line", "HTTP/1.1 2000 OK\r\n\r\n", Violation::status_line},
      {"line", "HTTP/1.1 099 OK\r\n\r\n", Violation::status_line},
      {"line", "HTTP/1.1 :00 OK\r\n\r\n", Violation::status_line},
      {"line", "http/1.1 200 OK\r\n\r\n", Violation::status_line},
      {"line", "ICY 200 OK\r\n\r\n", Violation::status_line},
      {"line", "\r\nHTTP/1.1 200 OK\r\n\r\n", Violation::status_line},
      {"H11", "HTTP/1.1 200 O\rK\r\n\r\n", Violation::status_line},
      {"H11", "HTTP/1.1 200 OK\n\r\n", Violation::status_line},
      {"H1", ok_with("A : b\r\n"), Violation::field_name},
      {"H1", ok_with(": b\r\n"), Violation::field_name},
      {"H1", ok_with("A\xc3: b\r\n"), Violation::field_name},
      {"H11", ok_with("A: b\rSet-Cookie: c\r\n"), Violation::field_value},
      {"H11", ok_with("A: b\nSet-Cookie: c\r\n"), Violation::field_value},
      {"H11", ok_with(std::string("A: b\0\r\n", 7)), Violation::field_value},
      {"H2", "HTTP/1.1 200 OK\r\n A: b\r\n\r\n", Violation::obs_fold},
  };
  for (const ResponseRefusal& row : table) {
    const ParsedResponse parsed(row.text);
    EXPECT_EQ(parsed.result.state, HeadState::refused) << row.id << ": " << row.text;
    EXPECT_EQ(to_string(parsed.result.violation), to_string(row.violation)) << row.text;
    EXPECT_EQ(parsed.result.status, 502) << row.text;
  }
}

TEST(ResponseHeadParse, H2UnfoldsToSpaces) {
  const ParsedResponse parsed(ok_with("A: one\r\n two\r\n\t three\r\nB: c\r\n"));
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(value_of(parsed.head.fields, "A"), "one   two  \t three");
  EXPECT_EQ(value_of(parsed.head.fields, "B"), "c");
  EXPECT_EQ(parsed.bytes.find("\r\n "), std::string::npos);
}

TEST(ResponseHeadParse, LimitsAnswer502) {
  const std::string fits = ok_with("A: " + std::string(100, 'a') + "\r\n");
  EXPECT_EQ(ParsedResponse(fits, fits.size()).result.state, HeadState::complete);
  for (const std::string& text : {fits, fits.substr(0, fits.size() - 1)}) {
    const ParsedResponse parsed(text, fits.size() - 1);
    EXPECT_EQ(parsed.result.violation, Violation::head_too_large);
    EXPECT_EQ(parsed.result.status, 502);
  }
  std::string lines;
  for (std::size_t i = 0; i <= limits::kFieldsMax; ++i) lines += "A: b\r\n";
  EXPECT_EQ(ParsedResponse(ok_with(lines)).result.violation, Violation::too_many_fields);
}

TEST(ResponseHeadParse, EveryCutIsIncomplete) {
  const std::string text = "HTTP/1.1 200 OK\r\nA: one\r\n two 0123456789abcdef\r\nB: c\r\n\r\n";
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(ParsedResponse(text.substr(0, size)).result.state, HeadState::incomplete) << size;
}

TEST(ResponseHeadParse, UnfoldingByteByByteGivesTheSame) {
  const std::string text = "HTTP/1.1 200 OK\r\nA: one\r\n two\r\n\r\n";
  std::string arrived;
  ResponseHead head;
  HeadResult result;
  for (const char c : text) {
    arrived += c;
    result = parse_response_head(arrived, limits::kHeadBytesMax, head);
  }
  ASSERT_EQ(result.state, HeadState::complete);
  EXPECT_EQ(value_of(head.fields, "A"), "one   two");
}

}  // namespace
}  // namespace meridian::http

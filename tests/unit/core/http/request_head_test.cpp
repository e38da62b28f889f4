// The request half of the head codec: request line, targets, field lines, limits.
#include "parsed.hpp"

namespace meridian::http {
namespace {

TEST(RequestHeadParse, TakesAnOrdinaryHeadApart) {
  const ParsedRequest parsed(
      "POST /a/b?c=d&e HTTP/1.1\r\nHost: Shop.example:8443\r\nX-Empty:\r\nAccept: \t a, b \t\r\n"
      "\r\nbody");
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(parsed.result.bytes, parsed.bytes.size() - 4);
  EXPECT_EQ(parsed.head.method, Method::post);
  EXPECT_EQ(parsed.head.target, "/a/b?c=d&e");
  EXPECT_EQ(parsed.head.form, TargetForm::origin);
  EXPECT_EQ(parsed.head.path, "/a/b");
  EXPECT_EQ(parsed.head.query, "c=d&e");
  EXPECT_EQ(parsed.head.authority, "Shop.example:8443");
  EXPECT_EQ(parsed.head.host, "Shop.example");
  EXPECT_EQ(parsed.head.minor_version, 1);
  ASSERT_EQ(parsed.head.fields.size(), 3u);
  EXPECT_EQ(value_of(parsed.head.fields, "X-Empty"), "");
  EXPECT_EQ(value_of(parsed.head.fields, "Accept"), "a, b");
}

struct Refusal {
  const char* id;
  std::string text;
  Violation violation;
  int status;
};

void expect_refusals(const std::vector<Refusal>& table) {
  for (const Refusal& row : table) {
    const ParsedRequest parsed(row.text);
    EXPECT_EQ(parsed.result.state, HeadState::refused) << row.id << ": " << row.text;
    EXPECT_EQ(to_string(parsed.result.violation), to_string(row.violation)) << row.text;
    EXPECT_EQ(parsed.result.status, row.status) << row.id << ": " << row.text;
  }
}

std::string line(const std::string& request_line) {
  return request_line + "\r\nHost: a\r\n\r\n";
}

TEST(RequestHeadParse, F10RefusesMalformedRequestLines) {
  expect_refusals({
      {"F10", "GET /\r\n\r\n", Violation::request_line, 400},
      {"F10", line("GET / HTTP/1.10"), Violation::request_line, 400},
      {"F10", line("GET / http/1.1"), Violation::request_line, 400},
      {"F10", line("GET / HTTP/1.1 "), Violation::request_line, 400},
      {"F10", line("GET / HTTP/0.9"), Violation::request_line, 400},
      {"F10", line("GET / HTTP/10.1"), Violation::request_line, 400},
      {"F10", line("GET / HTTP/11"), Violation::request_line, 400},
      {"F10", line("get / HTTP/1.1"), Violation::request_line, 400},
      {"F10", line("Get / HTTP/1.1"), Violation::request_line, 400},
      {"F10", line("GET  / HTTP/1.1"), Violation::request_line, 400},
      {"F10", line("GET /  HTTP/1.1"), Violation::request_line, 400},
      {"F10", line("GET\t/ HTTP/1.1"), Violation::request_line, 400},
      {"F10", line("GET /\tHTTP/1.1"), Violation::request_line, 400},
      {"F10", line(" GET / HTTP/1.1"), Violation::request_line, 400},
      {"F10", line("G@T / HTTP/1.1"), Violation::request_line, 400},
      {"F10", line("-GET / HTTP/1.1"), Violation::request_line, 400},
      {"F10", "GET / HTTP/1.1\nHost: a\r\n\r\n", Violation::request_line, 400},
      {"F10", "GET / HTTP/1.1\n", Violation::request_line, 400},
      {"F10", "GET / HTTP/1.1\rHost: a\r\n\r\n", Violation::request_line, 400},
      {"F10", line("GET / HTTP/2.0"), Violation::version, 505},
      {"F10", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Violation::version, 505},
      {"F10", std::string("\x16\x03\x01\x02", 4), Violation::request_line, 400},
  });
}

TEST(RequestHeadParse, RefusesBadTargets) {
  expect_refusals({
      {"target", line("GET a HTTP/1.1"), Violation::target, 400},
      {"target", line("GET * HTTP/1.1"), Violation::target, 400},
      {"target", line("OPTIONS ** HTTP/1.1"), Violation::target, 400},
      {"target", line("GET /a#b HTTP/1.1"), Violation::target, 400},
      {"target", line("GET /a\x7f HTTP/1.1"), Violation::target, 400},
      {"target", line("GET /a\x01 HTTP/1.1"), Violation::target, 400},
      {"target", line("GET /\xc3\xa4 HTTP/1.1"), Violation::target, 400},
      {"target", line("GET /0123456789abcdef\xc3 HTTP/1.1"), Violation::target, 400},
      {"target", line(std::string("GET /a\0b HTTP/1.1", 17)), Violation::target, 400},
      {"target", line("GET ftp://a/ HTTP/1.1"), Violation::target, 400},
      {"target", line("GET http:/// HTTP/1.1"), Violation::target, 400},
      {"target", line("GET http:// HTTP/1.1"), Violation::target, 400},
      {"target", line("GET http://u@a/ HTTP/1.1"), Violation::target, 400},
      {"target", line("GET http://a:99999/ HTTP/1.1"), Violation::target, 400},
      {"target", line("GET a.example:80 HTTP/1.1"), Violation::target, 400},
      {"S5", line("CONNECT / HTTP/1.1"), Violation::target, 400},
      {"S5", line("CONNECT a.example HTTP/1.1"), Violation::target, 400},
      {"S5", line("CONNECT http://a/ HTTP/1.1"), Violation::target, 400},
  });
}

TEST(RequestHeadParse, H1RefusesMalformedFieldLines) {
  expect_refusals({
      {"H1", get_with("A : b\r\n"), Violation::field_name, 400},
      {"H1", get_with("A\t: b\r\n"), Violation::field_name, 400},
      {"H1", get_with(": b\r\n"), Violation::field_name, 400},
      {"H1", get_with("Ab\r\n"), Violation::field_name, 400},
      {"H1", get_with("A\x80: b\r\n"), Violation::field_name, 400},
      {"H1", get_with("A(: b\r\n"), Violation::field_name, 400},
      {"H1", get_with(std::string("A\0: b\r\n", 7)), Violation::field_name, 400},
      {"H1", get_with(std::string("A: b\0c\r\n", 8)), Violation::field_value, 400},
      {"H1", get_with("A: b\rc\r\n"), Violation::field_value, 400},
      {"H1", get_with("A: b\nc: d\r\n"), Violation::field_value, 400},
      {"H1", get_with("A: b\x7f\r\n"), Violation::field_value, 400},
      {"H1", get_with("A: b\x0b\r\n"), Violation::field_value, 400},
      {"H1", get_with("A: 0123456789abcdef0123\x1f\r\n"), Violation::field_value, 400},
      {"H1", "GET / HTTP/1.1\r\nHost: a\r\n\rX", Violation::field_name, 400},
      {"H1", "GET / HTTP/1.1\r\nHost: a\r\n\n", Violation::field_name, 400},
  });
}

TEST(RequestHeadParse, H2RefusesFoldedLines) {
  expect_refusals({
      {"H2", get_with("A: b\r\n c\r\n"), Violation::obs_fold, 400},
      {"H2", get_with("A: b\r\n\tc\r\n"), Violation::obs_fold, 400},
      {"H2", get_with("A:\r\n \r\n"), Violation::obs_fold, 400},
      {"H2", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", Violation::obs_fold, 400},
  });
}

TEST(RequestHeadParse, ValuesMayHoldTabsAndEightBitBytes) {
  const ParsedRequest parsed(get_with("A: one\ttwo \xc3\xa4 0123456789abcdef\tend of it all\r\n"));
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(value_of(parsed.head.fields, "A"), "one\ttwo \xc3\xa4 0123456789abcdef\tend of it all");
}

TEST(RequestHeadParse, F10ForwardsUnknownMethodsAndLaterMinorVersions) {
  const ParsedRequest unknown(line("M-SEARCH / HTTP/1.1"));
  ASSERT_EQ(unknown.result.state, HeadState::complete);
  EXPECT_EQ(unknown.head.method, Method::other);
  EXPECT_EQ(unknown.head.method_text, "M-SEARCH");
  EXPECT_EQ(ParsedRequest(line("GET / HTTP/1.3")).head.minor_version, 1);
  EXPECT_EQ(ParsedRequest(line("GET / HTTP/1.0")).head.minor_version, 0);
}

TEST(RequestHeadParse, KnowsTheMethods) {
  const std::pair<const char*, Method> table[] = {
      {"GET", Method::get},         {"HEAD", Method::head},   {"POST", Method::post},
      {"PUT", Method::put},         {"TRACE", Method::trace}, {"PATCH", Method::patch},
      {"DELETE", Method::delete_},  {"GETS", Method::other},  {"FOO", Method::other},
      {"OPTIONS", Method::options},
  };
  for (const auto& [text, method] : table)
    EXPECT_EQ(ParsedRequest(line(std::string(text) + " / HTTP/1.1")).head.method, method) << text;
}

TEST(RequestHeadParse, H3AbsoluteTargetOverridesHost) {
  const ParsedRequest parsed(line("GET HTTP://B.example:81/p?q=1 HTTP/1.1"));
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(parsed.head.form, TargetForm::absolute);
  EXPECT_EQ(parsed.head.authority, "B.example:81");
  EXPECT_EQ(parsed.head.host, "B.example");
  EXPECT_EQ(parsed.head.path, "/p");
  EXPECT_EQ(parsed.head.query, "q=1");
}

TEST(RequestHeadParse, AbsoluteTargetWithoutPathHasTheRoot) {
  const ParsedRequest bare(line("GET http://b HTTP/1.1"));
  EXPECT_EQ(bare.head.path, "/");
  EXPECT_EQ(bare.head.host, "b");
  const ParsedRequest query(line("GET https://[2001:db8::1]:8443?x=/y HTTP/1.1"));
  ASSERT_EQ(query.result.state, HeadState::complete);
  EXPECT_EQ(query.head.path, "/");
  EXPECT_EQ(query.head.query, "x=/y");
  EXPECT_EQ(query.head.host, "[2001:db8::1]");
}

TEST(RequestHeadParse, S13AsteriskBelongsToOptions) {
  const ParsedRequest parsed(line("OPTIONS * HTTP/1.1"));
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(parsed.head.form, TargetForm::asterisk);
  EXPECT_EQ(parsed.head.target, "*");
  EXPECT_EQ(parsed.head.path, "/");
}

TEST(RequestHeadParse, S5ConnectHasAnAuthority) {
  const ParsedRequest parsed(line("CONNECT b.example:443 HTTP/1.1"));
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(parsed.head.form, TargetForm::authority);
  EXPECT_EQ(parsed.head.authority, "b.example:443");
}

TEST(RequestHeadParse, TargetsAreNotNormalised) {
  const ParsedRequest parsed(line("GET //x/../%2e%2e/./a?b?c HTTP/1.1"));
  ASSERT_EQ(parsed.result.state, HeadState::complete);
  EXPECT_EQ(parsed.head.target, "//x/../%2e%2e/./a?b?c");
  EXPECT_EQ(parsed.head.path, "//x/../%2e%2e/./a");
  EXPECT_EQ(parsed.head.query, "b?c");
}

TEST(RequestHeadParse, F11SkipsOneEmptyLineOnly) {
  const ParsedRequest one("\r\n" + get_with(""));
  ASSERT_EQ(one.result.state, HeadState::complete);
  EXPECT_EQ(one.result.bytes, one.bytes.size());
  EXPECT_EQ(ParsedRequest("\r\n\r\n" + get_with("")).result.violation, Violation::request_line);
  EXPECT_EQ(ParsedRequest("\n" + get_with("")).result.violation, Violation::request_line);
  EXPECT_EQ(ParsedRequest("\r").result.state, HeadState::incomplete);
  EXPECT_EQ(ParsedRequest("\r\n").result.state, HeadState::incomplete);
  EXPECT_EQ(ParsedRequest("\r\n\r").result.state, HeadState::incomplete);
}

TEST(RequestHeadParse, F11RequestLineLimits) {
  const std::string long_target = "/" + std::string(7999, 'a');
  EXPECT_EQ(ParsedRequest(line("GET " + long_target + " HTTP/1.1")).result.state,
            HeadState::complete);
  const std::string longer = "GET /" + std::string(limits::kRequestLineBytesMax, 'a');
  for (const std::string& text : {longer, line(longer + " HTTP/1.1")}) {
    const ParsedRequest parsed(text);
    EXPECT_EQ(parsed.result.violation, Violation::uri_too_long);
    EXPECT_EQ(parsed.result.status, 414);
  }
  EXPECT_EQ(ParsedRequest(longer.substr(0, limits::kRequestLineBytesMax)).result.state,
            HeadState::incomplete);
}

TEST(RequestHeadParse, F11HeadLimits) {
  const std::string fits = get_with("A: " + std::string(100, 'a') + "\r\n");
  EXPECT_EQ(ParsedRequest(fits, fits.size()).result.state, HeadState::complete);
  for (const std::string& text : {fits, fits.substr(0, fits.size() - 1)}) {
    const ParsedRequest parsed(text, fits.size() - 1);
    EXPECT_EQ(parsed.result.violation, Violation::head_too_large);
    EXPECT_EQ(parsed.result.status, 431);
  }
  EXPECT_EQ(ParsedRequest(fits.substr(0, fits.size() - 2), fits.size() - 1).result.state,
            HeadState::incomplete);
}

TEST(RequestHeadParse, RefusesTooManyFields) {
  std::string lines;
  for (std::size_t i = 1; i < limits::kFieldsMax; ++i) lines += "A: b\r\n";
  EXPECT_EQ(ParsedRequest(get_with(lines)).result.state, HeadState::complete);
  const ParsedRequest parsed(get_with(lines + "A: b\r\n"));
  EXPECT_EQ(parsed.result.violation, Violation::too_many_fields);
  EXPECT_EQ(parsed.result.status, 431);
}

// Also: a reused head keeps nothing of the message before.
TEST(RequestHeadParse, EveryCutIsIncompleteAndTheWholeIsNot) {
  const std::string text =
      "\r\nGET http://b.example/p?q HTTP/1.1\r\nHost: a\r\nX: 0123456789abcdefgh\ti\r\n\r\n";
  RequestHead head;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string part = text.substr(0, size);  // of its own, so that ASan sees overreads
    EXPECT_EQ(parse_request_head(part, limits::kHeadBytesMax, head).state, HeadState::incomplete)
        << size;
  }
  EXPECT_EQ(parse_request_head(text + "GET /", limits::kHeadBytesMax, head).bytes, text.size());
  const std::string plain = "GET / HTTP/1.0\r\n\r\n";
  ASSERT_EQ(parse_request_head(plain, limits::kHeadBytesMax, head).state, HeadState::complete);
  EXPECT_TRUE(head.query.empty());
  EXPECT_TRUE(head.authority.empty());
  EXPECT_EQ(head.fields.size(), 0u);
}

TEST(FindHeadEnd, FindsTheEndHoweverTheBytesArrive) {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest\r\n\r\n";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    std::size_t scanned = 0;
    std::size_t end = text.npos;
    for (std::size_t size = step; end == text.npos; size = std::min(size + step, text.size()))
      end = find_head_end(std::string_view(text).substr(0, size), scanned);
    EXPECT_EQ(end, 27u) << step;
  }
}

TEST(FindHeadEnd, LooksAtEachByteOnceAndALittle) {
  const std::string text(limits::kHeadBytesMax, 'a');
  std::size_t scanned = 0;
  EXPECT_EQ(find_head_end(text, scanned), text.npos);
  EXPECT_EQ(scanned, text.size());
  EXPECT_EQ(find_head_end("\r\n\r\n", scanned = 1), 4u);
}

}  // namespace
}  // namespace meridian::http

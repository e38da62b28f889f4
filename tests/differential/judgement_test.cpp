#include "judgement.hpp"

#include <gtest/gtest.h>

namespace meridian::differential {
namespace {

constexpr std::string_view kMarker = "GET /marker HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const std::string kCase = "GET /case HTTP/1.1\r\nHost: a\r\nX-A: bad\r\n\r\n";

Case request_case(const std::string& sent) {
  Case out;
  out.rule = "rule";
  out.sent = sent + std::string(kMarker);
  out.mark = "X-A: bad";
  return out;
}

Case answer_case(const std::string& answer) {
  Case out = request_case(kCase);
  out.rule = "answer-rule";
  out.answer = answer;
  return out;
}

Seen seen_with(const std::vector<std::string>& at_origin, const std::string& to_client = "") {
  Seen seen;
  seen.ended = true;
  seen.to_client = to_client;
  for (const std::string& bytes : at_origin)
    seen.at_origin.push_back(read_leniently(bytes).request);
  return seen;
}

std::string faults_of(const Case& the_case, const Seen& seen, std::string_view prefix = "") {
  std::string text;
  for (const std::string& fault : judge(the_case, seen, prefix).faults)
    text += (text.empty() ? "" : " ") + fault;
  return text;
}

TEST(Judge, RanksWhatReachedTheOrigin) {
  const auto treatment = [](Seen seen) { return judge(request_case(kCase), seen, "").treatment; };
  EXPECT_EQ(treatment(seen_with({})), Treatment::refused);
  EXPECT_EQ(treatment(seen_with({kCase})), Treatment::as_received);
  EXPECT_EQ(treatment(seen_with({"GET /case HTTP/1.1\r\nHost: a\r\nx-a: BAD\r\n\r\n"})),
            Treatment::as_received);
  EXPECT_EQ(treatment(seen_with({"GET /case HTTP/1.1\r\nHost: a\r\n\r\n"})), Treatment::normalized);
  EXPECT_EQ(treatment(seen_with({"GET /case HTTP/1.1\r\nHost: a\r\nX-A: b"})), Treatment::cut);
  Seen waiting = seen_with({});
  waiting.waited = true;
  EXPECT_EQ(treatment(waiting), Treatment::waits);
}

TEST(Judge, F1FindsASmuggledRequest) {
  const std::string ambiguous =
      "POST /case HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const Case the_case = request_case(ambiguous);
  EXPECT_EQ(faults_of(the_case, seen_with({})), "");
  EXPECT_EQ(faults_of(the_case, seen_with({"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"})),
            "smuggled");
  EXPECT_EQ(faults_of(the_case, seen_with({ambiguous})), "both-framings unclear-request");
  EXPECT_EQ(faults_of(request_case(kCase), seen_with({kCase, std::string(kMarker)})), "");
}

TEST(Judge, ComparesBodies) {
  const std::string head = "POST /case HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
  EXPECT_EQ(faults_of(request_case(head + "abc"), seen_with({head + "abc"})), "");
  EXPECT_EQ(faults_of(request_case(head + "abc"), seen_with({head + "abX"})), "other-body");
  const std::string broken =
      "POST /case HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n";
  EXPECT_EQ(faults_of(request_case(broken), seen_with({head + "abc"})), "completed-a-broken-body");
}

TEST(Judge, H5AndH7FindFieldsThatMustNotBeThere) {
  const auto faults = [](const std::string& lines) {
    const std::string head = "GET /case HTTP/1.1\r\nHost: a\r\n";
    return faults_of(request_case(kCase), seen_with({head + lines + "\r\n"}), "meridian-");
  };
  const std::string ours = "Via: 1.1 e\r\nX-Forwarded-For: 1.2.3.4\r\n";
  EXPECT_EQ(faults(ours + "Connection: TE\r\nTE: trailers\r\nMeridian-Attempt: 2\r\n"), "");
  EXPECT_EQ(faults(ours + "Connection: Upgrade\r\nUpgrade: websocket\r\n"), "");
  EXPECT_EQ(faults(ours + "Connection: x-hop\r\n"), "hop-by-hop");
  EXPECT_EQ(faults(ours + "Keep-Alive: 5\r\n"), "hop-by-hop");
  EXPECT_EQ(faults(ours + "Host: b\r\n"), "not-one-host");
  EXPECT_EQ(faults(ours + "X: a\x01\r\n"), "control-bytes");
  EXPECT_EQ(faults(ours + "Meridian_Region: eu\r\n"), "internal-field");
  EXPECT_EQ(faults(ours + "X_Forwarded-For: 1\r\n"), "internal-field");
  EXPECT_EQ(faults("Via: 1.1 e\r\n"), "own-field-missing");
}

TEST(Judge, LooksForTheMarkBesideTimesAndIds) {
  Case the_case = request_case("GET /case HTTP/1.1\r\nHost: a\r\n7e\r\n\r\n");
  the_case.mark = "7e";
  const Seen seen =
      seen_with({"GET /case HTTP/1.1\r\nHost: a\r\nX-Request-Id: 7e7e\r\nDate: 7e\r\n\r\n"});
  EXPECT_EQ(judge(the_case, seen, "").treatment, Treatment::normalized);
}

TEST(Judge, RanksWhatTheClientGot) {
  const Case the_case = answer_case("HTTP/1.1 200 OK\r\nX-A: bad\r\nContent-Length: 1\r\n\r\nx");
  const auto treatment = [&](const std::string& to_client) {
    return judge(the_case, seen_with({}, to_client), "").treatment;
  };
  EXPECT_EQ(treatment(the_case.answer), Treatment::as_received);
  EXPECT_EQ(treatment("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), Treatment::normalized);
  EXPECT_EQ(treatment("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), Treatment::cut);
  EXPECT_EQ(treatment("HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n"), Treatment::refused);
  EXPECT_EQ(treatment(""), Treatment::refused);
}

TEST(Judge, F7F9H11FindAnswersThatMustNotBe) {
  const std::string one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
  const std::string right = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nat:/marker";
  const auto faults = [&](const std::string& to_client) {
    return faults_of(answer_case(one), seen_with({}, to_client));
  };
  EXPECT_EQ(faults(one + right), "");
  EXPECT_EQ(faults(one + one), "answer-of-another");
  EXPECT_EQ(faults(one + right + one), "split");
  EXPECT_EQ(faults(one + right + "x"), "split");
  EXPECT_EQ(faults("HTTP/1.1 200 OK\r\nA: b\rc\r\nContent-Length: 1\r\n\r\nx"), "control-bytes");
  Case cut = answer_case(one);
  cut.rule = "answer-cut-length";
  EXPECT_EQ(faults_of(cut, seen_with({}, one)), "cut-unseen");
}

}  // namespace
}  // namespace meridian::differential

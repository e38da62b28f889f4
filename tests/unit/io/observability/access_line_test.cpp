#include "io/observability/access_line.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "record.hpp"

namespace meridian::observability {
namespace {

TEST(AccessLine, HoldsEveryFieldInOneLine) {
  EXPECT_EQ(
      format_json(full_record(), {"edge-1", 0x62f1a3b4c5d6e}),
      R"({"time":"2024-06-11T11:14:56.789012Z","edge":"edge-1","run":"00062f1a3b4c5d6e","client":"80.128.0.1",)"
      R"("peer":"127.0.0.1","country":"DE","continent":"EU","subdivision":"DE-BY","asn":3320,)"
      R"("tag":"office","latitude":48.137,"longitude":-11.1,"listener":"https","protocol":"HTTP/1.1","tls":"1.3","resumed":true,)"
      R"("method":"GET","host":"api.example.com","path":"/v1/things?x=1",)"
      R"("headers":[["x-beta","yes"],["x-old",""]],"route":"route-1","service":"api",)"
      R"("outcome":"forward","decided":"us","load":[3,0,70000],"region":"eu","endpoint":"127.0.0.1:9101","pin":"us-east",)"
      R"("reason":"nearest",)"
      R"("end":"complete","status":200,"attempts":1,"bytes_in":5,"bytes_out":1234,)"
      R"("handshake_us":900,"queue_us":10,"connect_us":20,"first_byte_us":300,"total_us":350,)"
      R"("request_id":"0123456789abcdef","view_version":7,"local_sequence":9,)"
      R"("request_key":"fedcba9876543210","explore_window":2900000})");
}

TEST(AccessLine, LeavesOutWhatIsUnknown) {
  AccessRecord record;
  record.client = record.peer = *IpAddress::parse("::1");
  const auto line = nlohmann::json::parse(format_json(record, {"e"}));
  for (const char* key :
       {"peer",       "country",           "continent",     "subdivision", "asn",     "tag",
        "tls",        "path_cut",          "route",         "service",     "region",  "endpoint",
        "request_id", "latitude",          "headers",       "headers_cut", "outcome", "decided",
        "load",       "subdivision_known", "explore_window"}) {
    EXPECT_FALSE(line.contains(key)) << key;
  }
  EXPECT_EQ(line["client"], "::1");
}

TEST(AccessLine, IsJsonWhateverTheClientSends) {
  std::string hostile;
  for (int c = 0; c < 256; ++c) hostile += static_cast<char>(c);
  AccessRecord record = full_record();
  record.method = record.host = record.path = record.request_id = hostile;
  const std::string line = format_json(record, {"e"});
  EXPECT_EQ(line.find('\n'), line.npos);
  EXPECT_TRUE(nlohmann::json::accept(line));
}

}  // namespace
}  // namespace meridian::observability

// A record with something in every field.
#pragma once

#include "meridian/io/observability/access_log.hpp"

namespace meridian::observability {

// The inputs of the decision that are no part of the rest.
inline void describe_decision(AccessRecord& record) {
  record.explore_window = 2'900'000;
  using namespace std::string_view_literals;
  static constexpr std::uint32_t kLoad[]{3, 0, 70000};
  record.coordinates = geo::Coordinates{48.137, -11.1};
  record.fields = "x-beta\0yes\0x-old\0\0"sv;
  record.outcome = routing::Outcome::forward;
  record.decided = "us";
  record.reason = routing::Reason::nearest;
  record.load = {reinterpret_cast<const char*>(kLoad), sizeof kLoad};
}

inline AccessRecord full_record() {
  using namespace std::chrono_literals;
  AccessRecord record;
  record.at = WallTime(std::chrono::duration_cast<WallTime::duration>(1718104496789012us));
  record.client = *IpAddress::parse("80.128.0.1");
  record.peer = *IpAddress::parse("127.0.0.1");
  record.tag = 1;
  record.asn = 3320;
  record.country = *geo::Country::parse("DE");
  record.continent = geo::Continent::EU;
  record.subdivision = "DE-BY";
  record.tag_name = "office";
  record.listener = "https";
  record.method = "GET";
  record.host = "api.example.com";
  record.path = "/v1/things?x=1";
  record.route = "route-1";
  record.service = "api";
  record.region = "eu";
  record.endpoint = "127.0.0.1:9101";
  record.pin = "us-east";
  record.termination = Termination::complete;
  record.status = 200;
  record.attempts = 1;
  record.tls = record.resumed = true;
  record.tls_version = 0x0304;
  record.bytes_in = 5;
  record.bytes_out = 1234;
  record.handshake = 900us;
  record.queue = 10us;
  record.connect = 20us;
  record.first_byte = 300us;
  record.total = 350us;
  record.request_id = "0123456789abcdef";
  record.view_version = 7;
  record.local_sequence = 9;
  record.request_key = 0xfedcba9876543210ULL;
  describe_decision(record);
  return record;
}

}  // namespace meridian::observability

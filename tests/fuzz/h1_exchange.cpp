// Any bytes of a client and of an upstream through whole exchanges, one behind the other, cut into
// reads by the input: what each side gets is read again by a naive reader. Never two requests where
// the client sent one, never a byte beyond a framing, never an answer to nothing.
//
// The input: one byte that seeds the cuts, the client's bytes, 0xFF, the upstream's bytes.
#include "meridian/core/http/exchange_relay.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "h1_reading.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/http/rewrite.hpp"

namespace {

using namespace meridian;
using namespace meridian::http;

constexpr std::size_t kArea = 4 * limits::kHeadBytesMax + 65536;

// One side's bytes, handed out in reads.
class Source {
 public:
  explicit Source(std::string_view bytes) : left_(bytes) {}
  bool empty() const { return left_.empty(); }
  std::string take(std::size_t max) {
    const std::string part(left_.substr(0, max));
    left_.remove_prefix(part.size());
    return part;
  }
  void put_back(std::size_t bytes) { left_ = {left_.data() - bytes, left_.size() + bytes}; }

 private:
  std::string_view left_;
};

struct UpstreamLog {
  std::string bytes;
  std::size_t requests = 0;
  bool tunnel = false;
  std::size_t tunnel_begins = 0;
};

// What a session and its exchanges do with the machine, without sockets and routing.
class Edge {
 public:
  Edge(std::string_view client, std::string_view upstream, std::uint64_t seed)
      : client_(client), upstream_(upstream), random_(seed), head_area_(kArea), body_area_(kArea) {}

  void run() {
    while (take_request())
      if (!exchange()) break;
    check();
  }

 private:
  std::size_t cut() {
    random_ = mix64(random_ + 1);
    return 1 + random_ % ((random_ >> 32 & 1) != 0 ? 7 : 4096);
  }

  // A complete and admitted head goes to the upstream.
  bool take_request() {
    std::string head;
    std::size_t scanned = 0;
    std::size_t end = head.npos;
    while (end == head.npos && !client_.empty() && head.size() <= limits::kHeadBytesMax) {
      head += client_.take(cut());
      end = find_head_end(head, scanned);
    }
    if (end == head.npos) return false;
    client_.put_back(head.size() - end);
    head.resize(end);
    static RequestHead parsed;
    if (parse_request_head(head, limits::kHeadBytesMax, parsed).state != HeadState::complete)
      return false;
    const RequestVerdict verdict = admit_request(parsed);
    if (verdict.violation != Violation::none || verdict.final_hop) return false;
    Output out(head_area_.data(), kArea);
    const ForwardFacts facts{
        .edge_id = "edge", .request_id = "id", .host = "h", .upgrade = verdict.upgrade_requested};
    MERIDIAN_CHECK(write_upstream_head(parsed, verdict.framing, facts, out));
    if (upstreams_.empty() || !upstream_stays_) upstreams_.emplace_back();
    upstreams_.back().bytes += out.view();
    ++upstreams_.back().requests;
    is_head_.push_back(parsed.method == Method::head);
    relay_.begin(verdict, parsed.method,
                 parsed.minor_version == 0 ? Version::http1_0 : Version::http1_1);
    return true;
  }

  // True: the client's connection goes on.
  bool exchange() {
    while (!relay_.response_complete()) {
      const bool request_waits = relay_.wants_request() && !client_.empty();
      if (!request_waits && upstream_.empty()) return end_upstream();
      random_ = mix64(random_ + 2);
      const bool request_first = upstream_.empty() || (request_waits && (random_ & 1) != 0);
      if (!(request_first ? pump_request() : pump_response())) return false;
    }
    upstream_stays_ = relay_.upstream_reusable();
    MERIDIAN_CHECK(!relay_.client_reusable() || relay_.request_complete());
    return relay_.client_reusable();
  }

  bool pump_request() {
    const std::string in = client_.take(cut());
    Output scratch(body_area_.data(), kArea);
    const BodyRelay::Step step = relay_.request(in, scratch);
    if (step.state == BodyState::refused) return false;
    MERIDIAN_CHECK(step.consumed <= in.size());
    client_.put_back(in.size() - step.consumed);
    upstreams_.back().bytes += step.bytes;
    return true;
  }

  bool pump_response() {
    std::string in = upstream_.take(cut());
    std::span<char> rest(in);
    while (!rest.empty() && !relay_.response_complete()) {
      Output head(head_area_.data(), kArea);
      Output body(body_area_.data(), kArea);
      static ResponseHead parsed;
      const bool was_tunnel = relay_.is_tunnel();
      const ResponseStep step =
          relay_.response(rest, {.edge_id = "edge", .request_id = "id"}, {parsed, head, body});
      if (step.event == ResponseStep::Event::refused) return false;
      MERIDIAN_CHECK(step.consumed <= rest.size());
      MERIDIAN_CHECK(step.consumed != 0 || relay_.response_complete());
      rest = rest.subspan(step.consumed);
      to_client_ += step.head;
      to_client_ += step.body;
      if (relay_.is_tunnel() && !was_tunnel) {
        upstreams_.back().tunnel = true;
        upstreams_.back().tunnel_begins = upstreams_.back().bytes.size();
      }
    }
    MERIDIAN_CHECK(rest.empty() || !relay_.upstream_reusable());
    return true;
  }

  bool end_upstream() {
    Output scratch(body_area_.data(), kArea);
    upstream_stays_ = false;
    const ResponseStep step = relay_.upstream_ended(scratch);
    if (step.event == ResponseStep::Event::refused || relay_.is_tunnel()) return false;
    to_client_ += step.body;
    MERIDIAN_CHECK(relay_.response_complete());
    return relay_.client_reusable();
  }

  void check() const {
    for (const UpstreamLog& upstream : upstreams_) {
      std::string_view bytes = upstream.bytes;
      if (upstream.tunnel) bytes = bytes.substr(0, upstream.tunnel_begins);
      const auto requests = read_requests(bytes);
      MERIDIAN_CHECK(requests.size() == upstream.requests);
      for (const ReadMessage& request : requests)
        MERIDIAN_CHECK(request.first_line.ends_with(" HTTP/1.1"));
      // Behind an unfinished request nothing may follow.
      for (std::size_t i = 0; i + 1 < requests.size(); ++i) MERIDIAN_CHECK(requests[i].complete);
    }
    const auto responses = read_responses(to_client_, is_head_);
    for (std::size_t i = 0; i + 1 < responses.size(); ++i) MERIDIAN_CHECK(responses[i].complete);
  }

  Source client_;
  Source upstream_;
  std::uint64_t random_;
  std::vector<char> head_area_;
  std::vector<char> body_area_;
  ExchangeRelay relay_;
  std::vector<UpstreamLog> upstreams_;
  std::vector<bool> is_head_;
  std::string to_client_;
  bool upstream_stays_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t mark = std::min(text.find('\xFF'), text.size());
  Edge(text.substr(0, mark), text.substr(std::min(mark + 1, text.size())), data[0]).run();
  return 0;
}

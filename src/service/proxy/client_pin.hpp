// The pin of one request's client: read from its cookie in front of the decision, and given with
// the response where another region answers or half of its time is over. Belongs to an exchange.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "meridian/core/base/time.hpp"
#include "meridian/core/routing/decide.hpp"
#include "meridian/io/observability/worker_metrics.hpp"
#include "meridian/service/proxy/snapshot.hpp"

namespace meridian::proxy {

class ClientPin {
 public:
  void reset() {
    cookie_.clear();
    set_cookie_.clear();
    expires_ = 0;
  }
  // The upstream that a valid pin names. Only for views with View::pins.
  std::optional<UpstreamId> read(const Snapshot& snapshot, const routing::Client& client,
                                 const routing::Request& request,
                                 observability::WorkerMetrics& metrics);
  // The name of the cookie in this request that is none of the upstream's business; may be empty.
  std::string_view own_cookie() const { return cookie_; }

  struct Offer {
    const routing::UpstreamView& upstream;  // which answers
    bool secure = false;                    // the client's connection is
  };
  // What the response is to say if Decision::pins; set_cookie() is it, as a line, or empty.
  void offer(const Snapshot& snapshot, const routing::Decision& decision,
             const routing::Client& client, const Offer& offer);
  void withdraw() { set_cookie_.clear(); }
  std::string_view set_cookie() const { return set_cookie_; }

 private:
  observability::PinResult judge(const Snapshot& snapshot, const routing::ServiceView& service,
                                 std::string_view text, std::optional<UpstreamId>& pin);

  std::string cookie_;
  std::string set_cookie_;
  std::uint64_t expires_ = 0;  // of a valid pin
};

}  // namespace meridian::proxy

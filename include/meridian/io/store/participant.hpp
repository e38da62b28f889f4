// This edge among the others: tells the store what it thinks, hears what all of them agreed on, and
// has what of both counts here. Control thread; dropping it ends its timers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meridian/core/agreement/reporter.hpp"
#include "meridian/core/agreement/shared_health.hpp"
#include "meridian/core/health/health_table.hpp"
#include "meridian/io/store/agreement_store.hpp"

namespace meridian::store {

class Participant {
 public:
  struct Settings {
    agreement::Reporter::Settings reporter;
    milliseconds verdict_ttl{60'000};  // what is heard of a silent store counts so long
  };
  struct Counts {
    std::uint64_t reports = 0;   // that were answered
    std::uint64_t failures = 0;  // that were not
  };

  // `changed`: something counts that did not, see upstreams(). Never called inside a call.
  Participant(boost::asio::io_context& control, Settings settings,
              std::unique_ptr<AgreementStore> store, std::function<void()> changed);

  void watch(std::vector<agreement::SharedHealth::Upstream> upstreams);
  // What this edge thinks itself; upstreams() is of it when this returns.
  void set_health(const health::HealthTable& table);
  // What every worker decides by. What was agreed is added here.
  void set_standing(const agreement::Reporter::Standing& standing);
  // Tells the others that this edge ends; nothing is told after it.
  void leave();

  // By what requests are decided.
  std::vector<health::UpstreamHealth> upstreams() const;
  const health::UpstreamHealth* find(UpstreamId upstream) const;  // of these; null: none
  // Null: none.
  const agreement::Verdict* verdict_on(const std::string& upstream) const;
  const agreement::Reporter& reporter() const { return reporter_; }
  AgreementStore& store() { return *store_; }
  const Counts& counts() const { return counts_; }
  bool up() const { return last_error_.empty(); }
  const std::string& last_error() const { return last_error_; }  // empty: the last report was taken

 private:
  void wait();
  void report();
  void answered(const Result<agreement::Answer>& answer);
  void hear(const agreement::VersionHint& hint);
  void tell_standing();
  void join();
  void tick();
  double draw();

  Settings settings_;
  std::unique_ptr<AgreementStore> store_;
  std::function<void()> changed_;
  agreement::Reporter reporter_;
  agreement::SharedHealth shared_;
  agreement::Reporter::Standing standing_;   // without what was agreed
  std::vector<health::UpstreamHealth> own_;  // sorted by id
  boost::asio::steady_timer due_;
  boost::asio::steady_timer tick_;
  std::uint64_t drawn_ = 0;
  Counts counts_;
  std::string last_error_ = "no report yet";
  bool left_ = false;
};

}  // namespace meridian::store

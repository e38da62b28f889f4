// This edge among the others: tells the store what it thinks, hears what all of them agreed on, and
// has what of both counts here. Control thread; dropping it ends its timers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/store/agreement_store.hpp"
#include "core/agreement/reporter.hpp"
#include "core/agreement/shared_health.hpp"
#include "meridian/core/health/health_table.hpp"

namespace meridian::store {

class Participant {
 public:
  struct Settings {
    agreement::Reporter::Settings reporter;
    milliseconds answer_timeout{1'000};
    milliseconds verdict_ttl{60'000};  // what is heard of a silent store counts so long
  };

  // `changed`: something counts that did not, see upstreams(). Never called inside a call.
  Participant(boost::asio::io_context& control, Settings settings,
              std::unique_ptr<AgreementStore> store, std::function<void()> changed);

  void watch(std::vector<agreement::SharedHealth::Upstream> upstreams);
  void set_health(const health::HealthTable& table);
  void set_standing(const agreement::Reporter::Standing& standing);
  // Tells the others that this edge ends; nothing is told after it.
  void leave(std::function<void()> then);

  const std::vector<agreement::Joined>& upstreams() const { return shared_.joined(); }
  const agreement::Reporter& reporter() const { return reporter_; }
  AgreementStore& store() { return *store_; }
  bool up() const { return last_error_.empty() && reporter_.heard_at().has_value(); }
  const std::string& last_error() const { return last_error_; }  // empty: the last report was taken

 private:
  void wait();
  void report();
  void answered(const Result<agreement::Answer>& answer);
  void hear_soon();
  void join();
  void tick();

  Settings settings_;
  std::unique_ptr<AgreementStore> store_;
  std::function<void()> changed_;
  agreement::Reporter reporter_;
  agreement::SharedHealth shared_;
  std::vector<health::UpstreamHealth> own_;  // sorted by id
  boost::asio::steady_timer due_;
  boost::asio::steady_timer answer_;
  boost::asio::steady_timer tick_;
  std::uint64_t drawn_ = 0;
  std::uint64_t asked_ = 0;  // counts reports, so that a late answer is known
  std::string last_error_ = "no report yet";
  bool left_ = false;
};

}  // namespace meridian::store

// The admin API over HTTP, in front of an edge that does what it is told at once. Every answer is
// held against the contract.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/routing/build_view.hpp"
#include "meridian/service/admin/server.hpp"
#include "tests/component/service/admin/control_thread.hpp"
#include "tests/support/contract.hpp"
#include "tests/support/raw_client.hpp"

namespace meridian::admin {

// Services api (weights 100 and 300), app (with a primary), bank (inside the fence `europe`), each
// in the regions eu and us.
inline constexpr std::string_view kTwoRegions =
    R"(listeners: [{name: web, bind: [127.0.0.1:8080], protocol: http}]
regions: {eu: {country: FR}, us: {country: US}}
geoip: {overrides: [{cidr: 198.51.100.0/24, country: FR}]}
fences: {europe: {clients: {countries: [FR]}, regions: [eu, us]}}
services:
  api:
    policy: weighted
    upstreams:
      eu: {endpoints: ["192.0.2.1:80"]}
      us: {endpoints: ["192.0.2.3:80"], weight: 300}
  app:
    policy: weighted
    roles: {primary: eu}
    upstreams:
      eu: {endpoints: ["192.0.2.1:81"]}
      us: {endpoints: ["192.0.2.3:81"]}
  bank:
    policy: weighted
    fences: [europe]
    upstreams:
      eu: {endpoints: ["192.0.2.1:82"]}
      us: {endpoints: ["192.0.2.3:82"]}
routes: [{hosts: [api.test], service: api}, {hosts: [bank.test], service: bank}, {service: app}]
)";

class Operators : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // From now on tokens are needed: viewer "v", operator "o", admin "a".
  void use_tokens();

  struct Ask {
    std::string line;  // "PUT /path"
    std::string body = "";
    std::string if_match = "";
    std::string token = "";
  };
  static std::string text_of(const Ask& asked);
  test::RawClient::Response ask(const Ask& asked) const;
  // The answer keeps to the contract.
  void expect_contract(const Ask& asked, const test::RawClient::Response& answer) const;
  nlohmann::json get(const std::string& path) const;
  std::string tag(const std::string& path) const;
  // "409 fence": the status, and the rule that was broken.
  std::string refusal(const Ask& asked) const;
  std::uint16_t port() const { return server_->bound()[0].port; }

  std::shared_ptr<const routing::View> view_;
  std::shared_ptr<const state::Overrides> overrides_ = std::make_shared<state::Overrides>();
  std::shared_ptr<const state::Overrides> local_ = std::make_shared<state::Overrides>();
  std::vector<store::Conflict> conflicts_;
  std::vector<agreement::EdgeRow> edges_;
  bool store_is_up_ = true;
  std::shared_ptr<const Credentials> credentials_;
  std::unique_ptr<Server> server_;
  test::ControlThread control_;  // ends first: what it runs uses the members above

 private:
  Sources sources();
  Operations operations();
  void change(const state::Change& change, bool local,
              const std::function<void(Result<state::Applied>)>& then);
  test::Contract contract_;
};

}  // namespace meridian::admin

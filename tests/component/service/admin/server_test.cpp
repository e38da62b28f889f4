#include "meridian/service/admin/server.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "meridian/core/base/limits.hpp"
#include "service/admin/openapi.hpp"
#include "tests/component/service/admin/control_thread.hpp"
#include "tests/support/contract.hpp"
#include "tests/support/raw_client.hpp"

namespace meridian::admin {
namespace {

using test::RawClient;

// The server on a control thread of its own, as in the program.
class AdminServer : public testing::Test {
 protected:
  void SetUp() override {
    control_.run([this] {
      const IpEndpoint loopback{*IpAddress::parse("127.0.0.1"), 0};
      auto started = Server::start(control_.io(), control_.background(), {loopback, loopback},
                                   Ports::own, sources());
      ASSERT_TRUE(started.has_value());
      server_ = std::move(*started);
    });
  }
  void TearDown() override {
    control_.run([this] { server_.reset(); });
  }
  Sources sources() {
    return {.readiness = [this] { return readiness_; },
            .status =
                [this] {
                  EXPECT_EQ(std::this_thread::get_id(), control_.id());
                  Status status;
                  status.edge = "edge-1";
                  return status;
                },
            .latency =
                [this] {
                  EXPECT_EQ(std::this_thread::get_id(), control_.id());
                  LatencyStatus latency;
                  latency.edge = "edge-1";
                  return latency;
                },
            .metrics =
                [this] {
                  EXPECT_EQ(std::this_thread::get_id(), control_.id());
                  return [this] {
                    EXPECT_NE(std::this_thread::get_id(), control_.id());
                    return std::string("meridian_up 1\n");
                  };
                }};
  }
  std::uint16_t port(std::size_t i = 0) const { return server_->bound()[i].port; }
  RawClient::Response ask(const std::string& request_line, const std::string& fields = "") const {
    RawClient client(port());
    client.send(request_line + " HTTP/1.1\r\n" + (fields.empty() ? "Host: localhost\r\n" : fields) +
                "\r\n");
    auto answer = client.receive(request_line.starts_with("HEAD"));
    const std::size_t space = request_line.find(' ');
    EXPECT_EQ(contract_.fault({request_line.substr(0, space), request_line.substr(space + 1), "",
                               answer.status, answer.field("Content-Type"), answer.body}),
              "")
        << request_line;
    return answer;
  }

  const test::Contract contract_{nlohmann::json(openapi_document())};
  Readiness readiness_;
  std::unique_ptr<Server> server_;
  test::ControlThread control_;  // ends first: what it runs uses the members above
};

TEST_F(AdminServer, ListensOnEveryAddressAndTellsItsPorts) {
  EXPECT_NE(port(0), 0);
  EXPECT_NE(port(1), port(0));
  for (const std::size_t i : {0U, 1U}) {
    RawClient client(port(i));
    client.send("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
  }
}

TEST_F(AdminServer, ReadyzSaysWhatIsMissing) {
  auto response = ask("GET /readyz");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(nlohmann::json::parse(response.body)["missing"].size(), 3U);
  control_.run([this] { readiness_ = {true, true, true, false}; });
  response = ask("GET /readyz");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(nlohmann::json::parse(response.body)["ready"], true);
  control_.run([this] { readiness_.draining = true; });
  EXPECT_EQ(ask("GET /readyz").status, 503);
}

TEST_F(AdminServer, MetricsAreRenderedInTheBackground) {
  const auto response = ask("GET /metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "meridian_up 1\n");
  EXPECT_EQ(response.field("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(AdminServer, StatusIsJson) {
  const auto response = ask("GET /v1/status");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.field("Content-Type"), "application/json");
  EXPECT_EQ(nlohmann::json::parse(response.body)["edge"], "edge-1");
}

TEST_F(AdminServer, LatencyIsJson) {
  const auto response = ask("GET /v1/latency");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(nlohmann::json::parse(response.body)["edge"], "edge-1");
}

TEST_F(AdminServer, HeadHasTheLengthWithoutTheBody) {
  const auto response = ask("HEAD /metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.field("Content-Length"), "14");
  EXPECT_EQ(response.body, "");
}

TEST_F(AdminServer, UnknownPathsAreAProblem) {
  const auto response = ask("GET /v1/nothing");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.field("Content-Type"), "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(response.body)["status"], 404);
}

TEST_F(AdminServer, ServesItsContract) {
  const auto response = ask("GET /openapi.json");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(nlohmann::json::parse(response.body), nlohmann::json(openapi_document()));
}

TEST_F(AdminServer, UnknownParametersAreTold) {
  const auto response = ask("GET /v1/status?pretty");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(nlohmann::json::parse(response.body)["rule"], "query");
  EXPECT_EQ(ask("GET /metrics?name=x").status, 200);  // as scrapers may be set up
}

TEST_F(AdminServer, OtherMethodsAreNotAllowed) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    const auto response = ask(std::string(method) + " /v1/status");
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(response.field("Allow"), "GET, HEAD") << method;
  }
}

TEST_F(AdminServer, ANameThatIsNotLocalIsMisdirected) {
  EXPECT_EQ(ask("GET /livez", "Host: evil.example.com\r\n").status, 421);
  EXPECT_EQ(ask("GET /livez", "X: no host\r\n").status, 400);
  EXPECT_EQ(ask("GET /livez", "Host: localhost\r\nHost: localhost\r\n").status, 400);
}

TEST_F(AdminServer, OneConnectionServesManyRequests) {
  RawClient client(port());
  for (int i = 0; i < 5; ++i) {
    client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.receive().body, "meridian_up 1\n");
  }
  client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(client.receive_to_end().starts_with("HTTP/1.1 200"));
}

TEST_F(AdminServer, WrongAndOversizedRequestsAreToldAndClosed) {
  RawClient wrong(port());
  wrong.send("nonsense\r\n\r\n");
  EXPECT_TRUE(wrong.receive_to_end().starts_with("HTTP/1.1 400"));
  RawClient head(port());
  head.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " +
            std::string(limits::kAdminHeadBytesMax, 'a'));
  EXPECT_EQ(head.receive().status, 431);
  RawClient body(port());
  body.send("POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_EQ(body.receive().status, 413);
}

TEST_F(AdminServer, ConnectionsBeyondTheLimitAreClosedAndOthersGoOn) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < limits::kAdminConnectionsMax; ++i) {
    clients.push_back(std::make_unique<RawClient>(port()));
    clients.back()->send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_EQ(clients.back()->receive().status, 200);
  }
  RawClient beyond(port());
  EXPECT_EQ(beyond.receive_to_end(), "");
  clients[0]->send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(clients[0]->receive().status, 200);
}

TEST_F(AdminServer, DroppingItClosesConnectionsAndPorts) {
  RawClient client(port());
  client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  control_.run([this] { server_.reset(); });
  EXPECT_EQ(client.receive_to_end(), "");
}

TEST_F(AdminServer, ATakenPortIsAnErrorThatNamesIt) {
  const IpEndpoint taken{*IpAddress::parse("127.0.0.1"), port()};
  control_.run([&] {
    auto second =
        Server::start(control_.io(), control_.background(), {taken}, Ports::own, sources());
    ASSERT_TRUE(second.has_error());
    EXPECT_NE(second.error().context.find(std::to_string(taken.port)), std::string::npos);
  });
}

TEST_F(AdminServer, APortIsSharedOnlyByTwoWhoWantIt) {
  const IpEndpoint taken{*IpAddress::parse("127.0.0.1"), port()};
  control_.run([&] {
    const auto start = [&](Ports ports) {
      return Server::start(control_.io(), control_.background(), {taken}, ports, sources());
    };
    EXPECT_TRUE(start(Ports::shared).has_error());
    server_->share_ports(true);
    EXPECT_TRUE(start(Ports::own).has_error());
    auto next = start(Ports::shared);
    ASSERT_FALSE(next.has_error());
    server_.reset();
    EXPECT_TRUE(start(Ports::own).has_error());
    EXPECT_EQ((*next)->bound(), std::vector{taken});
  });
}

}  // namespace
}  // namespace meridian::admin

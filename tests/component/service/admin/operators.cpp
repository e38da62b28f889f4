#include "tests/component/service/admin/operators.hpp"

#include <unistd.h>

#include <boost/asio/post.hpp>
#include <filesystem>
#include <fstream>

#include "meridian/core/config/parse.hpp"
#include "service/admin/openapi.hpp"

namespace meridian::admin {

using nlohmann::json;
using test::RawClient;

namespace {

std::shared_ptr<const routing::View> view_of(std::string_view text) {
  auto parsed = std::get<config::Config>(config::parse_config(text, ""));
  routing::ViewInputs inputs;
  inputs.topology =
      routing::Topology::build(std::make_shared<const config::Config>(std::move(parsed)), nullptr)
          .value();
  return routing::build_view(nullptr, inputs);
}

}  // namespace

Operations Operators::operations() {
  Operations operations;
  operations.view = [this] { return view_; };
  operations.overrides = [this] { return overrides_; };
  operations.local = [this] { return local_; };
  operations.store_is_up = [this] { return store_is_up_; };
  operations.conflicts = [this](auto then) {
    boost::asio::post(control_.io(), [this, then = std::move(then)] {
      if (store_is_up_) return then(conflicts_);
      then(Error{ErrorCode::unavailable, ErrorSource::store, true, "the store is away"});
    });
  };
  operations.edges = [this](auto then) {
    boost::asio::post(control_.io(), [this, then = std::move(then)] { then(edges_); });
  };
  operations.change = [this](state::Change wanted, bool local, auto then) {
    boost::asio::post(control_.io(), [this, local, wanted = std::move(wanted),
                                      then = std::move(then)] { change(wanted, local, then); });
  };
  return operations;
}

void Operators::change(const state::Change& change, bool local,
                       const std::function<void(Result<state::Applied>)>& then) {
  if (!local && !store_is_up_)
    return then(Error{ErrorCode::unavailable, ErrorSource::store, true, "the store is away"});
  auto& document = local ? local_ : overrides_;
  const auto applied = state::apply(*document, change);
  if (applied.refusal == state::Refusal::none)
    document = std::make_shared<const state::Overrides>(applied.overrides);
  then(applied);
}

Sources Operators::sources() {
  Sources sources;
  sources.readiness = [] { return Readiness{true, true, true, false}; };
  sources.status = [] {
    Status status;
    status.edge = "edge-1";
    return status;
  };
  sources.latency = [] { return LatencyStatus{}; };
  sources.metrics = [] { return [] { return std::string("meridian_up 1\n"); }; };
  sources.operations = operations();
  sources.credentials = [this] { return credentials_; };
  return sources;
}

void Operators::SetUp() {
  view_ = view_of(kTwoRegions);
  control_.run([this] {
    server_ =
        std::move(*Server::start(control_.io(), control_.background(),
                                 {{*IpAddress::parse("127.0.0.1"), 0}}, Ports::own, sources()));
  });
  contract_ = test::Contract(json(openapi_document()));
}

void Operators::TearDown() {
  control_.run([this] { server_.reset(); });
}

void Operators::use_tokens() {
  const std::string folder = testing::TempDir() + "admin_operators-" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  std::vector<config::AdminToken> tokens;
  for (const auto& [name, role] :
       {std::pair("v", config::AdminRole::viewer), std::pair("o", config::AdminRole::operator_),
        std::pair("a", config::AdminRole::admin)}) {
    const std::string file = folder + "/" + name;
    std::ofstream(file) << tls::to_string(tls::sha256(name)) << '\n';
    tokens.push_back({std::string("token-") + name, role, file});
  }
  control_.run([&] { credentials_ = Credentials::load(tokens).value(); });
}

std::string Operators::text_of(const Ask& asked) {
  std::string text = asked.line + " HTTP/1.1\r\nHost: localhost\r\n";
  if (!asked.body.empty()) text += "Content-Type: application/json\r\n";
  if (!asked.if_match.empty()) text += "If-Match: " + asked.if_match + "\r\n";
  if (!asked.token.empty()) text += "Authorization: Bearer " + asked.token + "\r\n";
  return text + "Content-Length: " + std::to_string(asked.body.size()) + "\r\n\r\n" + asked.body;
}

void Operators::expect_contract(const Ask& asked, const RawClient::Response& answer) const {
  const std::size_t space = asked.line.find(' ');
  EXPECT_EQ(contract_.fault({asked.line.substr(0, space), asked.line.substr(space + 1), asked.body,
                             answer.status, answer.field("Content-Type"), answer.body}),
            "")
      << asked.line << " " << asked.body << "\n"
      << answer.body;
}

RawClient::Response Operators::ask(const Ask& asked) const {
  RawClient client(port());
  client.send(text_of(asked));
  auto answer = client.receive();
  expect_contract(asked, answer);
  return answer;
}

json Operators::get(const std::string& path) const {
  return json::parse(ask({"GET " + path}).body);
}

std::string Operators::tag(const std::string& path) const {
  return ask({"GET " + path}).field("ETag");
}

std::string Operators::refusal(const Ask& asked) const {
  const auto answer = ask(asked);
  const json body = json::parse(answer.body, nullptr, false);
  return std::to_string(answer.status) + " " + (body.is_object() ? body.value("rule", "") : "");
}

}  // namespace meridian::admin

#include "tests/component/io/tls/tls_pair.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>

#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

constexpr std::size_t kPiece = 64 * 1024;

template <class Take>
void in_pieces(std::string_view bytes, std::size_t piece, const Take& take) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    take(bytes.substr(0, piece));
}

}  // namespace

void Side::collect() {
  output_ += out_.view();
  out_.clear();
  EXPECT_EQ(ERR_peek_error(), 0U) << "an error was left for the next connection";
}

void Side::start() {
  engine->start(out_);
  collect();
}

void Side::receive(std::string_view cipher) {
  std::vector<char> room(kPiece + 16 * 1024);
  in_pieces(cipher, kPiece, [&](std::string_view piece) {
    // A copy of exact size, freed at once: the engine may neither overread nor keep a reference.
    const std::vector<char> lent(piece.begin(), piece.end());
    const auto result = engine->read({lent.data(), lent.size()}, room, out_);
    EXPECT_EQ(result.state, engine->state());
    plain.append(room.data(), result.bytes);
    collect();
  });
}

bool Side::send(std::string_view bytes) {
  bool sent = true;
  in_pieces(bytes, kPiece, [&](std::string_view piece) {
    sent = sent && engine->write(piece, out_);
    collect();
  });
  return sent;
}

void Side::shutdown() {
  engine->shutdown(out_);
  collect();
}

std::string Side::take_output() {
  return std::exchange(output_, {});
}

void Pair::exchange(std::size_t piece) {
  while (true) {
    const std::string up = client.take_output();
    const std::string down = server.take_output();
    if (up.empty() && down.empty()) return;
    in_pieces(up, piece, [this](std::string_view bytes) { server.receive(bytes); });
    in_pieces(down, piece, [this](std::string_view bytes) { client.receive(bytes); });
  }
}

bool Pair::open() const {
  return client.engine->state() == EngineState::open && server.engine->state() == EngineState::open;
}

TlsWorld::TlsWorld() : tickets(std::make_shared<const TicketKeys>(TicketKeys::random())) {
  listener.name = "https";
  listener.alpn = {"http/1.1"};
  ca_file = directory.write("ca.pem", authority.certificate());
}

config::Certificate TlsWorld::certificate(const std::vector<std::string>& names,
                                          testing::KeyType type) {
  const auto issued = authority.issue(names, type);
  const std::string stem = "leaf" + std::to_string(files_++);
  return {directory.write(stem + ".pem", issued.certificate),
          directory.write(stem + ".key", issued.key)};
}

std::unique_ptr<ServerContext> TlsWorld::server(
    const std::vector<config::Certificate>& certificates) {
  listener.certificates = certificates;
  auto credentials = Credentials::load_for(listener);
  if (!credentials) ADD_FAILURE() << credentials.error().context;
  MERIDIAN_CHECK(credentials.has_value());
  auto made = ServerContext::make(*credentials, listener, tickets);
  MERIDIAN_CHECK(made.has_value());
  return std::move(*made);
}

std::unique_ptr<ClientContext> TlsWorld::client() {
  config::UpstreamTls settings;
  settings.enabled = true;
  settings.ca_file = ca_file;
  auto made = ClientContext::make(settings);
  MERIDIAN_CHECK(made.has_value());
  return std::move(*made);
}

Pair TlsWorld::connect(const ServerContext& server, const ClientContext& client,
                       const std::string& name) {
  Pair pair{Side(Engine::client(client, name)), Side(Engine::server(server))};
  pair.client.start();
  pair.exchange();
  return pair;
}

}  // namespace meridian::tls

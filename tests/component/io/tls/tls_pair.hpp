// A server engine and a client engine in memory, and the bytes between them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/io/tls/engine.hpp"
#include "tests/support/test_certificates.hpp"

namespace meridian::tls {

// One side of a connection: an engine with buffers of its own.
class Side {
 public:
  explicit Side(std::unique_ptr<Engine> made) : engine(std::move(made)) {}

  void start();
  void receive(std::string_view cipher);  // at most 64 KiB at a time, as from a socket
  bool send(std::string_view plain);      // in pieces of 64 KiB
  void shutdown();
  std::string take_output();  // what is to be sent to the peer

  std::unique_ptr<Engine> engine;
  std::string plain;  // received so far

 private:
  void collect();

  CipherBuffer out_{kCipherBufferBytes};
  std::string output_;
};

struct Pair {
  Side client;
  Side server;

  // Carries bytes both ways, at most `piece` at a time, until neither side has any.
  void exchange(std::size_t piece = 64 * 1024);
  bool open() const;
};

// An authority, its leaves, and contexts that trust it. The listener offers http/1.1.
class TlsWorld {
 public:
  TlsWorld();

  // Writes the pair's files and says which they are.
  config::Certificate certificate(const std::vector<std::string>& names,
                                  testing::KeyType type = testing::KeyType::ec);
  std::unique_ptr<ServerContext> server(const std::vector<config::Certificate>& certificates);
  std::unique_ptr<ClientContext> client();  // trusts the authority

  static Pair connect(const ServerContext& server, const ClientContext& client,
                      const std::string& name);

  testing::TestDirectory directory;
  testing::TestAuthority authority;
  config::Listener listener;
  std::shared_ptr<const TicketKeys> tickets;
  std::string ca_file;

 private:
  int files_ = 0;
};

}  // namespace meridian::tls

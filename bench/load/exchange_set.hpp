// The exchanges of one client program on one edge-triggered epoll set. One thread.
#pragma once

#include <openssl/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>

#include "exchange.hpp"

namespace meridian::load {

class ExchangeSet {
 public:
  // Called once for each time an exchange gets somewhere (Exchange::drive() returned true). It may
  // begin the next request or remove the exchange.
  using Arrived = std::function<void(Exchange&)>;

  ExchangeSet(Target target, Arrived arrived);
  ~ExchangeSet();
  ExchangeSet(const ExchangeSet&) = delete;
  ExchangeSet& operator=(const ExchangeSet&) = delete;

  // A new connection, with its first request or with an empty one. Null where the socket failed.
  Exchange* add(std::string request);
  void begin(Exchange& exchange, std::string request);
  void remove(Exchange& exchange);  // takes effect at the next poll()
  // Waits at most so long for readiness and drives what is ready.
  void poll(std::chrono::milliseconds timeout_max);
  std::size_t size() const { return exchanges_.size() - doomed_.size(); }

 private:
  void drive(Exchange& exchange);

  Target target_;
  Arrived arrived_;
  SSL_CTX* context_;
  int epoll_;
  std::unordered_map<Exchange*, std::unique_ptr<Exchange>> exchanges_;
  std::vector<Exchange*> doomed_;
};

}  // namespace meridian::load

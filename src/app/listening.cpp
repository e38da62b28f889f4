#include "app/listening.hpp"

#include <unistd.h>

#include "meridian/io/net/socket.hpp"

namespace meridian::app {

namespace {

void close_all(const ListeningSockets& opened) {
  for (const auto& listener : opened.by_bind)
    for (const auto& bind : listener)
      for (const int fd : bind) ::close(fd);
}

// One socket for each worker; port 0 is decided by the first.
Result<bool> open_bind(IpEndpoint endpoint, std::size_t workers, ListeningSockets& opened) {
  std::vector<int>& sockets = opened.by_bind.back().back();
  if (!sockets.empty()) endpoint = net::local_endpoint(sockets.front());
  while (sockets.size() < workers) {
    auto fd = net::listen_on(endpoint);
    if (fd.has_error()) return fd.error();
    endpoint = net::local_endpoint(*fd);
    sockets.push_back(*fd);
  }
  opened.bound.back().push_back(endpoint);
  return true;
}

}  // namespace

std::vector<int> ListeningSockets::of(std::size_t listener, std::size_t worker,
                                      std::size_t workers) const {
  std::vector<int> mine;
  for (const auto& sockets : by_bind[listener])
    for (std::size_t i = worker; i < sockets.size(); i += workers) mine.push_back(sockets[i]);
  return mine;
}

Result<ListeningSockets> open_listeners(const std::vector<config::Listener>& listeners,
                                        std::size_t workers, Inherited* inherited) {
  ListeningSockets opened;
  opened.listeners = listeners;
  for (const config::Listener& listener : listeners) {
    opened.by_bind.emplace_back();
    opened.bound.emplace_back();
    for (const IpEndpoint& endpoint : listener.bind) {
      opened.by_bind.back().push_back(
          inherited != nullptr ? inherited->take(listener.name, endpoint) : std::vector<int>());
      const auto done = open_bind(endpoint, workers, opened);
      if (!done.has_error()) continue;
      close_all(opened);
      Error error = done.error();
      error.context = "listener " + listener.name + ": " + error.context;
      return error;
    }
  }
  return opened;
}

}  // namespace meridian::app

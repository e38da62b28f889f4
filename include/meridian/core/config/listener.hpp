// Where clients connect, as configured. Part of Config.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"

namespace meridian::config {

struct Certificate {
  std::string cert;  // PEM file, leaf first
  std::string key;   // PEM file
};

enum class ListenerProtocol : std::uint8_t { http, https };
enum class ProxyProtocol : std::uint8_t { off, optional, required };

struct Listener {
  std::string name;
  std::vector<IpEndpoint> bind;  // port 0: the kernel chooses, `--announce` tells
  ListenerProtocol protocol = ListenerProtocol::http;
  std::vector<Certificate> certificates;  // the first one serves clients without SNI
  std::vector<std::string> alpn;          // "h2", "http/1.1"
  ProxyProtocol proxy_protocol = ProxyProtocol::off;
  bool redirect_to_https = false;
};

}  // namespace meridian::config

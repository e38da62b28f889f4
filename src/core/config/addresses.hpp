// Types of values that name a place on a network or on the earth.
#pragma once

#include <string>

#include "core/config/cursor.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::config {

// An address and a port of this machine: "0.0.0.0:8443", "[::]:8443".
struct BindAddress {
  using Value = IpEndpoint;
  std::string describe() const { return "address:port"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// Where an upstream answers: "eu.example.com:8080", "192.0.2.1:80", "[2001:db8::1]:80".
struct HostPort {
  using Value = Endpoint;
  std::string describe() const { return "host:port"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// Where a Redis is: as HostPort, or "unix:/run/redis/redis.sock".
struct StorePlace {
  using Value = StoreAddress;
  std::string describe() const { return "host:port or unix:/path"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// A host name; `pattern` also allows "*.example.com" and "*". Lower case afterwards.
struct HostName {
  using Value = std::string;
  bool pattern = false;
  std::string describe() const { return pattern ? "host, *.domain or *" : "host"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// Where a redirect leads: a host, with or without a port.
struct Authority {
  using Value = std::string;
  std::string describe() const { return "host or host:port"; }
  bool read(const Cursor& cursor, Value& value) const;
};

struct Network {
  using Value = Cidr;
  std::string describe() const { return "network such as 10.0.0.0/8"; }
  bool read(const Cursor& cursor, Value& value) const;
};

struct CountryCode {
  using Value = geo::Country;
  std::string describe() const { return "country code such as DE"; }
  bool read(const Cursor& cursor, Value& value) const;
};

struct ContinentCode {
  using Value = geo::Continent;
  std::string describe() const { return "AF, AN, AS, EU, NA, OC, SA"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// ISO 3166-2: "US-CA".
struct Subdivision {
  using Value = std::string;
  std::string describe() const { return "subdivision such as US-CA"; }
  bool read(const Cursor& cursor, Value& value) const;
};

}  // namespace meridian::config

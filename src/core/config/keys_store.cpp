#include "core/config/addresses.hpp"
#include "core/config/keys.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kStoreAddressesMax = 64;
constexpr std::int64_t kDatabaseMax = 9999;
constexpr std::int64_t kReplicasMax = 10;
const Text kUser{"user name", 128};

const Section<StoreTls>& store_tls_section() {
  static const Section<StoreTls> section{
      key("enabled", &StoreTls::enabled, Flag{}, "false", "TLS to Redis and to its Sentinels"),
      key("verify", &StoreTls::verify, Flag{}, "true",
          "refuse a certificate that is not valid for the name"),
      key("ca_file", &StoreTls::ca_file, FileName{}, kUnset,
          "PEM file with the accepted authorities; none: the system's"),
      key("server_name", &StoreTls::server_name, HostName{}, kUnset,
          "name that is verified; none: the host of the address"),
      key("cert", &StoreTls::cert, FileName{}, kUnset,
          "PEM: this edge's certificate, for a Redis that asks for one"),
      key("key", &StoreTls::key, FileName{}, kUnset, "PEM: its private key"),
  };
  return section;
}

}  // namespace

const Section<Store>& store_section() {
  const Duration timeout{milliseconds(50), seconds(30)};
  static const Section<Store> section{
      key("backend", &Store::backend, Word{{"memory", "redis"}}, "memory",
          "where operators' changes live; memory: in this process; redis: for all edges"),
      key("state_file", &Store::state_file, StateFileName{}, kUnset,
          "where the last good state is kept for the next start; none: a restart forgets"),
      key("cluster", &Store::cluster, Name{"cluster name"}, "default",
          "edges with the same name share what operators change"),
      key("mode", &Store::mode,
          Choice<StoreMode>{{{"standalone", StoreMode::standalone},
                             {"sentinel", StoreMode::sentinel},
                             {"cluster", StoreMode::cluster}}},
          "standalone", "how Redis runs"),
      key("addresses", &Store::addresses, ListOf<StorePlace>{{}, kStoreAddressesMax}, kUnset,
          "the server, the Sentinels, or some nodes of the cluster"),
      key("sentinel_master", &Store::sentinel_master, Name{"master name"}, kUnset,
          "what the Sentinels call the master"),
      key("user", &Store::user, kUser, kUnset, "ACL user; none: the default one"),
      key("password_file", &Store::password_file, FileName{false, 1}, kUnset,
          "file with the password; none: none is sent"),
      key("sentinel_user", &Store::sentinel_user, kUser, kUnset,
          "the same for the Sentinels themselves"),
      key("sentinel_password_file", &Store::sentinel_password_file, FileName{false, 1}, kUnset,
          "file with the password of the Sentinels"),
      key("database", &Store::database, Integer<std::uint32_t>{{0, kDatabaseMax}}, "0",
          "number of the database"),
      key("tls", &Store::tls, SectionOf<StoreTls>{store_tls_section}, kUnset,
          "TLS between this edge and Redis"),
      key("wait_replicas", &Store::wait_replicas, Integer<std::uint32_t>{{0, kReplicasMax}}, kUnset,
          "a change waits for so many replicas; none: 0 standalone, else 1"),
      key("connect_timeout", &Store::connect_timeout, timeout, "1s",
          "for a connection, its TLS and login"),
      key("command_timeout", &Store::command_timeout, timeout, "1s", "for an answer"),
      key("poll_interval", &Store::poll_interval, timeout, "1s",
          "how often the store is asked, in case a message was lost"),
      key("report_interval", &Store::report_interval, Duration{milliseconds(200), seconds(30)},
          "2s", "how often an edge tells the others what it thinks of its regions"),
      key("member_ttl", &Store::member_ttl, Duration{minutes(1), hours(24)}, "10m",
          "an edge without a report for so long is not counted any more"),
      key("verdict_ttl", &Store::verdict_ttl, Duration{seconds(5), hours(1)}, "1m",
          "what edges agreed on stands so long where the store is silent"),
  };
  return section;
}

}  // namespace meridian::config

#include "core/config/checks.hpp"

namespace meridian::config {

namespace {

void check_unused(const Store& store, Scope& scope) {
  const auto unused = [&](bool written, const char* name) {
    if (written)
      scope.error(std::string("store.") + name, "`backend: memory` has no use for it",
                  "write `backend: redis`, or remove the line");
  };
  unused(!store.addresses.empty(), "addresses");
  unused(store.mode != StoreMode::standalone, "mode");
  unused(store.tls.enabled, "tls");
}

void check_addresses(const Store& store, Scope& scope) {
  if (scope.report.failed_within("store.addresses")) return;
  if (store.addresses.empty())
    return scope.error("store", "`backend: redis` needs to know where Redis is",
                       "add `addresses: [redis.internal:6379]`");
  if (store.mode == StoreMode::standalone && store.addresses.size() > 1)
    scope.error("store.addresses", "a standalone Redis has one address",
                "write one, or `mode: sentinel` or `mode: cluster`");
  for (std::size_t i = 0; i < store.addresses.size(); ++i)
    if (store.mode != StoreMode::standalone && !store.addresses[i].path.empty())
      scope.error(indexed("store.addresses", i), "a Unix socket is a standalone Redis only",
                  "write `mode: standalone`, or host:port");
}

void check_mode(const Store& store, Scope& scope) {
  const bool sentinel = store.mode == StoreMode::sentinel;
  if (sentinel && store.sentinel_master.empty() &&
      !scope.report.failed_within("store.sentinel_master"))
    scope.error("store", "`mode: sentinel` needs the name of the master",
                "add `sentinel_master: NAME`, as `sentinel monitor NAME ..` has it");
  const auto only_sentinel = [&](const std::string& value, const char* name) {
    if (!sentinel && !value.empty())
      scope.error(std::string("store.") + name, "only `mode: sentinel` has Sentinels",
                  "write `mode: sentinel`, or remove the line");
  };
  only_sentinel(store.sentinel_master, "sentinel_master");
  only_sentinel(store.sentinel_user, "sentinel_user");
  only_sentinel(store.sentinel_password_file, "sentinel_password_file");
  if (store.mode == StoreMode::cluster && store.database != 0)
    scope.error("store.database", "a Redis Cluster has database 0 only", "remove the line");
}

void check_logins(const Store& store, Scope& scope) {
  if (!store.user.empty() && store.password_file.empty())
    scope.error("store.user", "a user without a password cannot log in", "add `password_file`");
  if (!store.sentinel_user.empty() && store.sentinel_password_file.empty())
    scope.error("store.sentinel_user", "a user without a password cannot log in",
                "add `sentinel_password_file`");
}

void check_store_tls(const Store& store, Scope& scope) {
  const StoreTls& tls = store.tls;
  if (tls.cert.empty() != tls.key.empty())
    scope.error("store.tls", "has one of cert and key", "write both or none");
  const bool socket = !store.addresses.empty() && !store.addresses.front().path.empty();
  if (tls.enabled && tls.verify && socket && tls.server_name.empty())
    scope.error("store.tls", "a Unix socket has no name to verify", "add `server_name`");
}

}  // namespace

void check_store(const Config& config, Scope& scope) {
  const Store& store = config.store;
  if (scope.report.failed_within("store.backend")) return;
  if (store.backend != "redis") return check_unused(store, scope);
  check_addresses(store, scope);
  check_mode(store, scope);
  check_logins(store, scope);
  check_store_tls(store, scope);
}

}  // namespace meridian::config

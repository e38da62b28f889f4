#include "app/open_store.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/random_seed.hpp"
#include "meridian/io/store/memory_agreement.hpp"
#include "meridian/io/store/memory_store.hpp"
#include "meridian/io/store/redis_agreement.hpp"
#include "meridian/io/store/redis_store.hpp"

namespace meridian::app {

namespace {

constexpr std::size_t kPasswordBytesMax = 4096;

// Without the line end that editors leave.
Result<std::string> read_password(const std::string& key, const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  std::string password(std::istreambuf_iterator<char>(file), {});
  while (password.ends_with('\n') || password.ends_with('\r')) password.pop_back();
  if (file && !password.empty() && password.size() <= kPasswordBytesMax) return password;
  return Error{ErrorCode::invalid, ErrorSource::file, false,
               "store." + key + ": " + path + ": holds no password that can be read"};
}

redis::Mode mode_of(config::StoreMode mode) {
  switch (mode) {
    case config::StoreMode::sentinel: return redis::Mode::sentinel;
    case config::StoreMode::cluster: return redis::Mode::cluster;
    case config::StoreMode::standalone: break;
  }
  return redis::Mode::standalone;
}

Result<bool> add_tls(const config::StoreTls& tls, redis::LinkSettings& settings) {
  if (!tls.enabled) return true;
  auto context = tls::ClientContext::make(tls::PeerTls{tls.verify, tls.ca_file, tls.cert, tls.key});
  if (!context) {
    Error error = context.error();
    error.context = "store.tls: " + error.context;
    return error;
  }
  settings.tls = std::move(*context);
  settings.server_name = tls.server_name;
  return true;
}

}  // namespace

Result<redis::LinkSettings> redis_settings(const config::Config& config) {
  const config::Store& store = config.store;
  redis::LinkSettings settings;
  for (const config::StoreAddress& address : store.addresses)
    settings.addresses.push_back({address.host, address.port, address.path});
  auto password = read_password("password_file", store.password_file);
  if (!password) return password.error();
  auto sentinel = read_password("sentinel_password_file", store.sentinel_password_file);
  if (!sentinel) return sentinel.error();
  settings.greeting.mode = mode_of(store.mode);
  settings.greeting.login = {store.user, std::move(*password)};
  settings.greeting.database = store.database;
  settings.greeting.client_name = "meridian-" + config.edge.id;
  settings.master = store.sentinel_master;
  settings.sentinel_login = {store.sentinel_user, std::move(*sentinel)};
  settings.connect_timeout = store.connect_timeout;
  settings.command_timeout = store.command_timeout;
  if (auto added = add_tls(store.tls, settings); !added) return added.error();
  return settings;
}

Result<SharedStore> open_store(boost::asio::io_context& control, const config::Config& config,
                               store::Stored first) {
  if (config.store.backend != "redis")
    return SharedStore{std::make_unique<store::MemoryStore>(control, std::move(first)),
                       std::make_unique<store::MemoryAgreement>(control)};
  auto link = redis_settings(config);
  if (!link) return link.error();
  store::RedisStore::Settings settings;
  settings.link = std::move(*link);
  settings.cluster = config.store.cluster;
  settings.edge = config.edge.id;
  const bool alone = config.store.mode == config::StoreMode::standalone;
  settings.wait_replicas = config.store.wait_replicas.value_or(alone ? 0 : 1);
  settings.wait_timeout = std::min(settings.wait_timeout, config.store.command_timeout / 2);
  settings.poll_interval = config.store.poll_interval;
  auto redis = std::make_unique<store::RedisStore>(control, std::move(settings), random_seed());
  auto agreement = std::make_unique<store::RedisAgreement>(redis->link(), config.store.cluster);
  return SharedStore{std::move(redis), std::move(agreement)};
}

}  // namespace meridian::app

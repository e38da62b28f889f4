// The store that the config names.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/io/redis/link.hpp"
#include "meridian/io/store/agreement_store.hpp"
#include "meridian/io/store/store.hpp"

namespace meridian::app {

// How Redis is reached, with the secrets that the config names as files. Blocks.
Result<redis::LinkSettings> redis_settings(const config::Config& config);

// Overrides and agreement: two things that one place keeps.
struct SharedStore {
  std::unique_ptr<store::Store> overrides;
  std::unique_ptr<store::AgreementStore> agreement;  // ends before `overrides`
};

// `first`: what this edge's file has; alone, that is what the store had. Blocks on files, not on
// Redis, which may be away.
Result<SharedStore> open_store(boost::asio::io_context& control, const config::Config& config,
                               store::Stored first);

}  // namespace meridian::app

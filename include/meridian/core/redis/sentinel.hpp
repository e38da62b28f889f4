// What a Redis Sentinel says of the master it watches. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "meridian/core/redis/address.hpp"
#include "meridian/core/redis/reply.hpp"

namespace meridian::redis {

// The answer to SENTINEL get-master-addr-by-name. Nothing: it does not know the master.
std::optional<Address> read_master(const Reply& reply);
// A message of the channel +switch-master: "name old-ip old-port new-ip new-port". Nothing: it is
// of another master, or no such message.
std::optional<Address> read_switch(std::string_view message, std::string_view master);

}  // namespace meridian::redis

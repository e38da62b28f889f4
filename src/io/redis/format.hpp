// A command as the bytes that are sent.
#pragma once

#include <string>

#include "meridian/core/redis/greeting.hpp"

namespace meridian::redis {

std::string format(const Words& command);

}  // namespace meridian::redis

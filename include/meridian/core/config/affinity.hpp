// Whether clients stay in the region that served them, and by what they are known.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"

namespace meridian::config {

enum class AffinityBy : std::uint8_t {
  address,  // the draw of `weighted` is on the client's address; nothing is remembered
  cookie,   // a signed cookie names the region, the client's pin
  header,   // the draw is on the value of a header instead
};

struct Affinity {
  AffinityBy by = AffinityBy::address;
  std::string cookie = "meridian_pin";
  milliseconds ttl{std::chrono::hours(24)};
  std::vector<std::string> key_files;  // the first signs, all verify; empty: of this process
  std::string header;                  // lower case
  // How long pins to a region that an operator drains still count; 0: as long as they last.
  milliseconds drain_deadline{};
};

// Bytes that a key file must hold.
inline constexpr std::uint64_t kPinKeyBytesMin = 32;

}  // namespace meridian::config

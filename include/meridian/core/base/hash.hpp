// The hash functions whose values are part of a contract: rendezvous draws and view digests must be
// the same on every edge, so these are fixed algorithms, not std::hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meridian {

// The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection with full avalanche.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

constexpr std::uint64_t combine64(std::uint64_t a, std::uint64_t b) {
  return mix64(a ^ mix64(b));
}

// FNV-1a over the bytes, finished with mix64. Not for keys that an attacker may choose freely.
constexpr std::uint64_t hash64(std::string_view bytes) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : bytes) h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
  return mix64(h ^ bytes.size());
}

}  // namespace meridian

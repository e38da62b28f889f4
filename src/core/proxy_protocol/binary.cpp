// Version 2: a signature, four bytes that say what follows, addresses, extensions (TLV).
#include "core/proxy_protocol/crc32c.hpp"
#include "core/proxy_protocol/forms.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::proxy_protocol {

namespace {

constexpr std::uint8_t kTypeCrc32c = 0x03;
constexpr std::size_t kTlvHeadBytes = 3;  // type, two bytes of length

enum class Family : std::uint8_t { unspec, inet, inet6, unix_socket, count };
enum class Transport : std::uint8_t { unspec, stream, datagram, count };

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

std::size_t block_bytes(Family family) {
  if (family == Family::inet) return kInetBytes;
  return family == Family::inet6 ? kInet6Bytes : kUnixBytes;
}

IpAddress address_at(std::string_view bytes, std::size_t at, Family family) {
  std::array<std::uint8_t, 16> octets{};
  const std::size_t count = family == Family::inet ? 4 : 16;
  for (std::size_t i = 0; i < count; ++i) octets[i] = byte_at(bytes, at + i);
  if (family == Family::inet6) return IpAddress::v6(octets);
  return IpAddress::v4(std::uint32_t{octets[0]} << 24 | std::uint32_t{octets[1]} << 16 |
                       std::uint32_t{octets[2]} << 8 | octets[3]);
}

Addresses addresses_of(std::string_view block, Family family) {
  const std::size_t size = family == Family::inet ? 4 : 16;
  return {{address_at(block, 0, family), number_at(block, 2 * size)},
          {address_at(block, size, family), number_at(block, 2 * size + 2)}};
}

// Walks the extensions from `at` to the end of the header. What they say is not used, but for the
// checksum of the whole.
Refusal check_extensions(std::string_view header, std::size_t at) {
  while (at < header.size()) {
    if (header.size() - at < kTlvHeadBytes) return Refusal::extension;
    const std::uint8_t type = byte_at(header, at);
    const std::size_t length = number_at(header, at + 1);
    at += kTlvHeadBytes;
    if (header.size() - at < length) return Refusal::extension;
    if (type == kTypeCrc32c) {
      if (length != 4) return Refusal::extension;
      const std::uint32_t said =
          std::uint32_t{number_at(header, at)} << 16 | number_at(header, at + 2);
      if (said != crc32c_with_zeros(header, at)) return Refusal::checksum;
    }
    at += length;
  }
  return Refusal::none;
}

}  // namespace

Parsed parse_binary(std::string_view bytes) {
  constexpr std::size_t kVersionAt = kSignature.size();
  if (bytes.size() > kVersionAt && byte_at(bytes, kVersionAt) >> 4 != 2)
    return refused(Refusal::version);
  if (bytes.size() > kVersionAt && (byte_at(bytes, kVersionAt) & 15) > 1)
    return refused(Refusal::command);
  if (bytes.size() < kFixedBytes) return {};
  const std::size_t total = kFixedBytes + number_at(bytes, kFixedBytes - 2);
  if (total > limits::kProxyHeaderBytesMax) return refused(Refusal::too_long);
  if (bytes.size() < total) return {};

  Parsed parsed{.state = State::complete, .bytes = total};
  if ((byte_at(bytes, kVersionAt) & 15) == 0) {
    parsed.header.command = Command::local;
    return parsed;  // the family is ignored, and so is what it would say
  }
  const auto family = static_cast<Family>(byte_at(bytes, kVersionAt + 1) >> 4);
  const auto transport = static_cast<Transport>(byte_at(bytes, kVersionAt + 1) & 15);
  if (family >= Family::count || transport >= Transport::count) return refused(Refusal::family);
  if (family == Family::unspec || transport == Transport::unspec) return parsed;
  const std::size_t block = block_bytes(family);
  if (total < kFixedBytes + block) return refused(Refusal::length);
  const std::string_view header = bytes.substr(0, total);
  const Refusal wrong = check_extensions(header, kFixedBytes + block);
  if (wrong != Refusal::none) return refused(wrong);
  if (family != Family::unix_socket)
    parsed.header.addresses = addresses_of(header.substr(kFixedBytes), family);
  return parsed;
}

}  // namespace meridian::proxy_protocol

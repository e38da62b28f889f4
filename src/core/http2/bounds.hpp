// What this edge says of itself in SETTINGS, and the bounds of a connection's machine.
#pragma once

#include <cstddef>
#include <cstdint>

namespace meridian::http2 {

inline constexpr std::uint32_t kStreamsMax = 100;
inline constexpr std::uint32_t kStreamWindowBytes = 64 * 1024;
inline constexpr std::int32_t kConnectionWindowBytes = 1 << 20;
inline constexpr std::size_t kHeaderListBytesMax = 60 * 1024;
inline constexpr std::size_t kFieldOverhead = 32;  // RFC 9113, 6.5.2

// Of one header block. What is above kHeaderListBytesMax is decoded, as HPACK wants it, and not
// kept; above this the connection ends.
inline constexpr std::size_t kHeaderListDecodedMax = 4 * kHeaderListBytesMax;
inline constexpr std::uint32_t kContinuationsMax = 8;

// An upstream is not read while this much of its response waits here.
inline constexpr std::size_t kStreamOutputMax = 16 * 1024;

// WINDOW_UPDATE frames that are not counted: at the beginning, and for each frame sent that has
// something to acknowledge.
inline constexpr std::uint32_t kWindowUpdatesFree = 256;
inline constexpr std::uint32_t kWindowUpdatesPerFrame = 4;
inline constexpr std::uint32_t kWindowUpdatesFreeMax = 4096;
inline constexpr std::size_t kSmallFrameBytes = 256;

// "0000ffff\r\n": room in front of content that becomes a chunk.
inline constexpr std::size_t kChunkHeadBytes = 10;

// Streams kept for reuse by one connection, and the memory each of them may keep.
inline constexpr std::size_t kSpareStreamsMax = 8;
inline constexpr std::size_t kSpareStringBytes = 4096;

}  // namespace meridian::http2

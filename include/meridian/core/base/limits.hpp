// Every bound of the program, by name. A loop, queue, buffer, retry or list that can grow through
// outside influence is bounded by one of these (or by a configured value that is itself bounded).
#pragma once

#include <cstddef>
#include <cstdint>

namespace meridian::limits {

// Configuration
inline constexpr std::size_t kConfigBytesMax = 1 << 20;
inline constexpr int kConfigDepthMax = 32;
inline constexpr std::size_t kConfigErrorsMax = 100;
inline constexpr std::size_t kListenersMax = 64;
inline constexpr std::size_t kServicesMax = 1024;
inline constexpr std::size_t kUpstreamsPerServiceMax = 64;  // candidates are a 64-bit set
inline constexpr std::size_t kUpstreamsMax = 4096;          // over all services
inline constexpr std::size_t kEndpointsPerUpstreamMax = 64;
inline constexpr std::size_t kEndpointsMax = 16384;
inline constexpr std::size_t kAddressesPerEndpointMax = 8;
inline constexpr std::size_t kWorkersMax = 256;

// HTTP/1.1 heads
inline constexpr std::size_t kFieldsMax = 128;
inline constexpr std::size_t kRequestLineBytesMax = 8 * 1024 + 256;  // a target of 8000 octets fits
inline constexpr std::size_t kHeadBytesMax = 32 * 1024;
inline constexpr std::size_t kChunkExtensionBytesMax = 4 * 1024;  // total per body
inline constexpr std::size_t kTrailerBytesMax = 8 * 1024;
inline constexpr std::size_t kTrailerFieldsMax = 64;
inline constexpr std::size_t kConnectionOptionsMax = 32;  // names one Connection list may hold
inline constexpr std::size_t kRequestIdBytesMax = 128;    // a longer one of a peer is replaced
inline constexpr std::size_t kForwardedAddressesMax = 200;
inline constexpr int kInterimResponsesMax = 32;  // 1xx in front of one response

// PROXY protocol headers. v1: a line of the specification is never longer. v2: the specification
// designs for 536 bytes, yet all extensions that it registers, with a name of 255 and an id of 128
// bytes, come to about 650.
inline constexpr std::size_t kProxyLineBytesMax = 107;
inline constexpr std::size_t kProxyHeaderBytesMax = 1024;

// Relay
inline constexpr std::size_t kRelayChunkBytes = 64 * 1024;
inline constexpr std::size_t kHeadRoomBytes = 4 * 1024;        // free space in front of a response
inline constexpr std::size_t kReplayBodyBytesMax = 64 * 1024;  // kept for a retry
inline constexpr int kRelayTurnsMax = 4;  // chunks one connection may move before the others run
inline constexpr int kAttemptsMax = 8;    // sends of one request, over all regions

// Affinity
inline constexpr std::size_t kPinBytesMax = 128;  // a cookie that pins a client
inline constexpr std::size_t kPinKeyBytesMax = 4096;

// TLS
inline constexpr std::size_t kChainCertificatesMax = 16;  // intermediates in one file
inline constexpr std::size_t kStoredSessionsMax = 1024;   // per upstream context
// In a row, after the handshake: key updates and the like, which cost us more than the peer.
inline constexpr std::uint8_t kRecordsWithoutDataMax = 32;

// Workers
inline constexpr int kEventsPerPollMax = 256;
inline constexpr int kAcceptsPerTurnMax = 64;
inline constexpr int kListenBacklog = 4096;  // connections that wait for being accepted
inline constexpr std::size_t kMailboxMax = 1024;
inline constexpr std::size_t kIdlePerEndpointMax = 256;
inline constexpr std::size_t kPlaceCacheEntries = 4096;
// Two for each connection that the worker takes, between these bounds: 40 bytes each.
inline constexpr std::size_t kClientTableEntriesMin = 4096;
inline constexpr std::size_t kClientTableEntriesMax = 1 << 20;
inline constexpr std::size_t kAccessRingBytes = 4 << 20;
inline constexpr std::size_t kLoggedPathBytesMax = 1024;
inline constexpr std::size_t kLoggedTextBytesMax = 256;     // any other text of a record
inline constexpr std::size_t kLoggedFieldsBytesMax = 1024;  // of header fields that routes ask for

// Health checks
inline constexpr std::size_t kProbesInFlightMax = 256;
inline constexpr std::size_t kProbeHeadBytesMax = 16 * 1024;
inline constexpr std::size_t kProbeBodyMatchBytes = 10 * 1024;
inline constexpr std::size_t kProbeBodyBytesMax = 64 * 1024;  // what is longer is not read

// Admin listener
inline constexpr std::size_t kAdminConnectionsMax = 64;
inline constexpr std::size_t kAdminHeadBytesMax = 8 * 1024;
inline constexpr std::size_t kAdminBodyBytesMax = 1 << 20;
inline constexpr std::size_t kAdminBindsMax = 16;

// Replay and simulation
inline constexpr std::size_t kSavedViewsMax = 100'000;       // files of the ring
inline constexpr std::size_t kSavedViewBytesMax = 16 << 20;  // 4 times the largest there can be
inline constexpr std::size_t kLogLineBytesMax = 64 * 1024;   // read back
inline constexpr std::size_t kViewsRestoredMax = 16;         // held at a time
inline constexpr std::size_t kDifferencesToldMax = 10;
inline constexpr std::size_t kSimulatedRequestsMax = 5'000'000;

// Explain and simulate on a running edge
inline constexpr std::size_t kWhatIfNamesMax = 256;  // of a list; each may be a region
inline constexpr std::size_t kLiveClientsMax = 100'000;
inline constexpr std::size_t kLiveRequestsMax = 1'000'000;  // one of each client to each service

// Events of an edge
inline constexpr std::size_t kEventsKept = 1024;
inline constexpr std::size_t kEventTextBytesMax = 1024;  // what is longer is cut
inline constexpr std::size_t kEventsPerPage = 256;
inline constexpr std::size_t kEventStreamsMax = 16;  // connections that wait for events

// Overrides
inline constexpr std::size_t kOverridesBytesMax = 256 * 1024;  // the document of all of them
inline constexpr std::size_t kOverrideReasonBytesMax = 256;
inline constexpr std::size_t kOverrideNameBytesMax = 64;  // of services, regions and tokens

// GeoIP databases
inline constexpr std::size_t kGeoFileBytesMax = std::size_t{1} << 30;
inline constexpr std::size_t kGeoDepthMax = 16;  // containers in containers; makers use 4

}  // namespace meridian::limits

#include "reply.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <optional>

#include "meridian/core/base/text.hpp"

namespace meridian::origin {
namespace {

constexpr std::uint64_t kSlowMax = 600'000;  // ms

// The number after `prefix`, if the path is nothing else.
std::optional<std::uint64_t> number_after(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  return parse_decimal(path.substr(prefix.size()));
}

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned char>(c));
      out += escape.data();
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  append_json(out, name);
  out += ':';
  append_json(out, value);
  out += ',';
}

// Lower-case names; equal names are joined by ", " as RFC 9110, 5.3 allows.
std::string headers_json(const RequestHead& head) {
  std::map<std::string, std::string> joined;
  for (const Field& field : head.fields) {
    std::string& value = joined[to_lower(field.name)];
    if (!value.empty()) value += ", ";
    value += field.value;
  }
  std::string out = "{";
  for (const auto& [name, value] : joined) append_member(out, name, value);
  if (out.back() == ',') out.pop_back();
  return out + '}';
}

std::string facts_json(const RequestHead& head, const Peer& peer) {
  std::string out = "{";
  append_member(out, "region", peer.region);
  append_member(out, "method", head.method);
  append_member(out, "target", head.target);
  append_member(out, "peer", peer.address);
  out += "\"connection_requests\":" + std::to_string(peer.requests);
  out += ",\"headers\":" + headers_json(head) + "}\n";
  return out;
}

Reply pattern_reply(std::uint64_t length, bool chunked) {
  Reply reply;
  reply.kind = BodyKind::pattern;
  reply.content_type = "application/octet-stream";
  reply.length = length;
  reply.chunked = chunked;
  return reply;
}

Reply status_reply(std::uint64_t status) {
  Reply reply;
  reply.status = status >= 200 && status <= 599 ? static_cast<int>(status) : 400;
  if (reply.status == 204 || reply.status == 304) {
    reply.kind = BodyKind::none;
  } else {
    reply.text = "status " + std::to_string(reply.status) + "\n";
  }
  return reply;
}

std::optional<Reply> slow_sink_reply(std::string_view path) {
  constexpr std::string_view kPrefix = "/sink/";
  const auto slash = path.rfind('/');
  if (!path.starts_with(kPrefix) || slash < kPrefix.size()) return std::nullopt;
  const auto rest = parse_decimal(path.substr(kPrefix.size(), slash - kPrefix.size()));
  const auto rate = parse_decimal(path.substr(slash + 1));
  if (!rest || !rate) return std::nullopt;
  Reply reply;
  reply.kind = BodyKind::sink;
  reply.rest = std::chrono::milliseconds(std::min(*rest, kSlowMax));
  reply.rate = *rate;
  return reply;
}

std::optional<Reply> numbered_reply(std::string_view path) {
  if (const auto n = number_after(path, "/bytes/")) return pattern_reply(*n, false);
  if (const auto n = number_after(path, "/chunked/")) return pattern_reply(*n, true);
  if (const auto n = number_after(path, "/cut/")) {
    Reply reply = pattern_reply(*n, false);
    reply.cut = true;
    return reply;
  }
  if (const auto n = number_after(path, "/status/")) return status_reply(*n);
  if (const auto n = number_after(path, "/slow/")) {
    Reply reply;
    reply.text = "slow\n";
    reply.delay = std::chrono::milliseconds(std::min(*n, kSlowMax));
    return reply;
  }
  return std::nullopt;
}

Reply health_reply(const RequestHead& head, std::string_view path, Facts& facts) {
  if (head.method == "PUT" && path == "/health/down") facts.healthy = false;
  if (head.method == "PUT" && path == "/health/up") facts.healthy = true;
  Reply reply;
  // A switch that worked is a 200, whatever the new state.
  reply.status = facts.healthy || head.method == "PUT" ? 200 : 503;
  reply.text = facts.healthy ? "up\n" : "down\n";
  return reply;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

std::uint64_t length_of(const Reply& reply) {
  return reply.kind == BodyKind::text ? reply.text.size() : reply.length;
}

}  // namespace

Reply make_reply(const RequestHead& head, const Peer& peer, Facts& facts) {
  static const std::string small(100, 'x');
  const std::string_view path = head.target.substr(0, head.target.find('?'));
  Reply reply;
  if (path == "/small") {
    reply.text = small;
  } else if (path == "/health" || path.starts_with("/health/")) {
    reply = health_reply(head, path, facts);
  } else if (path == "/echo") {
    reply.kind = BodyKind::echo;
    reply.content_type = "application/octet-stream";
    reply.chunked = head.chunked;
    reply.length = head.content_length;
  } else if (path == "/sink") {
    reply.kind = BodyKind::sink;
  } else if (path == "/close") {
    reply.silent = true;
  } else if (auto slow_sink = slow_sink_reply(path)) {
    reply = *std::move(slow_sink);
  } else if (auto numbered = numbered_reply(path)) {
    reply = *std::move(numbered);
  } else {
    reply.content_type = "application/json";
    reply.text = facts_json(head, peer);
  }
  reply.delay += facts.delay;
  return reply;
}

std::string sink_text(std::uint64_t bytes, std::uint64_t checksum) {
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "{\"bytes\":%llu,\"checksum\":\"%016llx\"}\n",
                static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(checksum));
  return text.data();
}

void append_head(std::string& out, const Reply& reply, std::string_view region, bool keep_alive) {
  out += "HTTP/1.1 ";
  out += std::to_string(reply.status);
  out += ' ';
  out += reason_of(reply.status);
  out += "\r\nX-Region: ";
  out += region;
  if (reply.kind != BodyKind::none) {
    out += "\r\nContent-Type: ";
    out += reply.content_type;
    if (reply.chunked) {
      out += "\r\nTransfer-Encoding: chunked";
    } else {
      out += "\r\nContent-Length: ";
      out += std::to_string(length_of(reply));
    }
  }
  if (!keep_alive) out += "\r\nConnection: close";
  out += "\r\n\r\n";
}

void append_bad_request(std::string& out, std::string_view region) {
  Reply reply;
  reply.status = 400;
  reply.text = "bad request\n";
  append_head(out, reply, region, false);
  out += reply.text;
}

}  // namespace meridian::origin

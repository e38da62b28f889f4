#include "io/observability/access_line.hpp"

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstring>

#include "io/observability/json_text.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::observability {
namespace {

// Keys are literals of ours and need no escaping.
class Line {
 public:
  explicit Line(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  void text(std::string_view key, std::string_view value) {
    name(key);
    append_json_text(out_, value);
  }
  // Left out where there is nothing to say.
  void text_if(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  void address(std::string_view key, const IpAddress& value) {
    char buffer[48];
    text(key, {buffer, value.write_to(buffer)});
  }
  void number(std::string_view key, std::unsigned_integral auto value) {
    name(key);
    char buffer[20];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out_.append(buffer, end);
  }
  // Written so that reading it gives the same bits.
  void degrees(std::string_view key, double value) {
    name(key);
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out_.append(buffer, end);
  }
  // "name NUL value NUL .." as [["name","value"],..].
  void pairs(std::string_view key, std::string_view flat);
  // The bytes of some uint32_t.
  void numbers(std::string_view key, std::string_view bytes);
  void flag(std::string_view key, bool value) {
    name(key);
    out_ += value ? "true" : "false";
  }
  void time(std::string_view key, WallTime value);
  void duration(std::string_view key, microseconds value) {
    number(key, static_cast<std::uint64_t>(value.count() < 0 ? 0 : value.count()));
  }
  // As text: JSON readers that hold numbers as doubles would round it.
  void hex(std::string_view key, std::uint64_t value) {
    char buffer[16];
    for (std::size_t i = 16; i-- > 0; value >>= 4) buffer[i] = "0123456789abcdef"[value & 15];
    text(key, {buffer, sizeof buffer});
  }

 private:
  // One append instead of three: a line has some thirty keys.
  void name(std::string_view key) {
    char buffer[32];
    MERIDIAN_CHECK(key.size() + 4 <= sizeof buffer);
    buffer[0] = ',';
    buffer[1] = '"';
    key.copy(buffer + 2, key.size());
    buffer[key.size() + 2] = '"';
    buffer[key.size() + 3] = ':';
    const std::size_t skip = first_ ? 1 : 0;
    first_ = false;
    out_.append(buffer + skip, key.size() + 4 - skip);
  }
  std::string& out_;
  bool first_ = true;
};

void put_digits(char* out, unsigned value, std::size_t digits) {
  for (std::size_t i = digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

// RFC 3339 with microseconds, UTC.
void Line::time(std::string_view key, WallTime value) {
  const auto day = std::chrono::floor<std::chrono::days>(value);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<microseconds>(value - day));
  char text_of[] = "0000-00-00T00:00:00.000000Z";
  put_digits(text_of, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put_digits(text_of + 5, static_cast<unsigned>(date.month()), 2);
  put_digits(text_of + 8, static_cast<unsigned>(date.day()), 2);
  put_digits(text_of + 11, static_cast<unsigned>(clock.hours().count()), 2);
  put_digits(text_of + 14, static_cast<unsigned>(clock.minutes().count()), 2);
  put_digits(text_of + 17, static_cast<unsigned>(clock.seconds().count()), 2);
  put_digits(text_of + 20, static_cast<unsigned>(clock.subseconds().count()), 6);
  text(key, {text_of, sizeof text_of - 1});
}

void Line::pairs(std::string_view key, std::string_view flat) {
  name(key);
  out_ += '[';
  while (!flat.empty()) {
    for (const char opening : {'[', ','}) {
      const std::size_t end = flat.find('\0');
      if (out_.back() == ']') out_ += ',';
      out_ += opening;
      append_json_text(out_, flat.substr(0, end));
      flat.remove_prefix(end == flat.npos ? flat.size() : end + 1);
    }
    out_ += ']';
  }
  out_ += ']';
}

void Line::numbers(std::string_view key, std::string_view bytes) {
  name(key);
  out_ += '[';
  for (std::uint32_t value = 0; bytes.size() >= sizeof value; bytes.remove_prefix(sizeof value)) {
    std::memcpy(&value, bytes.data(), sizeof value);
    if (out_.back() != '[') out_ += ',';
    char buffer[10];
    out_.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  }
  out_ += ']';
}

std::string_view protocol_of(http::Version version) {
  switch (version) {
    case http::Version::http1_0: return "HTTP/1.0";
    case http::Version::http1_1: return "HTTP/1.1";
    case http::Version::http2: return "HTTP/2";
  }
  return "unknown";
}

std::string_view tls_name(std::uint16_t version) {
  if (version == 0x0304) return "1.3";
  return version == 0x0303 ? "1.2" : "unknown";
}

void append_place(Line& line, const AccessRecord& record) {
  line.address("client", record.client);
  if (record.peer != record.client) line.address("peer", record.peer);
  line.text_if("country", record.country.code());
  line.text_if("continent", geo::to_string(record.continent));
  line.text_if("subdivision", record.subdivision);
  if (record.subdivision_known && record.subdivision.empty()) line.flag("subdivision_known", true);
  if (record.asn != 0) line.number("asn", record.asn);
  line.text_if("tag", record.tag_name);
  if (record.coordinates) {
    line.degrees("latitude", record.coordinates->latitude);
    line.degrees("longitude", record.coordinates->longitude);
  }
}

void append_request(Line& line, const AccessRecord& record) {
  line.text("listener", record.listener);
  line.text("protocol", protocol_of(record.version));
  if (record.tls) {
    line.text("tls", tls_name(record.tls_version));
    line.flag("resumed", record.resumed);
  }
  line.text("method", record.method);
  line.text("host", record.host);
  line.text("path", record.path);
  if (record.path_cut) line.flag("path_cut", true);
  if (!record.fields.empty()) line.pairs("headers", record.fields);
  if (record.fields_cut) line.flag("headers_cut", true);
}

void append_decision(Line& line, const AccessRecord& record) {
  line.text_if("route", record.route);
  line.text_if("service", record.service);
  if (record.outcome) line.text("outcome", routing::to_string(*record.outcome));
  line.text_if("decided", record.decided);
  if (!record.load.empty()) line.numbers("load", record.load);
  line.text_if("region", record.region);
  line.text_if("endpoint", record.endpoint);
  line.text_if("pin", record.pin);
  line.text("reason", routing::to_string(record.reason));
  line.text("end", to_string(record.termination));
  line.number("status", record.status);
  line.number("attempts", record.attempts);
}

void append_amounts(Line& line, const AccessRecord& record) {
  line.number("bytes_in", record.bytes_in);
  line.number("bytes_out", record.bytes_out);
  line.duration("handshake_us", record.handshake);
  line.duration("queue_us", record.queue);
  line.duration("connect_us", record.connect);
  line.duration("first_byte_us", record.first_byte);
  line.duration("total_us", record.total);
}

}  // namespace

void append_access_line(std::string& out, const AccessRecord& record, const LogOrigin& origin) {
  Line line(out);
  line.time("time", record.at);
  line.text("edge", origin.edge);
  line.hex("run", origin.run);
  append_place(line, record);
  append_request(line, record);
  append_decision(line, record);
  append_amounts(line, record);
  line.text_if("request_id", record.request_id);
  line.number("view_version", record.view_version);
  line.number("local_sequence", record.local_sequence);
  line.hex("request_key", record.request_key);
  if (record.explore_window != 0) line.number("explore_window", record.explore_window);
  line.end();
}

std::string format_json(const AccessRecord& record, const LogOrigin& origin) {
  std::string line;
  append_access_line(line, record, origin);
  return line;
}

}  // namespace meridian::observability

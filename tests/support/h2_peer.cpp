#include "tests/support/h2_peer.hpp"

#include <algorithm>

namespace meridian::test {

namespace {

std::string big_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    text += static_cast<char>(value >> shift & 0xffU);
  return text;
}

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

std::uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

}  // namespace

std::string H2Response::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return "";
}

H2Peer::H2Peer() {
  nghttp2_hd_deflate_new(&deflater_, 4096);
  nghttp2_hd_inflate_new(&inflater_);
}

H2Peer::~H2Peer() {
  nghttp2_hd_deflate_del(deflater_);
  nghttp2_hd_inflate_del(inflater_);
}

std::string H2Peer::frame(std::uint8_t type, unsigned flags, std::uint32_t stream,
                          std::string_view payload) {
  std::string bytes = big_endian(static_cast<std::uint32_t>(payload.size()), 3);
  bytes += static_cast<char>(type);
  bytes += static_cast<char>(flags);
  return bytes + big_endian(stream, 4) + std::string(payload);
}

std::string H2Peer::preface(std::string_view settings) {
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(NGHTTP2_SETTINGS, 0, 0, settings);
}

std::string H2Peer::setting(std::uint16_t id, std::uint32_t value) {
  return big_endian(id, 2) + big_endian(value, 4);
}

std::string H2Peer::data(std::uint32_t stream, std::string_view bytes, bool last) {
  return frame(NGHTTP2_DATA, last ? unsigned{NGHTTP2_FLAG_END_STREAM} : 0U, stream, bytes);
}

std::string H2Peer::reset(std::uint32_t stream, std::uint32_t code) {
  return frame(NGHTTP2_RST_STREAM, 0, stream, big_endian(code, 4));
}

std::string H2Peer::window_update(std::uint32_t stream, std::uint32_t bytes) {
  return frame(NGHTTP2_WINDOW_UPDATE, 0, stream, big_endian(bytes, 4));
}

std::string H2Peer::ping(bool ack) {
  return frame(NGHTTP2_PING, ack ? unsigned{NGHTTP2_FLAG_ACK} : 0U, 0, std::string(8, '\0'));
}

std::string H2Peer::block(const H2Fields& fields) {
  std::vector<nghttp2_nv> nvs;
  for (const auto& [name, value] : fields)
    nvs.push_back({bytes_of(name), bytes_of(value), name.size(), value.size(), 0});
  std::string out(nghttp2_hd_deflate_bound(deflater_, nvs.data(), nvs.size()), '\0');
  const ssize_t size =
      nghttp2_hd_deflate_hd(deflater_, bytes_of(out), out.size(), nvs.data(), nvs.size());
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string H2Peer::headers(std::uint32_t stream, const H2Fields& fields, bool last) {
  constexpr std::size_t kPiece = 16384;
  const std::string all = block(fields);
  std::string bytes;
  for (std::size_t at = 0; at == 0 || at < all.size(); at += kPiece) {
    unsigned flags = at + kPiece >= all.size() ? unsigned{NGHTTP2_FLAG_END_HEADERS} : 0U;
    if (at == 0 && last) flags |= NGHTTP2_FLAG_END_STREAM;
    bytes += frame(at == 0 ? NGHTTP2_HEADERS : NGHTTP2_CONTINUATION, flags, stream,
                   std::string_view(all).substr(at, kPiece));
  }
  return bytes;
}

H2Fields H2Peer::request(const std::string& method, const std::string& path, const H2Fields& more) {
  H2Fields fields{
      {":method", method}, {":scheme", "https"}, {":authority", "example.org"}, {":path", path}};
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

std::string H2Peer::get(std::uint32_t stream, const std::string& path, const H2Fields& more) {
  return headers(stream, request("GET", path, more));
}

std::string H2Peer::post(std::uint32_t stream, const H2Fields& more) {
  return headers(stream, request("POST", "/", more), false);
}

void H2Peer::receive(std::string_view bytes) {
  in_.append(bytes);
  while (in_.size() >= 9) {
    const std::string_view view(in_);
    const std::size_t size = number(view.substr(0, 3));
    if (in_.size() < 9 + size) return;
    H2Frame frame{static_cast<std::uint8_t>(in_[3]), static_cast<std::uint8_t>(in_[4]),
                  number(view.substr(5, 4)), in_.substr(9, size)};
    in_.erase(0, 9 + size);
    take(frame);
    frames_.push_back(std::move(frame));
  }
}

void H2Peer::take(const H2Frame& frame) {
  H2Response* of = frame.stream == 0 ? nullptr : &responses_[frame.stream];
  if (frame.type == NGHTTP2_GOAWAY) {
    gone_away_ = true;
    goaway_last_ = number(std::string_view(frame.payload).substr(0, 4));
    goaway_code_ = number(std::string_view(frame.payload).substr(4, 4));
  }
  if (of == nullptr) return;
  if (frame.type == NGHTTP2_HEADERS) take_headers(frame);
  if (frame.type == NGHTTP2_DATA) of->body += frame.payload;
  if (frame.type == NGHTTP2_RST_STREAM) {
    of->reset = true;
    of->reset_code = number(frame.payload);
  }
  if ((frame.type == NGHTTP2_HEADERS || frame.type == NGHTTP2_DATA) &&
      frame.has(NGHTTP2_FLAG_END_STREAM))
    of->ended = true;
}

void H2Peer::take_headers(const H2Frame& frame) {
  H2Response& of = responses_[frame.stream];
  H2Fields fields = decode(frame.payload);
  if (of.status != 0) {
    of.trailers = std::move(fields);
    return;
  }
  const int status = fields.empty() ? 0 : std::stoi(fields.front().second);
  if (status < 200) {
    of.interim.push_back(status);
    return;
  }
  of.status = status;
  of.fields = std::move(fields);
}

H2Fields H2Peer::decode(std::string_view block) {
  H2Fields fields;
  const std::string in(block);
  const std::uint8_t* at = bytes_of(in);
  std::size_t left = in.size();
  for (;;) {
    nghttp2_nv field{};
    int flags = 0;
    const ssize_t used = nghttp2_hd_inflate_hd2(inflater_, &field, &flags, at, left, 1);
    if (used < 0) break;
    at += used;
    left -= static_cast<std::size_t>(used);
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
      fields.emplace_back(std::string(reinterpret_cast<char*>(field.name), field.namelen),
                          std::string(reinterpret_cast<char*>(field.value), field.valuelen));
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
  }
  nghttp2_hd_inflate_end_headers(inflater_);
  return fields;
}

std::size_t H2Peer::count(std::uint8_t type) const {
  return static_cast<std::size_t>(std::count_if(frames_.begin(), frames_.end(),
                                                [&](const H2Frame& f) { return f.type == type; }));
}

}  // namespace meridian::test

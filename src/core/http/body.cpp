#include "meridian/core/http/body.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/http/chars.hpp"
#include "core/http/trailer.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::http {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void Output::append(std::string_view bytes) {
  MERIDIAN_CHECK(bytes.size() <= room());
  if (bytes.empty()) return;
  std::memcpy(tail(), bytes.data(), bytes.size());
  size_ += bytes.size();
}

void Output::advance(std::size_t bytes) {
  MERIDIAN_CHECK(bytes <= room());
  size_ += bytes;
}

void BodyDecoder::begin(const Framing& framing) {
  kind_ = framing.kind;
  remaining_ = framing.kind == BodyKind::length ? framing.length : 0;
  const bool empty = kind_ == BodyKind::none || (kind_ == BodyKind::length && remaining_ == 0);
  state_ = empty ? BodyState::complete : BodyState::more;
  at_ = At::size;
  violation_ = Violation::none;
  digits_ = extension_bytes_ = trailer_bytes_ = trailer_fields_ = 0;
  trailers_.clear();
  line_.clear();
}

BodyStep BodyDecoder::next(std::string_view in) {
  if (state_ == BodyState::refused) return refuse(violation_);
  if (state_ == BodyState::complete) return {0, {}, {}, BodyState::complete, Violation::none};
  if (in.empty()) return {};
  return kind_ == BodyKind::chunked ? next_chunked(in) : next_identity(in);
}

std::string_view BodyDecoder::trailers() const {
  const std::string_view lines(trailers_);
  return lines.substr(0, lines.size() - std::min(lines.size(), kLineEnd.size()));
}

bool BodyDecoder::ends_at_close() const {
  return state_ == BodyState::complete ||
         (state_ == BodyState::more && kind_ == BodyKind::until_close);
}

BodyStep BodyDecoder::refuse(Violation violation) {
  state_ = BodyState::refused;
  violation_ = violation;
  return {0, {}, {}, BodyState::refused, violation};
}

BodyStep BodyDecoder::next_identity(std::string_view in) {
  if (kind_ == BodyKind::length) {
    in = in.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(in.size(), remaining_)));
    remaining_ -= in.size();
    if (remaining_ == 0) state_ = BodyState::complete;
  }
  return {in.size(), in, in, state_, Violation::none};
}

// One byte of the framing around chunk data; false: not allowed here.
bool BodyDecoder::take_size_byte(char c) {
  switch (at_) {
    case At::size: {
      const int digit = hex_digit(c);
      if (digit >= 0) {
        remaining_ = remaining_ * 16 + static_cast<unsigned>(digit);
        // F4: sixteen digits fit the counter; above 2^63 - 1 peers disagree about the sign.
        return ++digits_ <= 16 &&
               remaining_ <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
      }
      if (digits_ == 0 || (c != '\r' && c != ';')) return false;
      at_ = c == '\r' ? At::size_lf : At::extension;
      return true;
    }
    case At::size_lf: at_ = remaining_ == 0 ? At::trailer : At::data; return c == '\n';
    case At::data_cr: at_ = At::data_lf; return c == '\r';
    case At::data_lf:
      at_ = At::size;
      digits_ = 0;
      return c == '\n';
    default: return false;
  }
}

// Ends before a byte that does not belong on the wire: an extension, or a trailer.
BodyStep BodyDecoder::next_chunked(std::string_view in) {
  if (at_ == At::extension && in.front() != '\r') return take_extension(in);
  if (at_ == At::extension) at_ = At::size;  // digits_ > 0, so the CR ends the line
  if (at_ == At::trailer) return take_trailers(in);
  std::size_t used = 0;
  while (used < in.size() && at_ != At::trailer) {
    if (at_ == At::data) {
      const auto size =
          static_cast<std::size_t>(std::min<std::uint64_t>(in.size() - used, remaining_));
      remaining_ -= size;
      if (remaining_ == 0) at_ = At::data_cr;
      return {used + size, in.substr(used, size), in.substr(0, used + size), BodyState::more,
              Violation::none};
    }
    if (at_ == At::size && in[used] == ';' && used > 0) break;
    if (!take_size_byte(in[used])) return refuse(Violation::chunk);
    if (at_ == At::extension) return take_extension(in);
    ++used;
  }
  return {used, {}, in.substr(0, used), BodyState::more, Violation::none};
}

// From the ';' up to the CR, which belongs to the size line.
BodyStep BodyDecoder::take_extension(std::string_view in) {
  const char* const end = in.data() + in.size();
  const char* const stop = skip_value(in.data(), end);
  const auto size = static_cast<std::size_t>(stop - in.data());
  extension_bytes_ +=
      static_cast<std::uint32_t>(std::min<std::size_t>(size, limits::kChunkExtensionBytesMax + 1));
  if (extension_bytes_ > limits::kChunkExtensionBytesMax) return refuse(Violation::chunk);
  if (stop != end && *stop != '\r') return refuse(Violation::chunk);
  return {size, {}, {}, BodyState::more, Violation::none};
}

// The lines behind the last chunk, up to the empty one.
BodyStep BodyDecoder::take_trailers(std::string_view in) {
  std::size_t used = 0;
  while (used < in.size()) {
    const std::string_view rest = in.substr(used);
    const std::size_t lf = rest.find('\n');
    const std::string_view part = lf == rest.npos ? rest : rest.substr(0, lf + 1);
    used += part.size();
    trailer_bytes_ += static_cast<std::uint32_t>(
        std::min<std::size_t>(part.size(), limits::kTrailerBytesMax + 1));
    if (trailer_bytes_ > limits::kTrailerBytesMax) return refuse(Violation::trailer);
    line_.append(part);
    if (lf == rest.npos) break;
    if (line_ == kLineEnd) {
      state_ = BodyState::complete;
      trailers_.append(kLineEnd);
      const bool as_received = trailers_ == kLineEnd && part == kLineEnd;
      return {used, {}, as_received ? part : std::string_view(trailers_), state_, Violation::none};
    }
    if (!take_trailer_line()) return refuse(Violation::trailer);
    line_.clear();
  }
  return {used, {}, {}, BodyState::more, Violation::none};
}

bool BodyDecoder::take_trailer_line() {
  if (++trailer_fields_ > limits::kTrailerFieldsMax) return false;
  const Trailer trailer = parse_trailer(line_);
  if (trailer.name.empty()) return false;
  if (!is_trailer_allowed(trailer.name)) return true;
  trailers_.append(trailer.name).append(": ").append(trailer.value).append(kLineEnd);
  return true;
}

}  // namespace meridian::http

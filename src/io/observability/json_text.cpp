#include "io/observability/json_text.hpp"

#include <array>
#include <cstdint>

namespace meridian::observability {
namespace {

constexpr char kHex[] = "0123456789abcdef";

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x7f; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

struct Sequence {
  std::size_t bytes = 0;  // 0: no valid UTF-8 starts here
  std::uint32_t code_point = 0;
};

// RFC 3629: shortest form only, no surrogates, at most U+10FFFF.
Sequence decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = first < 0x80                    ? 1
                            : first >= 0xc2 && first < 0xe0 ? 2
                            : first >= 0xe0 && first < 0xf0 ? 3
                            : first >= 0xf0 && first < 0xf5 ? 4
                                                            : 0;
  if (bytes <= 1) return {bytes, first};
  if (text.size() < bytes) return {};
  std::uint32_t code_point = first & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c & 0xc0) != 0x80) return {};
    code_point = code_point << 6 | (c & 0x3fU);
  }
  const bool too_long = (bytes == 3 && code_point < 0x800) || (bytes == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xd800 && code_point < 0xe000;
  if (too_long || surrogate || code_point > 0x10ffff) return {};
  return {bytes, code_point};
}

bool is_escaped(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

void append_code_point(std::string& out, std::uint32_t c) {
  out += {'\\', 'u', kHex[c >> 12 & 15], kHex[c >> 8 & 15], kHex[c >> 4 & 15], kHex[c & 15]};
}

// One character that is not plain; returns how many bytes it took.
std::size_t append_special(std::string& out, std::string_view text) {
  if (text[0] == '"' || text[0] == '\\') {
    out += {'\\', text[0]};
    return 1;
  }
  const Sequence sequence = decode(text);
  if (sequence.bytes == 0) {
    const auto c = static_cast<unsigned char>(text[0]);
    out += {'\\', '\\', 'x', kHex[c >> 4], kHex[c & 15]};
    return 1;
  }
  if (is_escaped(sequence.code_point)) {
    append_code_point(out, sequence.code_point);
  } else {
    out.append(text.substr(0, sequence.bytes));
  }
  return sequence.bytes;
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && kPlain[static_cast<unsigned char>(text[plain])]) ++plain;
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(append_special(out, text));
  }
  out += '"';
}

}  // namespace meridian::observability

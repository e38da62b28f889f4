// Which bytes may stand where in an HTTP/1.1 head, and the scans over them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace meridian::http {

inline constexpr std::uint8_t kTokenChar = 1;   // RFC 9110, 5.6.2
inline constexpr std::uint8_t kMethodChar = 2;  // a token without lower-case letters
inline constexpr std::uint8_t kValueChar = 4;   // SP, HTAB, VCHAR, obs-text
inline constexpr std::uint8_t kTargetChar = 8;  // VCHAR without '#'
inline constexpr std::uint8_t kHostChar = 16;   // letters, digits, "-._~"

constexpr std::array<std::uint8_t, 256> make_char_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto mark = [&](std::string_view chars, std::uint8_t bits) {
    for (const char c : chars) {
      std::uint8_t& slot = classes[static_cast<std::uint8_t>(c)];
      slot = static_cast<std::uint8_t>(slot | bits);
    }
  };
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", kTokenChar | kMethodChar | kHostChar);
  mark("abcdefghijklmnopqrstuvwxyz", kTokenChar | kHostChar);
  mark("!#$%&'*+-.^_`|~", kTokenChar | kMethodChar);
  mark("-._~", kHostChar);
  for (unsigned c = 0; c < 256; ++c) {
    unsigned bits = classes[c];
    if (c == '\t' || (c >= 0x20 && c != 0x7f)) bits |= kValueChar;
    if (c > 0x20 && c < 0x7f && c != '#') bits |= kTargetChar;
    classes[c] = static_cast<std::uint8_t>(bits);
  }
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> kCharClasses = make_char_classes();

constexpr bool is_class(char c, std::uint8_t bits) {
  return (kCharClasses[static_cast<std::uint8_t>(c)] & bits) != 0;
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_all(std::string_view text, std::uint8_t bits) {
  for (const char c : text)
    if (!is_class(c, bits)) return false;
  return true;
}
constexpr bool is_token(std::string_view text) {
  return !text.empty() && is_all(text, kTokenChar);
}

// The first byte of [p, end) that is not of the class; short runs.
template <class Char>
Char* skip_class(Char* p, Char* end, std::uint8_t bits) {
  while (p != end && is_class(*p, bits)) ++p;
  return p;
}

// The first byte of [p, end) that may not stand in a token. Letters, digits and '-' are all most
// names have, so those go sixteen at a time.
template <class Char>
Char* skip_token(Char* p, Char* end) {
#if defined(__SSE2__)
  const __m128i case_bit = _mm_set1_epi8(0x20);
  while (end - p >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i letter = _mm_sub_epi8(_mm_or_si128(bytes, case_bit), _mm_set1_epi8('a'));
    const __m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i good =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter),
                                  _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit)),
                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
    const unsigned other = static_cast<unsigned>(_mm_movemask_epi8(good)) ^ 0xffffU;
    if (other == 0) {
      p += 16;
      continue;
    }
    p += __builtin_ctz(other);
    if (!is_class(*p, kTokenChar)) return p;
    ++p;
  }
#endif
  return skip_class(p, end, kTokenChar);
}

// The first byte of [p, end) that may not stand in a field value.
template <class Char>
Char* skip_value(Char* p, Char* end) {
#if defined(__SSE2__)
  const __m128i lowest = _mm_set1_epi8(0x20);
  const __m128i del = _mm_set1_epi8(0x7f);
  while (end - p >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i printable = _mm_cmpeq_epi8(_mm_max_epu8(bytes, lowest), bytes);
    const __m128i good = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, del), printable);
    const unsigned bad = static_cast<unsigned>(_mm_movemask_epi8(good)) ^ 0xffffU;
    if (bad == 0) {
      p += 16;
      continue;
    }
    p += __builtin_ctz(bad);
    if (*p != '\t') return p;
    ++p;
  }
#endif
  return skip_class(p, end, kValueChar);
}

// The first byte of [p, end) that may not stand in a request target.
inline const char* skip_target(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i space = _mm_set1_epi8(0x20);
  const __m128i del = _mm_set1_epi8(0x7f);
  const __m128i hash = _mm_set1_epi8('#');
  while (end - p >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i above = _mm_cmpgt_epi8(bytes, space);  // signed: 8-bit bytes are below
    const __m128i barred = _mm_or_si128(_mm_cmpeq_epi8(bytes, del), _mm_cmpeq_epi8(bytes, hash));
    const __m128i good = _mm_andnot_si128(barred, above);
    const unsigned bad = static_cast<unsigned>(_mm_movemask_epi8(good)) ^ 0xffffU;
    if (bad != 0) return p + __builtin_ctz(bad);
    p += 16;
  }
#endif
  return skip_class(p, end, kTargetChar);
}

}  // namespace meridian::http

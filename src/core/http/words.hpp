// Comparison of names and tokens with lower-case words known at compile time, a machine word at a
// time.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace meridian::http {

template <class Word>
Word load_word(const char* p) {
  Word word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

// Setting bit 0x20 lowers letters and leaves '-' and digits alone. Besides its own two cases only
// CR turns into a character of our words ('-'), and no parsed text holds a CR: the comparison is
// exact.
template <class Word>
bool is_same_word(const char* text, const char* lower) {
  constexpr Word kCaseBits = static_cast<Word>(0x2020202020202020ULL);
  return (load_word<Word>(text) | kCaseBits) == (load_word<Word>(lower) | kCaseBits);
}

// `text` has N - 1 characters: at least two, letters, digits and '-' in `lower`.
template <std::size_t N>
bool begins_with_word(const char* text, const char (&lower)[N]) {
  constexpr std::size_t kSize = N - 1;
  static_assert(kSize >= 2);
  if constexpr (kSize >= 8) {
    for (std::size_t i = 0; i + 8 < kSize; i += 8)
      if (!is_same_word<std::uint64_t>(text + i, lower + i)) return false;
    return is_same_word<std::uint64_t>(text + kSize - 8, lower + kSize - 8);
  } else if constexpr (kSize >= 4) {
    return is_same_word<std::uint32_t>(text, lower) &&
           is_same_word<std::uint32_t>(text + kSize - 4, lower + kSize - 4);
  } else {
    return is_same_word<std::uint16_t>(text, lower) &&
           is_same_word<std::uint16_t>(text + kSize - 2, lower + kSize - 2);
  }
}

template <std::size_t N>
bool is_word(std::string_view text, const char (&lower)[N]) {
  return text.size() == N - 1 && begins_with_word(text.data(), lower);
}

}  // namespace meridian::http

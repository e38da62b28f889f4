// Reading and writing lines of words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/agreement/report.hpp"

namespace meridian::agreement {

// The words of one line, one after the other. The first that is not as asked for ends it: from then
// on ok() is false and every value is of no use.
class Words {
 public:
  explicit Words(std::string_view line) : rest_(line) {}

  std::string name();  // of an edge, an upstream or an epoch
  std::uint64_t number(std::uint64_t max = UINT64_MAX);
  std::uint32_t small();
  std::uint64_t hexadecimal();
  StoreTime time();
  // Which of these it is.
  template <std::size_t N>
  std::size_t choice(const std::array<std::string_view, N>& words) {
    const std::string_view word = next();
    for (std::size_t i = 0; i < N; ++i)
      if (words[i] == word) return i;
    ok_ = false;
    return 0;
  }
  bool ok() const { return ok_; }

 private:
  std::string_view next();

  std::string_view rest_;
  bool ok_ = true;
};

// Without its end; nothing where none is left.
std::optional<std::string_view> take_line(std::string_view& text);

class Line {
 public:
  explicit Line(std::string& to) : to_(to), start_(to.size()) {}
  ~Line() { to_.push_back('\n'); }
  Line(const Line&) = delete;

  Line& word(std::string_view word);
  Line& number(std::uint64_t number) { return word(std::to_string(number)); }
  Line& hexadecimal(std::uint64_t number);
  Line& time(StoreTime time);

 private:
  std::string& to_;
  std::size_t start_;
};

}  // namespace meridian::agreement

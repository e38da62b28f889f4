#include "core/routing/match_path.hpp"

namespace meridian::routing {

namespace {

bool is_plain(std::string_view path) {
  char before = 0;
  for (const char c : path) {
    if (c == '%' || (before == '/' && (c == '/' || c == '.'))) return false;
    before = c;
  }
  return true;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte at `at`, decoded; moves `at` behind it.
char take_byte(std::string_view path, std::size_t& at) {
  if (path[at] == '%' && path.size() - at > 2) {
    const int high = hex_digit(path[at + 1]);
    const int low = hex_digit(path[at + 2]);
    if (high >= 0 && low >= 0) {
      at += 3;
      return static_cast<char>(high * 16 + low);
    }
  }
  return path[at++];
}

// What is written so far, segment by segment.
class Segments {
 public:
  explicit Segments(std::span<char> out) : out_(out) {}

  void add(char c) {
    if (c == '/') end_segment();
    if (c == '/' && size_ > 0 && out_[size_ - 1] == '/') return;
    out_[size_++] = c;
  }
  // A last dot segment leaves its slash.
  std::string_view finish() {
    end_segment();
    return {out_.data(), size_};
  }

 private:
  void end_segment() {
    const std::string_view written(out_.data(), size_);
    if (written.ends_with("/.")) size_ -= 1;
    if (!written.ends_with("/..")) return;
    const std::size_t parent = written.substr(0, size_ - 3).rfind('/');
    size_ = parent == written.npos ? 1 : parent + 1;
  }

  std::span<char> out_;
  std::size_t size_ = 0;
};

}  // namespace

std::string_view match_path(std::string_view path, std::span<char> scratch) {
  if (is_plain(path) || path.size() > scratch.size()) return path;
  Segments segments(scratch);
  for (std::size_t at = 0; at < path.size();) segments.add(take_byte(path, at));
  return segments.finish();
}

}  // namespace meridian::routing

// Replies of a Redis server (RESP2) as values, made of bytes in pieces of any size. Bounded: a
// reply that is longer or has more parts than we ever ask for is refused, and the connection with
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::redis {

inline constexpr std::size_t kReplyBytesMax = 16 << 20;  // 32 kept conflicts of full size fit
inline constexpr std::size_t kReplyPartsMax = 256 * 1024;

struct Reply {
  enum class Type : std::uint8_t { nil, status, string, integer, error, array };
  Type type = Type::nil;
  std::string text;  // of status, string and error
  std::int64_t integer = 0;
  std::vector<Reply> elements;
  bool operator==(const Reply&) const = default;

  bool is_error() const { return type == Type::error; }
  bool is_text() const { return type == Type::status || type == Type::string; }
};

// One connection's replies. Not copied or moved: the parser points into it.
class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;

  void feed(std::string_view bytes);
  // Nothing: the next reply is not complete, or what was fed is no reply: see failure().
  std::optional<Reply> next();
  // Empty: all is well. It stays once it is set.
  const std::string& failure() const { return failure_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::size_t unfinished_ = 0;  // bytes fed since the last whole reply
  std::string failure_;
};

}  // namespace meridian::redis

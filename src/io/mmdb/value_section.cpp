#include "io/mmdb/value_section.hpp"

#include <array>
#include <cstdint>

#include "meridian/core/base/limits.hpp"

namespace meridian::mmdb {

namespace {

// The numbers of the format (MaxMind DB 2.0, "Data Field Format").
enum class Type : std::uint8_t {
  extended,
  pointer,
  utf8_string,
  double_,
  bytes,
  uint16,
  uint32,
  map,
  int32,
  uint64,
  uint128,
  array,
  container,
  end_marker,
  boolean,
  float_,
};
constexpr unsigned kTypeCount = 16;

// The control bytes of one value.
struct Head {
  Type type{};
  std::size_t size = 0;  // bytes, elements, pairs, the boolean itself, or where the pointer points
  std::size_t next = 0;  // the offset after the control bytes
};

// Big-endian, at most 4 bytes; moves the offset behind them.
std::optional<std::size_t> take_number(std::span<const std::byte> bytes, std::size_t& at,
                                       std::size_t width) {
  if (bytes.size() - at < width) return std::nullopt;
  std::size_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value = value << 8 | std::to_integer<unsigned>(bytes[at++]);
  return value;
}

std::optional<Head> read_pointer(std::span<const std::byte> bytes, std::size_t at,
                                 unsigned control) {
  constexpr std::array<std::size_t, 4> kBase{0, 2048, 526336, 0};
  const unsigned width = control >> 3 & 3;
  const auto low = take_number(bytes, at, width + 1);
  if (!low) return std::nullopt;
  const std::size_t high = width == 3 ? 0 : std::size_t{control & 7} << (8 * (width + 1));
  return Head{Type::pointer, (high | *low) + kBase[width], at};
}

// `at` is inside the section.
std::optional<Head> read_head(std::span<const std::byte> bytes, std::size_t at) {
  constexpr std::array<std::size_t, 3> kBase{29, 285, 65821};
  const auto control = std::to_integer<unsigned>(bytes[at++]);
  auto type = control >> 5;
  if (type == static_cast<unsigned>(Type::pointer)) return read_pointer(bytes, at, control);
  if (type == static_cast<unsigned>(Type::extended)) {
    const auto more = take_number(bytes, at, 1);
    if (!more || *more == 0 || *more + 7 >= kTypeCount) return std::nullopt;
    type = static_cast<unsigned>(*more + 7);
  }
  std::size_t size = control & 31;
  if (size >= 29) {
    const std::size_t width = size - 28;
    const auto more = take_number(bytes, at, width);
    if (!more) return std::nullopt;
    size = kBase[width - 1] + *more;
  }
  return Head{static_cast<Type>(type), size, at};
}

bool is_container(Type type) {
  return type == Type::map || type == Type::array;
}

// Whether a scalar of the type may have the size. Those with a fixed size have no other.
bool is_size_of(Type type, std::size_t size) {
  switch (type) {
    case Type::utf8_string:
    case Type::bytes: return true;
    case Type::double_: return size == 8;
    case Type::float_: return size == 4;
    case Type::uint16: return size <= 2;
    case Type::uint32:
    case Type::int32: return size <= 4;
    case Type::uint64: return size <= 8;
    case Type::uint128: return size <= 16;
    case Type::boolean: return size <= 1;
    default: return false;
  }
}

// The containers around the current value: how many values each is still to hold.
class Nesting {
 public:
  // One more value begins; false where containers nest too deeply.
  void count_value() {
    while (depth_ > 0 && remaining_[depth_ - 1] == 0) --depth_;
    if (depth_ > 0) --remaining_[depth_ - 1];
  }
  bool open(std::size_t values) {
    if (depth_ == remaining_.size()) return false;
    remaining_[depth_++] = values;
    return true;
  }
  bool all_full() {
    while (depth_ > 0 && remaining_[depth_ - 1] == 0) --depth_;
    return depth_ == 0;
  }

 private:
  std::array<std::size_t, limits::kGeoDepthMax> remaining_{};
  std::size_t depth_ = 0;
};

class Walk {
 public:
  Walk(std::span<const std::byte> bytes, Pointers pointers)
      : bytes_(bytes), pointers_(pointers), starts_(bytes.size()) {}

  bool run() {
    while (at_ < bytes_.size())
      if (!step()) return false;
    return nesting_.all_full();
  }
  std::vector<bool> take_starts() { return std::move(starts_); }

 private:
  bool step() {
    const auto head = read_head(bytes_, at_);
    if (!head) return false;
    nesting_.count_value();
    if (head->type == Type::pointer) return take_pointer(*head);
    starts_[at_] = true;
    at_ = head->next;
    if (is_container(head->type))
      return nesting_.open(head->size * (head->type == Type::map ? 2 : 1));
    if (!is_size_of(head->type, head->size)) return false;
    return head->type == Type::boolean || skip(head->size);
  }

  bool take_pointer(const Head& head) {
    if (head.size >= at_ || !starts_[head.size]) return false;
    at_ = head.next;
    return pointers_ == Pointers::to_anything || !is_container(read_head(bytes_, head.size)->type);
  }

  bool skip(std::size_t count) {
    if (bytes_.size() - at_ < count) return false;
    at_ += count;
    return true;
  }

  std::span<const std::byte> bytes_;
  Pointers pointers_;
  std::vector<bool> starts_;
  Nesting nesting_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<ValueSection> ValueSection::check(std::span<const std::byte> bytes,
                                                Pointers pointers) {
  Walk walk(bytes, pointers);
  if (!walk.run()) return std::nullopt;
  return ValueSection(bytes, walk.take_starts());
}

bool ValueSection::is_map_at(std::size_t offset) const {
  return offset < bytes_.size() && starts_[offset] && read_head(bytes_, offset)->type == Type::map;
}

}  // namespace meridian::mmdb
